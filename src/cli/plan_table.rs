//! The plan as a table: what would be done, why, and for how much. Sets and chains are one line.

use indexmap::IndexMap;

use crate::cli::fold::fold;
use crate::cli::layout::{first_names, pad, pad_left, widest};
use crate::cli::paint::Paint;
use crate::cli::reason;
use crate::model::ModelId;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::plan::{Decision, DirtyReason, Plan, PlanItem};

/// How a plan is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlanTable {
    /// Colours.
    pub(crate) paint: Paint,
    /// Whether long lists are not folded, and fresh assets listed.
    pub(crate) all: bool,
    /// What one build may spend.
    pub(crate) budget: Usd,
}

/// What is one line: the rows of a set that get the same treatment for the same reason, or all
/// that wait for the same asset.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Group<'a> {
    Set(&'a str, &'static str, String),
    Chain(&'a AssetName),
    /// All that another model is to paint: the old one, the new one.
    Switch(&'a ModelId, &'a ModelId),
    Alone(&'a AssetName),
}

struct Row {
    name: String,
    deed: &'static str,
    why: String,
    price: PriceRange,
}

impl PlanTable {
    /// The whole text, lines without an end.
    pub(crate) fn text(&self, plan: &Plan) -> String {
        let shown = plan.items().filter(|it| self.all || it.decision != Decision::Fresh);
        let mut groups: IndexMap<Group<'_>, Vec<&PlanItem>> = IndexMap::new();
        for item in shown {
            groups.entry(group(item)).or_default().push(item);
        }
        let rows: Vec<Row> = groups.iter().map(|(group, items)| row(group, items)).collect();
        let mut lines = fold(self.lines(&rows), self.all);
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(self.total(plan));
        lines.join("\n")
    }

    fn lines(&self, rows: &[Row]) -> Vec<String> {
        let names = widest(rows.iter().map(|it| it.name.as_str()), 32);
        let whys = widest(rows.iter().map(|it| it.why.as_str()), 60);
        let prices: Vec<String> = rows.iter().map(price).collect();
        let widest_price = widest(prices.iter().map(String::as_str), 20);
        let line = |(row, price): (&Row, &String)| {
            let deed = self.paint.state(row.deed, 6);
            let price = pad_left(price, widest_price);
            let line =
                format!("{}  {deed}  {}  {price}", pad(&row.name, names), pad(&row.why, whys));
            line.trim_end().to_owned()
        };
        rows.iter().zip(&prices).map(line).collect()
    }

    fn total(&self, plan: &Plan) -> String {
        let n_bought = plan.items().filter(|it| is_bought(it)).count();
        let mut first = Vec::new();
        if n_bought > 0 {
            let (price, budget) = (purchase(plan), self.budget);
            let likely = likely(plan, price);
            first.push(format!("{n_bought} to buy {price}{likely}, of {budget} per build."));
        }
        first.extend(counts(plan, n_bought));
        let mut parts = Vec::new();
        if !plan.stale_files.is_empty() {
            parts.push(format!("{} to be removed.", files(plan.stale_files.len())));
        }
        if !plan.held.is_zero() {
            parts.push(format!("{} held by requests without an answer.", plan.held));
        }
        if !plan.saved().is_zero() {
            parts.push(format!("The cache saves {}.", plan.saved()));
        }
        parts.push("Nothing was spent.".to_owned());
        let closed = closed(plan);
        // Two lines where one would be too long for a screen.
        let between = if first.len() + parts.len() > 4 { "\n" } else { "  " };
        let total = format!("{}{between}{}", first.join("  "), parts.join("  "));
        closed.into_iter().chain([total]).collect::<Vec<_>>().join("\n")
    }
}

/// Whether there is nothing to say of assets: after a mistake that does not mean that there are none.
pub(crate) fn is_empty(plan: &Plan) -> bool {
    plan.items().next().is_none() && plan.unread.n == 0 && plan.stale_files.is_empty()
}

/// What cannot be bought on this machine as things are, one cause each.
fn closed(plan: &Plan) -> Vec<String> {
    let mut causes: IndexMap<(&str, &[String]), Vec<&str>> = IndexMap::new();
    for (item, why) in plan.items().filter_map(|it| Some((it, it.closed.as_ref()?))) {
        causes.entry((&why.message, &why.help)).or_default().push(item.name.as_str());
    }
    let line = |((message, help), names): (&(&str, &[String]), &Vec<&str>)| {
        let help: String = help.iter().take(1).map(|it| format!("\n    {it}")).collect();
        format!("{}: {message}{help}", first_names(names, 5))
    };
    causes.iter().map(line).collect()
}

fn files(n: usize) -> String {
    crate::cli::layout::count(n as u64, "file", "files")
}

/// `3 free, 1 held, 212 fresh`; what is bought is said apart.
fn counts(plan: &Plan, n_bought: usize) -> Option<String> {
    let of = |is: fn(&Decision) -> bool| plan.items().filter(|it| is(&it.decision)).count();
    let free = plan.items().filter(|it| runs(it) && !is_bought(it) && !is_over(it));
    let all = [
        (free.count(), "free"),
        (plan.items().filter(|it| is_over(it)).count(), "over `per-asset`"),
        (of(|it| *it == Decision::InBatch), "in a batch"),
        (of(|it| matches!(it, Decision::Held { .. })), "held"),
        (of(|it| matches!(it, Decision::Edited { .. })), "edited"),
        (of(|it| reason::deed(it) == "failed"), "failed"),
        (of(|it| reason::deed(it) == "blocked"), "blocked"),
        (of(|it| *it == Decision::Fresh) + plan.unread.n, "fresh"),
    ];
    let said: Vec<String> =
        all.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    match said.is_empty() {
        true if n_bought > 0 => None,
        true => Some("There are no assets.".to_owned()),
        false => Some(format!("{}.", said.join(", "))),
    }
}

fn group(item: &PlanItem) -> Group<'_> {
    let runs = matches!(item.decision, Decision::Dirty(_));
    if let Some((was, now)) = switch(item).filter(|_| runs) {
        return Group::Switch(was, now);
    }
    match (&item.decision, &item.set) {
        (Decision::Waiting { on }, _) => Group::Chain(on),
        (Decision::Fresh | Decision::Dirty(_), Some(set)) => {
            Group::Set(set, reason::deed(&item.decision), reason::because(item))
        }
        _ => Group::Alone(&item.name),
    }
}

/// The model that is asked no longer, and the one that is asked in its place.
fn switch(item: &PlanItem) -> Option<(&ModelId, &ModelId)> {
    match item.reasons.first() {
        Some(DirtyReason::Model { was, now }) => Some((was, now)),
        _ => None,
    }
}

fn row(group: &Group<'_>, items: &[&PlanItem]) -> Row {
    let names: Vec<&str> = items.iter().map(|it| it.name.as_str()).collect();
    let because = reason::because(items[0]);
    let (name, why) = match group {
        Group::Switch(was, now) if names.len() > 1 => {
            (format!("{} assets", names.len()), format!("{was} → {now}"))
        }
        Group::Set(set, _, _) if names.len() > 1 => {
            let members = first_names(&names, 2);
            let why = if because.is_empty() { members } else { format!("{because}: {members}") };
            (format!("set:{set}"), why)
        }
        _ => (first_names(&names, 1), because),
    };
    let price = items.iter().map(|it| it.price).sum();
    Row { name, deed: reason::deed(&items[0].decision), why, price }
}

/// The price, where there is one to say; `held` says it in its sentence.
fn price(row: &Row) -> String {
    let buys = ["paint", "plate", "judge", "waits"].contains(&row.deed);
    if buys && !row.price.is_free() { row.price.to_string() } else { String::new() }
}

/// What a build by this plan may spend now: not on what waits for a batch, or has no key.
pub(crate) fn purchase_now(plan: &Plan) -> PriceRange {
    now(plan).map(|it| it.price).sum()
}

/// For what it may be spent: `goblin, orc, troll, … 4 more`.
pub(crate) fn bought_now(plan: &Plan) -> String {
    let names: Vec<&str> =
        now(plan).filter(|it| !it.price.is_free()).map(|it| it.name.as_str()).collect();
    first_names(&names, 3)
}

fn now(plan: &Plan) -> impl Iterator<Item = &PlanItem> {
    let waits = move |item: &&PlanItem| {
        let mut item = *item;
        // As many links as there are assets, should they ever stand in a ring.
        for _ in 0..=plan.items.len() {
            match &item.decision {
                _ if item.closed.is_some() => return true,
                Decision::InBatch => return true,
                Decision::Waiting { on } => match plan.items.get(on) {
                    Some(next) => item = next,
                    None => return false,
                },
                _ => return false,
            }
        }
        false
    };
    plan.items().filter(move |it| runs(it) && !waits(it))
}

/// `, likely $0.35`, where the bounds are apart.
pub(crate) fn likely(plan: &Plan, price: PriceRange) -> String {
    let likely = plan.likely().max(price.low).min(price.high);
    if price.low == price.high { String::new() } else { format!(", likely {likely}") }
}

/// What a build by this plan may spend.
pub(crate) fn purchase(plan: &Plan) -> PriceRange {
    plan.items().filter(|it| runs(it)).map(|it| it.price).sum()
}

fn runs(item: &PlanItem) -> bool {
    matches!(item.decision, Decision::Dirty(_) | Decision::Waiting { .. } | Decision::InBatch)
}

/// Whether nothing is bought for it, since its own budget is too small.
fn is_over(item: &PlanItem) -> bool {
    item.reasons.iter().any(|it| matches!(it, DirtyReason::AssetBudget { .. }))
}

fn is_bought(item: &PlanItem) -> bool {
    runs(item) && !item.price.is_free()
}
