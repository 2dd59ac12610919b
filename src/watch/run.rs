//! `run`: watches a project until Ctrl-C.

use std::sync::Arc;
use std::thread;

use crate::project::Project;
use crate::run::Stop;
use crate::watch::debounce::Pace;
use crate::watch::folders::DiskFolders;
use crate::watch::inbox::Inbox;
use crate::watch::rounds::Rounds;
use crate::watch::{ExitReason, WatchError, WatchOptions, WatchUi};

/// Builds, and builds again after every change, until `stop` is set.
///
/// # Errors
///
/// If the first round fails, or files cannot be watched in any way. What fails later is shown,
/// and the next change may mend it.
pub fn run(
    project: &mut Project,
    options: WatchOptions,
    ui: &mut dyn WatchUi,
    stop: Stop,
) -> Result<ExitReason, WatchError> {
    let inbox = Arc::new(Inbox::default());
    let mut folders = DiskFolders::new(project.root(), options.poll, &inbox)?;
    let over = Stop::new();
    let waiter = forward(stop, over.clone(), Arc::clone(&inbox))?;
    let pace = Pace { gone: options.away.unwrap_or(Pace::LIVE.gone), ..Pace::LIVE };
    let rounds = Rounds::new(project, &mut folders, ui, &inbox, options, pace);
    let res = rounds.run();
    over.soft();
    waiter.join().expect("waiting for Ctrl-C does not panic");
    res
}

/// Tells the inbox of Ctrl-C, until it is over.
fn forward(
    stop: Stop,
    over: Stop,
    inbox: Arc<Inbox>,
) -> Result<thread::JoinHandle<()>, WatchError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().build().map_err(WatchError::Wait)?;
    let wait = move || {
        runtime.block_on(async {
            tokio::select! {
                () = stop.wait() => inbox.interrupt(),
                () = over.wait() => {}
            }
        });
    };
    thread::Builder::new().name("ctrl-c".into()).spawn(wait).map_err(WatchError::Wait)
}
