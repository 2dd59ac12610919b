//! `reroll`, `judge`: more paintings and more verdicts, because a person wants them. The price is
//! said first.

use crate::choose;
use crate::cli::args::{JudgeArgs, RerollArgs};
use crate::cli::build_flags::BuildFlags;
use crate::cli::commands::choose::skipped;
use crate::cli::commands::{build, plan};
use crate::cli::consequences_text;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::plan_table::purchase;
use crate::money::Usd;
use crate::plan::BuildRequest;
use crate::project::Project;

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
    buy(ctx, &mut project, &request, yes)
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

/// Says the price, has it confirmed where it must be, and buys.
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
    ctx.printer.say(&format!("this may cost {price}{saved}"));
    build::make(ctx, project, request, yes, false)
}
