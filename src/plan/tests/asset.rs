//! Assets made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::{
    Background, CheckLimits, CheckSpec, DataFormat, Edges, PaletteMode, Play, Rubric, Words,
};
use crate::manifest::Metadata;
use crate::model::{Abilities, Alpha, Avoid, ModelId, Role, Seed, Sizes, Tiling};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::plan::{Inputs, Task};
use crate::resolve::{
    Asset, Cutout, Finishing, Kind, Motion, Painted, Previews, Quality, Reference, Stage,
    StagePainting,
};

/// Which parts an asset has: the first alone, then all others.
pub(crate) fn painted(stages: &[&[&str]]) -> Painted {
    let stage = |(idx, parts): (usize, &&[&str])| Stage {
        paintings: parts.iter().map(|it| painting(it, idx > 0)).collect(),
        judge_prompt: format!("look at {}", parts.join(" ")),
    };
    Painted {
        stages: stages.iter().enumerate().map(stage).collect(),
        quality: Quality {
            target: 90,
            max_attempts: 5,
            candidates: 1,
            judge: model("exec/judge@1"),
            rubric: Rubric::default(),
            refiner: model("exec/refiner@1"),
        },
        edition: "2026".to_owned(),
        finishing: Finishing {
            cutout: Cutout::Auto,
            edges: Edges::Hard,
            shadow: None,
            size: [32, 32],
            scale: 4,
            pixel_art: true,
            palette: vec![],
            palette_mode: PaletteMode::Guide,
            tileable: None,
            max_colors: None,
            edits: vec![],
        },
        check: CheckSpec {
            size: [32, 32],
            transparent: true,
            pixel_art: true,
            max_colors: None,
            border: 800,
            sharpness: None,
            tileable: None,
            palette: Vec::new(),
            limits: CheckLimits::DEFAULT,
        },
        motion: None,
    }
}

fn painting(part: &str, first: bool) -> StagePainting {
    let params = BTreeMap::from([("part".to_owned(), serde_json::json!(part))]);
    StagePainting {
        part: PartName::parse(part).unwrap(),
        subject: format!("a slime {part}"),
        words: Words {
            model: model("exec/painter@1"),
            prompt: format!("a slime {part} {}", Words::BACKGROUND),
            ending: String::new(),
            avoid: None,
            background: Background::Transparent,
            size: [1024, 1024],
            aspect: None,
            params,
            variant: 0,
            tileable: None,
            draw: None,
        },
        references: if first { vec![Reference::First] } else { vec![] },
        cells: None,
    }
}

pub(crate) fn model(text: &str) -> ModelId {
    text.parse().unwrap()
}

pub(crate) fn part(text: &str) -> PartName {
    PartName::parse(text).unwrap()
}

/// An asset that stands in the folder of sprites.
pub(crate) fn asset(name: &str, kind: Kind) -> Asset {
    Asset {
        name: AssetName::parse(name).unwrap(),
        folder: ProjectPath::parse("sprite").unwrap(),
        style: None,
        set: None,
        metadata: Metadata::Beside,
        nine_slice: None,
        pivot: None,
        kind,
    }
}

/// What every painter can do.
pub(crate) fn abilities() -> Abilities {
    Abilities {
        roles: vec![Role::Paint],
        alpha: Alpha::None,
        seed: Seed::BestEffort,
        avoid: Avoid::Words,
        references: 4,
        tiling: Tiling::None,
        sizes: Sizes::Free { max: 2048 },
    }
}

pub(crate) fn task(painted: Painted) -> Task {
    let models = ["exec/painter@1", "builtin/sketch"];
    Task {
        asset: Arc::new(asset("slime", Kind::Painted(Box::new(painted)))),
        abilities: models.map(|it| (it.to_owned(), abilities())).into(),
        inputs: Inputs::new(),
        files: BTreeMap::new(),
    }
}

/// A task with something changed.
pub(crate) fn edited(task: &Task, edit: impl FnOnce(&mut Painted)) -> Task {
    let mut res = task.clone();
    let Kind::Painted(painted) = &mut Arc::make_mut(&mut res.asset).kind else { unreachable!() };
    edit(painted);
    res
}

/// So many frames that are played in a ring.
pub(crate) fn motion(frames: u32) -> Motion {
    Motion {
        action: "walk".to_owned(),
        frames,
        durations: vec![100; frames as usize],
        looped: true,
        play: Play::Forward,
        facings: vec![String::new()],
        mirror: Default::default(),
        pivot: [0.5, 1.0],
        sheet: false,
        consistent: true,
        format: DataFormat::Aseprite,
        previews: Previews { gif: true, apng: true },
    }
}
