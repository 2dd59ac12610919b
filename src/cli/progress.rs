//! `Progress`: shows a build while it runs. On a terminal, a line for each running asset, redrawn
//! in place; elsewhere, plain lines of what is worth a line by itself.
//!
//! What a model outside painted gets its line as soon as it is done: it took a while and cost
//! money. Everything else is listed at the end, by name, whichever thread was faster.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::events::BatchEvent;
use crate::cli::layout::{count, duration, pad};
use crate::cli::paint::Paint;
use crate::cli::printer::Printer;
use crate::cli::settings::Verbosity;
use crate::cli::{asset_line, json};
use crate::model::Role;
use crate::money::Usd;
use crate::name::AssetName;
use crate::plan::Made;
use crate::run::{AssetReport, AssetState, BatchNews, BuildEvent, EventSink, Step};

/// Shows a build while it runs.
pub(crate) struct Progress {
    printer: Arc<Printer>,
    screen: Option<Mutex<Screen>>,
    /// Assets that programs were told of.
    told: Mutex<BTreeSet<AssetName>>,
}

/// What is redrawn in place.
struct Screen {
    lines: MultiProgress,
    total: ProgressBar,
    running: BTreeMap<AssetName, ProgressBar>,
    budget: Usd,
    spent: Usd,
}

/// How many running assets have a line: a screen is not high.
const MOST_LINES: usize = 12;

impl Progress {
    /// `live`: whether lines may be redrawn in place.
    pub(crate) fn new(printer: Arc<Printer>, live: bool) -> Progress {
        let screen = live.then(|| Mutex::new(Screen::new()));
        Progress { printer, screen, told: Mutex::default() }
    }

    /// Tells programs of an asset, once: there may be no event of those with nothing to do.
    pub(crate) fn tell(&self, asset: &AssetReport) {
        if locked(&self.told).insert(asset.name.clone()) {
            self.printer.event(&json::of_report(asset));
        }
    }

    /// Takes the redrawn lines away, so that a summary can follow.
    pub(crate) fn finish(&self) {
        self.on_screen(|screen| {
            for line in screen.running.values() {
                line.finish_and_clear();
            }
            screen.total.finish_and_clear();
        });
    }

    fn on_screen(&self, act: impl FnOnce(&mut Screen)) {
        if let Some(screen) = &self.screen {
            act(&mut locked(screen));
        }
    }

    /// A line that stays.
    pub(crate) fn say(&self, line: &str) {
        match &self.screen {
            Some(_) => self.on_screen(|it| it.lines.suspend(|| self.printer.say(line))),
            None => self.printer.say(line),
        }
    }
}

impl EventSink for Progress {
    fn event(&self, event: BuildEvent) {
        let paint = self.printer.paint;
        let is_verbose = self.printer.verbosity > Verbosity::Normal;
        let called = called_line(&event, paint).filter(|_| is_verbose);
        if let Some(line) = plain_line(&event, paint).or(called) {
            self.say(&line);
        }
        match &event {
            BuildEvent::Finished(asset) => self.tell(asset),
            _ => BatchEvent::of(&event).iter().for_each(|it| self.printer.event(it)),
        }
        self.on_screen(|screen| screen.event(event));
    }
}

/// A lock whose holder never panics half way.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The line that an event leaves behind, if it leaves one.
pub(crate) fn plain_line(event: &BuildEvent, paint: Paint) -> Option<String> {
    match event {
        BuildEvent::Finished(asset) if shows_at_once(asset) => {
            Some(asset_line::built(asset, asset_line::NAMES, paint))
        }
        BuildEvent::Retrying { name, model, reason, pause } => {
            let pause = duration(*pause);
            let state = paint.state("waits", 7);
            Some(format!("  {state}  {name}: {model} says {reason}; again in {pause}"))
        }
        BuildEvent::Batch { model, job, requests, usd, news } => {
            let state = paint.state("batch", 7);
            let requests = count(*requests as u64, "request", "requests");
            let text = match news {
                BatchNews::Sent => format!("sent, {usd} held; build again to collect it"),
                BatchNews::UnderWay => format!("not done yet, {usd} held"),
                BatchNews::Collected => format!("collected for {usd}"),
            };
            Some(format!("  {state}  {job}, {requests} to {model}: {text}"))
        }
        _ => None,
    }
}

/// A request that was answered: what for, by whom, in how long and for how much.
fn called_line(event: &BuildEvent, paint: Paint) -> Option<String> {
    let BuildEvent::Called { name, model, role, usd, took } = event else { return None };
    let what = match role {
        Role::Paint => "a picture",
        Role::Edit => "a second plate",
        Role::Judge => "a verdict",
        Role::Refine => "a prompt",
    };
    let (took, state) = (duration(*took), paint.state("asked", 7));
    Some(format!("  {state}  {name}: {what} by {model} in {took} for {usd}"))
}

fn shows_at_once(asset: &AssetReport) -> bool {
    let is_new = asset.state == AssetState::Built || asset.so_far;
    is_new && matches!(asset.made, Made::Painted(_))
}

impl Screen {
    fn new() -> Screen {
        let lines = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        let total = lines.add(ProgressBar::no_length());
        total.set_style(style("  {bar:28} {pos}/{len}  {elapsed}  {msg}").progress_chars("━╸─"));
        Screen { lines, total, running: BTreeMap::new(), budget: Usd::MAX, spent: Usd::ZERO }
    }

    fn event(&mut self, event: BuildEvent) {
        match event {
            BuildEvent::Planned { assets, budget } => {
                self.budget = budget;
                self.total.set_length(assets as u64);
                self.total.enable_steady_tick(Duration::from_millis(100));
            }
            BuildEvent::Started { name } => self.start(&name),
            BuildEvent::Step { ref name, .. } => {
                // Others may have made room for it since it started.
                self.start(name);
                if let Some(line) = self.running.get(name) {
                    line.set_message(step_text(&event));
                }
            }
            BuildEvent::Called { usd, .. } => self.spent += usd,
            BuildEvent::Batch { usd, news: BatchNews::Collected, .. } => self.spent += usd,
            BuildEvent::Batch { .. } | BuildEvent::Retrying { .. } => {}
            BuildEvent::Finished(asset) => {
                if let Some(line) = self.running.remove(&asset.name) {
                    line.finish_and_clear();
                }
                self.total.inc(1);
            }
        }
        self.total.set_message(self.money());
    }

    fn start(&mut self, name: &AssetName) {
        if self.running.len() < MOST_LINES && !self.running.contains_key(name) {
            let line = self.lines.insert_before(&self.total, ProgressBar::new_spinner());
            line.set_style(style("  {spinner} {prefix} {msg}"));
            line.set_prefix(pad(name.as_str(), asset_line::NAMES));
            line.enable_steady_tick(Duration::from_millis(100));
            self.running.insert(name.clone(), line);
        }
    }

    /// `$1.92 of $5.00`, where anything costs anything.
    fn money(&self) -> String {
        match (self.spent, self.budget) {
            (Usd::ZERO, _) => String::new(),
            (spent, Usd::MAX) => spent.to_string(),
            (spent, budget) => format!("{spent} of {budget}"),
        }
    }
}

/// `attempt 3 of 5   judging       best 84   $0.10`.
pub(crate) fn step_text(event: &BuildEvent) -> String {
    let BuildEvent::Step { step, attempt, of, best, usd, .. } = event else { return String::new() };
    let doing = match step {
        Step::Queued => "queued",
        Step::Painting => "painting",
        Step::Plating => "painting its second plate",
        Step::Masking => "masking",
        Step::Processing => "processing",
        Step::Judging => "judging",
        Step::Refining => "refining",
        Step::Writing => "writing",
    };
    let mut parts = Vec::new();
    if *attempt > 0 {
        parts.push(format!("attempt {attempt} of {of}"));
    }
    parts.push(pad(doing, 10));
    parts.extend(best.map(|it| format!("best {it}")));
    if !usd.is_zero() {
        parts.push(usd.to_string());
    }
    parts.join("   ").trim_end().to_owned()
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a constant that is a template")
}
