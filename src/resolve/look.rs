//! `Look`: everything that a style decides about how pictures look, ready for use.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{
    Background, CheckLimits, CheckSpec, Edges, PaletteMode, PictureKind, Rubric, Shadow, Tileable,
};
use crate::colour::Rgb;
use crate::diagnostic::{Anchor, Code, Diagnostic, KeyPath, Place, nearest};
use crate::manifest::{CheckTable, CommonKeys, GuideKeys};
use crate::model::{Alpha, Role};
use crate::path::ProjectPath;
use crate::prompt;
use crate::prompt::{BuiltIn, RenderProblem, Template};
use crate::resolve::painter::Painter;
use crate::resolve::resolving::Resolving;
use crate::resolve::style_guide::{StyleGuide, TemplateSource};
use crate::resolve::{Cutout, Finishing, Places, Style, edit};

/// How the pictures of an asset look.
pub(crate) struct Look {
    pub(crate) template: Template,
    /// What the pictures are for.
    pub(crate) kind: PictureKind,
    /// The user's file that it is.
    pub(crate) template_file: Option<ProjectPath>,
    pub(crate) pixel_art: bool,
    pub(crate) palette: Vec<Rgb>,
    pub(crate) palette_mode: PaletteMode,
    pub(crate) background: Background,
    pub(crate) edges: Edges,
    pub(crate) shadow: Option<Shadow>,
    /// Along which axes copies of the pictures meet.
    pub(crate) tileable: Option<Tileable>,
    pub(crate) avoid: Vec<String>,
    pub(crate) text_allowed: bool,
    pub(crate) rubric: Rubric,
    pub(crate) max_colors: Option<u32>,
    /// Texts of variables that asset and style give by keys of their own.
    pub(crate) said: BTreeMap<&'static str, String>,
    /// What the user writes over any variable, by its name in templates.
    pub(crate) vars: BTreeMap<String, String>,
}

impl Look {
    /// What asset and style decide. `common` has the style's keys already.
    pub(crate) fn new(
        cx: &mut Resolving<'_>,
        style: Option<&Style>,
        common: &CommonKeys,
        pixel_art: bool,
    ) -> Option<Look> {
        let guide = StyleGuide::read(&common.guide, &cx.places, &mut cx.mistakes);
        let kind = kind(common);
        let template = template(cx, &worded(guide.template, kind));
        let palette = guide.palette.load(cx.world, &mut cx.mistakes);
        let (template, template_file) = template?;
        let res = Look {
            template,
            template_file,
            kind,
            pixel_art,
            palette,
            palette_mode: guide.palette_mode,
            background: background(common),
            edges: edges(common, pixel_art),
            shadow: shadow(common, edges(common, pixel_art)),
            tileable: tileable(common),
            avoid: common.guide.avoid.0.clone(),
            text_allowed: common.check.text.unwrap_or(false),
            rubric: guide.rubric,
            max_colors: common.check.max_colors.or(pixel_art.then_some(64)),
            said: said(&common.guide),
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
    pub(crate) fn check(&self, size: [u32; 2], common: &CommonKeys) -> CheckSpec {
        let table = &common.check;
        let edits = common.edits.as_deref().unwrap_or_default();
        let reaches = self.is_interface() || self.tileable.is_some();
        let border = if reaches { 0 } else { border(self.kind) };
        CheckSpec {
            size: edit::size_after(Some(size), edits).unwrap_or([0; 2]),
            transparent: self.background == Background::Transparent,
            pixel_art: self.pixel_art,
            max_colors: self.max_colors,
            border: table.border.unwrap_or(border).min(100) * 10,
            sharpness: table.sharpness.or(self.pixel_art.then_some(100)),
            tileable: self.tileable,
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
            tileable: self.tileable,
            edits: edit::edits(edits, &cx.places, cx.world, &mut cx.mistakes),
        }
    }

    /// A variable that the template does not mention is a slip of the pen, but for those that a
    /// parent of the style gives: it may serve several templates.
    fn check_vars(&self, cx: &mut Resolving<'_>, style: Option<&Style>, common: &CommonKeys) {
        let used = prompt::variables_used(&cx.project.edition, &self.template);
        let own_of_style = |key: &str| {
            let path = KeyPath::of(&["vars", key]);
            style.is_none_or(|it| it.places.is_own(&path)) || cx.places.is_own(&path)
        };
        let keys = [("mood", "mood"), ("inspired-by", "inspired_by")];
        for (key, variable) in keys {
            let own = |places: &Places| places.is_own(&KeyPath::of(&[key]));
            let own = style.is_none_or(|it| own(&it.places)) || own(&cx.places);
            if own && self.said.contains_key(variable) && !used.contains(variable) {
                let message =
                    format!("the template does not say the `{key}`, so it changes nothing");
                let at = cx.places.key(key);
                let found = Diagnostic::warning(Code::UnknownVariable, at, message);
                let help = format!("write `{{{{ {variable} }}}}` where the template is to say it");
                cx.mistakes.0.push(found.help(help));
            }
        }
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

/// What the pictures of a table are for.
pub(crate) fn kind(common: &CommonKeys) -> PictureKind {
    let by_others = match common.guide.template.as_deref() {
        Some("ui") => PictureKind::Ui,
        _ if tileable(common).is_some() => PictureKind::Tile,
        _ => PictureKind::Sprite,
    };
    common.kind.unwrap_or(by_others)
}

/// Along which axes copies of the pictures meet; none where they do not.
pub(crate) fn tileable(common: &CommonKeys) -> Option<Tileable> {
    common.tileable.filter(|it| *it != Tileable::Off)
}

/// What stands behind the subject.
fn background(common: &CommonKeys) -> Background {
    let by_kind =
        if kind(common).is_opaque() { Background::Opaque } else { Background::Transparent };
    common.background.unwrap_or(by_kind)
}

/// An element of an interface is worded as one, whatever the style draws else.
fn worded(template: TemplateSource, kind: PictureKind) -> TemplateSource {
    match template {
        TemplateSource::BuiltIn(_) if kind == PictureKind::Ui => {
            TemplateSource::BuiltIn("ui".to_owned())
        }
        other => other,
    }
}

/// The least share of transparent pixels in the outermost ring, in percent: some kinds stand on
/// their lower edge, or come close to all of them.
fn border(kind: PictureKind) -> u32 {
    match kind {
        PictureKind::Ui | PictureKind::Tile => 0,
        PictureKind::Portrait | PictureKind::Background => 40,
        PictureKind::Icon => 60,
        PictureKind::Sprite | PictureKind::Logo | PictureKind::Effect => 80,
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

fn said(guide: &GuideKeys) -> BTreeMap<&'static str, String> {
    let texts = [("mood", &guide.mood), ("inspired_by", &guide.inspired_by)];
    let texts = texts.into_iter();
    texts.filter_map(|(name, it)| Some((name, it.clone()?))).collect()
}

fn template(
    cx: &mut Resolving<'_>,
    source: &TemplateSource,
) -> Option<(Template, Option<ProjectPath>)> {
    let path = match source {
        TemplateSource::BuiltIn(name) => {
            return Some((prompt::built_in_template(&cx.project.edition, name)?, None));
        }
        TemplateSource::File(path) => path,
    };
    let at = cx.places.key("template");
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
