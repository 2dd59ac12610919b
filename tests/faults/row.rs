//! `Row`: one kind of fault, tried in many cases.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::dice::Dice;

/// What must never come of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Harm {
    /// A build afterwards does not come to what an undisturbed one comes to.
    Lost,
    /// Something was asked of a model again that was answered, or that nobody asked for.
    Twice,
    /// Bytes were taken for what they are not.
    Wrong,
}

/// What came of one case; `None` if the fault was not reached: there was no such step.
pub(crate) type Found = Option<Vec<(Harm, String)>>;

/// One case of a fault.
pub(crate) struct Case {
    what: String,
    run: Box<dyn Fn() -> Found + Send + Sync>,
}

impl Case {
    pub(crate) fn new(
        what: impl Into<String>,
        run: impl Fn() -> Found + Send + Sync + 'static,
    ) -> Case {
        Case { what: what.into(), run: Box::new(run) }
    }

    /// A case that cannot go on has lost something.
    fn run(&self) -> Found {
        let found = catch_unwind(AssertUnwindSafe(|| (self.run)())).unwrap_or_else(|_| {
            Some(vec![(Harm::Lost, "it could not go on; the message stands above".to_owned())])
        });
        let told =
            |(harm, what): (Harm, String)| (harm, format!("{harm:?}: {}: {what}", self.what));
        found.map(|all| all.into_iter().map(told).collect())
    }
}

/// One kind of fault.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// Its part of the time of the short form.
    pub(crate) share: u32,
    pub(crate) cases: Vec<Case>,
}

/// What came of a row.
pub(crate) struct Outcome {
    name: &'static str,
    tried: usize,
    all: usize,
    pub(crate) harms: Vec<(Harm, String)>,
    took: Duration,
}

impl Row {
    /// Tries its cases, all of them or for so long. In the short form they come in an order that is
    /// spread over all, and the same at each run.
    pub(crate) fn run(self, limit: Option<Duration>) -> Outcome {
        let began = Instant::now();
        let mut waiting = self.cases;
        waiting.reverse();
        let mut dice = Dice::new(7);
        for at in (1..waiting.len()).rev().filter(|_| limit.is_some()) {
            waiting.swap(at, dice.below(at + 1));
        }
        let all = waiting.len();
        let waiting = Mutex::new(waiting);
        let found: Mutex<(usize, Vec<(Harm, String)>)> = Mutex::default();
        let is_over = || {
            let least = found.lock().unwrap().0 >= 2;
            least && limit.is_some_and(|it| began.elapsed() >= it)
        };
        let work = || {
            while !is_over() {
                let Some(case) = waiting.lock().unwrap().pop() else { return };
                if let Some(harms) = case.run() {
                    let mut found = found.lock().unwrap();
                    found.0 += 1;
                    found.1.extend(harms);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
                scope.spawn(work);
            }
        });
        let (tried, harms) = found.into_inner().unwrap();
        Outcome { name: self.name, tried, all, harms, took: began.elapsed() }
    }
}

impl Outcome {
    /// What stands above the table.
    pub(crate) fn headings() -> String {
        format!(
            "{:48} {:>6} {:>6} {:>5} {:>6} {:>6}",
            "fault", "tried", "lost", "twice", "wrong", "s"
        )
    }

    fn count(&self, harm: Harm) -> usize {
        self.harms.iter().filter(|it| it.0 == harm).count()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [lost, twice, wrong] = [Harm::Lost, Harm::Twice, Harm::Wrong].map(|it| self.count(it));
        let (name, tried, took) = (self.name, self.tried, self.took.as_secs());
        write!(f, "{name:48} {tried:>6} {lost:>6} {twice:>5} {wrong:>6} {took:>6}")?;
        if self.all == 0 { write!(f, "   cannot be tried here") } else { Ok(()) }
    }
}
