//! What services and programs answer, read by each of them in each role.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use assetbuild::action::{
    ActionKey, AskedBackground, EditRequest, JudgeRequest, PaintRequest, RefineRequest,
};
use assetbuild::digest::Digest;
use assetbuild::model::{Abilities, Alpha, Avoid, Catalog, ModelId, Role, Seed, Sizes, Tiling};
use assetbuild::name::PartName;
use assetbuild::provider::{
    Ask, ExecProvider, Program, Provider, RawAnswer, Reply, Services, parse_config,
};

use crate::fuzz::target::{Target, as_it_is};

pub(crate) const ANSWER: Target = Target {
    name: "answer",
    takes: answer,
    seeds: || BODIES.iter().map(|it| it.as_bytes().to_vec()).collect(),
    mend: as_it_is,
    words: &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u0000",
        "\\ud800",
        "null",
        "true",
        "\"candidates\":",
        "\"content\":",
        "\"parts\":",
        "\"text\":",
        "\"inlineData\":",
        "\"data\":",
        "\"b64_json\":",
        "\"usage\":",
        "\"usageMetadata\":",
        "\"promptTokenCount\":",
        "\"images\":",
        "\"info\":",
        "\"error\":",
        "\"message\":",
        "\"finishReason\":",
        "\"criteria\":",
        "\"score\":",
        "\"suggestions\":",
        "\"repaint\":",
        "\"prompt\":",
        "\"image\":",
        "\"refused\":",
        "\"usd\":",
        "\"ms\":",
        "\"model\":",
        "\"safety\":",
        "```json\n",
        "```",
        "iVBORw0KGgoAAAAASUVORK5CYII=",
        "=",
        "data:image/png;base64,",
        "-1",
        "1e999",
        "18446744073709551616",
    ],
    few: 500,
};

/// One of each kind, as services and programs write them.
const BODIES: &[&str] = &[
    r#"{"candidates":[{"content":{"parts":[{"text":"here it is"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgoAAAAASUVORK5CYII="}}]},"finishReason":"STOP","safetyRatings":[{"category":"X","probability":"LOW"}]}],"usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":1290,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]},"modelVersion":"gemini-x"}"#,
    r#"{"candidates":[{"content":{"parts":[{"text":"{\"criteria\":{\"style\":{\"score\":80,\"feedback\":\"fine\"},\"technical\":{\"score\":70},\"transparency\":{\"score\":60},\"game-fit\":{\"score\":50},\"composition\":{\"score\":40}},\"suggestions\":[\"bolder\"],\"repaint\":[\"left\"]}"}]},"finishReason":"STOP"}],"promptFeedback":{"blockReason":"SAFETY"}}"#,
    r#"{"predictions":[{"bytesBase64Encoded":"iVBORw0KGgoAAAAASUVORK5CYII=","mimeType":"image/png","raiFilteredReason":"no"}]}"#,
    r#"{"created":1,"data":[{"b64_json":"iVBORw0KGgoAAAAASUVORK5CYII=","revised_prompt":"x"}],"usage":{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}}"#,
    r#"{"error":{"code":"moderation_blocked","message":"no","type":"image_generation_user_error"}}"#,
    r#"{"images":["iVBORw0KGgoAAAAASUVORK5CYII="],"parameters":{},"info":"{\"sd_model_name\":\"dream\",\"seed\":7}"}"#,
    r#"{"prompt_id":"a","outputs":{"9":{"images":[{"filename":"x.png","subfolder":"","type":"output"}]}},"status":{"status_str":"success"}}"#,
    r#"{"created_at":1,"credit_cost":1,"base64_images":["iVBORw0KGgoAAAAASUVORK5CYII="],"remaining_credits":9}"#,
    r#"{"image":{"type":"base64","base64":"iVBORw0KGgoAAAAASUVORK5CYII="},"usage":{"type":"usd","usd":0.01}}"#,
    r#"{"image":"iVBORw0KGgoAAAAASUVORK5CYII=","usd":0.04,"ms":12,"model":"dream","safety":{"a":1}}"#,
    r#"{"criteria":{"style":{"score":80},"technical":70,"transparency":{"score":60},"game-fit":{"score":50},"composition":{"score":40}},"suggestions":["x"],"repaint":["left"],"usd":1e-9}"#,
    r#"{"prompt":"a better slime","usd":0.01}"#,
    r#"{"refused":"not that"}"#,
    "Here it is:\n```json\n{\"prompt\": \"a slime\"}\n```\nDone.",
    "<html><head><title>502</title></head><body>Bad gateway</body></html>",
];

/// Every service and a program, with a model of each.
static PROVIDERS: LazyLock<Vec<(ModelId, Arc<dyn Provider>)>> = LazyLock::new(|| {
    let catalog = Arc::new(Catalog::default());
    let services = Services::default().providers(&catalog, &BTreeMap::new());
    let models = [
        "google/gemini-nano-banana-2.1",
        "google/imagen-5",
        "openai/gpt-image-2.5",
        "a1111/loaded",
        "comfyui/sprites@1",
        "retrodiffusion/rd_pro__default",
        "pixellab/pixflux",
    ];
    let served = models.iter().map(|model| {
        let model: ModelId = model.parse().unwrap();
        let mut all = services.iter();
        let (_, provider) = all.find(|it| it.0 == model.provider()).unwrap();
        (model, Arc::clone(provider))
    });
    let config = "[exec.painter]\nprogram = \"paint\"\nenv = { TOKEN = \"hush-hush\" }\n\
                  price = { paint = 0.04, judge = 0.01, refine = 0.01 }\n";
    let abilities = Abilities {
        roles: vec![Role::Paint, Role::Judge, Role::Refine],
        alpha: Alpha::None,
        seed: Seed::None,
        avoid: Avoid::Words,
        references: 16,
        tiling: Tiling::None,
        sizes: Sizes::Free { max: 2048 },
    };
    let program = Program { abilities, timeout: Duration::from_secs(1) };
    let programs = BTreeMap::from([("painter".to_owned(), program)]);
    let program = ExecProvider::new(&parse_config(config).unwrap(), programs);
    let exec: (ModelId, Arc<dyn Provider>) = ("exec/painter@1".parse().unwrap(), Arc::new(program));
    served.chain([exec]).collect()
});

fn asks(model: &ModelId) -> [Ask; 4] {
    let prompt = || "a slime".to_owned();
    let paint = PaintRequest {
        brief: ActionKey(Digest::of(b"brief")),
        ordinal: 0,
        model: model.clone(),
        prompt: prompt(),
        avoid: None,
        background: AskedBackground::Transparent,
        size: [64, 64],
        aspect: None,
        params: BTreeMap::new(),
        seed: None,
        references: vec![],
        refined_from: None,
        note: None,
        tileable: None,
        draw: None,
        safety: None,
    };
    let edit = EditRequest {
        from: Digest::of(b"from"),
        picture: Digest::of(b"picture"),
        model: model.clone(),
        prompt: prompt(),
        background: AskedBackground::Opaque,
        size: [64, 64],
        aspect: None,
        params: BTreeMap::new(),
    };
    let judge = JudgeRequest {
        model: model.clone(),
        prompt: prompt(),
        origins: vec![],
        pictures: vec![],
        parts: ["left", "right"].iter().map(|it| PartName::parse(it).unwrap()).collect(),
    };
    let refine = RefineRequest {
        model: model.clone(),
        instruction: prompt(),
        prompt: prompt(),
        feedback: vec![],
        attempt: None,
        note: None,
    };
    [Ask::Paint(Box::new(paint)), Ask::Edit(Box::new(edit)), Ask::Judge(judge), Ask::Refine(refine)]
}

fn answer(bytes: &[u8]) -> String {
    let head = b"{\"http_answer\":1,\"status\":200,\"day\":\"2026-11-22\",\"headers\":{}}\n";
    let mut res = String::new();
    for (model, provider) in PROVIDERS.iter() {
        let bytes = match model.provider() {
            "exec" => bytes.to_vec(),
            _ => [head, bytes].concat(),
        };
        let raw = RawAnswer { bytes, ms: 9 };
        for ask in asks(model) {
            let reply = provider.decode(&ask, &raw);
            assert_eq!(provider.decode(&ask, &raw), reply, "it is no pure function");
            for it in provider.notices(&ask, &raw) {
                assert!(it.len() < 10_000, "a notice has {} bytes", it.len());
            }
            res += word(&reply);
        }
        provider.without_secrets(model, &raw.bytes);
    }
    res
}

/// Which kind of reply it is; what it says must be short enough to be told.
fn word(reply: &Reply) -> &'static str {
    match reply {
        Reply::Picture { .. } => "p",
        Reply::Verdict(it) => {
            assert!(it.criteria.values().all(|it| it.score.0 <= 100), "{it:?}");
            "v"
        }
        Reply::Prompt { .. } => "w",
        Reply::Refused { .. } => "r",
        Reply::NoAlpha { .. } => "n",
        Reply::Unusable { chance: true, .. } => "c",
        Reply::Unusable { .. } => "u",
    }
}
