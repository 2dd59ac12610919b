//! `Executor`: where jobs run: a runtime for calls, a bounded number of threads for pixels, and what
//! all jobs of a build share. Started and awaited by one thread.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

use crate::model::ModelId;
use crate::money::Usd;
use crate::plan::{BuildRequest, PlanItem};
use crate::run::batch_queue::BatchQueue;
use crate::run::caller::{Caller, Counted};
use crate::run::drive::{Drawn, Shared};
use crate::run::leaving::{Leaving, PATIENCE};
use crate::run::notices::Notices;
use crate::run::unavailable::Unavailable;
use crate::run::{
    Budget, BuildReport, Calls, Collected, EventSink, Finished, Flights, Left, Limits, Pools,
    Resources, Stop, job,
};

/// How often the wish to end at once is looked for.
const TICK: Duration = Duration::from_millis(100);

/// What holds for all calls of a build, beside what was asked for.
pub struct ExecutorConfig {
    /// How fast models may be asked.
    pub limits: BTreeMap<ModelId, Limits>,
    /// How long the minute of those limits is.
    pub minute: Duration,
    /// The most that may be spent.
    pub budget: Usd,
    /// What is said to be the limit, where a call does not fit into it.
    pub over_budget: Left,
    /// What requests without an answer hold already.
    pub held: Usd,
    /// The most that one asset's brief may ever cost.
    pub per_asset: Usd,
    /// Whether mistakes in the settings could change what is bought: then nothing is.
    pub mistaken: bool,
    /// The project's name, for the ledger.
    pub project: String,
    /// The wish to end.
    pub stop: Stop,
    /// Where events go.
    pub events: Arc<dyn EventSink>,
}

/// Where jobs run.
pub struct Executor {
    /// Made with the first job: what is fresh needs no threads.
    runtime: Mutex<Option<Runtime>>,
    shared: Arc<Shared>,
    done: mpsc::Receiver<Result<Finished, JoinError>>,
    report: mpsc::Sender<Result<Finished, JoinError>>,
    under_way: Mutex<usize>,
}

impl Executor {
    /// An executor that runs nothing yet.
    #[must_use]
    pub fn new(resources: &Resources, request: &BuildRequest, config: ExecutorConfig) -> Executor {
        let budget = Budget::new(config.budget);
        budget.hold(config.held);
        let calls = u32::try_from(request.calls).unwrap_or(u32::MAX).max(1);
        let shared = Shared {
            memory: Arc::clone(&resources.memory),
            networks: Arc::clone(&resources.networks),
            caller: Caller {
                store: Arc::clone(&resources.store),
                providers: resources.providers.clone(),
                pools: Pools::new(config.limits, Some(calls), config.minute),
                budget,
                over_budget: config.over_budget,
                project: config.project,
                offline: request.offline,
                unpaid: match config.mistaken {
                    true => Some(Left::Mistaken),
                    false => (!request.paid).then_some(Left::Unpaid),
                },
                stop: config.stop,
                leaving: Leaving::default(),
                events: config.events,
                counted: Counted::default(),
                unavailable: Unavailable::default(),
                full: Mutex::default(),
                under_way: AtomicU64::new(0),
                unkept: Mutex::default(),
                estimated: Mutex::default(),
                batch_queue: BatchQueue::default(),
                notices: Notices::default(),
                at_work: Arc::clone(&resources.memory.pictures.at_work),
            },
            collected: Mutex::new(resources.collected.answers.clone()),
            flights: Flights::new(),
            pixels: Arc::new(Semaphore::new(request.pixel_threads.max(1))),
            drawn: Drawn::default(),
            per_asset: config.per_asset,
            out: resources.out.clone(),
            locked: request.locked,
        };
        let (report, done) = mpsc::channel();
        let (runtime, under_way) = (Mutex::default(), Mutex::new(0));
        Executor { runtime, shared: Arc::new(shared), done, report, under_way }
    }

    /// The wish to end.
    pub(crate) fn stop(&self) -> &Stop {
        &self.shared.caller.stop
    }

    /// What may still be spent.
    pub(crate) fn budget_left(&self) -> Usd {
        self.shared.caller.budget.left()
    }

    /// Where events go.
    pub(crate) fn events(&self) -> &dyn EventSink {
        self.shared.caller.events.as_ref()
    }

    /// Runs something beside this thread.
    ///
    /// # Panics
    ///
    /// If the system allows no threads.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut runtime = self.runtime.lock().expect("nobody panics while it is made");
        let runtime = runtime.get_or_insert_with(|| {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("the system gives threads")
        });
        runtime.spawn(work);
    }

    /// Starts the job of an asset. It runs as far as it can; waiting for an answer holds up nobody
    /// else.
    ///
    /// # Panics
    ///
    /// If the system allows no threads.
    pub(crate) fn start(&self, item: Arc<PlanItem>) {
        *self.count() += 1;
        let (shared, report) = (Arc::clone(&self.shared), self.report.clone());
        self.spawn(async move {
            // A job of its own, so that a panic is told here instead of leaving us waiting.
            let finished = tokio::spawn(job::run(shared, item)).await;
            // Nobody listens only when the build was ended at once.
            drop(report.send(finished));
        });
    }

    /// Waits for a job to end; `None` if none is under way, or nothing is to be waited for.
    ///
    /// # Panics
    ///
    /// If a job panicked: then with the same words.
    #[must_use]
    pub(crate) fn next(&self) -> Option<Finished> {
        if *self.count() == 0 {
            return None;
        }
        let mut seen = u64::MAX;
        let finished = loop {
            match self.done.recv_timeout(TICK) {
                Ok(finished) => break finished,
                Err(mpsc::RecvTimeoutError::Timeout) if !self.shared.caller.stop.is_now() => {
                    self.submit_if_still(&mut seen);
                }
                Err(_) => {
                    self.wait_for_leaving();
                    return None;
                }
            }
        };
        *self.count() -= 1;
        match finished {
            Ok(finished) => Some(finished),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Calls of a service of the user's own are taken back before the build ends at once.
    fn wait_for_leaving(&self) {
        let until = Instant::now() + PATIENCE;
        while !self.shared.caller.leaving.is_over() && Instant::now() < until {
            std::thread::sleep(TICK);
        }
    }

    /// Sends what was laid for batches, once nobody can lay anything more.
    fn submit_if_still(&self, seen: &mut u64) {
        let jobs = *self.count();
        let laid = self.shared.caller.batch_queue.take_if_still(jobs, seen);
        if laid.is_empty() {
            return;
        }
        let shared = Arc::clone(&self.shared);
        self.spawn(async move { shared.caller.submit(laid).await });
    }

    fn count(&self) -> std::sync::MutexGuard<'_, usize> {
        self.under_way.lock().expect("nobody panics while counting")
    }

    /// Adds what was called, spent and held, and what batches brought before this build: that is
    /// this build's purchase, though it was sent for in an earlier one.
    pub(crate) fn sum_up(&self, report: &mut BuildReport, collected: &Collected) {
        (report.paid_calls, report.calls) = self.calls();
        let budget = &self.shared.caller.budget;
        (report.usd_spent, report.usd_held) = (budget.spent(), budget.held());
        report.usd_collected = collected.answers.values().copied().sum();
        report.usd_spent += report.usd_collected;
        let estimated = *self.shared.caller.estimated.lock().expect("nobody panics with it");
        report.usd_estimated = estimated + collected.estimated;
        report.warnings.extend(collected.warnings.iter().cloned());
        for calls in [&mut report.paid_calls, &mut report.calls] {
            calls.paint += collected.calls.paint;
            calls.edit += collected.calls.edit;
        }
    }

    /// Calls made: of models outside, and of all models.
    fn calls(&self) -> (Calls, Calls) {
        let read = |it: &AtomicU32| it.load(Ordering::Relaxed);
        let counted = &self.shared.caller.counted;
        let outside = Calls {
            paint: read(&counted.paint),
            edit: read(&counted.edit),
            judge: read(&counted.judge),
            refine: read(&counted.refine),
        };
        let drawn = &self.shared.drawn;
        let all = Calls {
            paint: outside.paint + read(&drawn.paint),
            edit: outside.edit,
            judge: outside.judge + read(&drawn.judge),
            refine: outside.refine + read(&drawn.refine),
        };
        (outside, all)
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // Whatever still waits for an answer is an open intent; waiting for it is the caller's.
        if let Some(runtime) = self.runtime.get_mut().ok().and_then(Option::take) {
            runtime.shutdown_background();
        }
    }
}
