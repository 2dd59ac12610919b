//! `Declaration`: one asset as a manifest declares it, sets spelled out.

use indexmap::IndexMap;

use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::limit;
use crate::manifest::{AnimationTable, AssetTable, AtlasTable, Manifest, RowTable, SetTable};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve::mistakes::Mistakes;
use crate::resolve::{Places, merge};

/// One asset as a manifest declares it: nothing that a style gives is filled in yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// Its name.
    pub name: AssetName,
    /// Where its keys were written.
    pub places: Places,
    /// What they say.
    pub table: DeclaredTable,
    /// The set that it is a row of.
    pub set: Option<String>,
}

/// What a declaration says.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclaredTable {
    /// A picture or its states, with the defaults of its set.
    Asset(Box<AssetTable>),
    /// Frames of a movement.
    Animation(Box<AnimationTable>),
    /// Many pictures in one.
    Atlas(AtlasTable),
}

impl Declaration {
    /// Where its table stands.
    #[must_use]
    pub fn at(&self) -> &Anchor {
        self.places.table()
    }

    /// Where it names another asset; its table, if a style does so in its place.
    #[must_use]
    pub fn mention(&self, other: &AssetName) -> Anchor {
        let (from, references) = match &self.table {
            DeclaredTable::Asset(it) => (&it.from, &it.common.references),
            DeclaredTable::Animation(it) => (&it.from, &it.common.references),
            DeclaredTable::Atlas(_) => return self.places.key("pack"),
        };
        let names = |text: &str| text.split('/').next() == Some(other.as_str());
        if from.as_deref().is_some_and(names) {
            return self.places.key("from");
        }
        let found = references.iter().flatten().position(|it| names(it));
        match found {
            Some(idx) => self.places.item("references", idx),
            None => self.at().clone(),
        }
    }

    /// The style that it names.
    #[must_use]
    pub fn style(&self) -> Option<&str> {
        match &self.table {
            DeclaredTable::Asset(it) => it.common.style.as_deref(),
            DeclaredTable::Animation(it) => it.common.style.as_deref(),
            DeclaredTable::Atlas(_) => None,
        }
    }
}

/// The rows of a CSV file by name; `None` if the file is not there.
pub type Rows<'a> = dyn Fn(&ProjectPath) -> Option<IndexMap<String, RowTable>> + 'a;

/// Everything that a manifest declares, in its order: assets, the rows of sets, animations,
/// atlases; and which of them have no proper name.
#[must_use]
pub fn declarations(
    file: &ProjectPath,
    manifest: &Manifest,
    rows: &Rows<'_>,
) -> (Vec<Declaration>, Vec<Diagnostic>) {
    let mut reading = Reading { file, mistakes: Mistakes::default(), found: Vec::new() };
    for (name, table) in &manifest.asset {
        let table = DeclaredTable::Asset(Box::new(table.clone()));
        reading.add(name, Places::new(file, &["asset", name]), table, None);
    }
    for (name, set) in &manifest.set {
        reading.add_set(name, set, rows);
    }
    for (name, table) in &manifest.animation {
        let table = DeclaredTable::Animation(Box::new(table.clone()));
        reading.add(name, Places::new(file, &["animation", name]), table, None);
    }
    for (name, table) in &manifest.atlas {
        let table = DeclaredTable::Atlas(table.clone());
        reading.add(name, Places::new(file, &["atlas", name]), table, None);
    }
    (reading.found, reading.mistakes.0)
}

/// A manifest while its declarations are gathered.
struct Reading<'a> {
    file: &'a ProjectPath,
    mistakes: Mistakes,
    found: Vec<Declaration>,
}

impl Reading<'_> {
    fn add(&mut self, name: &str, places: Places, table: DeclaredTable, set: Option<&str>) {
        match AssetName::parse(name) {
            Ok(name) => {
                self.found.push(Declaration { name, places, table, set: set.map(str::to_owned) });
            }
            Err(why) => {
                let message = format!("`{name}` cannot be the name of an asset: {why}");
                let at = places.table().clone();
                self.mistakes.error(Code::BadName, at, message);
            }
        }
    }

    fn add_set(&mut self, name: &str, set: &SetTable, rows: &Rows<'_>) {
        let defaults = Places::new(self.file, &["set", name]);
        for (row, table) in &set.row {
            let places = Places::new(self.file, &["set", name, "row", row]);
            self.add_row(name, (&set.defaults, &defaults), row, &table.0, places);
        }
        let Some(path) = &set.rows else {
            if set.row.is_empty() {
                let message = format!("the set `{name}` has no rows");
                let help = "add `rows = \"FILE.csv\"`, or a table `row`";
                let at = defaults.table().clone();
                self.mistakes.error_help(Code::MissingKey, at, message, help);
            }
            return;
        };
        let at = defaults.key("rows");
        let Some(path) = self.mistakes.input(at.clone(), path) else {
            return;
        };
        let Some(found) = rows(&path) else {
            return self.mistakes.missing_file(at, &path);
        };
        for (row, table) in &found {
            let places = Places::at_value(self.file, &["set", name, "rows"]);
            self.add_row(name, (&set.defaults, &defaults), row, &table.0, places);
        }
    }

    fn add_row(
        &mut self,
        set: &str,
        defaults: (&AssetTable, &Places),
        name: &str,
        row: &AssetTable,
        mut places: Places,
    ) {
        let mut table = row.clone();
        let mut shared = defaults.0.clone();
        // How a row comes to be is the row's business: a set of painted things may have one
        // that is a file.
        if table.source.is_some() || table.from.is_some() {
            shared.source = None;
            shared.from = None;
            shared.common.subject = None;
        }
        if let Some(pattern) = shared.common.subject.as_deref()
            && pattern.contains(SUBJECT)
        {
            let Some(subject) = &table.common.subject else {
                let message = format!("`{name}` has no subject for the `{SUBJECT}` of its set");
                let at = places.table().clone();
                return self.mistakes.error(Code::MissingKey, at, message);
            };
            let n_times = pattern.matches(SUBJECT).count();
            if pattern.len().saturating_add(n_times.saturating_mul(subject.len())) > limit::SUBJECT
            {
                let most = limit::SUBJECT;
                let message = format!("the subject of `{name}` would have more than {most} bytes");
                let at = places.table().clone();
                return self.mistakes.error(Code::WrongValue, at, message);
            }
            table.common.subject = Some(pattern.replace(SUBJECT, subject));
        }
        merge::table(&mut table, &mut places, &shared, defaults.1);
        self.add(name, places, DeclaredTable::Asset(Box::new(table)), Some(set));
    }
}

/// Stands in a set's subject for the row's.
const SUBJECT: &str = "{subject}";

/// Assets of one name: the first one stands, by file and then by order; every other is wrong.
#[must_use]
pub fn duplicates(declarations: &[&Declaration]) -> Vec<Diagnostic> {
    let mut sorted = declarations.to_vec();
    sorted.sort_by(|a, b| (&a.name, &a.at().file).cmp(&(&b.name, &b.at().file)));
    let mut res = Vec::new();
    for group in sorted.chunk_by(|a, b| a.name == b.name) {
        let first = group[0];
        for other in &group[1..] {
            let message = format!("two assets are called `{}`", first.name);
            let found = Diagnostic::error(Code::DuplicateName, other.at().clone(), message)
                .label("declared again here")
                .also(first.at().clone(), "declared first here")
                .help("rename one of them")
                .of_asset(&first.name);
            res.push(found);
        }
    }
    res
}
