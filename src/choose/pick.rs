//! Picking: which painting a person wants shown. It outranks every score, for its brief.

use std::fmt;

use crate::action::ActionKey;
use crate::choose::choice::the_part;
use crate::choose::{Choice, ChooseError, Refusal};
use crate::lock::{BriefRecord, Pick, Record, Taken};
use crate::name::{AssetName, PartName};
use crate::project::Project;
use crate::resolve::{Asset, Kind};

/// Which painting is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By its number in the record, counted from 1 among those of its part.
    Number(usize),
    /// By the beginning of its digest.
    Digest(String),
}

impl Which {
    /// Reads `2`, `b3:93ab41` or `93ab41`: up to three digits are a number.
    ///
    /// # Errors
    ///
    /// If it is neither.
    pub fn parse(text: &str) -> Result<Which, String> {
        let digits = text.strip_prefix("b3:").unwrap_or(text);
        let is_number = text.len() <= 3 && text.bytes().all(|it| it.is_ascii_digit());
        match text.parse() {
            Ok(number) if is_number && number > 0 => Ok(Which::Number(number)),
            _ if is_digest(digits) && !is_number => Ok(Which::Digest(digits.to_lowercase())),
            _ => Err("a number from `log` is needed, or four digits of a digest or more".into()),
        }
    }
}

fn is_digest(digits: &str) -> bool {
    (4..=64).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_hexdigit())
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Which::Number(it) => it.fmt(f),
            Which::Digest(it) => it.fmt(f),
        }
    }
}

/// Has one painting shown, whatever the scores say. Nothing is bought for it.
///
/// # Errors
///
/// If there is no such painting, or it cannot be shown as things are.
pub fn pick(
    project: &mut Project,
    name: &AssetName,
    part: Option<&PartName>,
    which: &Which,
) -> Result<Choice, ChooseError> {
    let asset = project.asset(name)?;
    let part = the_part(&asset, part)?;
    let record = project.record(name).cloned().ok_or_else(|| Refusal::not_built(name))?;
    let today = project.brief_of(name)?;
    let brief = today.and_then(|it| record.brief(it)).or(record.shown());
    let brief = brief.ok_or_else(|| Refusal::not_built(name))?.clone();
    let drawn = match brief.taken.is_empty() {
        true => project.drawn(name)?.map(|it| it.taken).unwrap_or_default(),
        false => Vec::new(),
    };
    let own = if drawn.is_empty() { &brief.taken } else { &drawn };
    let found = find(name, &part, which, own, &record, brief.key)?;
    is_enough(&asset, &part, &brief)?;
    let shown = shown(&found, drawn.is_empty());
    Choice::of_one(project, &asset, |record| picked(record?, brief.key, &shown))
}

/// The painting that is meant.
fn find(
    name: &AssetName,
    part: &PartName,
    which: &Which,
    own: &[Taken],
    record: &Record,
    brief: ActionKey,
) -> Result<Taken, Refusal> {
    let of_part: Vec<&Taken> = own.iter().filter(|it| it.part == *part).collect();
    let full = name.with_part(part);
    let text = which.to_string();
    let digits = match which {
        Which::Number(number) => {
            let found = of_part.get(number - 1).copied().cloned();
            return found.ok_or_else(|| Refusal::no_painting(&full, &text, of_part.len()));
        }
        Which::Digest(digits) => digits,
    };
    let is_meant = |it: &&&Taken| it.answer.hex().starts_with(digits.as_str());
    let mut found = of_part.iter().filter(is_meant);
    match (found.next(), found.next()) {
        (Some(found), None) => Ok((*found).clone()),
        (Some(_), Some(_)) => Err(Refusal::several(&full, &text)),
        (None, _) => {
            let others = record.briefs.iter().filter(|it| it.key != brief);
            let mut others = others.flat_map(|it| &it.taken);
            let elsewhere = others.any(|it| is_meant(&&it) && it.part == *part);
            Err(match elsewhere {
                true => Refusal::other_brief(name, &text),
                false => Refusal::no_painting(&full, &text, of_part.len()),
            })
        }
    }
}

/// Whether the asset can be shown with this pick: the others of its stage have theirs.
fn is_enough(asset: &Asset, part: &PartName, brief: &BriefRecord) -> Result<(), Refusal> {
    let Kind::Painted(painted) = &asset.kind else { return Ok(()) };
    let mut stages = painted.stages.iter();
    let stage = stages.find(|it| it.paintings.iter().any(|it| it.part == *part));
    let mut others = stage.into_iter().flat_map(|it| &it.paintings).filter(|it| it.part != *part);
    match others.all(|it| brief.pick(&it.part).is_some()) {
        true => Ok(()),
        false => Err(Refusal::incomplete(&asset.name)),
    }
}

/// A painting as the pick of a person. `kept` says whether it is an original: what this program
/// draws is found by its origin alone.
fn shown(it: &Taken, kept: bool) -> Pick {
    Pick {
        part: it.part.clone(),
        origin: it.origin,
        answer: kept.then_some(it.answer),
        attempt: it.attempt,
        score: it.score,
        by_person: true,
    }
}

/// The record with this pick in the place of the one that its part had.
pub(crate) fn picked(record: &Record, brief: ActionKey, pick: &Pick) -> Option<Record> {
    let mut res = record.clone();
    let entry = res.briefs.iter_mut().find(|it| it.key == brief)?;
    match entry.picks.iter_mut().find(|it| it.part == pick.part) {
        Some(it) => *it = pick.clone(),
        None => entry.picks.push(pick.clone()),
    }
    Some(res)
}
