//! Adopting: a picture that a person made becomes the chosen and accepted one. It is kept as an
//! original and not processed; checks on it only warn.

use crate::action::PaintingAnswer;
use crate::choose::choice::{names_of, the_part, unpainted};
use crate::choose::keep::bound;
use crate::choose::{Choice, ChooseError, Refusal};
use crate::lock::{BriefRecord, Pick, Record, Taken};
use crate::name::{AssetName, PartName};
use crate::project::{AdoptError, Drawn, Project};
use crate::resolve::{Asset, Kind, Painted, output_paths};

/// A picture that is to be adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// What it is called in messages.
    pub what: String,
    /// The file, whole.
    pub bytes: Vec<u8>,
}

/// Makes a hand-made picture the chosen and accepted one of an asset, or of one of its paintings;
/// without `file` the pictures that stand at its outputs and were changed by hand.
///
/// The picture is in the store when this returns; nothing is in the lock yet.
///
/// # Errors
///
/// If there is nothing to adopt, it is no picture, or the asset cannot show it.
pub fn adopt(
    project: &mut Project,
    name: &AssetName,
    part: Option<&PartName>,
    file: Option<Adoption>,
) -> Result<Choice, ChooseError> {
    let asset = project.asset(name)?;
    let Kind::Painted(painted) = &asset.kind else {
        return Err(Refusal::not_painted(name).into());
    };
    let edited = edited(project, &asset);
    let (pictures, takes_edits) = match file {
        Some(_) if !edited.is_empty() => return Err(Refusal::edited(name).into()),
        Some(file) => (vec![(the_part(&asset, part)?, file)], false),
        None if painted.motion.is_some() => {
            return Err(Refusal::laid_out(name, &names_of(&asset)).into());
        }
        None => {
            let named = |it: &(PartName, Adoption)| part.is_none_or(|part| *part == it.0);
            let wanted: Vec<_> = edited.iter().filter(|it| named(it)).cloned().collect();
            if wanted.is_empty() {
                return Err(Refusal::not_edited(name).into());
            }
            // The edits that stay must not be written over.
            let all = wanted.len() == edited.len();
            (wanted, all)
        }
    };
    let mut record = start(project, &asset, painted)?;
    for (part, picture) in pictures {
        let answer = project.keep_adopted(&picture.bytes).map_err(|why| match why {
            AdoptError::Picture(why) => Refusal::no_picture(&picture.what, &why).into(),
            AdoptError::Project(why) => ChooseError::from(why),
        })?;
        record = adopted(record, &part, &answer);
    }
    let shown = record.shown().expect("it was just put there");
    if names_of(&asset).iter().any(|it| shown.pick(it).is_none()) {
        return Err(Refusal::incomplete(name).into());
    }
    let choice = Choice::of_one(project, &asset, |_| Some(record))?;
    Ok(Choice { takes_edits, ..choice })
}

/// The pictures of an asset that were changed by hand, by part.
fn edited(project: &Project, asset: &Asset) -> Vec<(PartName, Adoption)> {
    let pictures = output_paths(asset).pictures.into_iter();
    let edited = pictures.filter_map(|(part, path)| {
        let bytes = project.edited(&asset.name, &path)?;
        Some((part, Adoption { what: path.to_string(), bytes }))
    });
    edited.collect()
}

/// The record that a picture is adopted into: what the asset shows, or the beginning of one.
fn start(project: &mut Project, asset: &Asset, painted: &Painted) -> Result<Record, ChooseError> {
    let name = &asset.name;
    let mut record = project.record(name).cloned().unwrap_or_default();
    let today = project.brief_of(name)?.map(|key| unpainted(painted, key));
    let several = painted.stages.iter().map(|it| it.paintings.len()).sum::<usize>() > 1;
    let Some(shown) = record.briefs.first_mut() else {
        record.briefs.push(today.ok_or_else(|| Refusal::not_built(name))?);
        return Ok(record);
    };
    // It is made for what is asked for now; beside it the others of several stay what they are.
    if let Some(today) = today.filter(|it| it.key != shown.key) {
        match several {
            true => record = bound(&record, &today).unwrap_or(record),
            false => record.briefs.insert(0, today),
        }
        return Ok(record);
    }
    if shown.taken.is_empty() && !shown.picks.is_empty() && several {
        let Some(drawn) = project.drawn(name)? else {
            return Err(Refusal::unfinished(name, name).into());
        };
        for answer in shown_answers(&drawn) {
            project.keep_drawn(answer)?;
        }
        *shown = with_originals(shown, &drawn);
    }
    Ok(record)
}

fn shown_answers(drawn: &Drawn) -> impl Iterator<Item = &PaintingAnswer> {
    let is_shown = |answer: &&PaintingAnswer| {
        let id = answer.id();
        drawn.picks.iter().any(|pick| pick.answer == Some(id))
    };
    drawn.answers.iter().filter(is_shown)
}

/// What the artist in this program drew, as if it could not be drawn again: beside a picture that
/// a person made, all of them are originals.
pub(crate) fn with_originals(brief: &BriefRecord, drawn: &Drawn) -> BriefRecord {
    let is_shown = |it: &&Taken| drawn.picks.iter().any(|pick| pick.answer == Some(it.answer));
    let taken = drawn.taken.iter().filter(is_shown).cloned().collect();
    BriefRecord { taken, picks: drawn.picks.clone(), ..brief.clone() }
}

/// The record that shows an adopted picture for a part, and keeps it whatever the manifest says.
pub(crate) fn adopted(mut record: Record, part: &PartName, answer: &PaintingAnswer) -> Record {
    let painting = answer.painted().expect("what is adopted is a picture");
    let (id, origin) = (answer.id(), painting.origin());
    let brief = record.briefs.first_mut().expect("there is a record to adopt it into");
    let taken = Taken::new(part.clone(), 0, answer.request().brief, origin, id);
    if !brief.taken.iter().any(|it| it.part == *part && it.answer == id) {
        brief.taken.push(taken);
    }
    let (part, answer) = (part.clone(), Some(id));
    let pick = Pick { part, origin, answer, attempt: 0, score: None, by_person: true };
    match brief.picks.iter_mut().find(|it| it.part == pick.part) {
        Some(it) => *it = pick,
        None => brief.picks.push(pick),
    }
    record.accepted = true;
    record
}
