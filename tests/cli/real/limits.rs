//! As many calls at once and in a minute as the project says, and never one more.

use std::fmt::Write;
use std::time::Duration;

use crate::paid::game::NONE;
use crate::real::brands::{ALL, Brand};
use crate::real::studio::Studio;

fn many(n: usize) -> String {
    let mut res = String::new();
    for idx in 0..n {
        writeln!(res, "[asset.coin_{idx}]\nsubject = \"coin number {idx}\"\nstyle = \"dots\"\n")
            .unwrap();
    }
    res
}

/// Builds so many pictures at concurrency 3 and a limit for the minute, and neither is exceeded.
fn keep_to_the_limits(brand: &Brand, n: usize, per_minute: usize) {
    let Brand { name, studio, .. } = brand;
    let studio = studio(&many(n)).with("ASSETBUILD_TEST_MINUTE_MS", "4000");
    // A graph has limits of its own.
    let of = if *name == "comfyui" { "comfyui.sprites" } else { name };
    let limits = format!("concurrency = 3\nrequests-per-minute = {per_minute}\n");
    let manifest = studio.read("assetbuild.toml");
    let table = format!("\n[provider.{of}]\n");
    studio.write(
        "assetbuild.toml",
        &match manifest.contains(&table) {
            true => manifest.replace(&table, &format!("{table}{limits}")),
            false => format!("{manifest}{table}{limits}"),
        },
    );
    studio.service.script(r#"{"latency-ms": 20, "together": 3}"#);
    let made = studio.made(&["build", "--yes"]);
    let seen = (made.run.code, made.calls);
    assert_eq!(seen, (Some(0), [n, 0, 0]), "{name}: {}", made.run.shown());
    {
        let ledger = studio.service.ledger();
        assert_eq!(ledger.most_under_way(), 3, "{name}");
        // Calls are counted where they arrive, and on a busy machine they do so late. Without a
        // limit, or with one that begins anew each minute, half a minute would see them all.
        let most = ledger.most_within(Duration::from_millis(2000));
        assert!(most <= per_minute, "{name}: {most} within half a minute");
        assert!(ledger.billed_twice().is_empty(), "{name}");
    }
    studio.build(&[]).cost(NONE);
}

fn brand(name: &str) -> &'static Brand {
    ALL.iter().find(|it| it.name == name).unwrap()
}

#[test]
fn two_hundred_pictures_of_google_keep_to_the_limits_of_the_project() {
    keep_to_the_limits(brand("google"), 200, 100);
}

#[test]
fn pictures_of_openai_keep_to_the_limits_of_the_project() {
    keep_to_the_limits(brand("openai"), 24, 12);
}

#[test]
fn pictures_of_a1111_keep_to_the_limits_of_the_project() {
    keep_to_the_limits(brand("a1111"), 24, 12);
}

#[test]
fn pictures_of_comfyui_keep_to_the_limits_of_the_project() {
    keep_to_the_limits(brand("comfyui"), 24, 12);
}

#[test]
fn pictures_of_retrodiffusion_keep_to_the_limits_of_the_project() {
    keep_to_the_limits(brand("retrodiffusion"), 24, 12);
}

#[test]
fn pictures_of_pixellab_keep_to_the_limits_of_the_project() {
    keep_to_the_limits(brand("pixellab"), 24, 12);
}

#[test]
fn a_service_that_allows_less_than_the_project_says_slows_the_build_down_and_nothing_is_lost() {
    let studio = Studio::pixellab(&many(8)).with("ASSETBUILD_TEST_MINUTE_MS", "1000");
    studio.service.script(r#"{"limit": {"calls": 5, "within-ms": 4000}}"#);
    let made = studio.build_exactly(&[]);
    assert_eq!(made.run.code, Some(0), "{}", made.run.shown());
    let ledger = studio.service.ledger();
    let billed = ledger.calls.iter().filter(|it| it.nanos > 0).count();
    let refused = ledger.calls.iter().filter(|it| it.status == 429).count();
    assert_eq!(billed, 8);
    assert!(refused > 0 && ledger.billed_twice().is_empty(), "{refused}");
}
