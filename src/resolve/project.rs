//! `ProjectSettings`: what the workspace file says, checked, with every default filled in.

use std::collections::BTreeMap;

use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::manifest::{
    BudgetTable, Cascade, Manifest, Metadata, ModelsTable, ProjectTable, QualityTable,
};
use crate::model::ModelId;
use crate::money::Usd;
use crate::path::ProjectPath;
use crate::prompt;
use crate::resolve::mistakes::Mistakes;
use crate::resolve::{Places, Program, ProviderLimits, program};

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
    let out = out.and_then(|it| out_folder(it, &include, own.key("out"), &mut mistakes));
    let models = models(&manifest.models, &place("models"), &mut mistakes);
    let default = QualityDefaults { target: 90, max_attempts: 5, candidates: 1 };
    let quality = quality(&manifest.quality, default);
    let budget = budget(&manifest.budget);
    let providers = program::providers(file, &manifest.provider, &mut mistakes);
    let programs = program::programs("exec", &manifest.provider);
    let graphs = program::programs("comfyui", &manifest.provider);
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
        metadata: manifest.export.metadata.unwrap_or_default(),
    };
    (res, mistakes.0)
}

fn constant_path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).expect("a constant that is a path")
}

/// Folders whose files are run, or make others be run, by those who find them there.
const TOOLS: &[&str] = &["node_modules", "target"];

/// Where pictures may go: to no folder that holds what is not to be written over or removed.
fn out_folder(
    text: &str,
    include: &[String],
    at: Anchor,
    mistakes: &mut Mistakes,
) -> Option<ProjectPath> {
    let out = mistakes.path(at.clone(), text)?;
    let parts: Vec<&str> = out.as_str().split('/').collect();
    let folder = |glob: &str| {
        let plain = glob.find(['*', '?', '[', '{', '\\']).map_or(glob, |end| &glob[..end]);
        plain.rsplit_once('/').and_then(|(folder, _)| ProjectPath::parse(folder).ok())
    };
    let holds = |it: &ProjectPath| {
        let (it, out) = (it.folded(), out.folded());
        it == out || it.starts_with(&format!("{out}/"))
    };
    let tool = parts.iter().find(|it| TOOLS.iter().any(|tool| it.eq_ignore_ascii_case(tool)));
    let why = if out.is_hidden() {
        "is hidden: version control and tools keep what is theirs there".to_owned()
    } else if let Some(tool) = tool {
        format!("lies in `{tool}`, from where tools run things")
    } else if let Some(found) = include.iter().filter_map(|it| folder(it)).find(holds) {
        format!("holds the manifests of `{found}`")
    } else {
        return Some(out);
    };
    let message = format!("pictures cannot go to `{out}`, which {why}");
    let help = "give them a folder of their own, such as `generated-assets`";
    mistakes.error_help(Code::BadPath, at, message, help);
    None
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

/// What a `quality` table says, and `default` where it says nothing.
pub(crate) fn quality(table: &QualityTable, default: QualityDefaults) -> QualityDefaults {
    QualityDefaults {
        target: table.target.unwrap_or(default.target),
        max_attempts: table.max_attempts.unwrap_or(default.max_attempts),
        candidates: table.candidates.unwrap_or(default.candidates),
    }
}

fn budget(table: &BudgetTable) -> Budget {
    Budget {
        per_build: table.per_build.unwrap_or(Usd::from_nanos(5_000_000_000)),
        per_asset: table.per_asset.unwrap_or(Usd::from_nanos(600_000_000)),
        ask_above: table.ask_above.unwrap_or(Usd::from_nanos(1_000_000_000)),
        cascade: table.cascade.unwrap_or_default(),
    }
}
