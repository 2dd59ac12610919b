//! Values made by hand.

use std::sync::Arc;

use crate::action::Score;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Decision, DirtyReason, Failed, FailedKind, Made, Plan, PlanItem};
use crate::run::{AssetReport, AssetState};

pub(crate) fn name(text: &str) -> AssetName {
    AssetName::parse(text).unwrap()
}

pub(crate) fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

pub(crate) fn usd(dollars: f64) -> Usd {
    Usd::from_f64(dollars).unwrap()
}

pub(crate) fn price(low: f64, high: f64) -> PriceRange {
    PriceRange { low: usd(low), high: usd(high) }
}

pub(crate) fn failed(message: &str, help: &[&str]) -> Failed {
    let help = help.iter().map(|it| (*it).to_owned()).collect();
    Failed { kind: FailedKind::Quality, message: message.to_owned(), help }
}

/// An asset that was drawn, with a score of 94.
pub(crate) fn report(text: &str, state: AssetState) -> AssetReport {
    let (folder, asset) = text.rsplit_once('/').unwrap();
    AssetReport {
        name: name(asset),
        folder: path(folder),
        made: Made::Drawn,
        state,
        reasons: vec![DirtyReason::New],
        files: vec![path(&format!("{text}.png")), path(&format!("{text}.json"))],
        size: [512, 512],
        art: [32, 32, 16],
        bytes: 4_096,
        is_sign: false,
        score: Some(Score(94)),
        so_far: false,
        unjudged: false,
        target: 90,
        checks_hold: Some(true),
        attempts: Some(1),
        scores: vec![Some(Score(94))],
        painted: 1,
        from_cache: 0,
        usd: Usd::ZERO,
        saved: Usd::ZERO,
        parts: 1,
        warnings: Vec::new(),
    }
}

pub(crate) fn item(text: &str, decision: Decision, reasons: Vec<DirtyReason>) -> PlanItem {
    let (folder, asset) = text.rsplit_once('/').unwrap();
    PlanItem {
        name: name(asset),
        folder: path(folder),
        set: None,
        made: Made::Drawn,
        decision,
        reasons,
        price: PriceRange::FREE,
        likely: Usd::ZERO,
        closed: None,
        saved: Usd::ZERO,
        score: Some(Score(94)),
        target: 90,
        checks_hold: Some(true),
        unjudged: false,
        chosen: None,
        files: vec![path(&format!("{text}.png"))],
        job: None,
    }
}

/// A plan of these assets, in this order.
pub(crate) fn plan_of(items: impl IntoIterator<Item = PlanItem>) -> Plan {
    let items = items.into_iter().map(|it| (it.name.clone(), Arc::new(it))).collect();
    Plan { items, ..Plan::default() }
}
