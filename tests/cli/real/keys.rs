//! The key goes to its own host in its own header, and is nowhere else.

use std::fs;

use crate::harness::patiently;
use crate::paid::game::all_files;
use crate::real::studio::{KEY, ONE, Studio};
use crate::service::{Brand, FakeServer};

/// Every fault that there is, one after the other.
const FAULTS: [&str; 31] = [
    r#"{"fault": "echo-key"}"#,
    r#"{"fault": "quota-minute", "retry-ms": 20}"#,
    r#"{"fault": "quota-day"}"#,
    r#"{"fault": "quota-bare"}"#,
    r#"{"fault": "quota-vertex"}"#,
    r#"{"fault": "error", "status": 400, "reason": "no AIza-hush-7c1f40d95be2 here"}"#,
    r#"{"fault": "error", "status": 401, "reason": "no AIza-hush-7c1f40d95be2 here"}"#,
    r#"{"fault": "error", "status": 403, "reason": "no AIza-hush-7c1f40d95be2 here"}"#,
    r#"{"fault": "error", "status": 404, "reason": "no AIza-hush-7c1f40d95be2 here"}"#,
    r#"{"fault": "error", "status": 500, "reason": "no AIza-hush-7c1f40d95be2 here"}"#,
    r#"{"fault": "error", "status": 503, "in-list": true, "reason": "AIza-hush-7c1f40d95be2"}"#,
    r#"{"fault": "html"}"#,
    r#"{"fault": "drop-early"}"#,
    r#"{"fault": "drop-late"}"#,
    r#"{"fault": "hang"}"#,
    r#"{"fault": "cut"}"#,
    r#"{"fault": "broken-json"}"#,
    r#"{"fault": "redirect", "to": "http://localhost:9/AIza-hush-7c1f40d95be2"}"#,
    r#"{"fault": "prompt-blocked", "reason": "AIza-hush-7c1f40d95be2"}"#,
    r#"{"fault": "picture-blocked", "reason": "AIza-hush-7c1f40d95be2"}"#,
    r#"{"fault": "no-image"}"#,
    r#"{"fault": "text-only", "reason": "who is AIza-hush-7c1f40d95be2?"}"#,
    r#"{"fault": "empty"}"#,
    r#"{"fault": "max-tokens"}"#,
    r#"{"fault": "nothing"}"#,
    r#"{"fault": "corrupt-picture"}"#,
    r#"{"fault": "no-picture-bytes"}"#,
    r#"{"fault": "thoughts-first"}"#,
    r#"{"fault": "lying-mime"}"#,
    r#"{"fault": "wrong-size"}"#,
    r#"{"text": "who is AIza-hush-7c1f40d95be2?"}"#,
];

/// No part of it that would be of use to a finder.
fn is_told(text: &str) -> bool {
    text.contains(KEY) || text.contains(&KEY[10..])
}

fn files_that_tell(studio: &Studio) -> Vec<String> {
    let files = [all_files(&studio.root()), all_files(&studio.store())].concat();
    let tells = |it: &std::path::PathBuf| is_told(&String::from_utf8_lossy(&fs::read(it).unwrap()));
    files.into_iter().filter(tells).map(|it| it.display().to_string()).collect()
}

#[test]
fn a_key_is_in_no_file_and_no_message_whatever_goes_wrong() {
    let studio = Studio::google(ONE);
    studio.append("assetbuild.toml", "\n[provider.google]\ntimeout = \"1s\"\n");
    let mut said = String::new();
    for (idx, fault) in FAULTS.iter().enumerate() {
        studio.edit("art/assets.toml", "subject = \"", "subject = \"very ");
        let kind = if fault.contains("text\":") { "judge" } else { "paint" };
        studio.service.script(&format!(
            r#"{{"rules": [{{"kind": "{kind}", "calls": [1], "then": {fault}}}]}}"#
        ));
        let verbose = if idx % 2 == 0 { "-v" } else { "--json" };
        said += &studio.run(&[verbose, "build", "--yes", "--resend", "slime"]).shown();
    }
    for args in [&["cost"][..], &["log"], &["doctor"], &["why", "slime"], &["plan"], &["status"]] {
        said += &studio.run(args).shown();
    }
    assert!(!is_told(&said), "{said}");
    assert_eq!(files_that_tell(&studio), Vec::<String>::new());
    assert!(studio.service.ledger().calls.len() > FAULTS.len());
}

#[test]
fn a_wrong_key_is_said_and_not_repeated() {
    let studio = Studio::google(ONE);
    let url = studio.service.url();
    let variables =
        [("GEMINI_API_KEY", "wrong-key-5af2"), ("GOOGLE_GEMINI_BASE_URL", url.as_str())];
    let run = studio.run_with(&["build", "--yes"], &variables);
    assert_ne!(run.code, Some(0), "{}", run.shown());
    assert!(!run.shown().contains("wrong-key-5af2"), "{}", run.shown());
    assert!(run.shown().contains("key"), "{}", run.shown());
    assert_eq!(studio.service.ledger().calls.len(), 1);
}

#[test]
fn without_a_key_nothing_is_sent_and_the_message_says_where_it_is_looked_for() {
    let studio = Studio::google(ONE);
    let url = studio.service.url();
    let run = studio.run_with(&["build", "--yes"], &[("GOOGLE_GEMINI_BASE_URL", url.as_str())]);
    let run = run.fails_with(5);
    assert!(run.err.contains("GEMINI_API_KEY"), "{}", run.shown());
    assert_eq!(studio.service.ledger().calls.len(), 0);
    // A plan needs none.
    studio.run_with(&["plan"], &[]).success();
}

#[test]
fn no_redirect_is_followed() {
    let studio = Studio::google(ONE);
    let elsewhere = FakeServer::start(Brand::Google, KEY);
    for status in [301, 302, 303, 307, 308] {
        let to =
            format!("{}/v1beta/models/gemini-nano-banana-2.1:generateContent", elsewhere.url());
        studio.service.script(&format!(
            r#"{{"rules": [{{"then": {{"fault": "redirect", "status": {status}, "to": "{to}"}}}}]}}"#
        ));
        let made = studio.build(&["--resend", "slime"]);
        assert_eq!((made.run.code, made.calls), (Some(5), [1, 0, 0]), "{}", made.run.shown());
    }
    assert!(elsewhere.ledger().calls.is_empty(), "{:?}", elsewhere.ledger().calls);
}

#[test]
fn a_file_of_the_project_cannot_send_the_key_elsewhere() {
    let elsewhere = FakeServer::start(Brand::Google, KEY);
    let url = elsewhere.url();
    for line in [
        format!("[provider.google]\nurl = \"{url}\""),
        format!("[provider.google]\nbase-url = \"{url}\""),
        format!("[provider.google]\napi-version = \"../{url}\""),
        format!("[provider.google]\nproxy = \"{url}\""),
        format!("[provider.google]\nheaders = {{ host = \"{url}\" }}"),
        format!("[provider.a1111]\nurl = \"{url}\"\nkey = \"GEMINI_API_KEY\""),
        format!("[asset.other]\nsubject = \"slime\"\nmodel = \"google/..%2f..@{}\"", &url[7..]),
        format!("[asset.other]\nsubject = \"slime\"\nmodel = \"google/{}\"", &url[7..]),
    ] {
        let studio = Studio::google(ONE);
        studio.append("assetbuild.toml", &format!("\n{line}\n"));
        let run = studio.run(&["build", "--yes"]);
        assert_ne!(run.code, Some(0), "{line}: {}", run.shown());
        assert!(elsewhere.ledger().calls.is_empty(), "{line}: {}", run.shown());
        assert!(!is_told(&run.shown()), "{line}");
    }
    // Files beside it that other programs read, and this one must not.
    let studio = Studio::google(ONE);
    for path in [".env", "config.toml", "credentials.toml", "art/.env"] {
        studio.write(path, &format!("GOOGLE_GEMINI_BASE_URL={url}\nHTTPS_PROXY={url}\n"));
    }
    studio.build_exactly(&[]).cost([1, 1, 0]);
    assert!(elsewhere.ledger().calls.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_key_is_no_argument_of_a_process() {
    let studio = Studio::google(ONE);
    studio.service.script(r#"{"rules": [{"then": {"fault": "hang"}}]}"#);
    let mut build = studio.command(&["build", "--yes"]).spawn().unwrap();
    patiently("the service hears something", || !studio.service.ledger().calls.is_empty());
    let line = |pid: &str| fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let own = line(&build.id().to_string());
    assert!(String::from_utf8_lossy(&own).contains("build"), "it cannot be seen");
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let line = line(&entry.file_name().to_string_lossy());
        assert!(!is_told(&String::from_utf8_lossy(&line)), "{}", entry.path().display());
    }
    build.kill().unwrap();
    build.wait().unwrap();
}
