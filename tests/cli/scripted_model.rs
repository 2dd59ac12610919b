//! The scripted model speaks the format of programs, and does what its script says.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use assetbuild::action::{ActionKey, AskedBackground, JudgeRequest, PaintRequest, RefineRequest};
use assetbuild::colour::Rgb;
use assetbuild::digest::Digest;
use assetbuild::model::{Abilities, Alpha, Avoid, Seed, Sizes, Tiling};
use assetbuild::money::Usd;
use assetbuild::provider::{
    Ask, Call, ExecProvider, Program, Provider, Reply, SendError, parse_config,
};

use crate::harness::scripted_model;

struct Scripted {
    dir: tempfile::TempDir,
    provider: ExecProvider,
}

impl Scripted {
    fn new(script: &str) -> Scripted {
        let dir = tempfile::tempdir().unwrap();
        let (log, path) = (dir.path().join("calls.log"), dir.path().join("script.json"));
        std::fs::write(&path, script).unwrap();
        let text = |it: &Path| format!("'''{}'''", it.display());
        let config = format!(
            "[exec.scripted]\nprogram = {}\nargs = [{}, {}]\n\
             price = {{ paint = 0.05, judge = 0.01, refine = 0.01 }}\n",
            text(&scripted_model()),
            text(&log),
            text(&path)
        );
        let abilities = Abilities {
            roles: vec![],
            alpha: Alpha::None,
            seed: Seed::None,
            avoid: Avoid::Words,
            references: 16,
            tiling: Tiling::None,
            sizes: Sizes::Free { max: 2048 },
        };
        let timeout = Duration::from_secs(60);
        let programs = [("scripted".to_owned(), Program { abilities, timeout })];
        let provider = ExecProvider::new(&parse_config(&config).unwrap(), programs.into());
        Scripted { dir, provider }
    }

    fn ask(&self, ask: Ask, picture: &str) -> Result<Reply, SendError> {
        let pictures = vec![Arc::new(picture.as_bytes().to_vec())];
        let call = Call::new(ask, pictures);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let raw = runtime.unwrap().block_on(self.provider.send(&call))?;
        Ok(self.provider.decode(&call.ask, &raw))
    }

    fn log(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.dir.path().join("calls.log")).unwrap();
        let lines = text.lines().map(|it| it.rsplit_once(' ').unwrap().0.to_owned());
        lines.collect()
    }

    fn paint(&self, prompt: &str, ordinal: u32) -> Result<Vec<u8>, SendError> {
        match self.ask(paint(prompt, ordinal), "")? {
            Reply::Picture { bytes, receipt, .. } => {
                assert_eq!((receipt.usd, receipt.ms), (Usd::from_nanos(40_000_000), 1500));
                Ok(bytes)
            }
            other => panic!("not painted: {other:?}"),
        }
    }

    fn score(&self, prompt: &str, picture: &str) -> u8 {
        let request = JudgeRequest {
            model: "exec/scripted@1".parse().unwrap(),
            prompt: prompt.to_owned(),
            origins: vec![],
            pictures: vec![],
            parts: vec![],
        };
        match self.ask(Ask::Judge(request), picture).unwrap() {
            Reply::Verdict(it) => it.criteria[0].score.0,
            other => panic!("not judged: {other:?}"),
        }
    }
}

fn paint(prompt: &str, ordinal: u32) -> Ask {
    Ask::Paint(Box::new(PaintRequest {
        brief: ActionKey(Digest::of(b"brief")),
        ordinal,
        model: "exec/scripted@1".parse().unwrap(),
        prompt: prompt.to_owned(),
        avoid: None,
        background: AskedBackground::Key(Rgb([255, 0, 255])),
        size: [192, 128],
        aspect: None,
        params: BTreeMap::new(),
        seed: Some(7),
        references: vec![],
        refined_from: None,
        note: None,
        tileable: None,
        draw: None,
        safety: None,
    }))
}

#[test]
fn paintings_differ_by_prompt_and_ordinal_and_by_nothing_else() {
    let scripted = Scripted::new("{}");
    let first = scripted.paint("a slime", 0).unwrap();
    assert_eq!(scripted.paint("a slime", 0).unwrap(), first);
    assert_ne!(scripted.paint("a slime", 1).unwrap(), first);
    assert_ne!(scripted.paint("a ghost", 0).unwrap(), first);
    let log = scripted.log();
    assert_eq!(log.len(), 4);
    assert_eq!(log[0], log[1]);
    assert!(log[2].starts_with("paint 1 7 "), "{}", log[2]);

    let mut reader = png::Decoder::new(std::io::Cursor::new(&first)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (192, 128));
    let pixel = |x: usize, y: usize| &pixels[(y * 192 + x) * 4..][..4];
    for corner in [pixel(0, 0), pixel(191, 0), pixel(0, 127), pixel(191, 127)] {
        assert_eq!(corner, [255, 0, 255, 255]);
    }
    assert_ne!(pixel(96, 64), [255, 0, 255, 255]);
}

#[test]
fn a_judge_scores_each_new_picture_by_the_list() {
    let scripted = Scripted::new(r#"{"default": {"scores": [62, 75, 95]}}"#);
    let scores: Vec<u8> =
        ["a", "b", "a", "c", "d"].map(|it| scripted.score("how good?", it)).into();
    assert_eq!(scores, [62, 75, 62, 95, 95]);
    assert_eq!(scripted.score("another asset", "a"), 62);
}

#[test]
fn a_refined_prompt_says_so() {
    let request = RefineRequest {
        model: "exec/scripted@1".parse().unwrap(),
        instruction: "better, please".to_owned(),
        prompt: "a slime".to_owned(),
        feedback: vec![],
        attempt: None,
        note: None,
    };
    let reply = Scripted::new("{}").ask(Ask::Refine(request), "").unwrap();
    let Reply::Prompt { text, receipt } = reply else {
        panic!("not refined: {reply:?}");
    };
    assert_eq!(text, "a slime (refined 0)");
    assert_eq!(receipt.usd, Usd::from_nanos(1_000_000));
}

#[test]
fn rules_hit_the_calls_that_they_name() {
    let scripted = Scripted::new(
        r#"{"rules": [
            {"kind": "paint", "prompt": "slime", "calls": [1], "then":
                {"exit": 75, "stderr": "busy\nretry-after: 2\nrate-limit"}},
            {"prompt": "slime", "calls": [2], "then": {"crash": true}},
            {"prompt": "sword", "then": {"refuse": "no weapons"}},
            {"prompt": "poem", "then": {"answer": "roses are red"}}
        ]}"#,
    );
    assert_eq!(
        scripted.paint("a slime", 0).unwrap_err(),
        SendError::NotAccepted {
            reason: "busy".to_owned(),
            retry_after: Some(Duration::from_secs(2)),
            rate_limit: true,
        }
    );
    let crashed = scripted.paint("a red slime", 0).unwrap_err();
    assert!(matches!(crashed, SendError::NoAnswer { .. }), "{crashed:?}");
    assert!(scripted.paint("a slime", 0).is_ok());
    assert!(matches!(
        scripted.ask(paint("a sword", 0), "").unwrap(),
        Reply::Refused { reason, .. } if reason == "no weapons"
    ));
    assert!(matches!(
        scripted.ask(paint("a poem", 0), "").unwrap(),
        Reply::Unusable { chance: true, .. }
    ));
    assert_eq!(scripted.log().len(), 5);
}

#[test]
fn a_script_with_a_slip_is_not_played() {
    let scripted = Scripted::new(r#"{"default": {"score": [62]}}"#);
    match scripted.paint("a slime", 0).unwrap_err() {
        SendError::Unavailable { advice, .. } => {
            assert!(advice.reason.contains("`score`"), "{}", advice.reason);
        }
        other => panic!("played all the same: {other:?}"),
    }
}
