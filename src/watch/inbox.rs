//! `Inbox`: takes hints on the watcher's thread, and hands them over after a moment of quiet.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind};

use crate::run::Stop;
use crate::watch::debounce::{Debounce, Pace};
use crate::watch::hints::Hints;
use crate::watch::interest::Interest;

/// What ended a wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// Something may have changed.
    Hints(Hints),
    /// Nothing happened for so long.
    Idle,
    /// Ctrl-C.
    Interrupted,
}

/// Takes hints, and hands them over after a moment of quiet.
#[derive(Default)]
pub(crate) struct Inbox {
    state: Mutex<State>,
    told: Condvar,
}

#[derive(Default)]
struct State {
    interest: Interest,
    hints: Hints,
    debounce: Debounce,
    /// Whether one of the hints is worth ending a build for.
    vital: bool,
    /// Paths whose changes changed nothing before: a log file beside the manifests, say. They
    /// end no build, or a file that never rests would end every one.
    noise: BTreeSet<PathBuf>,
    /// The wish to end the build that is under way.
    building: Option<Stop>,
    interrupted: bool,
}

impl Inbox {
    /// From now on these paths matter.
    pub(crate) fn set_interest(&self, interest: Interest) {
        self.state().interest = interest;
    }

    /// Takes what the watcher says. An error means that events may be lost.
    pub(crate) fn take(&self, event: notify::Result<Event>) {
        match event {
            Ok(event) if event.need_rescan() => self.hint(None),
            Ok(event) if is_change(event.kind) => event.paths.into_iter().for_each(|path| {
                self.hint(Some(path));
            }),
            Ok(_) => {}
            Err(_) => self.hint(None),
        }
    }

    /// `None`: anything may have changed.
    fn hint(&self, path: Option<PathBuf>) {
        let mut state = self.state();
        match path {
            Some(path) if !state.interest.wants(&path) => return,
            Some(path) => {
                state.vital |= state.interest.is_vital(&path) && !state.noise.contains(&path);
                state.hints.add(path);
            }
            None => state.hints.merge(Hints::everywhere()),
        }
        state.debounce.hit(Instant::now());
        if let Some(stop) = state.building.as_ref().filter(|_| state.vital) {
            stop.soft();
        }
        self.told.notify_all();
    }

    /// Ctrl-C: ends the build that is under way, and every wait.
    pub(crate) fn interrupt(&self) {
        let mut state = self.state();
        state.interrupted = true;
        if let Some(stop) = &state.building {
            stop.soft();
        }
        self.told.notify_all();
    }

    /// A build begins. The wish to end it is set if there is reason already.
    pub(crate) fn begin(&self) -> Stop {
        let mut state = self.state();
        let stop = Stop::new();
        if state.vital || state.interrupted {
            stop.soft();
        }
        state.building = Some(stop.clone());
        stop
    }

    /// The build is over; whether it was cut short by an edit or by Ctrl-C. (A build may set its
    /// stop itself, after a failure.)
    pub(crate) fn end(&self) -> bool {
        let mut state = self.state();
        state.building = None;
        state.vital || state.interrupted
    }

    /// Remembers whether there was any news at these places.
    pub(crate) fn learn(&self, hints: &Hints, news: bool) {
        let mut state = self.state();
        for path in hints.paths() {
            if news {
                state.noise.remove(path);
            } else {
                state.noise.insert(path.to_owned());
            }
        }
    }

    /// Waits until there are hints and then quiet, for `patience` at most.
    pub(crate) fn next(&self, pace: &Pace, patience: Duration) -> Woken {
        let tired = Instant::now() + patience;
        let mut state = self.state();
        loop {
            let now = Instant::now();
            if state.interrupted {
                return Woken::Interrupted;
            }
            let due = state.debounce.due(pace);
            let until = due.unwrap_or(tired);
            if until <= now {
                return if due.is_some() { Woken::Hints(state.hand_over()) } else { Woken::Idle };
            }
            let waited = self.told.wait_timeout(state, until - now);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for a moment, hints or not; whether to go on.
    pub(crate) fn rest(&self, moment: Duration) -> bool {
        let waited = self.told.wait_timeout(self.state(), moment);
        !waited.unwrap_or_else(PoisonError::into_inner).0.interrupted
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn hand_over(&mut self) -> Hints {
        self.debounce.reset();
        self.vital = false;
        std::mem::take(&mut self.hints)
    }
}

/// Whether an event tells of a change: our own reading of files is none.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{Flag, ModifyKind, RenameMode};
    use std::path::Path;

    use super::*;

    const AT_ONCE: Pace = Pace {
        quiet: Duration::ZERO,
        at_most: Duration::ZERO,
        idle: Duration::ZERO,
        git: Duration::ZERO,
        gone: Duration::ZERO,
    };

    fn after(events: Vec<notify::Result<Event>>) -> Woken {
        let inbox = Inbox::default();
        let (root, art) = (Path::new("/game"), PathBuf::from("/game/art"));
        inbox.set_interest(Interest::new(root, Path::new("/game/art/out"), &[art]));
        events.into_iter().for_each(|it| inbox.take(it));
        inbox.next(&AT_ONCE, Duration::ZERO)
    }

    fn event(kind: EventKind, path: &str) -> notify::Result<Event> {
        Ok(Event::new(kind).add_path(Path::new("/game").join(path)))
    }

    fn rename(mode: RenameMode) -> EventKind {
        EventKind::Modify(ModifyKind::Name(mode))
    }

    #[test]
    fn many_events_of_one_save_are_one_hint() {
        let save = || event(EventKind::Any, "art/hero.toml");
        let both = vec![save(), save(), event(EventKind::Any, "assetbuild.toml")];
        let Woken::Hints(hints) = after(both) else { panic!("no hints") };
        assert_eq!(hints.paths().count(), 2);
    }

    #[test]
    fn a_save_that_renames_is_a_hint_of_the_file() {
        let events = vec![
            event(rename(RenameMode::From), "art/hero.toml~"),
            event(rename(RenameMode::To), "art/hero.toml"),
        ];
        let Woken::Hints(hints) = after(events) else { panic!("no hints") };
        let paths: Vec<_> = hints.paths().collect();
        assert_eq!(paths, [Path::new("/game/art/hero.toml")]);
    }

    #[test]
    fn own_state_and_own_reading_wake_nobody() {
        let read = EventKind::Access(AccessKind::Open(AccessMode::Read));
        let events = vec![event(EventKind::Any, ".assetbuild/state"), event(read, "art/hero.toml")];
        assert_eq!(after(events), Woken::Idle);
    }

    #[test]
    fn lost_events_mean_that_anything_may_have_changed() {
        let everywhere = || Woken::Hints(Hints::everywhere());
        let rescan = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(after(vec![event(EventKind::Any, "art/a.toml"), Ok(rescan)]), everywhere());
        assert_eq!(after(vec![Err(notify::Error::generic("overflow"))]), everywhere());
        let flood = (0..=10_000).map(|it| event(EventKind::Any, &format!("art/{it}.toml")));
        assert_eq!(after(flood.collect()), everywhere());
    }
}
