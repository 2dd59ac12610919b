//! `plan`: what a build would do, why, and for how much.

use crate::cli::args::PlanArgs;
use crate::cli::build_flags::BuildFlags;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::json;
use crate::cli::plan_table::{PlanTable, is_empty, purchase};
use crate::plan::{BuildRequest, Plan};
use crate::project::Project;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: PlanArgs) -> Answer {
    let flags = BuildFlags { batch: args.batch, ..BuildFlags::default() };
    let request = flags.request(args.targets.targets, ctx.settings.environment.cores);
    let mut project = ctx.project_listing(&request.targets)?;
    if args.exact {
        let (plan, said) = project.plan_exactly(&request)?;
        let answer = tell(ctx, &mut project, &request, &plan, args.exit_code);
        said.iter().for_each(|it| ctx.printer.say(it));
        return answer;
    }
    show(ctx, &mut project, &request, args.exit_code)
}

/// Shows what a build by this request would do.
pub(crate) fn show(
    ctx: &Context,
    project: &mut Project,
    request: &BuildRequest,
    exit_code: bool,
) -> Answer {
    let plan = project.plan(request)?;
    tell(ctx, project, request, &plan, exit_code)
}

fn tell(
    ctx: &Context,
    project: &mut Project,
    request: &BuildRequest,
    plan: &Plan,
    exit_code: bool,
) -> Answer {
    let mistakes = ctx.show_mistakes(project);
    for item in plan.items() {
        ctx.printer.event(&json::of_item(item));
    }
    ctx.printer.event(&json::plan_summary(plan, purchase(plan)));
    let budget = project.settings().budget.per_build;
    let budget = request.budget(budget);
    let table = PlanTable { paint: ctx.printer.result_paint, all: ctx.is_verbose(), budget };
    if !(is_empty(plan) && mistakes != ExitStatus::Done) {
        ctx.printer.report(&table.text(plan));
    }
    Ok(if exit_code { mistakes.and(ExitStatus::of_plan(plan)) } else { mistakes })
}
