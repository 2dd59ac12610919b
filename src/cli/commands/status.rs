//! `status`: how many assets are fresh, and a line for each that is not.

use crate::action::Score;
use crate::cli::args::TargetArgs;
use crate::cli::build_flags::BuildFlags;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::fold::fold;
use crate::cli::layout::{pad, widest};
use crate::cli::paint::{Ink, Paint};
use crate::cli::plan_table::{is_empty, purchase};
use crate::cli::{json, reason};
use crate::name::AssetName;
use crate::plan::{Decision, Made, Plan, PlanItem};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: TargetArgs) -> Answer {
    let mut project = ctx.project_listing(&args.targets)?;
    let request = BuildFlags::default().request(args.targets, ctx.settings.environment.cores);
    let plan = project.plan(&request)?;
    let status = ctx.show_mistakes(&project);
    for item in plan.items() {
        ctx.printer.event(&json::of_item(item));
    }
    ctx.printer.event(&json::plan_summary(&plan, purchase(&plan)));
    if !(is_empty(&plan) && status != ExitStatus::Done) {
        ctx.printer.report(&text(&plan, ctx.printer.result_paint, ctx.is_verbose()));
    }
    Ok(status)
}

/// The counts, then a line for each asset that is not fresh; with `all`, for each asset.
pub(crate) fn text(plan: &Plan, paint: Paint, all: bool) -> String {
    let items = plan.items().filter(|it| all || word(it) != "fresh").map(|item| {
        let name = format!("{}/{}", item.folder, item.name);
        (word(item), name, fact(item))
    });
    let unread = plan.unread.below.iter().map(|asset| {
        let name = format!("{}/{}", asset.folder, asset.name);
        (BELOW, name, fact_below(&asset.name, asset.score, asset.target))
    });
    let rows: Vec<(&str, String, String)> = items.chain(unread).collect();
    let width = widest(rows.iter().map(|it| it.1.as_str()), 40);
    let line = |(word, name, fact): &(&str, String, String)| {
        let state = paint.state(word, 12);
        format!("  {state}  {}  {fact}", pad(name, width)).trim_end().to_owned()
    };
    let lines = rows.iter().map(line).collect();
    let mut res = vec![counts(plan, paint)];
    res.extend(fold(lines, all));
    res.join("\n")
}

const BELOW: &str = "below target";
const UNJUDGED: &str = "unjudged";
const WORDS: [&str; 8] = ["fresh", "dirty", "waiting", "held", "edited", BELOW, UNJUDGED, "failed"];

/// The state; what is fresh and scores too low is said to be so.
fn word(item: &PlanItem) -> &'static str {
    let is_below = item.score.is_some_and(|it| it.0 < item.target);
    match item.decision {
        Decision::Fresh if item.unjudged => UNJUDGED,
        Decision::Fresh if is_below => BELOW,
        _ => reason::state(&item.decision),
    }
}

fn fact_below(name: &AssetName, score: Score, target: u8) -> String {
    format!("score {score} < {target}; one more attempt: assetbuild build {name} --improve")
}

fn fact(item: &PlanItem) -> String {
    // Of what is held, and of what was edited, its own sentence says it.
    let says_so = matches!(item.decision, Decision::Held { .. } | Decision::Edited { .. });
    let chosen = item.chosen.filter(|_| !says_so).map(|it| format!("{} by you", it.as_str()));
    let parts = [Some(own_fact(item)).filter(|it| !it.is_empty()), chosen];
    parts.into_iter().flatten().collect::<Vec<_>>().join("   ")
}

fn own_fact(item: &PlanItem) -> String {
    match (&item.decision, item.score) {
        (Decision::Fresh, _) if item.unjudged => {
            let name = &item.name;
            format!("no verdict of use came; ask again: assetbuild build {name} --resend {name}")
        }
        // Who chose it wants no other one.
        (Decision::Fresh, Some(score)) if score.0 < item.target => match item.chosen {
            Some(_) => format!("score {score} < {}", item.target),
            None => fact_below(&item.name, score, item.target),
        },
        (Decision::Fresh, Some(_)) if item.made == Made::Drawn => "placeholder".to_owned(),
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
    let unread = |state: &str| match state {
        BELOW => plan.unread.below.len(),
        "fresh" => plan.unread.n - plan.unread.below.len(),
        _ => 0,
    };
    let of = |state: &str| plan.items().filter(|it| word(it) == state).count() + unread(state);
    let said = WORDS.iter().map(|it| (*it, of(it))).filter(|(_, n)| *n > 0);
    let said: Vec<String> =
        said.map(|(state, n)| format!("{n} {}", paint.ink(Ink::of_state(state), state))).collect();
    if said.is_empty() { "there are no assets".to_owned() } else { said.join("   ") }
}
