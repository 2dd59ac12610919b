//! As many calls at once and in a minute as the project says, and never one more.

use std::fmt::Write;
use std::time::Duration;

use crate::paid::game::NONE;
use crate::real::studio::Studio;

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
    // True-size pictures, so that the machine waits for the limits and not for pixels.
    let studio = Studio::pixellab(&many(200)).with("ASSETBUILD_TEST_MINUTE_MS", "4000");
    studio.append(
        "assetbuild.toml",
        "\n[provider.pixellab]\nconcurrency = 3\nrequests-per-minute = 100\n",
    );
    studio.service.script(r#"{"latency-ms": 20}"#);
    let made = studio.made(&["build", "--yes"]);
    let seen = (made.run.code, made.calls);
    assert_eq!(seen, (Some(0), [200, 0, 0]), "{}", made.run.shown());
    {
        let ledger = studio.service.ledger();
        assert_eq!(ledger.most_under_way(), 3);
        // They are counted when they are sent, and arrive a moment later.
        let most = ledger.most_within(Duration::from_millis(3500));
        assert!(most <= 100, "{most} within a minute");
        assert!(ledger.billed_twice().is_empty());
    }
    studio.build(&[]).cost(NONE);
}

#[test]
fn a_service_that_allows_less_than_the_project_says_slows_the_build_down_and_nothing_is_lost() {
    let studio = Studio::pixellab(&many(12)).with("ASSETBUILD_TEST_MINUTE_MS", "1000");
    studio.service.script(r#"{"limit": {"calls": 5, "within-ms": 1000}}"#);
    let made = studio.build_exactly(&[]);
    assert_eq!(made.run.code, Some(0), "{}", made.run.shown());
    let ledger = studio.service.ledger();
    let billed = ledger.calls.iter().filter(|it| it.nanos > 0).count();
    let refused = ledger.calls.iter().filter(|it| it.status == 429).count();
    assert_eq!(billed, 12);
    assert!(refused > 0 && ledger.billed_twice().is_empty(), "{refused}");
}
