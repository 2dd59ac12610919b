//! A project in memory: TOML in, assets and one line for each mistake out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::colour::Rgb;
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Digest;
use crate::manifest::{Manifest, parse, parse_palette, parse_rows};
use crate::model::{
    Abilities, Alpha, Avoid, Catalog, ModelId, Role, Seed, Sizes, Tiling, builtin_abilities,
};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve::{
    Asset, Declaration, Declared, Kind, Painted, PictureFile, ProjectSettings, Style, StyleLayer,
    World, asset, declarations, declared, project, style,
};

pub(super) struct TestProject {
    files: BTreeMap<String, String>,
    pub(super) project: ProjectSettings,
    pub(super) declarations: Vec<Declaration>,
    styles: BTreeMap<String, Arc<Style>>,
    /// What is wrong, but for what is wrong with single assets.
    pub(super) found: Vec<Diagnostic>,
}

pub(super) fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

pub(super) fn name(text: &str) -> AssetName {
    AssetName::parse(text).unwrap()
}

impl TestProject {
    /// A project of one manifest.
    pub(super) fn of(manifest: &str) -> TestProject {
        TestProject::new(&[("assetbuild.toml", manifest)])
    }

    /// A project of some files. A picture's text is its size: `64x32`.
    pub(super) fn new(files: &[(&str, &str)]) -> TestProject {
        let files: BTreeMap<String, String> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let mut found = Vec::new();
        let mut manifests: Vec<(ProjectPath, Manifest)> = Vec::new();
        for (file, text) in files.iter().filter(|it| it.0.ends_with(".toml")) {
            let parsed = parse(&path(file), text);
            found.extend(parsed.diagnostics);
            manifests.push((path(file), parsed.manifest));
        }
        let workspace = manifests.iter().find(|it| it.0.as_str() == "assetbuild.toml");
        let (project, wrong) = project(&path("assetbuild.toml"), &workspace.unwrap().1);
        found.extend(wrong);
        let rows = |it: &ProjectPath| {
            let text = files.get(it.as_str())?;
            Some(parse_rows(it, text).0)
        };
        let mut declared = Vec::new();
        for (file, manifest) in &manifests {
            let (list, wrong) = declarations(file, manifest, &rows);
            declared.extend(list);
            found.extend(wrong);
        }
        let mut res = TestProject {
            files: files.clone(),
            project,
            declarations: declared,
            styles: BTreeMap::new(),
            found,
        };
        res.merge_styles(&manifests);
        res
    }

    fn merge_styles(&mut self, manifests: &[(ProjectPath, Manifest)]) {
        let mut layers = BTreeMap::new();
        for (file, manifest) in manifests {
            for (name, table) in &manifest.style {
                layers.insert(name.as_str(), StyleLayer { name, file, table });
            }
        }
        let known: Vec<String> = layers.keys().map(|it| (*it).to_owned()).collect();
        for layer in layers.values() {
            let mut chain = vec![*layer];
            while let Some(parent) = &chain[0].table.extends {
                match layers.get(parent.as_str()) {
                    Some(it) if chain.iter().all(|other| other.name != it.name) => {
                        chain.insert(0, *it);
                    }
                    _ => break,
                }
            }
            let (style, wrong) = style(&chain, &known);
            self.found.extend(wrong);
            self.styles.insert(layer.name.to_owned(), Arc::new(style));
        }
    }

    fn declaration(&self, asset: &str) -> &Declaration {
        let found = self.declarations.iter().find(|it| it.name.as_str() == asset);
        found.expect("the test declares it")
    }

    /// An asset that has no mistakes.
    pub(super) fn asset(&self, name: &str) -> Asset {
        let (res, found) = asset(self.declaration(name), &self.project, self);
        assert_eq!(found, [], "`{name}` has mistakes");
        res.expect("an asset without mistakes can be built")
    }

    /// A painted asset that is warned of at the most, and the warnings.
    pub(super) fn warned_of(&self, name: &str) -> (Painted, Vec<String>) {
        let (res, found) = asset(self.declaration(name), &self.project, self);
        match res.map(|it| it.kind) {
            Some(Kind::Painted(it)) => (*it, found.iter().map(line).collect()),
            other => panic!("`{name}` is {other:?}: {found:?}"),
        }
    }

    /// A painted asset that has no mistakes.
    pub(super) fn painted(&self, name: &str) -> Painted {
        match self.asset(name).kind {
            Kind::Painted(it) => *it,
            other => panic!("`{name}` is {other:?}"),
        }
    }

    /// Everything that is wrong, one line each.
    pub(super) fn mistakes(&self) -> String {
        let mut lines: Vec<String> = self.found.iter().map(line).collect();
        for declaration in &self.declarations {
            let (res, found) = asset(declaration, &self.project, self);
            let wrong = found.iter().any(Diagnostic::is_error);
            assert_eq!(res.is_none(), wrong, "{found:?}");
            assert!(found.iter().all(|it| it.asset.as_ref() == Some(&declaration.name)));
            lines.extend(found.iter().map(line));
        }
        lines.join("\n")
    }
}

/// `unknown-style at asset.hero.style: unknown style `x` (did you mean `y`?)`.
pub(super) fn line(found: &Diagnostic) -> String {
    let at = match &found.primary.at.place {
        Place::Key(path) | Place::Value(path) => path.to_string(),
        Place::Line(line) => format!("{}:{line}", found.primary.at.file),
        other => format!("{other:?}"),
    };
    let help = found.help.as_ref().map(|it| format!(" ({it})"));
    let help = help.unwrap_or_default();
    format!("{} at {at}: {}{help}", found.code.as_str(), found.message)
}

/// What is wrong with a project of one manifest.
pub(super) fn check(manifest: &str, expected: &[&str]) {
    let found = TestProject::of(manifest).mistakes();
    assert_eq!(found.lines().collect::<Vec<_>>(), expected);
}

impl World for TestProject {
    fn declared(&self, name: &AssetName) -> Option<Arc<Declared>> {
        let found = self.declarations.iter().find(|it| it.name == *name)?;
        let style = found.style().and_then(|it| self.styles.get(it));
        Some(Arc::new(declared(found, style.map(|it| &**it))))
    }

    fn names(&self) -> Arc<Vec<AssetName>> {
        let mut res: Vec<AssetName> = self.declarations.iter().map(|it| it.name.clone()).collect();
        res.sort();
        Arc::new(res)
    }

    fn style(&self, name: &str) -> Option<Arc<Style>> {
        self.styles.get(name).cloned()
    }

    fn style_names(&self) -> Vec<String> {
        self.styles.keys().cloned().collect()
    }

    fn template(&self, path: &ProjectPath) -> Option<Result<Arc<str>, Diagnostic>> {
        Some(Ok(self.files.get(path.as_str())?.as_str().into()))
    }

    fn palette(&self, path: &ProjectPath) -> Option<Result<Arc<Vec<Rgb>>, Diagnostic>> {
        let text = self.files.get(path.as_str())?;
        Some(parse_palette(path, text).map(Arc::new))
    }

    fn picture(&self, path: &ProjectPath) -> Option<Result<PictureFile, Diagnostic>> {
        let text = self.files.get(path.as_str())?;
        let (width, height) = text.split_once('x').unwrap();
        Some(Ok(PictureFile {
            pixels: Digest::of(text.as_bytes()),
            size: [width.parse().unwrap(), height.parse().unwrap()],
        }))
    }

    fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        match model.provider() {
            "builtin" => builtin_abilities(model.name()),
            "exec" => self.project.program(model).map(|it| it.abilities.clone()),
            "openai" if model.name() == "gpt-image-2.5" => Some(Abilities {
                roles: vec![Role::Paint, Role::Edit],
                alpha: Alpha::Native,
                seed: Seed::None,
                avoid: Avoid::Words,
                references: 2,
                tiling: Tiling::None,
                sizes: Sizes::Table(vec![[1024, 1024], [1536, 1024]]),
            }),
            _ => None,
        }
    }

    fn providers(&self) -> Vec<String> {
        ["builtin", "exec", "openai"].map(str::to_owned).to_vec()
    }

    fn catalog(&self) -> Arc<Catalog> {
        Arc::default()
    }
}
