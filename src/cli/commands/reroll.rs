//! `reroll`, `judge`: more paintings and more verdicts, because a person wants them. The price is
//! said first.

use crate::choose;
use crate::cli::args::{JudgeArgs, RerollArgs};
use crate::cli::build_flags::BuildFlags;
use crate::cli::commands::build::Said;
use crate::cli::commands::choose::skipped;
use crate::cli::commands::{build, plan};
use crate::cli::confirm::confirm;
use crate::cli::consequences_text;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::plan_table::purchase;
use crate::money::Usd;
use crate::name::AssetName;
use crate::plan::BuildRequest;
use crate::project::Project;
use crate::project::view::LogEntry;

/// Has more paintings made of an asset.
pub(crate) fn run(ctx: &Context, args: RerollArgs) -> Answer {
    let RerollArgs { name, count, note, max_cost, yes, dry_run } = args;
    let mut project = ctx.project()?;
    let wish = (&name.asset, name.part.as_ref(), count, note);
    let (request, follows) = choose::reroll(&mut project, wish, request(ctx, max_cost))?;
    ctx.printer.event(&consequences_text::event(&follows));
    let lines = consequences_text::lines(&follows);
    if !lines.is_empty() {
        ctx.printer.say("if one of them scores better than what is shown:");
    }
    for line in lines {
        ctx.printer.say(&format!("  {line}"));
    }
    if dry_run {
        return plan::show(ctx, &mut project, &request, false);
    }
    let name = &name.asset;
    let before = project.log(Some(name))?;
    let done = buy(ctx, &mut project, &request, yes)?;
    let after = project.log(Some(name))?;
    ctx.printer.say(&outcome(name, &before, &after));
    Ok(done)
}

/// `two more, 29 and 33: neither is better than 54`, and how to look and choose.
fn outcome(name: &AssetName, before: &[LogEntry], after: &[LogEntry]) -> String {
    let is_new = |it: &&LogEntry| before.iter().all(|old| old.painting != it.painting);
    let new: Vec<&LogEntry> = after.iter().filter(is_new).collect();
    if new.is_empty() {
        return String::new();
    }
    let score = |it: &LogEntry| it.score.map_or_else(|| "unjudged".to_owned(), |it| it.to_string());
    let scores: Vec<String> = new.iter().map(|it| score(it)).collect();
    let more = format!("{} more ({})", new.len(), scores.join(", "));
    let old = before.iter().find(|it| it.is_picked).map(score);
    let came = match (new.iter().any(|it| it.is_picked), old) {
        (true, Some(old)) => format!("one of them is shown now, instead of the one with {old}"),
        (true, None) => "one of them is shown now".to_owned(),
        (false, Some(old)) if new.len() == 1 => format!("not better than the one shown, {old}"),
        (false, Some(old)) => format!("none is better than the one shown, {old}"),
        (false, None) => "none of them is shown".to_owned(),
    };
    format!(
        "{more}: {came}\n  see them: assetbuild log {name}; choose one: assetbuild pick {name} NUMBER"
    )
}

/// Asks the judge again.
pub(crate) fn judge(ctx: &Context, args: JudgeArgs) -> Answer {
    let JudgeArgs { targets, max_cost, yes, dry_run } = args;
    let mut project = ctx.project()?;
    let base = request(ctx, max_cost);
    let (request, left) = choose::judge_again(&mut project, &targets.targets, base)?;
    skipped(ctx, &left);
    if request.judge.is_empty() {
        ctx.printer.say("there is nothing to ask a judge about");
        return Ok(ExitStatus::Done);
    }
    if dry_run {
        return plan::show(ctx, &mut project, &request, false);
    }
    buy(ctx, &mut project, &request, yes)
}

fn request(ctx: &Context, max_cost: Option<Usd>) -> BuildRequest {
    let flags = BuildFlags { max_cost, ..BuildFlags::default() };
    flags.request(Vec::new(), ctx.settings.environment.cores)
}

/// Says the price, has it confirmed whatever it is, and buys.
fn buy(ctx: &Context, project: &mut Project, request: &BuildRequest, yes: bool) -> Answer {
    let plan = project.plan(request)?;
    let price = purchase(&plan);
    let saved = match plan.saved() {
        Usd::ZERO => String::new(),
        saved => format!("; what is there already saves {saved}"),
    };
    ctx.printer.event(&serde_json::json!({
        "event": "price", "usd_low": price.low.to_f64(), "usd_high": price.high.to_f64(),
    }));
    let question = format!("this may cost {price}{saved}");
    if yes || price.is_free() {
        ctx.printer.say(&question);
        return build::make(ctx, project, request, Said::of(yes), false);
    }
    let ask = |question: &str| ctx.printer.ask(question);
    confirm(&question, ctx.settings.can_ask.then_some(&ask))?;
    build::make(ctx, project, request, Said::Price, false)
}
