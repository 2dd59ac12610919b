//! Killed, or refused, at single system calls: `strace` does it, where it may.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::game::Game;
use crate::harness::Files;
use crate::row::{Case, Found, Harm, Row};
use crate::trial::{Ideal, Kind};

/// Calls that change something, or without which nothing can be changed.
const KILLING: &[&str] = &[
    "openat",
    "write",
    "ftruncate",
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "fchmod",
    "flock",
    "close",
];

/// Calls with what they may be answered with. (`write` wakes threads, too, and never fails there.)
const FAILING: &[(&str, &str)] = &[
    ("openat", "EIO"),
    ("openat", "ENOSPC"),
    ("ftruncate", "ENOSPC"),
    ("fsync", "EIO"),
    ("fsync", "EINVAL"),
    ("fdatasync", "EIO"),
    ("fdatasync", "ENOSPC"),
    ("syncfs", "EIO"),
    ("rename", "EIO"),
    ("rename", "ENOSPC"),
    ("rename", "EPERM"),
    ("renameat2", "EPERM"),
    ("unlink", "EPERM"),
    ("mkdir", "ENOSPC"),
    ("rmdir", "EPERM"),
    ("fchmod", "EPERM"),
    ("flock", "ENOLCK"),
];

/// More calls of one kind than a thread of a build makes.
const MOST_CALLS: usize = 400;

/// Both rows; without cases where nothing may be traced.
pub(crate) fn rows() -> Vec<Row> {
    let tried = Command::new("strace").args(["-o", "/dev/null", "-b", "execve", "true"]).output();
    let most = if tried.is_ok_and(|it| it.status.success()) { MOST_CALLS } else { 1 };
    let killing = KILLING.iter().flat_map(|call| {
        let end = Arc::new(AtomicUsize::new(usize::MAX));
        (1..most).map(move |n| {
            let (call, end) = (*call, Arc::clone(&end));
            Case::new(format!("{call} {n}"), move || at_call(call, "signal=SIGKILL", n, &end))
        })
    });
    let failing = FAILING.iter().flat_map(|(call, error)| {
        let end = Arc::new(AtomicUsize::new(usize::MAX));
        (1..most).map(move |n| {
            let (call, error, end) = (*call, *error, Arc::clone(&end));
            Case::new(format!("{call} {n}: {error}"), move || {
                at_call(call, &format!("error={error}"), n, &end)
            })
        })
    });
    vec![
        Row { name: "killed at a system call", share: 3, cases: killing.collect() },
        Row { name: "a system call that fails", share: 3, cases: failing.collect() },
    ]
}

/// Builds, and has something happen at the n-th of these calls. `end`: from where on there are none.
fn at_call(call: &str, happens: &str, n: usize, end: &AtomicUsize) -> Found {
    if n >= end.load(Ordering::Relaxed) {
        return None;
    }
    let game = Kind::One.game();
    let log = game.call_log().with_file_name("trace.log");
    let code = traced(&game, &log, call, &format!("inject={call}:{happens}:when={n}"));
    let trace = std::fs::read_to_string(&log).unwrap_or_default();
    if !trace.contains("INJECTED") && !trace.contains("killed by SIGKILL") {
        end.fetch_min(n, Ordering::Relaxed);
        return None;
    }
    let mut harms = Vec::new();
    // 127: it could not even be started.
    if !matches!(code, None | Some(0..=7 | 127)) {
        harms.push((Harm::Lost, format!("it does not end as it should: {code:?}")));
    }
    harms.extend(Ideal::of(Kind::One).harms(&game, &Files::new()));
    // What was refused says more than its number.
    let refused = trace.lines().find(|it| it.contains("INJECTED")).unwrap_or_default();
    Some(harms.into_iter().map(|(harm, what)| (harm, format!("{what} ({refused})"))).collect())
}

/// Builds under `strace`, which leaves alone whatever the build starts. The exit code.
fn traced(game: &Game, log: &Path, call: &str, inject: &str) -> Option<i32> {
    let build = game.command(&["build", "--yes"]);
    let mut command = Command::new("strace");
    command.args(["-f", "-b", "execve", "-qq", "-o"]).arg(log);
    command.args(["-e", &format!("trace={call}"), "-e", inject]);
    command.arg(build.get_program()).args(build.get_args()).env_clear();
    command.current_dir(build.get_current_dir().unwrap());
    let set = build.get_envs().filter_map(|(name, value)| Some((name, value?)));
    command.envs(set);
    command.output().unwrap().status.code()
}
