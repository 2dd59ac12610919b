//! `Scope`: which assets a request is about, and what it asks of each.

use std::collections::BTreeSet;

use crate::build::{BuildRequest, Wanted};
use crate::diagnostic::nearest;
use crate::lock::Record;
use crate::name::{AssetName, PartName};
use crate::resolve::{Asset, Candidate, Target, select};
use crate::session::{Session, SessionError};

/// Which assets a request is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// What the targets mean; everything, if there are none.
    pub(crate) named: BTreeSet<AssetName>,
    /// Those, and all that they need.
    pub(crate) all: BTreeSet<AssetName>,
    /// Those that were named exactly, or by `@held`.
    pub(crate) released: BTreeSet<AssetName>,
    /// Whether it is about the whole project.
    pub(crate) whole: bool,
}

impl Session {
    /// Which assets a request is about.
    pub(crate) fn scope(&self, request: &BuildRequest) -> Result<Scope, SessionError> {
        for name in request.resend.iter().chain(&request.replace).chain(&request.discard_edits) {
            self.must_exist(name.as_str())?;
        }
        if request.targets.is_empty() {
            let all: BTreeSet<AssetName> = self.asset_names().into_iter().collect();
            let (named, released) = (all.clone(), BTreeSet::new());
            return Ok(Scope { named, all, released, whole: true });
        }
        let named = self.selected(&request.targets)?;
        let mut all = named.clone();
        let mut rest: Vec<AssetName> = named.iter().cloned().collect();
        while let Some(name) = rest.pop() {
            let edges = self.db.asset(&name).map(|it| it.edges()).unwrap_or_default();
            for edge in edges {
                if all.insert(edge.to.clone()) {
                    rest.push(edge.to);
                }
            }
        }
        let held = request.targets.contains(&Target::Held);
        let exact = |name: &&AssetName| {
            held || request
                .targets
                .iter()
                .any(|it| matches!(it, Target::Name(it, _) if it == *name))
        };
        let released = named.iter().filter(|it| request.release && exact(it)).cloned().collect();
        Ok(Scope { named, all, released, whole: false })
    }

    pub(crate) fn selected(&self, targets: &[Target]) -> Result<BTreeSet<AssetName>, SessionError> {
        struct Known {
            name: AssetName,
            asset: Option<std::sync::Arc<Asset>>,
            parts: Vec<PartName>,
        }
        let known = |name: AssetName| {
            let asset = self.db.asset(&name);
            let parts = asset.as_ref().map(|it| it.parts()).unwrap_or_default();
            Known { name, asset, parts }
        };
        let known: Vec<Known> = self.asset_names().into_iter().map(known).collect();
        let candidate = |it: &'_ Known| -> (Option<String>, Option<String>) {
            let asset = it.asset.as_ref();
            (asset.and_then(|it| it.style.clone()), asset.and_then(|it| it.set.clone()))
        };
        let groups: Vec<_> = known.iter().map(candidate).collect();
        let candidates: Vec<Candidate<'_>> = known
            .iter()
            .zip(&groups)
            .map(|(it, (style, set))| Candidate {
                name: &it.name,
                style: style.as_deref(),
                set: set.as_deref(),
                parts: &it.parts,
            })
            .collect();
        let is = |target: &Target, name: &AssetName| self.is(target, name);
        let selection = select(targets, &candidates, &is);
        match selection.unmatched.first() {
            None => Ok(selection.names),
            Some(target) => Err(self.unknown(&word(target))),
        }
    }

    /// What only records know.
    fn is(&self, target: &Target, name: &AssetName) -> bool {
        let record = self.lock.records.get(name);
        match target {
            Target::New => record.is_none(),
            Target::Failed => record.and_then(Record::shown).is_some_and(|it| it.picks.is_empty()),
            Target::Held => {
                let shown = record.and_then(Record::shown);
                let asset = self.db.asset(name);
                let painted = asset.as_deref().map(|it| &it.kind);
                match (shown, painted) {
                    (Some(shown), Some(crate::resolve::Kind::Painted(it))) => {
                        let origin = |name: &AssetName, part: &PartName| {
                            let shown = self.db.shown(name)?;
                            shown.origins.iter().find(|it| it.0 == *part).map(|it| it.1)
                        };
                        let brief = crate::recipe::keys::asset_brief(it, &origin);
                        brief.is_ok_and(|it| it != shown.key)
                    }
                    _ => false,
                }
            }
            Target::Name(..) | Target::Glob(_) | Target::Style(_) | Target::Set(_) => false,
        }
    }

    /// The error for a name that no asset has.
    pub(crate) fn unknown(&self, word: &str) -> SessionError {
        let names = self.asset_names();
        let near = nearest(word, names.iter().map(AssetName::as_str)).map(str::to_owned);
        SessionError::UnknownTarget { word: word.to_owned(), nearest: near }
    }

    pub(crate) fn must_exist(&self, word: &str) -> Result<(), SessionError> {
        let known = self.asset_names().iter().any(|it| it.as_str() == word);
        if known { Ok(()) } else { Err(self.unknown(word)) }
    }
}

fn word(target: &Target) -> String {
    match target {
        Target::Name(name, Some(part)) => name.with_part(part),
        Target::Name(name, None) => name.to_string(),
        Target::Glob(text) => text.clone(),
        Target::Style(name) => format!("style:{name}"),
        Target::Set(name) => format!("set:{name}"),
        Target::New => "@new".to_owned(),
        Target::Failed => "@failed".to_owned(),
        Target::Held => "@held".to_owned(),
    }
}

impl Scope {
    /// What a request asks of one asset.
    pub(crate) fn wanted(&self, request: &BuildRequest, name: &AssetName) -> Wanted {
        let named = self.named.contains(name);
        Wanted {
            released: self.released.contains(name),
            improve: request.improve && named,
            upgrade: request.upgrade && named,
            resend: request.resend.contains(name),
            replace: request.replace.contains(name),
            discard_edits: request.discard_edits.contains(name),
            judge: request.judge.contains(name),
        }
    }
}
