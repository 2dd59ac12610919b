//! `Launch`: one run of a program of the user's, and what its end means.
//!
//! Knows pipes, exit codes and time; neither requests nor answers.

#![expect(
    clippy::disallowed_methods,
    reason = "a program of the user's needs PATH and a home like any other"
)]

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

#[cfg(unix)]
use rustix::process::Pid;
#[cfg(unix)]
use rustix::process::Signal;
#[cfg(unix)]
use rustix::process::kill_process_group;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use crate::provider::{ProgramConfig, RawAnswer, SendError, picture};

/// The most that an answer may be long, in bytes.
const MAX_ANSWER: usize = 64 << 20;
/// How much of standard error is kept: its end, in bytes.
const MAX_STDERR: usize = 64 << 10;
/// What a program is given of the environment, beside what the user's configuration says.
const INHERITED: &[&str] = &[
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LC_ALL", // and on Windows, where nothing starts without:
    "SystemRoot",
    "SystemDrive",
    "ComSpec",
    "PATHEXT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
];

/// One run of a program.
pub(crate) struct Launch<'a> {
    /// What is run.
    pub config: &'a ProgramConfig,
    /// How long it may take, from its start to its end.
    pub timeout: Duration,
}

impl Launch<'_> {
    /// Runs the program once: `input` on its standard input, the answer on its standard output.
    ///
    /// Dropping the future ends the program.
    pub(crate) async fn run(&self, input: Vec<u8>) -> Result<RawAnswer, SendError> {
        let started = Instant::now();
        let mut running = self.start()?;
        let child = &mut running.child;
        let mut stdin = child.stdin.take().expect("standard input is piped");
        let stdout = child.stdout.take().expect("standard output is piped");
        let stderr = child.stderr.take().expect("standard error is piped");
        let write = async move {
            // A program need not read its request to the end; its exit code says how it went.
            stdin.write_all(&input).await.ok();
            drop(stdin);
            Ok(())
        };
        let end = async { child.wait().await.map_err(|err| lost(&err)) };
        let mut bytes = Vec::new();
        let read = answer(stdout, &mut bytes);
        let all = async { tokio::try_join!(write, read, end_of_stderr(stderr), end) };
        let ended = tokio::time::timeout(self.timeout, all).await;
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let Ok(ended) = ended else {
            // What it started may hold its standard output open for ever. What came is an answer all
            // the same, and may have been billed, if it is a whole picture or the program is done.
            let is_done =
                running.child.try_wait().is_ok_and(|it| it.is_some_and(|it| it.success()));
            if picture::is_whole(&bytes) || (is_done && !bytes.is_empty()) {
                return Ok(RawAnswer { bytes, ms });
            }
            return Err(SendError::NoAnswer {
                reason: format!("no answer within {} s", self.timeout.as_secs_f64()),
            });
        };
        let ((), (), stderr, status) = ended?;
        running.ended = true;
        if status.success() {
            return Ok(RawAnswer { bytes, ms });
        }
        Err(self.failure(status, &stderr))
    }

    fn start(&self) -> Result<Running, SendError> {
        let mut command = Command::new(&self.config.program);
        command
            .args(&self.config.args)
            .env_clear()
            .envs(INHERITED.iter().filter_map(|it| Some((it, std::env::var_os(it)?))))
            .envs(&self.config.env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(home) = home() {
            // Not the project: `python -m x`, say, would run what a checkout put there.
            command.current_dir(home);
        }
        // Ctrl-C asks a build to finish what is under way, so it must not reach the program.
        #[cfg(unix)]
        command.process_group(0);
        #[cfg(windows)]
        command.creation_flags(CREATE_NEW_PROCESS_GROUP);
        match command.spawn() {
            Ok(child) => Ok(Running { group: child.id(), child, ended: false }),
            Err(err) => Err(not_started(&self.config.program, &err)),
        }
    }

    /// What an exit code other than 0 means; see `docs/programs.md`.
    fn failure(&self, status: ExitStatus, stderr: &str) -> SendError {
        let said = FailureReport::read(stderr);
        let because = |what: &str| match &said.reason {
            Some(it) => self.config.without_secrets(it),
            None => format!("`{}` {what}", self.config.program.display()),
        };
        match status.code() {
            Some(75) => SendError::NotAccepted {
                reason: because("could not take the request (exit code 75)"),
                retry_after: said.retry_after,
                rate_limit: said.rate_limit,
            },
            Some(69) => SendError::unavailable(because("is not available (exit code 69)")),
            Some(code) => {
                SendError::NoAnswer { reason: because(&format!("ended with exit code {code}")) }
            }
            None => SendError::NoAnswer { reason: because("was killed") },
        }
    }
}

#[cfg(windows)]
const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;

/// A program that runs; dropped before its end, it is killed with whatever it started.
struct Running {
    child: Child,
    /// Its own id; kept, since the program may end before what it started.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only unix ends groups of processes"))]
    group: Option<u32>,
    ended: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Dropping the child kills the program alone, and a shell's `curl` would go on.
        #[cfg(unix)]
        if !self.ended
            && let Some(id) = self.group.and_then(|it| i32::try_from(it).ok())
            && let Some(group) = Pid::from_raw(id)
        {
            kill_process_group(group, Signal::KILL).ok();
        }
    }
}

fn home() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"))?;
    let path = PathBuf::from(home);
    (path.is_absolute() && path.is_dir()).then_some(path)
}

/// Reads an answer into `res`, where it stays if nobody waits for its end any more.
async fn answer(stdout: impl AsyncRead + Unpin, res: &mut Vec<u8>) -> Result<(), SendError> {
    let limit = MAX_ANSWER as u64 + 1;
    let mut stdout = stdout.take(limit);
    while stdout.read_buf(res).await.map_err(|err| lost(&err))? > 0 {}
    if res.len() > MAX_ANSWER {
        return Err(SendError::NoAnswer {
            reason: format!("the answer is longer than {} MiB", MAX_ANSWER >> 20),
        });
    }
    Ok(())
}

/// The end of what a program writes to standard error. Read to its end: a full pipe would stop it.
async fn end_of_stderr(mut stderr: impl AsyncRead + Unpin) -> Result<String, SendError> {
    let mut res = Vec::new();
    while stderr.read_buf(&mut res).await.map_err(|err| lost(&err))? > 0 {
        if res.len() > 2 * MAX_STDERR {
            res.drain(..res.len() - MAX_STDERR);
        }
    }
    Ok(String::from_utf8_lossy(&res).into_owned())
}

fn lost(err: &std::io::Error) -> SendError {
    SendError::NoAnswer { reason: format!("the answer was lost: {err}") }
}

fn not_started(program: &Path, err: &std::io::Error) -> SendError {
    use std::io::ErrorKind;
    let reason = format!("cannot start `{}`: {err}", program.display());
    match err.kind() {
        // Too many processes, too little memory, or the program is being written: it may pass.
        ErrorKind::WouldBlock
        | ErrorKind::OutOfMemory
        | ErrorKind::Interrupted
        | ErrorKind::ExecutableFileBusy => {
            SendError::NotAccepted { reason, retry_after: None, rate_limit: false }
        }
        _ => SendError::unavailable(reason),
    }
}

/// What standard error says of a request that was not accepted.
#[derive(Debug, Default, PartialEq)]
struct FailureReport {
    /// The last line that says something to a person.
    reason: Option<String>,
    retry_after: Option<Duration>,
    rate_limit: bool,
}

impl FailureReport {
    fn read(text: &str) -> FailureReport {
        let mut res = FailureReport::default();
        for line in text.lines().map(str::trim) {
            let lower = line.to_ascii_lowercase();
            if lower == "rate-limit" {
                res.rate_limit = true;
            } else if let Some(seconds) = lower.strip_prefix("retry-after:") {
                res.retry_after = seconds.trim().parse().ok().and_then(as_duration);
            } else if !line.is_empty() {
                res.reason = Some(plain(line));
            }
        }
        res
    }
}

/// A day is more than anything waits.
fn as_duration(seconds: f64) -> Option<Duration> {
    (0.0..=86_400.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// A line that is safe to show: without colours and other commands for a terminal, and not long.
fn plain(line: &str) -> String {
    line.chars().filter(|it| !it.is_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_says_why_and_how_long() {
        let said = FailureReport::read("starting\nToo busy\u{7}\nRetry-After: 1.5\nrate-limit\n\n");
        assert_eq!(
            said,
            FailureReport {
                reason: Some("Too busy".to_owned()),
                retry_after: Some(Duration::from_millis(1500)),
                rate_limit: true,
            }
        );
        for odd in ["-1", "NaN", "inf", "1e99", "soon", ""] {
            let said = FailureReport::read(&format!("retry-after: {odd}"));
            assert_eq!(said, FailureReport::default());
        }
    }
}
