//! Two versions of one record.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::action::ActionKey;
use crate::lock::merge_brief::{merge_brief, undisputed};
use crate::lock::{BriefRecord, Pick, Record};

/// Joins two versions of a record.
pub(crate) fn merge_record(base: Option<&Record>, ours: &Record, theirs: &Record) -> Record {
    if let Some(record) = undisputed(base, ours, theirs) {
        return record.clone();
    }
    Sides { base, ours, theirs }.merged()
}

/// Two versions that both changed.
struct Sides<'a> {
    base: Option<&'a Record>,
    ours: &'a Record,
    theirs: &'a Record,
}

impl<'a> Sides<'a> {
    fn merged(&self) -> Record {
        let briefs = self.briefs();
        let source = self.source(&briefs);
        let cells = self.cells();
        // Without this key the next build makes the outputs again, for nothing.
        let fits = self.fits(source, &briefs, &cells);
        Record {
            briefs,
            quality: source.quality,
            finish: source.finish.filter(|_| fits),
            accepted: self.accepted(),
            steps: source.steps.clone(),
            pictures: source.pictures.clone(),
            outputs: source.outputs.clone(),
            cells,
        }
    }

    fn accepted(&self) -> bool {
        let base = self.base.map(|it| it.accepted);
        undisputed(base, self.ours.accepted, self.theirs.accepted).unwrap_or(true)
    }

    /// The only side on which a person said: keep this picture.
    fn keeper(&self) -> Option<&'a Record> {
        let only = self.accepted() && self.ours.accepted != self.theirs.accepted;
        let side = if self.ours.accepted { self.ours } else { self.theirs };
        Some(side).filter(|_| only)
    }

    /// The briefs of both; the one to show first, the others by key.
    fn briefs(&self) -> Vec<BriefRecord> {
        let both = self.ours.briefs.iter().chain(&self.theirs.briefs);
        let keys: BTreeSet<ActionKey> = both.map(|it| it.key).collect();
        let mut briefs: Vec<_> = keys.into_iter().filter_map(|it| self.brief(it)).collect();
        let first = self.first_key();
        briefs.sort_by_key(|it| Some(it.key) != first);
        briefs
    }

    fn brief(&self, key: ActionKey) -> Option<BriefRecord> {
        let base = self.base.and_then(|it| it.brief(key));
        let mut res = match (self.ours.brief(key), self.theirs.brief(key)) {
            (Some(ours), Some(theirs)) => merge_brief(base, ours, theirs),
            (ours, theirs) => ours.or(theirs)?.clone(),
        };
        let kept = self.keeper().and_then(Record::shown);
        if let Some(kept) = kept.filter(|it| it.key == key) {
            res.picks.clone_from(&kept.picks);
        }
        Some(res)
    }

    /// The key of the brief to show.
    fn first_key(&self) -> Option<ActionKey> {
        let key = |it: &Record| it.shown().map(|it| it.key);
        if let Some(keeper) = self.keeper() {
            return key(keeper);
        }
        let (ours, theirs) = (key(self.ours), key(self.theirs));
        undisputed(self.base.map(key), ours, theirs)
            .unwrap_or_else(|| key([self.ours, self.theirs].into_iter().max_by_key(rank)?))
    }

    /// The side whose outputs show what the briefs now say.
    fn source(&self, briefs: &[BriefRecord]) -> &'a Record {
        if let Some(keeper) = self.keeper() {
            return keeper;
        }
        let merged = briefs.first().map(showing);
        match (shown(self.ours) == merged, shown(self.theirs) == merged) {
            (true, false) => self.ours,
            (false, true) => self.theirs,
            _ => self.later_outputs(),
        }
    }

    /// The side that changed the outputs; if both did, one of them.
    fn later_outputs(&self) -> &'a Record {
        let base = self.base.map(outputs);
        let (ours, theirs) = (outputs(self.ours), outputs(self.theirs));
        let lower = || [&ours, &theirs].into_iter().min_by_key(|it| text(it));
        let later = undisputed(base.as_ref(), &ours, &theirs).or_else(lower);
        if later == Some(&ours) { self.ours } else { self.theirs }
    }

    /// Whether the outputs of `source` are those of these briefs and cells.
    fn fits(&self, source: &Record, briefs: &[BriefRecord], cells: &BTreeMap<String, u32>) -> bool {
        let made = outputs(source);
        [self.ours, self.theirs].into_iter().any(|side| {
            side.cells == *cells
                && shown(side) == briefs.first().map(showing)
                && outputs(side) == made
        })
    }

    /// Cells of a grid atlas. One that two entries claim stays with the lower name; the other
    /// entry gets a new one.
    fn cells(&self) -> BTreeMap<String, u32> {
        let names: BTreeSet<&String> =
            self.ours.cells.keys().chain(self.theirs.cells.keys()).collect();
        let mut claimed = BTreeSet::new();
        let mut res = BTreeMap::new();
        for name in names {
            let cell = |it: &Record| it.cells.get(name).copied();
            let (ours, theirs) = (cell(self.ours), cell(self.theirs));
            let cell = undisputed(self.base.map(cell), ours, theirs)
                .unwrap_or_else(|| ours.into_iter().chain(theirs).min());
            if let Some(cell) = cell.filter(|it| claimed.insert(*it)) {
                res.insert(name.clone(), cell);
            }
        }
        res
    }
}

/// What outputs show of a brief: the brief, and its picks.
fn showing(brief: &BriefRecord) -> (ActionKey, &[Pick]) {
    (brief.key, &brief.picks)
}

fn shown(record: &Record) -> Option<(ActionKey, &[Pick])> {
    record.shown().map(showing)
}

/// Whose picture is shown: an accepted one, one that a person picked, the higher score, the lower
/// digest.
fn rank(record: &&Record) -> impl Ord + use<> {
    let shown = record.shown();
    let picks = shown.map(|it| it.picks.as_slice()).unwrap_or_default();
    let by_person = picks.iter().any(|it| it.by_person);
    let score = picks.iter().map(|it| it.score).max();
    let key = shown.map(|it| Reverse(it.key));
    (record.accepted, by_person, score, key)
}

/// A record without what is merged by itself.
fn outputs(record: &Record) -> Record {
    Record { briefs: Vec::new(), accepted: false, cells: BTreeMap::new(), ..record.clone() }
}

/// A text that is equal for equal records only.
fn text(record: &Record) -> String {
    format!("{record:?}")
}
