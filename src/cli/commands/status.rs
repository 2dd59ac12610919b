//! `status`: how many assets are fresh, and a line for each that is not.

use crate::cli::args::TargetArgs;
use crate::cli::build_flags::BuildFlags;
use crate::cli::context::{Answer, Context};
use crate::cli::fold::fold;
use crate::cli::layout::{pad, widest};
use crate::cli::paint::{Ink, Paint};
use crate::cli::plan_table::purchase;
use crate::cli::{json, reason};
use crate::plan::{Decision, Plan, PlanItem};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: TargetArgs) -> Answer {
    let mut project = ctx.project()?;
    let request = BuildFlags::default().request(args.targets, ctx.settings.environment.cores);
    let plan = project.plan(&request)?;
    let status = ctx.show_mistakes(&project);
    for item in plan.items() {
        ctx.printer.event(&json::of_item(item));
    }
    ctx.printer.event(&json::plan_summary(&plan, purchase(&plan)));
    ctx.printer.say(&text(&plan, ctx.printer.paint, ctx.is_verbose()));
    Ok(status)
}

/// The counts, then a line for each asset that is not fresh; with `all`, for each asset.
pub(crate) fn text(plan: &Plan, paint: Paint, all: bool) -> String {
    let shown = |it: &&PlanItem| all || word(it) != "fresh";
    let items: Vec<&PlanItem> = plan.items().filter(shown).collect();
    let names: Vec<String> = items.iter().map(|it| format!("{}/{}", it.folder, it.name)).collect();
    let width = widest(names.iter().map(String::as_str), 40);
    let line = |(item, name): (&&PlanItem, &String)| {
        let state = paint.state(word(item), 12);
        format!("  {state}  {}  {}", pad(name, width), fact(item)).trim_end().to_owned()
    };
    let lines = items.iter().zip(&names).map(line).collect();
    let mut res = vec![counts(plan, paint)];
    res.extend(fold(lines, all));
    res.join("\n")
}

const WORDS: [&str; 7] = ["fresh", "dirty", "waiting", "held", "edited", "below target", "failed"];

/// The state; what is fresh and scores too low is said to be so.
fn word(item: &PlanItem) -> &'static str {
    let is_below = item.score.is_some_and(|it| it.0 < item.target);
    match item.decision {
        Decision::Fresh if is_below => "below target",
        _ => reason::state(&item.decision),
    }
}

fn fact(item: &PlanItem) -> String {
    match (&item.decision, item.score) {
        (Decision::Fresh, Some(score)) if score.0 < item.target => {
            let (name, target) = (&item.name, item.target);
            format!("score {score} < {target}; one more attempt: assetbuild build {name} --improve")
        }
        (Decision::Fresh, Some(score)) => format!("score {score}"),
        (Decision::Edited { .. }, _) => {
            let name = &item.name;
            format!("changed by hand; take it back: assetbuild build --discard-edits {name}")
        }
        (Decision::Dirty(_) | Decision::Waiting { .. } | Decision::InBatch, _)
            if !item.price.is_free() =>
        {
            format!("{} ({})", reason::because(item), item.price)
        }
        _ => reason::because(item),
    }
}

fn counts(plan: &Plan, paint: Paint) -> String {
    let of = |state: &str| plan.items().filter(|it| word(it) == state).count();
    let said = WORDS.iter().map(|it| (*it, of(it))).filter(|(_, n)| *n > 0);
    let said: Vec<String> =
        said.map(|(state, n)| format!("{n} {}", paint.ink(Ink::of_state(state), state))).collect();
    if said.is_empty() { "there are no assets".to_owned() } else { said.join("   ") }
}
