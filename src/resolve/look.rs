//! `Look`: everything that a style decides about how pictures look, ready for use.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{Background, CheckLimits, CheckSpec, Edges, PaletteMode, Rubric, Shadow};
use crate::colour::Rgb;
use crate::diagnostic::{Anchor, Code, Diagnostic, KeyPath, Place, nearest};
use crate::manifest::{CheckTable, CommonKeys};
use crate::model::{Alpha, Role};
use crate::path::ProjectPath;
use crate::prompt;
use crate::prompt::{BuiltIn, RenderProblem, Template};
use crate::resolve::painter::Painter;
use crate::resolve::resolving::Resolving;
use crate::resolve::{Cutout, Finishing, Style, TemplateSource, edit};

/// How the pictures of an asset look.
pub(crate) struct Look {
    pub(crate) template: Template,
    /// The user's file that it is.
    pub(crate) template_file: Option<ProjectPath>,
    pub(crate) pixel_art: bool,
    pub(crate) palette: Vec<Rgb>,
    pub(crate) palette_mode: PaletteMode,
    pub(crate) background: Background,
    pub(crate) edges: Edges,
    pub(crate) shadow: Option<Shadow>,
    pub(crate) avoid: Vec<String>,
    pub(crate) text_allowed: bool,
    pub(crate) rubric: Rubric,
    pub(crate) max_colors: Option<u32>,
    /// Texts of variables that the style gives.
    pub(crate) said: BTreeMap<&'static str, String>,
    /// What the user writes over any variable, by its name in templates.
    pub(crate) vars: BTreeMap<String, String>,
}

impl Look {
    /// What asset and style decide. Both `common` and `check` have the style's keys already.
    pub(crate) fn new(
        cx: &mut Resolving<'_>,
        style: Option<&Style>,
        common: &CommonKeys,
        check: &CheckTable,
    ) -> Option<Look> {
        let pixel_art = style.is_none_or(Style::is_pixel_art);
        let template = template(cx, style);
        let palette = style.map(|it| it.palette.load(cx.world, &mut cx.mistakes));
        let (template, template_file) = template?;
        let res = Look {
            template,
            template_file,
            pixel_art,
            palette: palette.unwrap_or_default(),
            palette_mode: style.map_or(PaletteMode::Guide, |it| it.palette_mode),
            background: common.background.unwrap_or(Background::Transparent),
            edges: edges(common, pixel_art),
            shadow: shadow(common, edges(common, pixel_art)),
            avoid: style.and_then(|it| it.table.avoid.clone()).unwrap_or_default(),
            text_allowed: check.text.unwrap_or(false),
            rubric: style.map(|it| it.rubric.clone()).unwrap_or_default(),
            max_colors: check.max_colors.or(pixel_art.then_some(64)),
            said: style.map(said).unwrap_or_default(),
            vars: common.vars.iter().map(|(it, text)| (variable(it), text.clone())).collect(),
        };
        res.check_vars(cx, style, common);
        Some(res)
    }

    /// Whether it is part of an interface: such pictures fill their frame.
    pub(crate) fn is_interface(&self) -> bool {
        self.template.builtin == Some(BuiltIn::Ui)
    }

    /// What every picture must be: `size` is in art pixels, before edits.
    pub(crate) fn check(
        &self,
        size: [u32; 2],
        common: &CommonKeys,
        table: &CheckTable,
    ) -> CheckSpec {
        let edits = common.edits.as_deref().unwrap_or_default();
        let border = if self.is_interface() { 0 } else { 80 };
        CheckSpec {
            size: edit::size_after(Some(size), edits).unwrap_or([0; 2]),
            transparent: self.background == Background::Transparent,
            pixel_art: self.pixel_art,
            max_colors: self.max_colors,
            border: table.border.unwrap_or(border).min(100) * 10,
            sharpness: table.sharpness.or(self.pixel_art.then_some(100)),
            palette: self.palette.clone(),
            limits: limits(table),
        }
    }

    /// What happens to every painting: `size` is in art pixels.
    pub(crate) fn finishing(
        &self,
        cx: &mut Resolving<'_>,
        size: [u32; 2],
        scale: u32,
        common: &CommonKeys,
        painter: &Painter,
    ) -> Finishing {
        let edits = common.edits.as_deref().unwrap_or_default();
        Finishing {
            cutout: cutout(cx, common, self.background, painter),
            edges: self.edges,
            shadow: self.shadow,
            size,
            scale,
            pixel_art: self.pixel_art,
            palette: self.palette.clone(),
            palette_mode: self.palette_mode,
            max_colors: self.max_colors,
            edits: edit::edits(edits, &cx.places, cx.world, &mut cx.mistakes),
        }
    }

    /// A variable that the template does not mention is a slip of the pen, but for those that a
    /// parent of the style gives: it may serve several templates.
    fn check_vars(&self, cx: &mut Resolving<'_>, style: Option<&Style>, common: &CommonKeys) {
        let used = prompt::variables_used(&self.template);
        let own_of_style = |key: &str| {
            let path = KeyPath::of(&["vars", key]);
            style.is_none_or(|it| it.places.is_own(&path)) || cx.places.is_own(&path)
        };
        let unused = common.vars.keys().filter(|it| !used.contains(&variable(it)));
        let unused: Vec<&String> = unused.filter(|it| own_of_style(it)).collect();
        for key in unused {
            let mut at = cx.places.inner("vars", key);
            if let Place::Value(path) = at.place {
                at.place = Place::Key(path);
            }
            let message = format!("the template has no variable `{key}`");
            let known: Vec<String> = used.iter().map(|it| it.replace('_', "-")).collect();
            let known = known.iter().map(String::as_str);
            cx.mistakes.unknown(Code::UnknownVariable, at, message, key, known);
        }
    }
}

/// What is tolerated, as far as a table says.
pub(crate) fn limits(table: &CheckTable) -> CheckLimits {
    let house = CheckLimits::DEFAULT;
    CheckLimits {
        palette_distance: table.palette_distance.map_or(house.palette_distance, |it| it * 10),
        halo: table.halo.unwrap_or(house.halo),
        stray: table.stray.unwrap_or(house.stray),
        margin: table.margin.unwrap_or(house.margin),
        off_center: table.off_center.unwrap_or(house.off_center),
        off_grid: table.off_grid.unwrap_or(house.off_grid),
    }
}

/// `border-style`, as a manifest writes it, is `border_style` in a template.
fn variable(key: &str) -> String {
    key.replace('-', "_")
}

fn said(style: &Style) -> BTreeMap<&'static str, String> {
    let table = &style.table;
    let texts = [("mood", &table.mood), ("inspired_by", &table.inspired_by)];
    let texts = texts.into_iter();
    texts.filter_map(|(name, it)| Some((name, it.clone()?))).collect()
}

fn template(
    cx: &mut Resolving<'_>,
    style: Option<&Style>,
) -> Option<(Template, Option<ProjectPath>)> {
    let default = TemplateSource::BuiltIn(TemplateSource::DEFAULT.to_owned());
    let path = match style.map_or(&default, |it| &it.template) {
        TemplateSource::BuiltIn(name) => {
            return Some((prompt::built_in_template(&cx.project.edition, name)?, None));
        }
        TemplateSource::File(path) => path,
    };
    let at = style?.places.key("template");
    let text = match cx.world.template(path) {
        Some(Ok(it)) => it,
        Some(Err(why)) => {
            cx.mistakes.broken_file(at, why);
            return None;
        }
        None => {
            cx.mistakes.missing_file(at, path);
            return None;
        }
    };
    match prompt::custom_template(&text) {
        Ok(it) => Some((it, Some(path.clone()))),
        Err(why) => {
            cx.mistakes.0.push(template_problem(&why, path, &BTreeSet::new()));
            None
        }
    }
}

/// What is wrong with a template, in its own file.
pub(crate) fn template_problem(
    problem: &RenderProblem,
    path: &ProjectPath,
    known: &BTreeSet<String>,
) -> Diagnostic {
    let at = |line: usize| Anchor { file: path.clone(), place: Place::Line(line) };
    match problem {
        RenderProblem::UnknownVariable { name, line } => {
            let message = format!("nobody fills the variable `{name}`");
            let res = Diagnostic::error(Code::UnknownVariable, at(*line), message);
            let near = nearest(name, known.iter().map(String::as_str));
            res.help(match near {
                Some(it) => format!("did you mean `{it}`?"),
                None => format!("give it a text in `vars`: `{} = \"…\"`", name.replace('_', "-")),
            })
        }
        RenderProblem::Broken { message, line } => {
            let message = format!("the template cannot be rendered: {message}");
            Diagnostic::error(Code::BadTemplate, at(*line), message)
        }
    }
}

/// What becomes of a shadow, where that is not what suits the edges anyway.
pub(crate) fn shadow(common: &CommonKeys, edges: Edges) -> Option<Shadow> {
    common.shadow.filter(|it| *it != Shadow::of_edges(edges))
}

/// How alpha ends: hard for pixel art, unless the user says otherwise.
pub(crate) fn edges(common: &CommonKeys, pixel_art: bool) -> Edges {
    common.edges.unwrap_or(if pixel_art { Edges::Hard } else { Edges::Soft })
}

/// How the background goes, as far as the model can. What it cannot is told, and left to the step.
fn cutout(
    cx: &mut Resolving<'_>,
    common: &CommonKeys,
    background: Background,
    Painter { id: model, abilities }: &Painter,
) -> Cutout {
    let named = Cutout::of(common);
    let nothing_to_cut = background != Background::Transparent;
    // What this program draws has exact alpha, whichever way is named for other models.
    if nothing_to_cut || model.is_builtin() {
        return Cutout::Auto;
    }
    let (message, help) = match &named {
        Cutout::Native if abilities.alpha == Alpha::None => (
            format!("`{model}` cannot leave the background out by itself"),
            "a key colour is asked for instead; write `cutout = \"auto\"`, or choose a model that can",
        ),
        Cutout::TwoPlate if !abilities.roles.contains(&Role::Edit) => (
            format!(
                "`{model}` cannot put another background behind a picture, so there is no second plate"
            ),
            "the key colour alone is cut out; choose a model that can, or say of a program `edits = true`",
        ),
        Cutout::Network(name) if name.is_empty() => {
            let at = cx.places.key("cutout");
            let message = "it is not said which network cuts the background out";
            let help = "add `network = \"NAME\"`; your own configuration says which file that is";
            cx.mistakes.error_help(Code::MissingKey, at, message, help);
            return Cutout::Auto;
        }
        Cutout::Auto | Cutout::Native | Cutout::Key | Cutout::TwoPlate | Cutout::Network(_) => {
            return named;
        }
    };
    let at = cx.places.key("cutout");
    cx.mistakes.0.push(Diagnostic::warning(Code::Unable, at, message).help(help));
    Cutout::Auto
}
