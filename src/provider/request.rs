//! `ProgramRequest`: what a program of the user's reads on its standard input.
//!
//! The format is documented in `docs/programs.md` and is a promise: fields may be added, and
//! `format` counts up when one changes its meaning.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::action::{
    AskedBackground, EditRequest, Feedback, JudgeRequest, PaintRequest, RefineRequest,
};
use crate::colour::Rgb;
use crate::model::ModelId;
use crate::name::PartName;
use crate::provider::{Ask, Call, base64};

#[derive(Serialize)]
struct ProgramRequest<'a> {
    format: u32,
    #[serde(flatten)]
    ask: Asked<'a>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Asked<'a> {
    Paint(Paint<'a>),
    Edit(Edit<'a>),
    Judge(Judge<'a>),
    Refine(Refine<'a>),
}

#[derive(Serialize)]
struct Paint<'a> {
    model: &'a ModelId,
    prompt: &'a str,
    avoid: &'a [String],
    width: u32,
    height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    aspect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    ordinal: u32,
    background: Behind,
    params: &'a BTreeMap<String, serde_json::Value>,
    references: Vec<String>,
}

#[derive(Serialize)]
struct Edit<'a> {
    model: &'a ModelId,
    prompt: &'a str,
    width: u32,
    height: u32,
    background: Behind,
    params: &'a BTreeMap<String, serde_json::Value>,
    /// The painting to be changed.
    picture: String,
}

#[derive(Serialize)]
struct Judge<'a> {
    model: &'a ModelId,
    prompt: &'a str,
    pictures: Vec<String>,
    parts: &'a [PartName],
}

#[derive(Serialize)]
struct Refine<'a> {
    model: &'a ModelId,
    instruction: &'a str,
    prompt: &'a str,
    feedback: &'a [Feedback],
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// What is wanted behind the subject.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Behind {
    Transparent,
    Key { color: Rgb },
    Color { color: Rgb },
    Opaque,
}

/// The bytes for the program's standard input: one JSON object and a line break.
pub(crate) fn request_text(call: &Call) -> Vec<u8> {
    let pictures = || call.pictures.iter().map(|it| base64::encode(it)).collect();
    let ask = match &call.ask {
        Ask::Paint(it) => Asked::Paint(paint(it, pictures())),
        Ask::Edit(it) => Asked::Edit(edit(it, pictures())),
        Ask::Judge(it) => Asked::Judge(judge(it, pictures())),
        Ask::Refine(it) => Asked::Refine(refine(it)),
    };
    let mut res = serde_json::to_vec(&ProgramRequest { format: 1, ask })
        .expect("a request is plain data with texts as keys");
    res.push(b'\n');
    res
}

fn paint(request: &PaintRequest, references: Vec<String>) -> Paint<'_> {
    let [width, height] = request.size;
    Paint {
        model: &request.model,
        prompt: &request.prompt,
        avoid: request.avoid.as_deref().unwrap_or_default(),
        width,
        height,
        aspect: request.aspect.map(|[w, h]| format!("{w}:{h}")),
        seed: request.seed,
        ordinal: request.ordinal,
        background: behind(request.background),
        params: &request.params,
        references,
    }
}

fn behind(asked: AskedBackground) -> Behind {
    match asked {
        AskedBackground::Transparent => Behind::Transparent,
        AskedBackground::Key(color) => Behind::Key { color },
        AskedBackground::Colour(color) => Behind::Color { color },
        AskedBackground::Opaque => Behind::Opaque,
    }
}

fn edit(request: &EditRequest, pictures: Vec<String>) -> Edit<'_> {
    let [width, height] = request.size;
    Edit {
        model: &request.model,
        prompt: &request.prompt,
        width,
        height,
        background: behind(request.background),
        params: &request.params,
        picture: pictures.into_iter().next().unwrap_or_default(),
    }
}

fn judge(request: &JudgeRequest, pictures: Vec<String>) -> Judge<'_> {
    Judge { model: &request.model, prompt: &request.prompt, pictures, parts: &request.parts }
}

fn refine(request: &RefineRequest) -> Refine<'_> {
    Refine {
        model: &request.model,
        instruction: &request.instruction,
        prompt: &request.prompt,
        feedback: &request.feedback,
        note: request.note.as_deref(),
    }
}
