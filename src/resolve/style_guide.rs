//! `StyleGuide`: what the keys of a style guide say, wherever they were written.

use crate::action::{Criterion, PaletteMode, Rubric};
use crate::diagnostic::{Code, nearest};
use crate::manifest::GuideKeys;
use crate::path::ProjectPath;
use crate::prompt;
use crate::resolve::Places;
use crate::resolve::mistakes::{Mistakes, alternatives};
use crate::resolve::palette::PaletteSource;

/// What the keys of a style guide say.
pub(crate) struct StyleGuide {
    /// Where prompts come from.
    pub(crate) template: TemplateSource,
    /// The colours, or the file that has them.
    pub(crate) palette: PaletteSource,
    /// How they bind.
    pub(crate) palette_mode: PaletteMode,
    /// The criteria's weights.
    pub(crate) rubric: Rubric,
}

/// Where prompts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TemplateSource {
    /// A template of the edition.
    BuiltIn(String),
    /// A file of the user's.
    File(ProjectPath),
}

impl TemplateSource {
    /// The one where nobody names any.
    pub(crate) const DEFAULT: &str = "pixel-art";
}

impl StyleGuide {
    /// Reads the keys, which `places` knows.
    pub(crate) fn read(keys: &GuideKeys, places: &Places, mistakes: &mut Mistakes) -> StyleGuide {
        let palette = keys.palette.as_ref();
        let palette = palette.map(|it| PaletteSource::read(it, &places.key("palette"), mistakes));
        StyleGuide {
            template: template(keys, places, mistakes),
            palette: palette.unwrap_or_default(),
            palette_mode: keys.palette_mode.unwrap_or(PaletteMode::Guide),
            rubric: rubric(keys, places, mistakes),
        }
    }
}

fn template(keys: &GuideKeys, places: &Places, mistakes: &mut Mistakes) -> TemplateSource {
    let default = TemplateSource::BuiltIn(TemplateSource::DEFAULT.to_owned());
    let Some(text) = &keys.template else {
        return default;
    };
    if prompt::template_names().contains(&text.as_str()) {
        return TemplateSource::BuiltIn(text.clone());
    }
    let at = places.key("template");
    if text.contains(['/', '.']) {
        let path = mistakes.input(at, text);
        return path.map_or(default, TemplateSource::File);
    }
    let message = format!("there is no template `{text}`");
    let names = prompt::template_names().iter().copied();
    let help = match nearest(text, names.clone()) {
        Some(it) => format!("did you mean `{it}`?"),
        None => format!("it can be {}, or the path of a file", alternatives(names)),
    };
    mistakes.error_help(Code::BadTemplate, at, message, help);
    default
}

fn rubric(keys: &GuideKeys, places: &Places, mistakes: &mut Mistakes) -> Rubric {
    let mut res = Rubric::default();
    for (criterion, weight) in &keys.rubric {
        *res.weight_mut(*criterion) = *weight;
    }
    if Criterion::ALL.iter().all(|it| res.weight(*it) == 0) {
        let at = places.key("rubric");
        mistakes.error(Code::WrongValue, at, "no criterion of the rubric weighs anything");
    }
    res
}
