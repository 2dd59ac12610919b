//! `Workshop`: where jobs run. Started and awaited by the one thread that owns the database.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::JoinError;

use crate::build::closed::Closed;
use crate::build::drive::{Drawn, Shared};
use crate::build::notices::Notices;
use crate::build::paid::{Counted, Desk};
use crate::build::tray::Tray;
use crate::build::{
    Budget, Calls, Collected, EventSink, Finished, Flights, Job, Limits, Memory, Networks,
    OutFolder, Pools, Providers, Stop, job,
};
use crate::model::ModelId;
use crate::money::Usd;
use crate::store::Store;

/// How often the wish to end at once is looked for.
const TICK: Duration = Duration::from_millis(100);

/// What a workshop works with.
pub struct WorkshopConfig {
    /// Where answers and results are kept.
    pub store: Arc<Store>,
    /// Whoever serves models outside.
    pub providers: Providers,
    /// The user's networks.
    pub networks: Arc<Networks>,
    /// How fast models may be asked.
    pub limits: BTreeMap<ModelId, Limits>,
    /// How long the minute of those limits is.
    pub minute: Duration,
    /// Requests under way at once, over all models.
    pub calls: u32,
    /// The most that may be spent.
    pub budget: Usd,
    /// What requests without an answer hold already.
    pub held: Usd,
    /// The most that one asset's brief may ever cost.
    pub per_asset: Usd,
    /// The project's name, for the ledger.
    pub project: String,
    /// No model outside is called.
    pub offline: bool,
    /// Paid work is wanted now.
    pub paid: bool,
    /// Only what the lock names may be written.
    pub locked: bool,
    /// Pictures processed side by side.
    pub pixel_threads: usize,
    /// The wish to end.
    pub stop: Stop,
    /// Where events go.
    pub events: Arc<dyn EventSink>,
    /// Where files go.
    pub out: OutFolder,
    /// What batches brought before this build.
    pub collected: Collected,
}

/// Where jobs run.
pub struct Workshop {
    runtime: Option<Runtime>,
    shared: Arc<Shared>,
    done: mpsc::Receiver<Result<Finished, JoinError>>,
    report: mpsc::Sender<Result<Finished, JoinError>>,
    under_way: Mutex<usize>,
}

impl Workshop {
    /// Opens a workshop.
    ///
    /// # Panics
    ///
    /// If the system allows no threads.
    #[must_use]
    pub fn open(config: WorkshopConfig) -> Workshop {
        let budget = Budget::new(config.budget);
        budget.hold(config.held);
        let shared = Shared {
            memory: Arc::new(Memory::new(Arc::clone(&config.store), Arc::clone(&config.networks))),
            networks: config.networks,
            desk: Desk {
                store: config.store,
                providers: config.providers,
                pools: Pools::new(config.limits, Some(config.calls), config.minute),
                budget,
                project: config.project,
                offline: config.offline,
                paid: config.paid,
                stop: config.stop,
                events: config.events,
                counted: Counted::default(),
                closed: Closed::default(),
                tray: Tray::default(),
                notices: Notices::default(),
            },
            collected: Mutex::new(config.collected.answers),
            flights: Flights::new(),
            pixels: Arc::new(Semaphore::new(config.pixel_threads.max(1))),
            drawn: Drawn::default(),
            per_asset: config.per_asset,
            out: config.out,
            locked: config.locked,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("the system gives threads");
        let (report, done) = mpsc::channel();
        let shared = Arc::new(shared);
        Workshop { runtime: Some(runtime), shared, done, report, under_way: Mutex::new(0) }
    }

    /// Starts a job. It runs as far as it can; waiting for an answer holds up nobody else.
    pub fn start(&self, job: Job) {
        *self.count() += 1;
        let (shared, report) = (Arc::clone(&self.shared), self.report.clone());
        let runtime = self.runtime.as_ref().expect("open until it is dropped");
        runtime.spawn(async move {
            // A job of its own, so that a panic is told here instead of leaving us waiting.
            let finished = tokio::spawn(job::run(shared, job)).await;
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
    pub fn next(&self) -> Option<Finished> {
        if *self.count() == 0 {
            return None;
        }
        let mut seen = u64::MAX;
        let finished = loop {
            match self.done.recv_timeout(TICK) {
                Ok(finished) => break finished,
                Err(mpsc::RecvTimeoutError::Timeout) if !self.shared.desk.stop.is_now() => {
                    self.submit_if_still(&mut seen);
                }
                Err(_) => return None,
            }
        };
        *self.count() -= 1;
        match finished {
            Ok(finished) => Some(finished),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Sends what was laid for batches, once nobody can lay anything more.
    fn submit_if_still(&self, seen: &mut u64) {
        let jobs = *self.count();
        let laid = self.shared.desk.tray.take_if_still(jobs, seen);
        if laid.is_empty() {
            return;
        }
        let shared = Arc::clone(&self.shared);
        let runtime = self.runtime.as_ref().expect("open until it is dropped");
        runtime.spawn(async move { shared.desk.submit(laid).await });
    }

    fn count(&self) -> std::sync::MutexGuard<'_, usize> {
        self.under_way.lock().expect("nobody panics while counting")
    }

    /// What was spent, and what is held by requests without an answer.
    #[must_use]
    pub fn money(&self) -> (Usd, Usd) {
        (self.shared.desk.budget.spent(), self.shared.desk.budget.held())
    }

    /// Calls made: of models outside, and of all models.
    #[must_use]
    pub fn calls(&self) -> (Calls, Calls) {
        let read = |it: &AtomicU32| it.load(Ordering::Relaxed);
        let counted = &self.shared.desk.counted;
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

impl Drop for Workshop {
    fn drop(&mut self) {
        // Whatever still waits for an answer is an open intent; waiting for it is the caller's.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
