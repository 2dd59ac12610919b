//! A project in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::colour::Rgb;
use crate::db::{Change, Database, PictureState};
use crate::digest::Digest;
use crate::name::AssetName;
use crate::path::ProjectPath;
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
}

/// The words of an asset's only painting.
pub(super) fn subject(asset: &Asset) -> &str {
    match &asset.kind {
        Kind::Painted(it) => &it.stages[0].paintings[0].words.prompt,
        other => panic!("nobody paints {other:?}"),
    }
}
