//! `Rounds`: look, build, ask, wait; and again.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::money::Usd;
use crate::name::AssetName;
use crate::plan::{BuildRequest, Decision, Plan, PlanItem};
use crate::project::{ProjectError, Watched};
use crate::run::{AssetState, BuildReport, Left};
use crate::watch::debounce::Pace;
use crate::watch::folders::Folders;
use crate::watch::git::Git;
use crate::watch::hints::Hints;
use crate::watch::inbox::{Inbox, Woken};
use crate::watch::interest::Interest;
use crate::watch::own_lock::OwnLock;
use crate::watch::rebuild::Rebuild;
use crate::watch::session_budget::{Meter, SessionBudget};
use crate::watch::{ExitReason, Notice, PaidPolicy, WatchError, WatchOptions, WatchUi};

/// How often to see whether git is done, or a file is back.
const MOMENT: Duration = Duration::from_millis(10);

/// One watch session.
pub(crate) struct Rounds<'a> {
    project: &'a mut dyn Rebuild,
    folders: &'a mut dyn Folders,
    ui: &'a mut dyn WatchUi,
    inbox: &'a Inbox,
    request: BuildRequest,
    paid: PaidPolicy,
    pace: Pace,
    git: Git,
    own_lock: OwnLock,
    /// What is watched.
    watched: Option<Watched>,
    session_budget: SessionBudget,
    /// Whether a build is due even if the next look finds nothing new: the last one was cut short.
    owes_build: bool,
    /// Whether no round was finished yet: what fails now, would fail for ever.
    is_first: bool,
    /// What was shown as trouble last, not to say it again and again.
    trouble: Option<String>,
}

impl<'a> Rounds<'a> {
    pub(crate) fn new(
        project: &'a mut dyn Rebuild,
        folders: &'a mut dyn Folders,
        ui: &'a mut dyn WatchUi,
        inbox: &'a Inbox,
        options: WatchOptions,
        pace: Pace,
    ) -> Rounds<'a> {
        let (git, own_lock) = (Git::find(project.root()), OwnLock::new(project.root()));
        Rounds {
            project,
            folders,
            ui,
            inbox,
            paid: if options.request.paid { options.paid } else { PaidPolicy::Never },
            request: options.request,
            pace,
            git,
            own_lock,
            watched: None,
            session_budget: SessionBudget::default(),
            owes_build: true,
            is_first: true,
            trouble: None,
        }
    }

    /// Goes on until Ctrl-C.
    pub(crate) fn run(mut self) -> Result<ExitReason, WatchError> {
        let mut hints = Hints::everywhere();
        loop {
            let news = self.look(&hints)?;
            if news == Some(true) || (self.owes_build && news.is_some()) {
                self.round()?;
                if !self.owes_build {
                    self.ui.waiting();
                }
            }
            if !self.project.root().is_dir() {
                return Ok(ExitReason::Gone);
            }
            match self.wait() {
                Some(next) => hints = next,
                None => return Ok(ExitReason::Interrupted),
            }
        }
    }

    /// Looks at the disk: whether there is news; `None` if it cannot be looked at.
    fn look(&mut self, hints: &Hints) -> Result<Option<bool>, WatchError> {
        // Watched first and read then: an edit in between is seen twice, and not missed.
        self.follow(hints)?;
        let mut news = self.refresh(hints)?;
        // What the look found may have to be watched as well, and may have changed meanwhile.
        while news.is_some() && self.follow(&Hints::default())? {
            news = self.refresh(&Hints::everywhere())?.map(|it| it || news == Some(true));
        }
        if let Some(news) = news {
            self.inbox.learn(hints, news);
        }
        self.owes_build |= news.is_none();
        Ok(news)
    }

    fn follow(&mut self, hints: &Hints) -> Result<bool, WatchError> {
        let watched = self.project.watched();
        if self.watched.as_ref() != Some(&watched) {
            let interest = Interest::new(self.project.root(), &watched.out, &watched.dirs);
            self.inbox.set_interest(interest);
            self.watched = Some(watched.clone());
        }
        let any = self.folders.follow(&watched, hints)?;
        if let Some(notice) = self.folders.notice() {
            self.ui.notice(&notice);
        }
        Ok(any)
    }

    fn refresh(&mut self, hints: &Hints) -> Result<Option<bool>, WatchError> {
        let mut res = self.project.refresh(hints);
        loop {
            let gone = self.project.take_gone();
            if gone.is_empty() || !self.wait_for_return(&gone) {
                break;
            }
            let news = matches!(res, Ok(true));
            res = self.project.refresh(&Hints::everywhere()).map(|it| it || news);
        }
        match res {
            Ok(news) => Ok(Some(news)),
            Err(error) => self.troubled(error).map(|()| None),
        }
    }

    /// Waits for files that went a moment ago: many an editor takes a file away for a moment while
    /// it saves. `false` at Ctrl-C.
    fn wait_for_return(&self, gone: &BTreeSet<PathBuf>) -> bool {
        let until = Instant::now() + self.pace.gone;
        while Instant::now() < until && gone.iter().any(|it| !it.exists()) {
            if !self.inbox.rest(MOMENT) {
                return false;
            }
        }
        true
    }

    /// Builds what changed; what costs money, by the policy.
    fn round(&mut self) -> Result<(), WatchError> {
        self.owes_build = false;
        self.project.show_diagnostics(self.ui);
        let report = self.build(self.paid == PaidPolicy::Auto)?;
        let is_left = report.as_ref().is_some_and(has_unpaid) && !self.owes_build;
        if self.paid == PaidPolicy::Ask && is_left {
            self.offer()?;
        }
        self.is_first = false;
        self.forget_what_is_asked_once();
        Ok(())
    }

    /// Asks about the work that costs money, and does it.
    fn offer(&mut self) -> Result<(), WatchError> {
        let limit = self.limit();
        if limit <= self.session_budget.spent() {
            self.ui.notice(&Notice::BudgetSpent { limit });
            return Ok(());
        }
        let plan = match self.project.plan(&self.request_with(true)) {
            Ok(plan) => plan,
            Err(error) => return self.troubled(error),
        };
        let paid: Vec<&PlanItem> = paid_items(&plan).collect();
        let names: Vec<AssetName> = paid.iter().map(|it| it.name.clone()).collect();
        let price = paid.iter().map(|it| it.price).sum();
        if !names.is_empty() && self.ui.ask(price, &names) {
            // An edit during the question makes it another one: this build does not begin then.
            self.build(true)?;
        }
        Ok(())
    }

    /// One build. `None` if it did not take place.
    fn build(&mut self, paid: bool) -> Result<Option<BuildReport>, WatchError> {
        let stop = self.inbox.begin();
        if stop.is_set() {
            self.owes_build = self.inbox.end();
            return Ok(None);
        }
        self.ui.building();
        let meter = Arc::new(Meter::new(self.ui.events()));
        let request = self.request_with(paid);
        let result = self.project.build(&request, meter.clone(), stop);
        self.owes_build = self.inbox.end();
        // What came home in batches was confirmed when it was sent.
        let spent = |it: &BuildReport| it.usd_spent.saturating_sub(it.usd_collected);
        self.session_budget.pay(result.as_ref().map_or(Usd::ZERO, spent), &meter);
        if !result.as_ref().is_ok_and(|it| !it.lock_changed) {
            self.own_lock.was_written();
        }
        match result {
            Ok(report) => {
                self.trouble = None;
                self.ui.built(&report);
                Ok(Some(report))
            }
            Err(error) => self.troubled(error).map(|()| None),
        }
    }

    /// What went wrong is told, and waited out, unless it is there from the start.
    fn troubled(&mut self, error: ProjectError) -> Result<(), WatchError> {
        // What is wrong with the lock is among the diagnostics.
        if matches!(error, ProjectError::Lock(_)) {
            return Ok(());
        }
        if self.is_first {
            return Err(error.into());
        }
        let text = error.to_string();
        if self.trouble.as_ref() != Some(&text) {
            self.ui.trouble(&error);
        }
        self.trouble = Some(text);
        Ok(())
    }

    /// Waits until something may have changed. `None` at Ctrl-C.
    fn wait(&mut self) -> Option<Hints> {
        loop {
            // Who looks at times only, must look at all that often.
            let idle = self.folders.poll().unwrap_or(self.pace.idle).min(self.pace.idle);
            let mut hints = match self.inbox.next(&self.pace, idle) {
                Woken::Idle => return Some(Hints::default()),
                Woken::Interrupted => return None,
                Woken::Hints(hints) => hints,
            };
            if self.wait_for_git()? {
                match self.inbox.next(&self.pace, self.pace.quiet) {
                    Woken::Idle => {}
                    Woken::Interrupted => return None,
                    Woken::Hints(more) => hints.merge(more),
                }
            }
            if self.own_lock.is_as_left() {
                hints = hints.without(self.own_lock.path());
            }
            if !hints.is_empty() {
                return Some(hints);
            }
        }
    }

    /// Waits while git changes files; whether it did. `None` at Ctrl-C.
    fn wait_for_git(&self) -> Option<bool> {
        let until = Instant::now() + self.pace.git;
        let mut waited = false;
        while self.git.is_busy() && Instant::now() < until {
            waited = true;
            self.inbox.rest(MOMENT).then_some(())?;
        }
        Some(waited)
    }

    /// What the whole session may spend.
    fn limit(&self) -> Usd {
        self.request.limit(self.project.budget())
    }

    fn request_with(&self, paid: bool) -> BuildRequest {
        let spent_before = self.session_budget.spent();
        BuildRequest { paid, spent_before, ..self.request.clone() }
    }

    /// A wish for another picture, say, is a wish for one, not for one after every edit.
    fn forget_what_is_asked_once(&mut self) {
        self.request = BuildRequest {
            improve: false,
            upgrade: false,
            resend: Vec::new(),
            replace: Vec::new(),
            discard_edits: Vec::new(),
            ..self.request.clone()
        };
    }
}

fn has_unpaid(report: &BuildReport) -> bool {
    report.assets.iter().any(|it| it.state == AssetState::Left { why: Left::Unpaid })
}

/// What costs money, or may once another asset is done.
fn paid_items(plan: &Plan) -> impl Iterator<Item = &PlanItem> {
    let is_due =
        |it: &&PlanItem| matches!(it.decision, Decision::Dirty(_) | Decision::Waiting { .. });
    plan.items().filter(is_due).filter(|it| !it.price.is_free())
}
