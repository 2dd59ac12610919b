//! What is sent: requests for pictures and for better prompts, from the brief and the feedback.

use crate::action::{
    AskedBackground, Background, Brief, Feedback, PaintRequest, Painting, RefineRequest, Words,
};
use crate::digest::Digest;
use crate::model::{Abilities, Alpha, Seed};
use crate::prompt;
use crate::resolve::Painted;

/// The requests for pictures of one brief, one for each ordinal.
#[must_use]
pub fn paint_requests(
    painted: &Painted,
    brief: &Brief,
    abilities: &Abilities,
    references: &[Digest],
    ordinals: &[u32],
    refined: Option<(Digest, &str)>,
) -> Vec<PaintRequest> {
    let words = &brief.words;
    let asked = asked_background(painted, words, abilities.alpha);
    let line = prompt::background_line(&painted.edition, &asked, abilities.alpha);
    let text = refined.map_or(words.prompt.as_str(), |(_, prompt)| prompt);
    let key = brief.key();
    let request = |ordinal: &u32| PaintRequest {
        brief: key,
        ordinal: *ordinal,
        model: words.model.clone(),
        prompt: prompt::fill_background(text, &line),
        avoid: words.avoid.clone(),
        background: asked,
        size: words.size,
        aspect: words.aspect,
        params: words.params.clone(),
        seed: (abilities.seed != Seed::None).then(|| PaintRequest::seed_for(key, *ordinal)),
        references: references.to_vec(),
        refined_from: refined.map(|(from, _)| from),
        note: None,
        draw: words.draw.clone(),
        safety: None,
    };
    ordinals.iter().map(request).collect()
}

/// What the model is asked to put behind the subject: never transparency if it has no alpha, or
/// if the manifest wants another way to start from.
#[must_use]
pub fn asked_background(painted: &Painted, words: &Words, alpha: Alpha) -> AskedBackground {
    match words.background {
        Background::Opaque => AskedBackground::Opaque,
        Background::Colour(it) => AskedBackground::Colour(it),
        Background::Transparent
            if alpha == Alpha::Native && !painted.finishing.cutout.wants_key() =>
        {
            AskedBackground::Transparent
        }
        Background::Transparent => {
            let palette = &painted.finishing.palette;
            AskedBackground::Key(prompt::key_colour(&painted.edition, palette, &words.prompt))
        }
    }
}

/// The request for a better prompt than that of `best`.
#[must_use]
pub fn refine_request(
    painted: &Painted,
    brief: &Brief,
    best: &Painting,
    abilities: &Abilities,
    feedback: Vec<Feedback>,
    failed: usize,
) -> RefineRequest {
    let open = open_prompt(painted, brief, best, abilities);
    RefineRequest {
        model: painted.quality.refiner.clone(),
        instruction: prompt::refine_instruction(&painted.edition, &open, &feedback, failed, None),
        prompt: open,
        feedback,
        note: None,
    }
}

/// The request for a prompt that follows a person's note. `shown` is the painting that the note
/// is about, if there is one.
#[must_use]
pub(crate) fn noted_request(
    painted: &Painted,
    brief: &Brief,
    shown: Option<&Painting>,
    abilities: &Abilities,
    note: &str,
) -> RefineRequest {
    let open = shown.map(|it| open_prompt(painted, brief, it, abilities));
    let open = open.unwrap_or_else(|| brief.words.prompt.clone());
    RefineRequest {
        model: painted.quality.refiner.clone(),
        instruction: prompt::refine_instruction(&painted.edition, &open, &[], 0, Some(note)),
        prompt: open,
        feedback: Vec::new(),
        note: Some(note.to_owned()),
    }
}

/// The prompt that led to a painting, its place for the background left open: the line about it
/// is written anew for every request.
fn open_prompt(painted: &Painted, brief: &Brief, it: &Painting, abilities: &Abilities) -> String {
    let line = prompt::background_line(&painted.edition, &it.request.background, abilities.alpha);
    match it.request.refined_from.is_some() || it.request.note.is_some() {
        true if line.is_empty() => it.request.prompt.clone(),
        true => it.request.prompt.replace(&line, Words::BACKGROUND),
        false => brief.words.prompt.clone(),
    }
}
