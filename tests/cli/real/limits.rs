//! As many calls at once and in a minute as the project says, and never one more.

use std::fmt::Write;
use std::time::Duration;

use crate::paid::game::NONE;
use crate::real::studio::Studio;

/// Short words: two hundred of these.
fn many(n: usize) -> String {
    let mut res = String::new();
    for idx in 0..n {
        writeln!(res, "[asset.coin_{idx}]\nsubject = \"coin number {idx}\"\nstyle = \"dots\"\n")
            .unwrap();
    }
    res
}

#[test]
fn two_hundred_pictures_keep_to_the_limits_of_the_project() {
    let studio = Studio::google(&many(200)).with("ASSETBUILD_TEST_MINUTE_MS", "2000");
    studio.edit(
        "assetbuild.toml",
        "google/gemini-3.8-flash\"\nrefine",
        "builtin/measure\"\nrefine",
    );
    studio.append(
        "assetbuild.toml",
        "\n[provider.google]\nconcurrency = 3\nrequests-per-minute = 60\n",
    );
    studio.service.script(r#"{"latency-ms": 30}"#);
    let made = studio.made(&["build", "--yes"]);
    assert_eq!(made.calls[0], 200, "{}", made.run.shown());
    let ledger = studio.service.ledger();
    assert_eq!(ledger.most_under_way(), 3);
    // Calls are counted when they are sent, and arrive a moment later.
    let most = ledger.most_within(Duration::from_millis(1900));
    assert!(most <= 60, "{most} within a minute");
    assert!(ledger.billed_twice().is_empty());
    drop(ledger);
    studio.build(&[]).cost(NONE);
}
