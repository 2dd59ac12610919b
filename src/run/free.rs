//! Free work: looks, sketches, measurements, prompts rewritten by rule. Pure functions of blobs.

use std::sync::Arc;

use crate::action::{
    ActionKey, Answer, Canvas, CheckSpec, Findings, PaintRequest, Painting, PaintingAnswer,
    Picture, RefineRequest, Refined, Verdict,
};
use crate::builtin::{measure, rules, sketch};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::image;
use crate::image::Bitmap;
use crate::image::frames::Together;
use crate::money::Usd;
use crate::plan::{GroupLook, JudgeWish, Look, Looked};
use crate::run::pictures::Pictures;
use crate::run::pixels_at_work::Place;
use crate::store::{Store, StoreError};

/// Why free work could not be done.
#[derive(Debug, thiserror::Error)]
pub enum FreeError {
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A blob that is needed is not there.
    #[error("the blob {0} is not in the store")]
    Missing(Digest),
    /// A blob is no picture that can be read.
    #[error("the picture {blob} cannot be read: {reason}")]
    Unreadable {
        /// Which.
        blob: Digest,
        /// Why.
        reason: String,
    },
    /// A step cannot be done.
    #[error("{0}")]
    Step(String),
}

/// The pixels of a blob.
pub(crate) fn bitmap(store: &Store, blob: Digest) -> Result<Bitmap, FreeError> {
    let bytes = store.blob(&blob)?.ok_or(FreeError::Missing(blob))?;
    image::decode(&bytes).map_err(|error| FreeError::Unreadable { blob, reason: error.to_string() })
}

/// The pixels of a blob, with a place for the work on them.
fn begun(
    store: &Store,
    pictures: &Pictures,
    blob: Digest,
) -> Result<(Arc<Bitmap>, Place), FreeError> {
    if let Some(bitmap) = pictures.get(&blob) {
        let place = pictures.at_work.take(bitmap.pixels().len() as u64);
        return Ok((bitmap, place));
    }
    let bytes = store.blob(&blob)?.ok_or(FreeError::Missing(blob))?;
    let place = pictures.at_work.take_for(&bytes);
    let bitmap = image::decode(&bytes);
    let reason =
        |error: image::DecodeError| FreeError::Unreadable { blob, reason: error.to_string() };
    let bitmap = Arc::new(bitmap.map_err(reason)?);
    pictures.add(blob, Arc::clone(&bitmap));
    Ok((bitmap, place))
}

/// The pixels of a blob, unpacked only if they are not among the last ones.
fn recent(store: &Store, pictures: &Pictures, blob: Digest) -> Result<Arc<Bitmap>, FreeError> {
    if let Some(bitmap) = pictures.get(&blob) {
        return Ok(bitmap);
    }
    let bitmap = Arc::new(bitmap(store, blob)?);
    pictures.add(blob, Arc::clone(&bitmap));
    Ok(bitmap)
}

/// Stores a finished picture, sealed as ours: the blob is the file that will be written.
pub(crate) fn keep(store: &Store, bitmap: &Bitmap) -> Result<Picture, FreeError> {
    let (bytes, pixels) = image::sealed_with_digest(bitmap);
    let blob = store.put_derived(&bytes)?;
    Ok(Picture { pixels, blob, width: bitmap.width(), height: bitmap.height() })
}

/// Processes and checks one picture.
pub(crate) fn look(store: &Store, pictures: &Pictures, look: &Look) -> Result<Looked, FreeError> {
    let (start, _place) = begun(store, pictures, look.blob)?;
    let start = Arc::unwrap_or_clone(start);
    let step = |error: image::StepError| FreeError::Step(error.to_string());
    let blobs = |blob| bitmap(store, blob).ok();
    let shaped = image::process(start, &look.steps.shaping, &blobs).map_err(step)?;
    let findings = match &look.check {
        Some(spec) => image::check(&shaped.bitmap, spec, look.behind()),
        None => Findings::default(),
    };
    let (width, height) = (shaped.bitmap.width(), shaped.bitmap.height());
    let finished = image::process(shaped.bitmap, &look.steps.last, &blobs).map_err(step)?;
    let picture = keep(store, &finished.bitmap)?;
    let scale = finished.bitmap.width() / width.max(1);
    let canvas =
        (shaped.canvas != Canvas::whole(width, height)).then(|| shaped.canvas.scaled(scale));
    pictures.add(picture.blob, Arc::new(finished.bitmap));
    let (notes, uncut) = (shaped.notes, shaped.uncut);
    let looked = Looked { picture, findings, notes, canvas, uncut };
    store.put_derived_result(&look.key(), &crate::digest::canonical_text(&looked))?;
    Ok(looked)
}

/// Brings frames of one movement together, finishes and checks each. In their order.
pub(crate) fn look_together(store: &Store, look: &GroupLook) -> Result<Vec<Looked>, FreeError> {
    let step = |error: image::StepError| FreeError::Step(error.to_string());
    let frames = look.frames.iter().map(|it| bitmap(store, *it));
    let frames: Vec<Bitmap> = frames.collect::<Result<_, _>>()?;
    let Together { frames, findings, shifts } =
        image::frames::together(&frames, &look.rules).map_err(step)?;
    let mut res = Vec::new();
    for (idx, frame) in frames.into_iter().enumerate() {
        let shaped = image::process(frame, &look.steps.shaping, &image::no_blobs).map_err(step)?;
        let mut found = image::check(&shaped.bitmap, &look.check, None);
        found.0.extend(findings[idx].iter().cloned());
        let finished =
            image::process(shaped.bitmap, &look.steps.last, &image::no_blobs).map_err(step)?;
        let mut notes = shaped.notes;
        if let [x, y] = shifts[idx]
            && [x, y] != [0, 0]
        {
            notes.push(format!("moved by {x}, {y} art pixels to stand where the others do"));
        }
        let picture = keep(store, &finished.bitmap)?;
        let looked = Looked { picture, findings: found, notes, canvas: None, uncut: false };
        store.put_derived_result(&look.key(idx), &crate::digest::canonical_text(&looked))?;
        res.push(looked);
    }
    Ok(res)
}

/// Draws one picture with the artist in this program.
pub(crate) fn draw(
    store: &Store,
    pictures: &Pictures,
    request: &PaintRequest,
) -> Result<PaintingAnswer, FreeError> {
    let key = request.built_in_key(sketch::VERSION);
    if let Some(text) = store.derived(&key)?
        && let Ok(answer @ PaintingAnswer::Painted(_)) = serde_json::from_str(&text)
        && answer.painted().is_some_and(|it| store.has_sound_blob(&it.picture))
    {
        return Ok(answer);
    }
    let references: Vec<Bitmap> =
        request.references.iter().map(|it| bitmap(store, *it)).collect::<Result<_, _>>()?;
    let drawn = sketch::paint(request, &references);
    let picture = store.put_derived(&image::encode_png(&drawn, &[]))?;
    pictures.add(picture, Arc::new(drawn));
    let answer = PaintingAnswer::Painted(Painting {
        request: request.clone(),
        picture,
        answered_by: request.model.to_string(),
        usd: Usd::ZERO,
        estimated: false,
        ms: 0,
        safety: None,
    });
    store.put_derived_result(&key, &crate::digest::canonical_text(&answer))?;
    Ok(answer)
}

/// The key of a built-in verdict: the whole request, pictures and measurements included.
pub(crate) fn verdict_key(wish: &JudgeWish) -> ActionKey {
    let JudgeWish { request, findings } = wish;
    ActionKey(Digest::key("assetbuild built-in verdict v1", &(measure::VERSION, request, findings)))
}

/// Scores pictures by measuring them.
pub(crate) fn measure(
    store: &Store,
    pictures: &Pictures,
    wish: &JudgeWish,
    spec: &CheckSpec,
    palette: &[Rgb],
) -> Result<Answer<Verdict>, FreeError> {
    let shown = wish.request.pictures.iter().map(|it| recent(store, pictures, *it));
    let shown: Vec<Arc<Bitmap>> = shown.collect::<Result<_, _>>()?;
    let parts = &wish.request.parts;
    let verdict = measure::judge(&shown, &wish.findings, parts, spec, palette);
    Ok(Answer::Given(verdict))
}

/// Rewrites a prompt by rule.
pub(crate) fn rewrite(request: &RefineRequest) -> Answer<Refined> {
    Answer::Given(Refined {
        prompt: rules::refine(request),
        answered_by: request.model.to_string(),
        usd: Usd::ZERO,
    })
}
