//! What a choice leads to, for people and for programs.

use serde_json::{Value, json};

use crate::choose::Consequences;
use crate::cli::layout::{count, first_names};
use crate::cli::reason;
use crate::name::AssetName;
use crate::plan::PlanItem;

/// How many names a line shows before it counts the others.
const NAMES: usize = 4;

/// What the next build does because of a choice, a line each; nothing if it does nothing more.
pub(crate) fn lines(follows: &Consequences) -> Vec<String> {
    let mut res: Vec<String> = follows.own.iter().map(own).collect();
    if !follows.paid.is_empty() {
        let names = names(&follows.paid);
        let refer = if follows.paid.len() == 1 { "refers" } else { "refer" };
        let assets = count(follows.paid.len() as u64, "asset", "assets");
        let price = follows.price();
        res.push(format!("{assets} that {refer} to it would be made anew, {price}: {names}"));
        let first = &follows.paid[0].name;
        res.push(format!(
            "  hold back: cascade = \"hold\" in [budget], or: assetbuild accept {first}"
        ));
    }
    if !follows.held.is_empty() {
        let price: crate::money::PriceRange = follows.held.iter().map(|it| it.price).sum();
        let names = names(&follows.held);
        let first = &follows.held[0].name;
        res.push(format!(
            "held, catching up {price}: {names}; let one go on: assetbuild build {first}"
        ));
    }
    if !follows.free.is_empty() {
        let names: Vec<&str> = follows.free.iter().map(AssetName::as_str).collect();
        let assets = count(names.len() as u64, "asset", "assets");
        let names = first_names(&names, NAMES);
        res.push(format!("{assets} made of it follow for nothing with the next build: {names}"));
    }
    res
}

/// What the next build does for the asset itself, beside free work.
fn own(item: &PlanItem) -> String {
    let (name, deed) = (&item.name, reason::deed(&item.decision));
    match deed {
        "held" => format!("{name} stays as it is; {}", reason::because(item)),
        _ => format!("{name}: the next build may buy for it, {}", item.price),
    }
}

fn names(items: &[PlanItem]) -> String {
    let names: Vec<&str> = items.iter().map(|it| it.name.as_str()).collect();
    first_names(&names, NAMES)
}

/// The same for programs.
pub(crate) fn event(follows: &Consequences) -> Value {
    let named = |items: &[PlanItem]| -> Vec<String> {
        items.iter().map(|it| it.name.to_string()).collect()
    };
    let price = follows.price();
    json!({
        "event": "follows",
        "own": named(&follows.own),
        "repainted": named(&follows.paid),
        "held": named(&follows.held),
        "free": follows.free,
        "usd_low": price.low.to_f64(),
        "usd_high": price.high.to_f64(),
    })
}
