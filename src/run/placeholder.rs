//! Placeholders: marked sketches of the right size where a picture cannot be had now.
//!
//! They let a game start. They are in no lock, no judge sees them, and nothing refers to them:
//! the next build that can have the picture replaces them.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use crate::action::{ActionKey, AskedBackground, Background, PaintRequest, Way};
use crate::builtin::sketch;
use crate::digest::Digest;
use crate::image;
use crate::path::ProjectPath;
use crate::plan::{FileState, steps};
use crate::resolve::{Asset, Kind, Painted, StagePainting, output_paths};
use crate::run::free::FreeError;
use crate::run::seal::sealed_json;
use crate::run::{OutFolder, free};
use crate::store::Store;

/// Writes placeholders for the pictures of an asset that are not there. Returns the files; none
/// for what no model paints, for animations, and where anything stands already.
///
/// # Errors
///
/// If a file cannot be written.
pub(crate) fn placeholders(
    store: &Store,
    out: &OutFolder,
    asset: &Asset,
) -> Result<Vec<ProjectPath>, FreeError> {
    let Kind::Painted(painted) = &asset.kind else { return Ok(Vec::new()) };
    if painted.motion.is_some() {
        return Ok(Vec::new());
    }
    let paintings: BTreeMap<_, _> =
        painted.stages.iter().flat_map(|it| &it.paintings).map(|it| (&it.part, it)).collect();
    let outputs = output_paths(asset);
    let mut written = Vec::new();
    for (part, path) in &outputs.pictures {
        let Some(it) = paintings.get(part) else { continue };
        if is_free(out, path) {
            write(out, path, &picture(store, painted, it)?)?;
            written.push(path.clone());
        }
    }
    if let Some(path) = outputs.metadata.filter(|it| !written.is_empty() && is_free(out, it)) {
        let mut content = Map::new();
        content.insert("kind".into(), json!("placeholder"));
        content.insert("placeholder".into(), json!(true));
        write(out, &path, &sealed_json(&content))?;
        written.push(path);
    }
    Ok(written)
}

fn is_free(out: &OutFolder, path: &ProjectPath) -> bool {
    matches!(out.state(path, None), Ok(FileState::Missing))
}

fn write(out: &OutFolder, path: &ProjectPath, bytes: &[u8]) -> Result<(), FreeError> {
    let cannot = |why: std::io::Error| FreeError::Step(format!("cannot write `{path}`: {why}"));
    out.write(path, bytes).map_err(cannot)
}

fn picture(store: &Store, painted: &Painted, it: &StagePainting) -> Result<Vec<u8>, FreeError> {
    let background = match it.words.background {
        Background::Transparent => AskedBackground::Transparent,
        Background::Colour(it) => AskedBackground::Colour(it),
        Background::Opaque => AskedBackground::Opaque,
    };
    let request = PaintRequest {
        brief: ActionKey(Digest::of(b"placeholder")),
        ordinal: 0,
        model: "builtin/sketch".parse().expect("it is a model"),
        prompt: it.words.prompt.clone(),
        avoid: None,
        background,
        size: painted.finishing.size,
        aspect: None,
        params: BTreeMap::new(),
        seed: None,
        references: Vec::new(),
        refined_from: None,
        note: None,
        tileable: None,
        draw: it.words.draw.clone(),
        safety: None,
    };
    let drawn = sketch::paint(&request, &[]);
    let steps = steps::of_painting(painted, Some((background, Way::Native)), None);
    let all: Vec<_> = steps.shaping.into_iter().chain(steps.last).collect();
    let step = |it: image::StepError| FreeError::Step(it.to_string());
    let finished = image::process(drawn, &all, &image::no_blobs).map_err(step)?;
    let kept = free::keep(store, &finished.bitmap)?;
    store.blob(&kept.blob)?.ok_or(FreeError::Missing(kept.blob))
}
