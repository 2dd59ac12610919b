//! `ProjectSettings`: what the workspace file says, checked, with every default filled in.

use std::collections::BTreeMap;

use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::manifest::{BudgetTable, Cascade, Manifest, ModelsTable, ProjectTable, QualityTable};
use crate::model::ModelId;
use crate::money::Usd;
use crate::path::ProjectPath;
use crate::prompt;
use crate::resolve::mistakes::Mistakes;
use crate::resolve::{Metadata, Places, Program, ProviderLimits, program};

/// What the workspace file says.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectSettings {
    /// The workspace file.
    pub file: ProjectPath,
    /// What the project is called; empty if it has no name.
    pub name: String,
    /// Which edition it is frozen to.
    pub edition: String,
    /// Globs of manifests.
    pub include: Vec<String>,
    /// The folder for the pictures.
    pub out: ProjectPath,
    /// Which models play which role.
    pub models: Models,
    /// The loop, where neither asset nor style says otherwise.
    pub quality: QualityDefaults,
    /// What may be spent.
    pub budget: Budget,
    /// Limits and request options, by provider.
    pub providers: BTreeMap<String, ProviderLimits>,
    /// What the user's programs can do, by name.
    pub programs: BTreeMap<String, Program>,
    /// What the user's graphs can do, by name.
    pub graphs: BTreeMap<String, Program>,
    /// Where metadata goes.
    pub metadata: Metadata,
}

/// Which models play which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Models {
    /// Who paints.
    pub image: ModelId,
    /// Who judges.
    pub judge: ModelId,
    /// Who rewrites prompts.
    pub refine: ModelId,
}

/// The loop's settings, where nothing else says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QualityDefaults {
    /// Stop as soon as an attempt scores this.
    pub target: u8,
    /// Stop after so many attempts.
    pub max_attempts: u32,
    /// Pictures asked for side by side.
    pub candidates: u32,
}

/// What may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// By one invocation.
    pub per_build: Usd,
    /// For the present brief of one asset, ever.
    pub per_asset: Usd,
    /// Above this somebody must say yes.
    pub ask_above: Usd,
    /// What happens to assets that refer to a repainted picture.
    pub cascade: Cascade,
}

impl ProjectSettings {
    /// The program that a model `exec/NAME@VERSION` is, the graph that `comfyui/NAME@VERSION` is.
    #[must_use]
    pub fn program(&self, model: &ModelId) -> Option<&Program> {
        let all = match model.provider() {
            "exec" => &self.programs,
            "comfyui" => &self.graphs,
            _ => return None,
        };
        let name = model.name();
        let plain = name.split('@').next().unwrap_or(name);
        all.get(name).or_else(|| all.get(plain))
    }

    /// How fast a model may be asked, and how long its answer may take.
    #[must_use]
    pub fn limits(&self, model: &ModelId) -> ProviderLimits {
        let own = self.program(model).map(|it| it.limits.clone());
        own.unwrap_or_else(|| self.provider_limits(model.provider()))
    }

    /// The limits of a provider, where none of its models says otherwise.
    #[must_use]
    pub fn provider_limits(&self, provider: &str) -> ProviderLimits {
        let named = self.providers.get(provider).cloned();
        named.unwrap_or_else(|| ProviderLimits::usual(provider))
    }

    /// Where the keys of one of its tables stand.
    pub(crate) fn places(&self, table: &str) -> Places {
        Places::new(&self.file, &[table])
    }
}

/// Checks the tables of the workspace file. What is wrong has its default in the answer.
#[must_use]
pub fn project(file: &ProjectPath, manifest: &Manifest) -> (ProjectSettings, Vec<Diagnostic>) {
    let mut mistakes = Mistakes::default();
    let place = |table: &str| Places::new(file, &[table]);
    let none = ProjectTable::default();
    let table = manifest.project.as_ref().unwrap_or(&none);
    let own = place("project");
    let edition = edition(table, &own, &mut mistakes);
    let include = include(table, &own, &mut mistakes);
    let out = table.out.as_deref();
    let out = out.and_then(|it| mistakes.path(own.key("out"), it));
    let models = models(&manifest.models, &place("models"), &mut mistakes);
    let quality = quality_defaults(&manifest.quality, &place("quality"), &mut mistakes);
    let budget = budget(&manifest.budget, &place("budget"), &mut mistakes);
    let providers = program::providers(file, &manifest.provider, &mut mistakes);
    let programs = program::programs("exec", file, &manifest.provider, &mut mistakes);
    let graphs = program::programs("comfyui", file, &manifest.provider, &mut mistakes);
    let metadata = metadata(manifest, &place("export"), &mut mistakes);
    let res = ProjectSettings {
        file: file.clone(),
        name: table.name.clone().unwrap_or_default(),
        edition,
        include,
        out: out.unwrap_or_else(|| constant_path("generated-assets")),
        models,
        quality,
        budget,
        providers,
        programs,
        graphs,
        metadata,
    };
    (res, mistakes.0)
}

fn constant_path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).expect("a constant that is a path")
}

/// A project that names no edition has the oldest one: a newer program must not re-bill it.
fn edition(table: &ProjectTable, places: &Places, mistakes: &mut Mistakes) -> String {
    let known: Vec<(&str, &str)> = prompt::editions().iter().map(|it| (*it, *it)).collect();
    let named = table.edition.as_deref();
    let found = named.and_then(|it| mistakes.word(places.key("edition"), "edition", it, &known));
    found.unwrap_or(known[0].0).to_owned()
}

/// Which files are manifests unless the user says otherwise.
pub const DEFAULT_INCLUDE: &str = "art/**/*.toml";

fn include(table: &ProjectTable, places: &Places, mistakes: &mut Mistakes) -> Vec<String> {
    let Some(globs) = &table.include else {
        return vec![DEFAULT_INCLUDE.to_owned()];
    };
    for (idx, glob) in globs.iter().enumerate() {
        let at = places.item("include", idx);
        if glob.starts_with('/') || glob.split('/').any(|it| it == "..") {
            let message = format!("`{glob}` leaves the project's folder");
            mistakes.error(Code::BadPath, at, message);
        } else if let Err(why) = globset::Glob::new(glob) {
            let message = format!("`{glob}` is not a glob: {}", why.kind());
            mistakes.error(Code::WrongValue, at, message);
        }
    }
    globs.clone()
}

fn models(table: &ModelsTable, places: &Places, mistakes: &mut Mistakes) -> Models {
    let mut model = |key: &str, value: &Option<String>, default: &str| {
        let text = value.as_deref().unwrap_or(default);
        text.parse().unwrap_or_else(|why| {
            mistakes.error(Code::UnknownModel, places.key(key), format!("{why}"));
            default.parse().expect("a constant that is a model")
        })
    };
    Models {
        image: model("image", &table.image, "builtin/sketch"),
        judge: model("judge", &table.judge, "builtin/measure"),
        refine: model("refine", &table.refine, "builtin/rules"),
    }
}

/// What `[quality]` says.
fn quality_defaults(
    table: &QualityTable,
    places: &Places,
    mistakes: &mut Mistakes,
) -> QualityDefaults {
    let default = QualityDefaults { target: 90, max_attempts: 5, candidates: 1 };
    let place = |key: &str| places.key(key);
    quality(table, &place, default, mistakes)
}

/// What a `quality` table says, and `default` where it says nothing.
pub(crate) fn quality(
    table: &QualityTable,
    place: &dyn Fn(&str) -> Anchor,
    default: QualityDefaults,
    mistakes: &mut Mistakes,
) -> QualityDefaults {
    let mut number = |key: &str, value: Option<u32>, bounds| {
        let value = value?;
        mistakes.within(place(key), key, value, bounds)
    };
    let target = number("target", table.target.map(u32::from), 0..=100);
    let target = target.and_then(|it| u8::try_from(it).ok());
    let max_attempts = number("max-attempts", table.max_attempts, 1..=20);
    let candidates = number("candidates", table.candidates, 1..=8);
    QualityDefaults {
        target: target.unwrap_or(default.target),
        max_attempts: max_attempts.unwrap_or(default.max_attempts),
        candidates: candidates.unwrap_or(default.candidates),
    }
}

fn budget(table: &BudgetTable, places: &Places, mistakes: &mut Mistakes) -> Budget {
    let mut amount = |key: &str, value: Option<f64>, default: f64| {
        let written = value.unwrap_or(default);
        Usd::from_f64(written).unwrap_or_else(|| {
            let message = format!("`{key}` cannot be {written}, since it is an amount in USD");
            mistakes.error(Code::WrongValue, places.key(key), message);
            // Nothing may be spent on the strength of a mistake.
            Usd::ZERO
        })
    };
    Budget {
        per_build: amount("per-build", table.per_build, 5.00),
        per_asset: amount("per-asset", table.per_asset, 0.60),
        ask_above: amount("ask-above", table.ask_above, 1.00),
        cascade: table.cascade.unwrap_or_default(),
    }
}

fn metadata(manifest: &Manifest, places: &Places, mistakes: &mut Mistakes) -> Metadata {
    let words =
        [("beside", Metadata::Beside), ("apart", Metadata::Apart), ("none", Metadata::None)];
    let text = manifest.export.metadata.as_deref();
    let found = text.and_then(|it| mistakes.word(places.key("metadata"), "metadata", it, &words));
    found.unwrap_or_default()
}
