//! Keys: kept from stdin, found by a build, shown by nothing; which models there are; and what the
//! doctor says of services.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use crate::harness::{Events, Run, TestProject};
use crate::paid::game::all_files;
use crate::real::studio::{KEY, ONE, Studio};

/// What its variables say besides.
const ELSEWHERE: &str = "https://gateway.invalid/v1";

fn file_of_keys(project: &TestProject) -> PathBuf {
    project.root().with_file_name("credentials.toml")
}

/// Keeps the key, and finds it in nothing that was said.
fn keep(project: &TestProject, provider: &str) -> Run {
    let run = project.run_reading(&["key", "set", provider], &format!("{KEY}\n")).success();
    assert!(!run.shown().contains(KEY), "{}", run.shown());
    run
}

/// The lines of a run that begin with a state and one of these words.
fn rows(run: &Run, words: &[&str]) -> Vec<String> {
    let lines = run.err.lines().map(|it| it.split_whitespace().collect::<Vec<_>>());
    let wanted = |it: &Vec<&str>| it.get(1).is_some_and(|it| words.contains(it));
    lines.filter(wanted).map(|it| it.join(" ")).collect()
}

#[test]
fn a_kept_key_is_found_by_a_build_and_is_nowhere_else() {
    let studio = Studio::google(ONE);
    let run = keep(&studio, "google");
    let kept = "the key of google is kept in [TMP]/credentials.toml, for nobody else to read\n";
    assert_eq!(run.shown(), format!("exit 0\n--- out\n--- err\n{kept}"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file_of_keys(&studio)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let url = studio.service.url();
    let address = [("GOOGLE_GEMINI_BASE_URL", url.as_str())];
    let mut said = String::new();
    for args in [&["build", "--yes"][..], &["doctor", "--online"], &["models"], &["cost"]] {
        said += &studio.run_with(args, &address).success().shown();
    }
    assert!(!said.contains(KEY), "{said}");
    let files = [all_files(&studio.root()), all_files(&studio.store())].concat();
    for file in files {
        let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains(KEY), "{}", file.display());
    }
    studio.run(&["key", "remove", "google"]).success();
    assert!(!fs::read_to_string(file_of_keys(&studio)).unwrap().contains(KEY));
    studio.edit("art/assets.toml", "green", "blue");
    studio.run_with(&["build", "--yes"], &address).fails_with(5);
}

#[test]
fn a_variable_that_counts_before_a_kept_key_is_named() {
    let project = TestProject::empty();
    project.run_reading(&["key", "set", "google"], "").fails_with(2);
    assert!(!file_of_keys(&project).exists(), "nothing is no key");
    project.write("typed", KEY);
    let mut command = project.command(&["key", "set", "google"]);
    command.stdin(fs::File::open(project.root().join("typed")).unwrap());
    let kept = command.env("GEMINI_API_KEY", "other-key-5af2").output().unwrap();
    let said = String::from_utf8_lossy(&kept.stderr).into_owned();
    assert!(said.contains("GEMINI_API_KEY is set, and counts before what is kept"), "{said}");
    assert!(!said.contains(KEY) && !said.contains("other-key-5af2"), "{said}");
    let run = project.run_with(&["doctor"], &[("GEMINI_API_KEY", "other-key-5af2")]);
    assert_eq!(rows(&run, &["google"]), ["ok google key from GEMINI_API_KEY"], "{}", run.shown());
    let run = project.run(&["doctor"]);
    assert_eq!(rows(&run, &["google"]), ["ok google key from your file of keys"]);
}

#[test]
fn what_might_be_a_key_is_not_repeated() {
    let project = TestProject::empty();
    for args in [
        &["key", "set", "google", KEY][..],
        &["key", "set", KEY],
        &["key", "remove", KEY],
        &["key", "set", "a1111", KEY],
    ] {
        let run = project.run_reading(args, KEY).fails_with(2);
        assert!(!run.shown().contains(KEY), "{}", run.shown());
    }
    let run = project.run_reading(&["key", "set", "google"], &format!("my key {KEY}"));
    assert!(!run.shown().contains(KEY), "{}", run.shown());
    assert_eq!(run.code, Some(2));
    let run = project.run_reading(&["key", "set", "comfyui"], KEY).fails_with(2);
    assert!(
        run.err.contains("google, openai, seedream, comfy-router, a1111, retrodiffusion, pixellab"),
        "{}",
        run.err
    );
    assert!(!file_of_keys(&project).exists());
}

#[test]
fn models_are_told_with_price_and_abilities_without_a_project() {
    let project = TestProject::empty();
    let wide = ("COLUMNS", "200");
    let today = [("ASSETBUILD_TEST_TODAY", "2026-11-22"), ("OPENAI_API_KEY", KEY), wide];
    let run = project.run_with(&["models", "google"], &today).success();
    insta::assert_snapshot!(run.shown(), @r"
    exit 0
    --- out
      model                               roles          picture          verdict            alpha  references  seed         ends on
    google: no key; looked for in GOOGLE_API_KEY, GEMINI_API_KEY
      google/gemini-nano-banana-2.1       paint, edit    $0.034–$0.0429   –                  none   14          best-effort  –
      google/gemini-3.1-flash-lite-image  paint, edit    $0.0337–$0.0354  –                  none   14          best-effort  –
      google/gemini-3-pro-image           paint, edit    $0.1349–$0.1488  –                  none   14          best-effort  –
      google/gemini-3.1-flash-image       paint, edit    $0.0673–$0.0708  –                  none   14          best-effort  –
      google/gemini-3.8-flash             judge, refine  –                $0.000809–$0.0331  none   16          none         –
      google/gemini-3.5-flash-lite        judge, refine  –                $0.000387–$0.0214  none   16          none         –
      google/gemini-4-argon               judge, refine  –                $0.002156–$0.0883  none   16          none         –
      google/gemini-2.5-flash-image       paint, edit    $0.0388–$0.0416  –                  none   3           best-effort  2027-03-15
    --- err
    a picture is 1024×1024, a verdict is on one picture; prices in USD of 2026-11-22, your own before them
      keep a key: assetbuild key set google
    ");
    let all = project.run_with(&["models", "--json"], &today).success();
    let events = Events::of(&all);
    let of = |name: &str| events.0.iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(of("builtin/sketch")["usd_picture"]["high"], 0.0);
    assert_eq!(of("openai/gpt-image-2")["key"], "there");
    assert_eq!(of("openai/gpt-image-1.5")["ends_on"], "2026-12-01");
    assert_eq!(of("pixellab/pixflux")["key_variables"][0], "PIXELLAB_SECRET");
    assert!(events.0.iter().all(|it| it["name"] != "openai/dall-e-3"), "it is gone");
    let later = [("ASSETBUILD_TEST_TODAY", "2026-12-01")];
    let openai = project.run_with(&["models", "openai"], &later).success();
    assert!(!openai.out.contains("gpt-image-1.5"), "{}", openai.out);
    let run = project.run(&["models", "gogle"]).fails_with(2);
    assert!(run.err.contains("builtin, exec, google, openai"), "{}", run.err);
}

#[test]
fn the_doctor_opens_no_socket_unless_it_is_asked_to() {
    let studio = Studio::google(ONE);
    let run = studio.run(&["doctor"]).success();
    let told = rows(&run, &["google", "google/gemini-nano-banana-2.1"]);
    assert_eq!(told.len(), 2, "{}", run.shown());
    assert!(told[0].starts_with("ok google key from GEMINI_API_KEY, at http://127.0.0.1"));
    assert_eq!(told[1], "ok google/gemini-nano-banana-2.1 at the prices of 2026-11-22");
    assert_eq!(studio.service.ledger().calls.len(), 0);
    let run = studio.run(&["doctor", "--online"]).success();
    assert!(run.err.contains("google answers"), "{}", run.shown());
    let ledger = studio.service.ledger();
    assert_eq!(ledger.calls.len(), 1);
    assert_eq!(ledger.usd(), 0.0);
}

#[test]
fn every_service_says_whether_it_is_there() {
    for studio in [
        Studio::openai(ONE),
        Studio::a1111(ONE),
        Studio::comfyui(ONE),
        Studio::retrodiffusion(ONE),
        Studio::pixellab(ONE),
    ] {
        let run = studio.run(&["doctor", "--online"]).success();
        assert!(run.err.contains(" answers ") && run.err.contains("yes"), "{}", run.shown());
        assert_eq!(studio.service.ledger().calls.len(), 1, "{}", run.shown());
        assert_eq!(studio.service.ledger().usd(), 0.0);
        assert!(!run.shown().contains(KEY), "{}", run.shown());
    }
}

#[test]
fn a_few_characters_are_no_key_wherever_the_service_is() {
    for studio in [Studio::openai(ONE), Studio::google(ONE), Studio::a1111(ONE)] {
        let (key, url) = match studio.read("assetbuild.toml") {
            it if it.contains("openai/") => ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
            it if it.contains("a1111/") => ("ASSETBUILD_A1111_AUTH", "A1111_BASE_URL"),
            _ => ("GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"),
        };
        let at = studio.service.url() + if key.starts_with("OPENAI") { "/v1" } else { "" };
        let set = [(key, "s3"), (url, at.as_str())];
        let says = format!("`{key}` holds no key");
        for (args, code) in [
            (&["build", "--yes"][..], 5),
            (&["doctor", "--online"], 1),
            (&["models", "--online"], 0),
        ] {
            let run = studio.run_with(args, &set).fails_with(code);
            assert!(run.shown().contains(&says), "{}", run.shown());
        }
        assert!(studio.service.ledger().calls.is_empty(), "{key}");
    }
}

#[test]
fn a_service_says_when_its_models_end() {
    let studio = Studio::openai(ONE).with("ASSETBUILD_TEST_TODAY", "2026-11-22");
    studio.edit("assetbuild.toml", "gpt-image-2.5-flare", "gpt-image-1.5");
    let run = studio.run(&["doctor", "--online"]).success();
    let told = rows(&run, &["openai/gpt-image-1.5"]);
    let says = "the service says that it is shut down on 2026-12-01";
    assert!(told.iter().any(|it| it.ends_with(says)), "{}", run.shown());
    let run = studio.run(&["models", "openai", "--online"]).success();
    assert!(run.err.contains("openai does not list chatgpt-image-latest"), "{}", run.shown());
    let heard = studio.service.ledger().calls.len();
    studio.run(&["models", "openai"]).success();
    assert_eq!(studio.service.ledger().calls.len(), heard, "it asked though nobody said so");
    let nowhere = Nowhere::new().url();
    let set = [("OPENAI_BASE_URL", nowhere.as_str()), ("OPENAI_API_KEY", KEY)];
    let run = studio.run_with(&["models", "openai", "--online"], &set).success();
    assert!(run.err.contains("openai was asked, and does not answer"), "{}", run.shown());
}

#[test]
fn a_model_that_the_service_does_not_list_is_named() {
    let studio = Studio::a1111(ONE);
    studio.edit("assetbuild.toml", "a1111/loaded", "a1111/no-such-checkpoint");
    let run = studio.run(&["doctor", "--online"]).success();
    let told = rows(&run, &["a1111/no-such-checkpoint"]);
    assert!(told.iter().any(|it| it.starts_with("warn ")), "{}", run.shown());
    studio.edit("assetbuild.toml", "no-such-checkpoint", "toon-base-1.5");
    let run = studio.run(&["doctor", "--online"]).success();
    assert!(!run.err.contains("warn"), "{}", run.shown());
}

#[test]
fn a_wrong_key_and_a_service_that_is_gone_are_told_without_the_key() {
    let studio = Studio::google(ONE);
    let url = studio.service.url();
    let wrong = [("GEMINI_API_KEY", "wrong-key-5af2"), ("GOOGLE_GEMINI_BASE_URL", url.as_str())];
    let run = studio.run_with(&["doctor", "--online"], &wrong).fails_with(1);
    assert!(run.err.contains("bad   google answers"), "{}", run.shown());
    assert!(run.err.contains("assetbuild key set google"), "{}", run.shown());
    assert!(!run.shown().contains("wrong-key-5af2"), "{}", run.shown());
    let script = r#"{"rules": [{"kind": "free", "then": {"fault": "echo-key"}}]}"#;
    studio.service.script(script);
    let run = studio.run(&["doctor", "--online"]).fails_with(1);
    assert!(!run.shown().contains(KEY), "{}", run.shown());
    let nowhere = Nowhere::new();
    let url = nowhere.url();
    let variables = [("GEMINI_API_KEY", KEY), ("GOOGLE_GEMINI_BASE_URL", url.as_str())];
    let run = studio.run_with(&["doctor", "--online"], &variables).fails_with(1);
    assert!(run.err.contains("no connection"), "{}", run.shown());
    let run = studio.run_with(&["doctor"], &[]).fails_with(1);
    assert!(run.err.contains("there is no key for google"), "{}", run.shown());
}

#[cfg(unix)]
#[test]
fn a_file_of_keys_that_others_may_read_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let project = TestProject::empty();
    keep(&project, "openai");
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(file_of_keys(&project), open).unwrap();
    let run = project.run(&["doctor"]).fails_with(1);
    assert!(run.err.contains("(644), so they are not used"), "{}", run.shown());
    assert!(run.err.contains("chmod 600 [TMP]/credentials.toml"), "{}", run.shown());
    // Keeping it again mends the file.
    keep(&project, "openai");
    project.run_with(&["doctor"], &[("OPENAI_BASE_URL", ELSEWHERE)]).success();
}

/// An address of this machine at which nobody listens: its port is taken by the calling end of a
/// connection, so that nobody else is given it as long as this value lives.
struct Nowhere {
    calling: TcpStream,
    _called: TcpListener,
}

impl Nowhere {
    fn new() -> Nowhere {
        let called = TcpListener::bind("127.0.0.1:0").unwrap();
        let calling = TcpStream::connect(called.local_addr().unwrap()).unwrap();
        Nowhere { calling, _called: called }
    }

    fn url(&self) -> String {
        format!("http://{}", self.calling.local_addr().unwrap())
    }
}
