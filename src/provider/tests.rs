//! What programs are told and what their answers mean; on unix, with real processes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::action::{
    ActionKey, AskedBackground, Criterion, JudgeRequest, PaintRequest, RefineRequest,
};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::model::{Abilities, Role, Sizes};
use crate::money::Usd;
use crate::name::PartName;
use crate::provider::request::request_text;
use crate::provider::{
    Ask, Call, ExecProvider, Program, Provider, RawAnswer, Reply, base64, parse_config,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82";
const CENT: u64 = 10_000_000;

fn paint() -> Ask {
    Ask::Paint(Box::new(PaintRequest {
        brief: ActionKey(Digest::of(b"brief")),
        ordinal: 2,
        model: "exec/painter@3".parse().unwrap(),
        prompt: "a slime".to_owned(),
        avoid: Some(vec!["text".to_owned()]),
        background: AskedBackground::Key(Rgb([255, 0, 255])),
        size: [1376, 768],
        aspect: Some([16, 9]),
        params: BTreeMap::from([("quality".to_owned(), "high".into())]),
        seed: Some(7),
        references: vec![Digest::of(b"foo")],
        refined_from: None,
        note: None,
        tileable: None,
        draw: None,
        safety: None,
    }))
}

fn judge(parts: &[&str]) -> Ask {
    Ask::Judge(JudgeRequest {
        model: "exec/painter@3".parse().unwrap(),
        prompt: "how good is it?".to_owned(),
        origins: vec![],
        pictures: vec![],
        parts: parts.iter().map(|it| PartName::parse(it).unwrap()).collect(),
    })
}

fn refine() -> Ask {
    Ask::Refine(RefineRequest {
        model: "exec/painter@3".parse().unwrap(),
        instruction: "make it better".to_owned(),
        prompt: "a slime".to_owned(),
        feedback: vec![],
        attempt: None,
        note: None,
    })
}

fn call(ask: Ask) -> Call {
    Call::new(ask, vec![Arc::new(b"foo".to_vec())])
}

fn provider(config: &str, timeout: Duration) -> ExecProvider {
    let abilities = Abilities {
        roles: vec![Role::Paint, Role::Judge, Role::Refine],
        alpha: crate::model::Alpha::None,
        seed: crate::model::Seed::None,
        avoid: crate::model::Avoid::Words,
        references: 16,
        tiling: crate::model::Tiling::None,
        sizes: Sizes::Free { max: 2048 },
    };
    let program = Program { abilities, timeout };
    let config = parse_config(config).unwrap();
    ExecProvider::new(&config, BTreeMap::from([("painter".to_owned(), program)]))
}

const CONFIG: &str = r#"
[exec.painter]
program = "no-such-program-anywhere"
env = { TOKEN = "hush-hush" }
price = { paint = 0.04, judge = 0.01, refine = 0.01 }
"#;

fn decode(ask: &Ask, answer: &[u8]) -> Reply {
    let raw = RawAnswer { bytes: answer.to_vec(), ms: 12 };
    provider(CONFIG, Duration::from_secs(1)).decode(ask, &raw)
}

/// Why an answer is unusable, and whether that is chance.
fn no_use(ask: &Ask, answer: &str) -> (String, bool) {
    match decode(ask, answer.as_bytes()) {
        Reply::Unusable { reason, chance, .. } => (reason, chance),
        other => panic!("{answer} was taken: {other:?}"),
    }
}

#[test]
fn a_program_reads_the_documented_request() {
    let text = |ask: Ask| String::from_utf8(request_text(&call(ask))).unwrap();
    assert_eq!(
        text(paint()),
        concat!(
            r#"{"format":1,"kind":"paint","model":"exec/painter@3","prompt":"a slime","#,
            r#""avoid":["text"],"width":1376,"height":768,"aspect":"16:9","seed":7,"ordinal":2,"#,
            r##""background":{"kind":"key","color":"#FF00FF"},"params":{"quality":"high"},"##,
            r#""references":["Zm9v"]}"#,
            "\n"
        )
    );
    assert_eq!(
        text(judge(&["left", "right"])),
        concat!(
            r#"{"format":1,"kind":"judge","model":"exec/painter@3","prompt":"how good is it?","#,
            r#""pictures":["Zm9v"],"parts":["left","right"]}"#,
            "\n"
        )
    );
    assert_eq!(
        text(refine()),
        concat!(
            r#"{"format":1,"kind":"refine","model":"exec/painter@3","#,
            r#""instruction":"make it better","prompt":"a slime","feedback":[]}"#,
            "\n"
        )
    );
}

#[test]
fn a_picture_comes_alone_or_with_a_receipt() {
    let Reply::Picture { bytes, receipt, .. } = decode(&paint(), PNG) else {
        panic!("a PNG file is a picture");
    };
    assert_eq!(bytes, PNG);
    assert_eq!(receipt.answered_by, "exec/painter@3");
    assert_eq!((receipt.usd, receipt.estimated), (Usd::from_nanos(4 * CENT), true));
    assert_eq!(receipt.ms, 12);

    let image = base64::encode(PNG);
    let text = format!(
        r#"{{"image":"{image}","model":"tiny-1","usd":0.03,"ms":1500,"safety":{{"ok":1}},"error":null}}"#
    );
    let Reply::Picture { bytes, receipt, safety } = decode(&paint(), text.as_bytes()) else {
        panic!("this is a picture: {text}");
    };
    assert_eq!(bytes, PNG);
    assert_eq!(receipt.answered_by, "tiny-1");
    assert_eq!((receipt.usd, receipt.estimated), (Usd::from_nanos(3 * CENT), false));
    assert_eq!(receipt.ms, 1500);
    assert_eq!(safety, Some(serde_json::json!({"ok": 1})));
}

#[test]
fn what_is_no_picture_is_not_taken_for_one() {
    assert_eq!(
        no_use(&paint(), ""),
        ("the answer is empty where a picture was asked for".to_owned(), true)
    );
    assert_eq!(
        no_use(&paint(), "{\"image\":\"Zm9v").0,
        "the answer is not a picture: `{\"image\":\"Zm9v`"
    );
    assert!(no_use(&paint(), "{\"image\":\"Zm9v\"}").0.contains("no PNG"));
    assert!(no_use(&paint(), "{\"image\":\"?\"}").0.contains("no base64"));
    assert!(no_use(&paint(), "{\"image\":4}").1);
    assert_eq!(
        no_use(&paint(), "{\"error\":\"out of paint\",\"usd\":0}"),
        ("the program answered an error: out of paint".to_owned(), false)
    );
}

fn verdict(score: &str) -> String {
    let rest = r#""technical":{"score":80},"transparency":{"score":70},"game_fit":{"score":60.5},"composition":{"score":100,"suggestions":["centre it",""]}"#;
    format!(
        r#"{{"criteria":{{"style":{{"score":{score},"feedback":"neat"}},{rest}}},"suggestions":["a","b","c","d"],"repaint":["left"]}}"#
    )
}

#[test]
fn a_verdict_is_found_in_whatever_a_judge_says() {
    let plain = verdict("90");
    let fenced = format!("```json\n{plain}\n```");
    let chatty =
        format!("Let me see {{hm}}: {{\"thinking\":{{}}}} so\n{plain}\nI hope that helps {{}}!");
    for text in [plain, fenced, chatty] {
        let Reply::Verdict(it) = decode(&judge(&["left", "right"]), text.as_bytes()) else {
            panic!("this is a verdict: {text}");
        };
        let scores: Vec<u8> = it.criteria.values().map(|it| it.score.0).collect();
        assert_eq!(scores, [90, 80, 70, 61, 100]);
        assert!(it.criteria.keys().eq(&Criterion::ALL));
        assert_eq!(it.criteria[&Criterion::Style].feedback, "neat");
        assert_eq!(it.criteria[&Criterion::Composition].suggestions, ["centre it"]);
        assert_eq!(it.suggestions, ["a", "b", "c"]);
        assert_eq!(it.repaint, [PartName::parse("left").unwrap()]);
        assert_eq!((it.usd, it.estimated), (Usd::from_nanos(CENT), true));
    }
}

#[test]
fn a_verdict_that_is_not_whole_is_none() {
    for score in ["-1", "101", "\"90\"", "null", "1e400"] {
        assert!(no_use(&judge(&[""]), &verdict(score)).1, "{score}");
    }
    let lacking = verdict("90").replace("technical", "technique");
    assert_eq!(no_use(&judge(&[""]), &lacking), ("the verdict lacks `technical`".to_owned(), true));
    let cut_off = &verdict("90")[..60];
    assert!(no_use(&judge(&[""]), cut_off).1);
    assert!(no_use(&judge(&["up", "down"]), &verdict("90")).0.contains("`left`"));
    // A picture without parts has no other to paint again.
    assert!(matches!(
        decode(&judge(&[""]), verdict("90").as_bytes()),
        Reply::Verdict(it) if it.repaint.is_empty()
    ));
}

#[test]
fn a_prompt_may_be_json_or_plain_text() {
    for text in [
        r#"{"prompt":"a {green} slime"}"#,
        "Here: {\"prompt\": \"a {green} slime\"}",
        "a {green} slime\n",
        "```text\na {green} slime\n```",
    ] {
        let Reply::Prompt { text, .. } = decode(&refine(), text.as_bytes()) else {
            panic!("this is a prompt: {text}");
        };
        assert_eq!(text, "a {green} slime");
    }
    for text in ["", " \n", "{\"prompt\":\"\"}", "{\"prompt\":\"a gre"] {
        assert!(no_use(&refine(), text).1, "{text}");
    }
}

#[test]
fn a_refusal_is_a_refusal_in_every_role() {
    for ask in [paint(), judge(&[""]), refine()] {
        let reply = decode(&ask, br#"{"refused":"hush-hush: no weapons","usd":0.0}"#);
        let Reply::Refused { reason, receipt } = reply else {
            panic!("this is a refusal: {reply:?}");
        };
        assert_eq!(reason, "***: no weapons", "the token must not be shown");
        assert_eq!((receipt.usd, receipt.estimated), (Usd::ZERO, false));
    }
}

#[test]
fn hostile_answers_are_read_quickly_and_without_panic() {
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "[".repeat(100_000));
    let braces = "{".repeat(1 << 20);
    for text in [&deep, &braces] {
        for ask in [paint(), judge(&[""]), refine()] {
            assert!(matches!(decode(&ask, text.as_bytes()), Reply::Unusable { .. }));
        }
    }
    decode(&refine(), &[0xff, 0xfe, b'{', 0xc3]);
}

#[cfg(unix)]
mod processes {
    use super::{CENT, CONFIG, PNG, call, judge, paint, provider};
    use crate::model::{CallShape, Role};
    use crate::money::Usd;
    use crate::provider::{Provider, RawAnswer, SendError};
    use std::io::Read;
    use std::time::Duration;

    /// Runs a shell script as the program, within `timeout`.
    async fn run_within(timeout: Duration, script: &str) -> Result<RawAnswer, SendError> {
        let config = format!(
            "[exec.painter]\nprogram = \"sh\"\nargs = [\"-c\", '''{script}''']\n\
             env = {{ TOKEN = \"hush-hush\" }}\nprice = {{ paint = 0.04 }}\n"
        );
        provider(&config, timeout).send(&call(paint())).await
    }

    async fn run(script: &str) -> Result<RawAnswer, SendError> {
        run_within(Duration::from_secs(60), script).await
    }

    #[tokio::test]
    async fn a_program_answers_what_it_was_asked() {
        let raw = run("cat").await.unwrap();
        assert_eq!(raw.bytes, super::request_text(&call(paint())));
        // Not reading the request is no mistake, even if it is longer than a pipe.
        let mut long = call(paint());
        long.pictures = vec![std::sync::Arc::new(vec![0; 1 << 20])];
        let config = CONFIG.replace("no-such-program-anywhere", "true");
        let raw = provider(&config, Duration::from_secs(60)).send(&long).await;
        assert_eq!(raw.unwrap().bytes, b"");
    }

    #[tokio::test]
    async fn a_program_sees_its_own_environment_and_little_else() {
        let raw = run("echo $TOKEN; env").await.unwrap();
        let text = String::from_utf8(raw.bytes).unwrap();
        assert!(text.starts_with("hush-hush\n"), "{text}");
        assert!(text.contains("PATH="), "{text}");
        assert!(!text.contains("CARGO_PKG_NAME="), "{text}");
    }

    #[tokio::test]
    async fn exit_codes_say_whether_the_request_was_taken() {
        let failure = async |script: &str| run(script).await.unwrap_err();
        let busy =
            "echo starting >&2; echo busy >&2; echo retry-after: 1.5 >&2; echo rate-limit >&2";
        assert_eq!(
            failure(&format!("{busy}; exit 75")).await,
            SendError::NotAccepted {
                reason: "busy".to_owned(),
                retry_after: Some(Duration::from_millis(1500)),
                rate_limit: true,
            }
        );
        assert_eq!(
            failure("echo no licence for $TOKEN >&2; exit 69").await,
            SendError::unavailable("no licence for ***")
        );
        for (script, reason) in [
            ("echo half an answer; exit 3", "`sh` ended with exit code 3"),
            ("echo oops >&2; exit 1", "oops"),
            ("kill -9 $$", "`sh` was killed"),
        ] {
            let reason = reason.to_owned();
            assert_eq!(failure(script).await, SendError::NoAnswer { reason });
        }
    }

    #[tokio::test]
    async fn there_is_no_answer_after_the_timeout() {
        let short = Duration::from_millis(50);
        let err = run_within(short, "exec sleep 1000").await.unwrap_err();
        let reason = "no answer within 0.05 s".to_owned();
        assert_eq!(err, SendError::NoAnswer { reason });
    }

    #[tokio::test]
    async fn what_came_in_time_counts_though_somebody_holds_the_pipe() {
        let picture = r"printf '\211PNG\r\n\032\n\000\000\000\000IEND\256B\140\202'";
        let (while_it_runs, by_a_child, in_words, half) = (
            format!("{picture}; exec sleep 1000"),
            format!("{picture}; sleep 1000 &"),
            "echo words; sleep 1000 &",
            "echo half; exec sleep 1000",
        );
        let timeout = Duration::from_secs(5);
        let (one, other, words, half) = tokio::join!(
            run_within(timeout, &while_it_runs),
            run_within(timeout, &by_a_child),
            run_within(timeout, in_words),
            run_within(timeout, half),
        );
        assert_eq!((one.unwrap().bytes, other.unwrap().bytes), (PNG.to_vec(), PNG.to_vec()));
        assert_eq!(words.unwrap().bytes, b"words\n");
        assert_eq!(
            half.unwrap_err(),
            SendError::NoAnswer { reason: "no answer within 5 s".into() }
        );
    }

    #[tokio::test]
    async fn a_program_ends_with_everything_that_it_started() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("alive");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        // Whoever holds the writing end is alive: the reader sees the end when nobody does.
        let script = format!("exec 3>{}; echo >&3; sleep 1000 & sleep 1000", pipe.display());
        let (started, has_started) = tokio::sync::oneshot::channel();
        let reader = std::thread::spawn(move || {
            let mut pipe = std::fs::File::open(pipe).unwrap();
            pipe.read_exact(&mut [0]).unwrap();
            started.send(()).unwrap();
            pipe.read(&mut [0]).unwrap()
        });
        tokio::select! {
            _ = run(&script) => panic!("the program does not end by itself"),
            it = has_started => it.unwrap(),
        }
        assert_eq!(reader.join().unwrap(), 0);
    }

    #[tokio::test]
    async fn an_endless_answer_is_cut_short() {
        let err = run("cat /dev/zero").await.unwrap_err();
        let reason = "the answer is longer than 64 MiB".to_owned();
        assert_eq!(err, SendError::NoAnswer { reason });
    }

    #[tokio::test]
    async fn nothing_is_sent_without_a_program_or_a_price() {
        let reason = async |config: &str, ask| {
            let provider = provider(config, Duration::from_secs(60));
            match provider.send(&call(ask)).await.unwrap_err() {
                SendError::Unavailable { advice, .. } => advice.reason,
                other => panic!("another try would end alike: {other:?}"),
            }
        };
        let missing = reason(CONFIG, paint()).await;
        assert!(missing.starts_with("cannot start `no-such-program-anywhere`"), "{missing}");
        let unknown = reason("", paint()).await;
        assert!(unknown.contains("no `[exec.painter]`"), "{unknown}");
        let painter = "[exec.painter]\nprogram = \"sh\"\nprice = { paint = 0.04 }\n";
        let free = reason(painter, judge(&[""])).await;
        assert!(free.contains("`exec/painter@3` has no price"), "{free}");

        let provider = provider(painter, Duration::from_secs(60));
        let price = |model: &str, role| {
            let shape = CallShape::of_words(role, 0, 0);
            provider.price(&model.parse().unwrap(), &shape).map(|it| it.high)
        };
        assert_eq!(price("exec/painter@3", Role::Paint), Some(Usd::from_nanos(4 * CENT)));
        assert_eq!(price("exec/painter@3", Role::Judge), None);
        assert_eq!(price("exec/other@3", Role::Paint), None);
        assert_eq!(price("else/painter@3", Role::Paint), None);
        let able = |model: &str| provider.abilities(&model.parse().unwrap()).is_some();
        assert!(able("exec/painter@4") && !able("exec/other") && !able("x/painter"));
    }
}
