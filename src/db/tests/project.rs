//! A project in memory, and a builder that finishes assets without drawing anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::{Origin, Picture};
use crate::colour::Rgb;
use crate::db::{Change, Database, Picked, PictureState};
use crate::digest::Digest;
use crate::lock::Pick;
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::recipe::{Seen, Task};
use crate::resolve::{Asset, Kind};

pub(super) fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

pub(super) fn name(text: &str) -> AssetName {
    AssetName::parse(text).unwrap()
}

/// A project in memory. A picture's text is its size: `64x32`.
pub(super) struct TestProject {
    pub(super) db: Database,
    pub(super) files: BTreeMap<String, String>,
}

impl TestProject {
    pub(super) fn new(files: &[(&str, &str)]) -> TestProject {
        let db = Database::with_log(&path("assetbuild.toml"));
        let mut res = TestProject { db, files: BTreeMap::new() };
        res.files.insert("assetbuild.toml".to_owned(), String::new());
        for (file, text) in files {
            res.files.insert((*file).to_owned(), (*text).to_owned());
        }
        res.sync();
        res
    }

    /// Writes a file and answers which queries ran because of it, sorted.
    pub(super) fn edit(&mut self, file: &str, text: &str) -> Vec<String> {
        self.files.insert(file.to_owned(), text.to_owned());
        self.sync()
    }

    /// Hands all files to the database, asks for everything, and answers which queries ran.
    pub(super) fn sync(&mut self) -> Vec<String> {
        self.db.take_log();
        let known: Vec<ProjectPath> = self.files.keys().map(|it| path(it)).collect();
        let mut change = Change::default();
        for old in ["a", "b", "c", "d"].map(|it| path(&format!("art/{it}.toml"))) {
            change.manifests.insert(old, None);
        }
        for file in known.iter().filter(|it| it.as_str().ends_with(".toml")) {
            change.manifests.insert(file.clone(), self.text(file));
        }
        for file in known.iter().filter(|it| !it.as_str().ends_with(".toml")) {
            match file.as_str().ends_with(".png") {
                true => change.pictures.insert(file.clone(), self.picture(file, true)).map(drop),
                false => change.texts.insert(file.clone(), self.text(file)).map(drop),
            };
        }
        self.db.apply(change);
        self.supply();
        let mut log = self.db.take_log();
        log.sort();
        log
    }

    fn supply(&mut self) {
        loop {
            let wanted = self.db.wanted();
            if wanted.is_empty() {
                break;
            }
            let mut change = Change::default();
            change.texts.extend(wanted.texts.into_iter().map(|it| (it.clone(), self.text(&it))));
            for (list, colours) in [(wanted.pictures, false), (wanted.palettes, true)] {
                let states = list.into_iter().map(|it| (it.clone(), self.picture(&it, colours)));
                change.pictures.extend(states);
            }
            self.db.apply(change);
        }
        for name in self.names() {
            assert!(self.db.place(&name).is_some());
            let _resolved = self.db.asset(&name);
        }
    }

    fn text(&self, file: &ProjectPath) -> Option<Arc<str>> {
        self.files.get(file.as_str()).map(|it| it.as_str().into())
    }

    fn picture(&self, file: &ProjectPath, colours: bool) -> PictureState {
        let Some(text) = self.files.get(file.as_str()) else { return PictureState::Missing };
        let Some((width, height)) = text.split_once('x') else {
            return PictureState::Broken("it is damaged".to_owned());
        };
        PictureState::There {
            pixels: Digest::of(text.as_bytes()),
            size: [width.parse().unwrap(), height.parse().unwrap()],
            colours: colours.then(|| Arc::new(vec![Rgb([1, 2, 3])])),
        }
    }

    /// All assets that can be built or wait for such, in order.
    pub(super) fn names(&self) -> Vec<AssetName> {
        self.db.analysis().order.to_vec()
    }

    /// Everything that is wrong, one line each.
    pub(super) fn mistakes(&self) -> Vec<String> {
        let found = self.db.analysis().diagnostics;
        let line = |it: &crate::diagnostic::Diagnostic| {
            let asset = it.asset.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
            format!("{} {asset}{}", it.primary.at.file, it.message)
        };
        found.iter().map(line).collect()
    }

    /// Builds an asset, if it can be built now, as a build room would: what came out is noted
    /// under the keys of its task.
    pub(super) fn build(&mut self, name: &AssetName) -> Option<Finished> {
        let task = task(&self.db, name)?;
        let mut res = Finished { name: name.clone(), choice: None, finish: None };
        let mut picks = Vec::new();
        if let Some(painted) = task.painted() {
            let brief = task.brief()?.0;
            let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
            picks = paintings.map(|it| pick(brief, &it.part)).collect();
            let key = if painted.is_built_in() { task.finish(&picks, &[]) } else { brief };
            let picked = picks.iter().map(|it| Picked {
                part: it.part.clone(),
                origin: it.origin,
                plate: None,
                mask: None,
                by_person: false,
            });
            res.choice = Some((key, picked.collect()));
        }
        let finish = task.finish(&picks, &[]);
        let pixels = task.asset.parts().into_iter().map(|it| (it.clone(), pixels(finish, &it)));
        res.finish = Some((finish, pixels.collect()));
        res.note(&mut self.db);
        Some(res)
    }
}

/// What came out of building one asset.
#[derive(Debug, Clone)]
pub(super) struct Finished {
    pub(super) name: AssetName,
    pub(super) choice: Option<(Digest, Vec<Picked>)>,
    pub(super) finish: Option<(Digest, Vec<(PartName, Digest)>)>,
}

impl Finished {
    pub(super) fn note(&self, db: &mut Database) {
        if let Some((key, picks)) = self.choice.clone() {
            db.set_choice(&self.name, key, Some(picks));
        }
        if let Some((key, pixels)) = self.finish.clone() {
            db.set_pixels(key, Some(pixels));
        }
    }
}

fn pick(brief: Digest, part: &PartName) -> Pick {
    Pick {
        part: part.clone(),
        origin: Origin(Digest::key("test origin", &(brief, part))),
        answer: None,
        attempt: 1,
        score: None,
        by_person: false,
    }
}

/// Few different pixels, so that other keys often give equal ones.
fn pixels(finish: Digest, part: &PartName) -> Digest {
    Digest::key("test pixels", &(finish.bytes()[0] % 4, part))
}

/// The task of an asset whose needs are all made.
pub(super) fn task(db: &Database, name: &AssetName) -> Option<Task> {
    let seen = db.upstream(name).ok()?.into_iter().map(|it| {
        let picture = picture(it.pixels);
        ((it.asset, it.part), Seen { origin: it.origin, picture })
    });
    let asset = db.asset(name)?;
    let files = crate::recipe::keys::files(&asset);
    let files = files.into_iter().map(|it| (it, picture(it))).collect();
    Some(Task { asset, abilities: BTreeMap::new(), seen: seen.collect(), files })
}

fn picture(pixels: Digest) -> Picture {
    Picture { pixels, blob: pixels, width: 1, height: 1 }
}

/// The words of an asset's only painting.
pub(super) fn subject(asset: &Asset) -> &str {
    match &asset.kind {
        Kind::Painted(it) => &it.stages[0].paintings[0].words.prompt,
        other => panic!("nobody paints {other:?}"),
    }
}
