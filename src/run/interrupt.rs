//! Ctrl-C, which ends a build: the first one softly, the second one at once.

use crate::run::Stop;

/// Sets `stop` when Ctrl-C is pressed; `told` is called after the first time. Until the process
/// ends, Ctrl-C does nothing else.
pub fn stop_on_interrupt(stop: Stop, told: impl FnOnce() + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // Without it Ctrl-C just ends the process; what is paid is on disk all the same.
    let Ok(runtime) = runtime else { return };
    let listening = std::thread::Builder::new().name("ctrl-c".to_owned()).spawn(move || {
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_err() {
                return;
            }
            stop.soft();
            told();
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.hard();
            }
        });
    });
    drop(listening);
}
