//! The wish of a user or of a system to end a process: the first one ends a build softly, the second
//! one at once.
#![expect(
    clippy::disallowed_methods,
    reason = "the system tells in a file which signals are ignored"
)]

use std::io;

use crate::run::Stop;

/// Sets `stop` when the process is to end: by Ctrl-C, by SIGTERM, as of a container or a CI job that
/// is stopped, or by SIGHUP, of a terminal that closes. `told` is called after the first time. Until
/// the process ends, these do nothing else.
pub fn stop_on_interrupt(stop: Stop, told: impl FnOnce() + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // Without it they just end the process; what is paid is on disk all the same.
    let Ok(runtime) = runtime else { return };
    let listening = std::thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
        runtime.block_on(async {
            let Ok(mut signals) = Signals::new() else { return };
            signals.next().await;
            stop.soft();
            told();
            signals.next().await;
            stop.hard();
        });
    });
    drop(listening);
}

/// The signals that wish a process to end.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// `None` under `nohup`, where the end of a terminal is to mean nothing.
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        let hangup = SignalKind::hangup();
        // Before it is listened to: whoever listens ignores it no longer.
        let hangup = (!is_ignored(hangup)).then(|| signal(hangup)).transpose()?;
        let (interrupt, terminate) = (SignalKind::interrupt(), SignalKind::terminate());
        Ok(Signals { interrupt: signal(interrupt)?, terminate: signal(terminate)?, hangup })
    }

    async fn next(&mut self) {
        let Signals { interrupt, terminate, hangup } = self;
        let hangup = async {
            match hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup => {}
        }
    }
}

/// Whether this process was started with a signal ignored, where the system tells: `SigIgn` of
/// proc_pid_status(5), a mask in hexadecimal digits whose lowest bit is signal 1.
#[cfg(unix)]
fn is_ignored(signal: tokio::signal::unix::SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal.as_raw_value() - 1) & 1 == 1)
}

/// The signals that wish a process to end.
#[cfg(windows)]
struct Signals {
    ctrl_c: tokio::signal::windows::CtrlC,
    close: tokio::signal::windows::CtrlClose,
    shutdown: tokio::signal::windows::CtrlShutdown,
}

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Signals> {
        use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
        Ok(Signals { ctrl_c: ctrl_c()?, close: ctrl_close()?, shutdown: ctrl_shutdown()? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.ctrl_c.recv() => {}
            _ = self.close.recv() => {}
            _ = self.shutdown.recv() => {}
        }
    }
}
