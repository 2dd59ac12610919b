//! `Scene`: what all paintings of an asset share, and the words of each of them.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use crate::action::{Background, DrawHints, PaletteMode, PictureKind, Tileable, Words};
use crate::manifest::CommonKeys;
use crate::model::{Avoid, Tiling};
use crate::name::PartName;
use crate::prompt;
use crate::prompt::{JudgeSubject, ReferenceUse, Shows};
use crate::resolve::look::{Look, template_problem};
use crate::resolve::painter::Painter;
use crate::resolve::reference::Shown;
use crate::resolve::resolving::Resolving;
use crate::resolve::{Stage, StagePainting, picture_size};

/// What all paintings of an asset share.
pub(crate) struct Scene<'a> {
    pub(crate) look: &'a Look,
    pub(crate) painter: &'a Painter,
    pub(crate) common: &'a CommonKeys,
    pub(crate) subject: &'a str,
    pub(crate) purpose: Option<&'a str>,
    /// Of one picture, in art pixels.
    pub(crate) size: [u32; 2],
    /// Pictures in one painting, columns × rows, if it is a sheet.
    pub(crate) cells: Option<[u32; 2]>,
    /// What an animation shows; empty for anything else.
    pub(crate) action: &'a str,
    pub(crate) aspect: Option<[u32; 2]>,
}

/// What one painting shows beyond that.
#[derive(Default)]
pub(crate) struct Moment {
    /// Where it looks, if its asset has several facings.
    pub(crate) facing: Option<String>,
    /// Which state.
    pub(crate) state: Option<String>,
    /// Which frame, counted from 0, of how many.
    pub(crate) frame: Option<[u32; 2]>,
    /// Sentences that the prompt ends with.
    pub(crate) added: String,
}

/// One painting to be: what it is called, shows, and is painted after.
pub(crate) struct Picture {
    pub(crate) part: PartName,
    pub(crate) moment: Moment,
    pub(crate) references: Vec<Shown>,
}

/// Variables that follow the palette, and what a judge reads in their place.
const OF_PALETTE: [(&str, &str); 4] = [
    ("palette", "those of the style's palette"),
    ("palette_size", ""),
    ("primary_color", "the first of the palette"),
    ("accent_color", "the second of the palette"),
];

impl Scene<'_> {
    /// Pictures that are painted side by side and judged as a group.
    pub(crate) fn stage(&self, cx: &mut Resolving<'_>, pictures: Vec<Picture>) -> Option<Stage> {
        let judge_prompt = self.judge_prompt(cx, &pictures)?;
        let mut paintings = Vec::new();
        for it in pictures {
            self.painter.check_references(cx, &it.references);
            let words = self.words(cx, &it)?;
            paintings.push(StagePainting {
                part: it.part,
                subject: self.subject.to_owned(),
                words,
                references: it.references.into_iter().map(|it| it.1).collect(),
                cells: self.cells,
            });
        }
        Some(Stage { paintings, judge_prompt })
    }

    /// The words of one painting; `None` after noting that they cannot be rendered.
    fn words(&self, cx: &mut Resolving<'_>, picture: &Picture) -> Option<Words> {
        let moment = &picture.moment;
        let mut vars = self.variables(cx, moment);
        if self.cells.is_some() {
            vars.insert("sheet".to_owned(), "yes".to_owned());
        }
        let edition = &cx.project.edition;
        let uses: Vec<ReferenceUse> = picture.references.iter().map(|it| it.0).collect();
        let shown = prompt::reference_words(edition, &uses);
        let shows = Shows {
            template: &self.look.template,
            kind: self.look.kind,
            pixel_art: self.look.pixel_art,
            opaque: self.is_opaque(),
            sheet: self.cells.is_some(),
            text_allowed: self.look.text_allowed,
        };
        let list = prompt::avoid_list(edition, &shows, &self.look.avoid);
        let (avoid, ending) = match self.painter.abilities.avoid {
            Avoid::Field => (Some(list), String::new()),
            Avoid::Words => (None, prompt::avoid_words(&list)),
            Avoid::None => (None, String::new()),
        };
        let prompt = with_added(&self.render(cx, &vars)?, &moment.added);
        Some(Words {
            model: self.painter.id.clone(),
            prompt: with_added(&prompt, &shown),
            ending,
            avoid,
            background: self.look.background,
            size: self.asked_size(),
            aspect: self.aspect,
            params: self.common.params.clone(),
            variant: self.common.variant.unwrap_or(0),
            tileable: self.tiled(),
            draw: self.painter.id.is_builtin().then(|| self.draw(moment)),
        })
    }

    /// What the judge of a stage is asked.
    ///
    /// Neither colours nor weights are in it: a new palette or rubric costs no verdict.
    fn judge_prompt(&self, cx: &mut Resolving<'_>, pictures: &[Picture]) -> Option<String> {
        let shown = self.shown(pictures);
        let mut vars = self.variables(cx, &shown);
        // What was asked of the painter is nothing to a judge, who sees the finished picture.
        let [width, height] = self.size.map(|it| it.to_string());
        let instead = [("width", width.as_str()), ("height", height.as_str())];
        let instead = OF_PALETTE.into_iter().chain(instead);
        for (name, instead) in instead.filter(|it| !self.look.vars.contains_key(it.0)) {
            vars.insert(name.to_owned(), instead.to_owned());
        }
        let style_guide = self.render(cx, &vars)?;
        let parts = pictures.iter().map(|it| it.part.to_string());
        let subject = JudgeSubject {
            style_guide,
            subject: self.subject.to_owned(),
            purpose: vars.get("purpose").cloned().unwrap_or_default(),
            size: self.size,
            // The style guide is the rendered template already: only what was said beside it.
            prompt: with_added(self.subject, &shown.added),
            transparent: self.look.background == Background::Transparent,
            opaque: self.is_opaque(),
            text_allowed: self.look.text_allowed,
            parts: parts.filter(|it| !it.is_empty()).collect(),
        };
        Some(prompt::judge_prompt(&cx.project.edition, &subject))
    }

    /// What a group of pictures shows together: no picture's own state or frame is asked of all.
    fn shown(&self, pictures: &[Picture]) -> Moment {
        let joined = |of: &dyn Fn(&Moment) -> Option<String>| {
            let texts: IndexSet<String> = pictures.iter().filter_map(|it| of(&it.moment)).collect();
            let texts: Vec<String> = texts.into_iter().collect();
            Some(texts.join(", ")).filter(|it| !it.is_empty())
        };
        let added = match pictures {
            [one] => one.moment.added.clone(),
            _ => self.action.to_owned(),
        };
        Moment {
            facing: joined(&|it| it.facing.clone()),
            state: joined(&|it| it.state.clone()),
            frame: None,
            added,
        }
    }

    fn render(&self, cx: &mut Resolving<'_>, vars: &BTreeMap<String, String>) -> Option<String> {
        match prompt::render(&cx.project.edition, &self.look.template, vars) {
            Ok(it) => Some(it),
            Err(why) => {
                let built_in = cx.project.file.clone();
                let file = self.look.template_file.as_ref().unwrap_or(&built_in);
                let known = vars.keys().cloned().collect();
                cx.mistakes.0.push(template_problem(&why, file, &known));
                None
            }
        }
    }

    fn variables(&self, cx: &Resolving<'_>, moment: &Moment) -> BTreeMap<String, String> {
        let edition = &cx.project.edition;
        let mut res = prompt::defaults(edition, &self.look.template);
        let mut set = |name: &str, text: Option<String>| {
            if let Some(text) = text {
                res.insert(name.to_owned(), text);
            }
        };
        let text = |it: Option<&str>| it.map(str::to_owned);
        let grid = self.whole();
        // Neither is the size of the file: that is an enlargement, which costs nothing.
        let [width, height] = if self.look.pixel_art { grid } else { self.asked_size() };
        set("subject", text(Some(self.subject)));
        set("purpose", text(self.purpose));
        set("width", Some(width.to_string()));
        set("height", Some(height.to_string()));
        set("pixel_density", Some(format!("{}x{}", grid[0], grid[1])));
        let when = |holds: bool| Some(if holds { "yes" } else { "" }.to_owned());
        let kind = self.look.kind;
        set("kind", text(Some(kind.as_str())));
        set("pixel_art", when(self.look.pixel_art));
        set("tileable", self.look.tileable.map(|it| it.as_str().to_owned()));
        set("opaque", when(self.is_opaque()));
        // Only what stands by itself has a front and a bearing that nobody has to name.
        let unless_named = (!kind.has_bearing()).then_some("");
        set("facing", text(self.facing(moment).or(unless_named)));
        set("pose", text(self.pose().or(unless_named)));
        let element = self.look.is_interface() && kind != PictureKind::Ui;
        set("element_type", element.then(|| kind.as_str().to_owned()));
        // Its own state alone, or another state of the asset would be a new picture of this one.
        set("states", moment.state.clone());
        set("lettering", self.look.text_allowed.then(String::new));
        for (name, said) in &self.look.said {
            set(name, Some(said.clone()));
        }
        let palette = &self.look.palette;
        if let Some([primary, accent]) = prompt::primary_and_accent(palette) {
            let colours: Vec<String> = palette.iter().map(ToString::to_string).collect();
            set("palette", Some(colours.join(", ")));
            set("palette_size", Some(palette.len().to_string()));
            set("primary_color", Some(primary.to_string()));
            set("accent_color", Some(accent.to_string()));
        }
        res.extend(self.look.vars.iter().map(|(it, text)| (it.clone(), text.clone())));
        res
    }

    /// Along which axes the model itself is told to repeat. A sheet repeats along none; its cells do.
    fn tiled(&self) -> Option<Tileable> {
        let can = |it: &Tileable| match self.painter.abilities.tiling {
            Tiling::Axes => true,
            Tiling::Both => *it == Tileable::Both,
            Tiling::None => false,
        };
        self.look.tileable.filter(|it| self.cells.is_none() && can(it))
    }

    /// Whether the picture fills its frame.
    pub(crate) fn is_opaque(&self) -> bool {
        self.look.background == Background::Opaque
    }

    /// The whole painting, width × height in art pixels.
    fn whole(&self) -> [u32; 2] {
        let [columns, rows] = self.cells.unwrap_or([1, 1]);
        [self.size[0] * columns, self.size[1] * rows]
    }

    fn asked_size(&self) -> [u32; 2] {
        if self.painter.id.is_builtin() {
            return self.whole();
        }
        let sizes = &self.painter.abilities.sizes;
        picture_size::asked(self.whole(), self.look.pixel_art, self.aspect, sizes)
    }

    fn facing<'b>(&'b self, moment: &'b Moment) -> Option<&'b str> {
        let own = self.common.facing.as_deref();
        moment.facing.as_deref().or(own)
    }

    /// Something that moves is in no pose but its movement.
    fn pose(&self) -> Option<&str> {
        let moving = Some(self.action).filter(|it| !it.is_empty());
        self.common.pose.as_deref().or(moving)
    }

    fn draw(&self, moment: &Moment) -> DrawHints {
        let text = |it: Option<&str>| it.unwrap_or_default().to_owned();
        DrawHints {
            subject: self.subject.to_owned(),
            size: self.size,
            palette: self.look.palette.clone(),
            palette_only: self.look.palette_mode == PaletteMode::Lock,
            opaque: self.is_opaque(),
            kind: if self.look.is_interface() { PictureKind::Ui } else { self.look.kind },
            facing: text(self.facing(moment)),
            pose: text(self.common.pose.as_deref()),
            state: text(moment.state.as_deref()),
            action: self.action.to_owned(),
            frame: moment.frame,
            cells: self.cells.unwrap_or([1, 1]),
            variant: self.common.variant.unwrap_or(0),
        }
    }
}

fn with_added(text: &str, added: &str) -> String {
    if added.is_empty() {
        text.to_owned()
    } else {
        format!("{}\n\n{}", text.trim_end(), added.trim_end())
    }
}
