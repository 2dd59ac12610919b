//! What a build came to, for people: what was made, what was not and what to do, and the total.

use indexmap::IndexMap;

use crate::cli::asset_line;
use crate::cli::exit_status::is_below_target;
use crate::cli::fold::fold;
use crate::cli::layout::{count, duration, first_names, pad, widest};
use crate::cli::paint::{Ink, Paint};
use crate::name::AssetName;
use crate::plan::{ACCEPTED, DirtyReason, Failed, FailedKind, Made};
use crate::run::{AssetReport, AssetState, BuildReport, Calls, Left};

/// How a summary is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Summary {
    /// Colours.
    pub(crate) paint: Paint,
    /// Whether long lists are not folded.
    pub(crate) all: bool,
    /// Whether only what is wrong is said.
    pub(crate) quiet: bool,
}

impl Summary {
    /// The whole text, lines without an end. Assets that a model outside painted are not among
    /// those listed as built: they were shown as they came.
    pub(crate) fn text(&self, report: &BuildReport) -> String {
        let mut blocks = Vec::new();
        if !self.quiet {
            blocks.push(self.built(report));
        }
        blocks.push(self.not_built(report));
        if !self.quiet {
            blocks.push(self.total(report));
        }
        blocks.retain(|it| !it.is_empty());
        blocks.join("\n\n")
    }

    fn built(&self, report: &BuildReport) -> String {
        let is_new = |asset: &&AssetReport| {
            asset.state == AssetState::Built && !matches!(asset.made, Made::Painted(_))
        };
        let assets: Vec<&AssetReport> = report.assets.iter().filter(is_new).collect();
        let names: Vec<String> = assets.iter().map(|it| asset_line::shown_name(it)).collect();
        let width = widest(names.iter().map(String::as_str), 40);
        let line = |it: &&AssetReport| asset_line::built(it, width, self.paint);
        fold(assets.iter().map(line).collect(), self.all).join("\n")
    }

    /// Everything that is not as it should be; failures are never folded.
    fn not_built(&self, report: &BuildReport) -> String {
        let mut lines = self.failed(report);
        if !self.quiet {
            let kept = report.assets.iter().filter_map(|it| self.kept(it)).collect();
            lines.extend(fold(kept, self.all));
        }
        lines.extend(self.blocked(report));
        lines.extend(self.left(report));
        let warn = |it: &String| format!("  {} {it}", self.paint.state("warning", 8));
        lines.extend(report.warnings.iter().map(warn));
        lines.extend(damaged(report).iter().map(warn));
        lines.join("\n")
    }

    /// Each cause of failures once, and what to do.
    fn failed(&self, report: &BuildReport) -> Vec<String> {
        let mut causes: IndexMap<Cause<'_>, Vec<(&AssetReport, &Failed)>> = IndexMap::new();
        for asset in &report.assets {
            if let AssetState::Failed(failed) = &asset.state {
                causes.entry(cause(asset, failed)).or_default().push((asset, failed));
            }
        }
        let text = |all: &Vec<(&AssetReport, &Failed)>| {
            let (asset, failed) = all[0];
            let (head, help) = match all.as_slice() {
                [_] => (self.line("failed", asset, &failed.message), failed.help.clone()),
                _ => (self.together(all), help_for_all(failed)),
            };
            let help = help.iter().map(|it| format!("\n           {it}"));
            format!("{head}{}", help.collect::<String>())
        };
        causes.values().map(text).collect()
    }

    /// `failed  12 assets: a, b, c, d, e and 7 more: there is no key for google`.
    fn together(&self, all: &[(&AssetReport, &Failed)]) -> String {
        let names: Vec<&str> = all.iter().map(|it| it.0.name.as_str()).collect();
        let shown = first_names(&names, if self.all { names.len() } else { 5 });
        let (n, word) = (names.len(), self.paint.state("failed", 8));
        format!("  {word} {n} assets ({shown}): {}", all[0].1.message)
    }

    /// What stays as it is until a person decides.
    fn kept(&self, asset: &AssetReport) -> Option<String> {
        match &asset.state {
            AssetState::Held { why, usd } => {
                let name = &asset.name;
                let catch_up = match why == ACCEPTED {
                    true => format!("unaccept {name}"),
                    false => format!("build {name}"),
                };
                let help = format!(
                    "\n           this picture for the words of today: assetbuild accept {name}; \
                     another one: assetbuild {catch_up}"
                );
                let price = match usd.is_free() {
                    true => String::new(),
                    false => format!("; catching up {usd}"),
                };
                Some(self.line("held", asset, &format!("{why}{price}{help}")))
            }
            AssetState::Edited { .. } => {
                let name = &asset.name;
                let text = format!(
                    "changed by hand; take it back: assetbuild build --discard-edits {name}"
                );
                Some(self.line("edited", asset, &text))
            }
            _ => None,
        }
    }

    fn line(&self, state: &str, asset: &AssetReport, text: &str) -> String {
        let name = format!("{}/{}", asset.folder, asset.name);
        format!("  {} {}  {text}", self.paint.state(state, 8), pad(&name, 24))
    }

    /// One line for all that wait for the same failure.
    fn blocked(&self, report: &BuildReport) -> Vec<String> {
        let mut by_cause: std::collections::BTreeMap<&str, Vec<&str>> = Default::default();
        for asset in &report.assets {
            if let AssetState::Blocked { on } = &asset.state {
                by_cause.entry(on.as_str()).or_default().push(asset.name.as_str());
            }
        }
        let line = |(on, names): (&str, Vec<&str>)| {
            let names = first_names(&names, 5);
            format!("  {} {names}: not built, since {on} was not", self.paint.state("blocked", 8))
        };
        by_cause.into_iter().map(line).collect()
    }

    /// One line for all that were left for the same reason.
    fn left(&self, report: &BuildReport) -> Vec<String> {
        let line = |(why, text): &(Left, &str)| {
            let is = |it: &&AssetReport| it.state == AssetState::Left { why: *why };
            let names: Vec<&str> =
                report.assets.iter().filter(is).map(|it| it.name.as_str()).collect();
            let shown = first_names(&names, if self.all { names.len() } else { 5 });
            let word = self.paint.state("not done", 8);
            (!names.is_empty()).then(|| format!("  {word} {shown}: {text}"))
        };
        LEFT.iter().filter_map(line).collect()
    }

    fn total(&self, report: &BuildReport) -> String {
        let took = duration(report.took);
        let is_idle = |it: &AssetReport| it.state == AssetState::Fresh;
        let is_whole = report.broken.is_empty() && report.removed.is_empty();
        let n_fresh = report.assets.len() + report.n_fresh;
        if is_whole && n_fresh == 0 {
            return "there are no assets; add one: assetbuild add NAME SUBJECT".to_owned();
        }
        if is_whole && report.assets.iter().all(is_idle) {
            let parts = [format!("{n_fresh} fresh"), took]
                .into_iter()
                .chain(below_target(report))
                .chain(unjudged(report));
            return parts.collect::<Vec<_>>().join("      ");
        }
        let mut parts = vec![self.counts(report), took, money(report)];
        parts.extend(below_target(report).into_iter().chain(unjudged(report)));
        let mut lines = Vec::from_iter(bought(report));
        lines.extend(removed(report));
        lines.push(parts.join("      "));
        lines.join("\n")
    }

    /// `46 built, 2 failed, 1 held, 212 fresh`.
    fn counts(&self, report: &BuildReport) -> String {
        let of =
            |is: fn(&AssetState) -> bool| report.assets.iter().filter(|it| is(&it.state)).count();
        let built = of(|it| *it == AssetState::Built);
        let failed = of(|it| matches!(it, AssetState::Failed(_))) + report.broken.len();
        let failures = match failed {
            0 => "0 failed".to_owned(),
            _ => self.paint.ink(Ink::Bad, &format!("{failed} failed")),
        };
        let others = [
            (of(|it| matches!(it, AssetState::Blocked { .. })), "blocked"),
            (of(|it| matches!(it, AssetState::Left { .. })), "not done"),
            (of(|it| matches!(it, AssetState::Held { .. })), "held"),
            (of(|it| matches!(it, AssetState::Edited { .. })), "edited"),
            (of(|it| *it == AssetState::Fresh) + report.n_fresh, "fresh"),
        ];
        let others = others.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        let all = [format!("{built} built"), failures].into_iter().chain(others);
        all.collect::<Vec<_>>().join(", ")
    }
}

/// What failures have in common that are told of together.
#[derive(PartialEq, Eq, Hash)]
enum Cause<'a> {
    /// The same words, and the same to do about it.
    Alike(&'a str, &'a [String]),
    /// Requests without an answer, for the same reason.
    NoAnswer(&'a str),
    /// It has a cause of its own.
    Own(&'a AssetName),
}

fn cause<'a>(asset: &'a AssetReport, failed: &'a Failed) -> Cause<'a> {
    match failed.kind {
        FailedKind::OpenIntent => Cause::NoAnswer(&failed.message),
        FailedKind::Unavailable | FailedKind::Io => Cause::Alike(&failed.message, &failed.help),
        FailedKind::Quality
        | FailedKind::Refused
        | FailedKind::BadAnswer
        | FailedKind::Offline
        | FailedKind::MissingOriginal
        | FailedKind::Foreign
        | FailedKind::NotReproducible => Cause::Own(&asset.name),
    }
}

fn help_for_all(failed: &Failed) -> Vec<String> {
    match failed.kind {
        FailedKind::OpenIntent => vec![
            "send them again: assetbuild build --resend @failed".to_owned(),
            "see and forget single ones: assetbuild cost".to_owned(),
        ],
        _ => failed.help.clone(),
    }
}

/// Why assets are left, and what to do.
const LEFT: [(Left, &str); 9] = [
    (Left::MaxCost, "the next call could pass `--max-cost`; build again, or with a higher one"),
    (Left::PerBuild, "the next call could pass `per-build`; build again, or raise it in [budget]"),
    (Left::AssetBudget, "the next call could pass `per-asset`; raise it in [budget]"),
    (Left::Interrupted, "interrupted; build again to go on"),
    (Left::Mistaken, "nothing is bought before the mistakes in the settings are mended"),
    (Left::Unpaid, "costs money, and nothing is bought now; buy it: assetbuild build"),
    (Left::Locked, "the lock would change; build without --locked and commit assetbuild.lock"),
    (Left::Submitted, "sent in a batch; build again to collect it, within a day"),
    (Left::InBatch, "its batch is not done; build again later, or send it alone: --resend NAME"),
];

/// `$0.00 (builtin/sketch)`, `$1.81 spent, $0.04 held`.
fn money(report: &BuildReport) -> String {
    let models = report.assets.iter().filter(|it| it.state == AssetState::Built);
    let models = models.filter_map(|asset| match &asset.made {
        Made::Painted(model) => Some(model.to_string()),
        Made::Drawn => Some("builtin/sketch".to_owned()),
        Made::Copied | Made::Derived { .. } | Made::Packed { .. } => None,
    });
    let models: std::collections::BTreeSet<String> = models.collect();
    let mut res = report.usd_spent.to_string();
    if !report.usd_held.is_zero() {
        res.push_str(&format!(" spent, {} held", report.usd_held));
    }
    if !report.usd_saved.is_zero() {
        res.push_str(&format!(", {} saved", report.usd_saved));
    }
    if (1..=2).contains(&models.len()) {
        res.push_str(&format!(" ({})", Vec::from_iter(models).join(", ")));
    }
    res
}

/// What was bought: `bought 52 pictures, 55 verdicts, 4 prompts for $1.81`, and how much of that
/// nobody was told.
fn bought(report: &BuildReport) -> Option<String> {
    let Calls { paint, edit, judge, refine } = report.paid_calls;
    let all = [
        (paint, count(paint.into(), "picture", "pictures")),
        (edit, count(edit.into(), "second plate", "second plates")),
        (judge, count(judge.into(), "verdict", "verdicts")),
        (refine, count(refine.into(), "prompt", "prompts")),
    ];
    let bought: Vec<String> =
        all.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect();
    let estimated = match report.usd_estimated {
        it if it.is_zero() => String::new(),
        it => format!("; {it} of it is an estimate, since answers did not say what they cost"),
    };
    let spent = report.usd_spent;
    (!bought.is_empty()).then(|| format!("bought {} for {spent}{estimated}", bought.join(", ")))
}

fn damaged(report: &BuildReport) -> Option<String> {
    let n_files = count(report.damaged as u64, "damaged file", "damaged files");
    let text = format!("{n_files} in the store, set aside; look at the disk: assetbuild doctor");
    (report.damaged > 0).then_some(text)
}

fn removed(report: &BuildReport) -> Option<String> {
    let names: Vec<&str> = report.removed.iter().map(|it| it.as_str()).collect();
    (!names.is_empty()).then(|| format!("removed {}", first_names(&names, 5)))
}

/// `2 below target: ogre (84 < 90), troll (81 < 90)`.
fn below_target(report: &BuildReport) -> Option<String> {
    let shown = report.assets.iter().filter(|asset| {
        matches!(asset.state, AssetState::Built | AssetState::Fresh) && is_below_target(asset)
    });
    let texts: Vec<String> = shown
        .filter_map(|it| it.score.map(|score| format!("{} ({score} < {})", it.name, it.target)))
        .collect();
    let names: Vec<&str> = texts.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("{} below target: {}", names.len(), first_names(&names, 3)))
}

/// `1 unjudged: ogre; ask again: assetbuild build ogre --resend ogre`.
fn unjudged(report: &BuildReport) -> Option<String> {
    let made = |asset: &&AssetReport| matches!(asset.state, AssetState::Built | AssetState::Fresh);
    let shown = report.assets.iter().filter(|asset| asset.unjudged).filter(made);
    let names: Vec<&str> = shown.map(|it| it.name.as_str()).collect();
    let first = names.first()?;
    let again = format!("ask again: assetbuild build {first} --resend {first}");
    Some(format!("{} unjudged: {}; {again}", names.len(), first_names(&names, 3)))
}

/// What a newcomer may do next: after a first build that made everything.
pub(crate) fn next_steps(report: &BuildReport, out: &str) -> Option<String> {
    let is_first = |asset: &AssetReport| {
        asset.state == AssetState::Built && asset.reasons.first() == Some(&DirtyReason::New)
    };
    let is_drawn = |it: &&AssetReport| matches!(it.made, Made::Drawn | Made::Painted(_));
    let first = report.assets.iter().find(is_drawn).or(report.assets.first())?;
    let name = &first.name;
    report.assets.iter().all(is_first).then(|| {
        format!("look: {out}     next: assetbuild why {name}, or edit a manifest and build again")
    })
}
