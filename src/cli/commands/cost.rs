//! `cost`: what was spent and saved, what is open, and what nobody chose.

use crate::cli::args::{CostArgs, CostCommand};
use crate::cli::context::{Answer, Context};
use crate::cli::events::{
    AssetCostEvent, CostSummaryEvent, DayCostEvent, ModelCostEvent, OpenCallEvent,
};
use crate::cli::exit_status::ExitStatus;
use crate::cli::fold::fold;
use crate::cli::layout::{ago, count, pad, pad_left, widest};
use crate::project::view::{Cost, ModelCost, OpenCall};
use crate::store::StoreSize;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &CostArgs) -> Answer {
    let mut project = ctx.project()?;
    if let Some(CostCommand::Settle { id }) = &args.command {
        let call = project.settle(id)?;
        ctx.printer.event(&OpenCallEvent::of("settled", &call));
        let lost = if call.in_batch { "; what its batch brings is not collected" } else { "" };
        ctx.printer.say(&format!("{} is settled; {} is no longer held{lost}", call.id, call.usd));
        return Ok(ExitStatus::Done);
    }
    let cost = project.cost()?;
    let size = project.store_size()?;
    events(ctx, &cost, &size);
    ctx.printer.report(&text(&cost, ctx.is_verbose()));
    let StoreSize { originals, derived } = size;
    if originals.files == 0 {
        return Ok(ExitStatus::Done);
    }
    ctx.printer
        .report(&format!("\nthe store: originals: {originals}; can be computed again: {derived}"));
    Ok(ExitStatus::Done)
}

/// The whole text, without an end of line.
pub(crate) fn text(cost: &Cost, all: bool) -> String {
    let mut blocks = vec![by_model(cost), by_asset(cost, all), by_day(cost, all)];
    blocks.retain(|it| !it.is_empty());
    let mut last: Vec<String> = cost.open.iter().map(open).collect();
    if cost.unchosen.pictures > 0 {
        let pictures = count(cost.unchosen.pictures, "picture", "pictures");
        last.push(format!("nobody chose {pictures} ({})", cost.unchosen.usd));
    }
    if !last.is_empty() {
        blocks.push(last.join("\n"));
    }
    if blocks.is_empty() {
        return "nothing was ever bought".to_owned();
    }
    blocks.join("\n\n")
}

fn by_model(cost: &Cost) -> String {
    let row = |name: String, row: &ModelCost, each: String| {
        let counts = [row.pictures, row.verdicts, row.prompts, row.tokens].map(dash);
        let money = [each, row.estimate.to_string(), row.billed.to_string(), row.saved.to_string()];
        (name, [counts.as_slice(), &money].concat())
    };
    let mut rows: Vec<_> =
        cost.models.iter().map(|it| row(it.model.to_string(), it, each(it))).collect();
    if rows.len() > 1 {
        rows.push(row("total".to_owned(), &total(cost), "–".to_owned()));
    }
    let money = ["a picture", "estimate", "billed", "saved by the cache"];
    let headings = [&["pictures", "verdicts", "prompts", "tokens"], &money[..]].concat();
    table("by model", &headings, rows.into_iter()).join("\n")
}

/// What a picture of a model that paints alone was billed on the average.
fn each(row: &ModelCost) -> String {
    if row.pictures == 0 || row.verdicts + row.prompts > 0 {
        return "–".to_owned();
    }
    row.billed.over(row.pictures).to_string()
}

/// All models together.
fn total(cost: &Cost) -> ModelCost {
    let first = cost.models.first().map(|it| it.model.clone());
    let mut res = ModelCost::none(first.expect("there is a row to sum up"));
    for row in &cost.models {
        res.pictures += row.pictures;
        res.verdicts += row.verdicts;
        res.prompts += row.prompts;
        res.tokens += row.tokens;
        res.estimate += row.estimate;
        res.billed += row.billed;
        res.saved += row.saved;
    }
    res
}

fn by_asset(cost: &Cost, all: bool) -> String {
    let rows = cost.assets.iter();
    let rows = rows.map(|row| {
        let cells = vec![dash(row.pictures), row.estimate.to_string(), row.billed.to_string()];
        (row.name.clone(), cells)
    });
    fold(table("by asset", &["pictures", "estimate", "billed"], rows), all).join("\n")
}

fn by_day(cost: &Cost, all: bool) -> String {
    let rows = cost.days.iter();
    let rows =
        rows.map(|it| (it.day.clone(), vec![it.estimate.to_string(), it.billed.to_string()]));
    fold(table("by day", &["estimate", "billed"], rows), all).join("\n")
}

fn dash(n: u64) -> String {
    if n == 0 { "–".to_owned() } else { n.to_string() }
}

/// A line of headings, and one a row; figures stand to the right. Nothing if there are no rows.
fn table(
    title: &str,
    headings: &[&str],
    rows: impl Iterator<Item = (String, Vec<String>)>,
) -> Vec<String> {
    let rows: Vec<(String, Vec<String>)> = rows.collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let names = rows.iter().map(|(name, _)| name.as_str()).chain([title]);
    let names = widest(names, 48);
    let width = |idx: usize| {
        let cells = rows.iter().map(|(_, cells)| cells[idx].as_str()).chain([headings[idx]]);
        widest(cells, 24)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |name: &str, cells: &[&str]| {
        let cells = cells.iter().zip(&widths);
        let cells: Vec<String> = cells.map(|(text, width)| pad_left(text, *width)).collect();
        format!("{}   {}", pad(name, names), cells.join("   "))
    };
    let mut res = vec![line(title, headings)];
    for (name, cells) in &rows {
        res.push(line(name, &cells.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    res
}

fn open(call: &OpenCall) -> String {
    let OpenCall { id, asset, usd, age, .. } = call;
    if call.in_batch {
        let age = ago(*age);
        return format!(
            "in a batch: a request for {asset}, {usd} held ({id}, {age}); build again to collect it"
        );
    }
    format!(
        "open: a request for {asset} without an answer, {usd} held ({id}, {}); \
         send it again: assetbuild build {asset} --resend {asset}; forget it: assetbuild cost settle {id}",
        ago(*age)
    )
}

fn events(ctx: &Context, cost: &Cost, size: &StoreSize) {
    let printer = &ctx.printer;
    cost.models.iter().for_each(|it| printer.event(&ModelCostEvent::of(it)));
    cost.assets.iter().for_each(|it| printer.event(&AssetCostEvent::of(it)));
    cost.days.iter().for_each(|it| printer.event(&DayCostEvent::of(it)));
    cost.open.iter().for_each(|it| printer.event(&OpenCallEvent::of("cost-open", it)));
    printer.event(&CostSummaryEvent::of(cost, size));
}
