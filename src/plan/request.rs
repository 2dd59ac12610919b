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
        prompt: prompt::whole_prompt(text, &line, &words.ending),
        avoid: words.avoid.clone(),
        background: asked,
        size: words.size,
        aspect: words.aspect,
        params: words.params.clone(),
        seed: (abilities.seed != Seed::None).then(|| PaintRequest::seed_for(key, *ordinal)),
        references: references.to_vec(),
        refined_from: refined.map(|(from, _)| from),
        note: None,
        tileable: words.tileable,
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

/// The request for a better prompt than that of `best`. What was `said` is the feedback so far, and
/// the attempt that `best` is of.
#[must_use]
pub fn refine_request(
    painted: &Painted,
    brief: &Brief,
    best: &Painting,
    abilities: &Abilities,
    said: (Vec<Feedback>, Option<u32>),
    failed: usize,
) -> RefineRequest {
    let open = open_prompt(painted, brief, best, abilities);
    let (edition, (feedback, attempt)) = (&painted.edition, said);
    RefineRequest {
        model: painted.quality.refiner.clone(),
        instruction: prompt::refine_instruction(edition, &open, &feedback, failed, attempt, None),
        prompt: open,
        feedback,
        attempt,
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
        instruction: prompt::refine_instruction(&painted.edition, &open, &[], 0, None, Some(note)),
        prompt: open,
        feedback: Vec::new(),
        attempt: None,
        note: Some(note.to_owned()),
    }
}

/// The prompt that led to a painting, its place for the background left open: the line about it
/// is written anew for every request.
fn open_prompt(painted: &Painted, brief: &Brief, it: &Painting, abilities: &Abilities) -> String {
    let line = prompt::background_line(&painted.edition, &it.request.background, abilities.alpha);
    match it.request.refined_from.is_some() || it.request.note.is_some() {
        true => prompt::open_prompt(&it.request.prompt, &line, &brief.words.ending),
        false => brief.words.prompt.clone(),
    }
}
