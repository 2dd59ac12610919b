//! `build`: bring targets up to date.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cli::args::BuildArgs;
use crate::cli::commands::{lock, plan};
use crate::cli::complaint::Complaint;
use crate::cli::confirm::{Purchase, Removal, confirm, question_of_addresses};
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::json;
use crate::cli::plan_table::{bought_now, purchase_now};
use crate::cli::progress::Progress;
use crate::cli::settings::Verbosity;
use crate::cli::summary::{Summary, next_steps};
use crate::diagnostic::Diagnostic;
use crate::plan::{BuildRequest, Plan};
use crate::project::{About, Glance, Project, UpToDate};
use crate::run::{BuildReport, Stop, stop_on_interrupt};

const STOPPING: &str =
    "stopping: calls under way are awaited, what is paid is kept; Ctrl-C again ends at once";

/// Runs it.
pub(crate) fn run(ctx: &Context, args: BuildArgs) -> Answer {
    let BuildArgs { targets, flags } = args;
    let request = flags.request(targets.targets, ctx.settings.environment.cores);
    // Machines are told of every asset.
    let request = BuildRequest { tell_fresh: ctx.printer.json, ..request };
    if flags.dry_run {
        return plan::show(ctx, &mut ctx.project()?, &request, false);
    }
    let mut project = match request.is_plain() && !request.tell_fresh {
        true => {
            let glance = ctx.glance()?;
            if let Some(UpToDate { out, unread }) = glance.as_ref().and_then(Glance::up_to_date) {
                let report = BuildReport::of_unread(&unread);
                show(ctx, &out, &report);
                return Ok(ExitStatus::of_build(&report, flags.strict, request.locked));
            }
            ctx.project_after(glance, &About::Assets(BTreeSet::new()))?
        }
        false => ctx.project()?,
    };
    if !request.locked
        && let Some(joined) = project.merge_lock()?
    {
        lock::tell(ctx, &joined);
    }
    make(ctx, &mut project, &request, Said::of(flags.yes), flags.strict)
}

/// What a person has agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing yet.
    Nothing,
    /// To the price.
    Price,
    /// To whatever has to be agreed to.
    Yes,
}

impl Said {
    /// By `--yes`.
    pub(crate) fn of(yes: bool) -> Said {
        if yes { Said::Yes } else { Said::Nothing }
    }
}

/// Builds what is wanted, after its price was confirmed, and says what it came to.
pub(crate) fn make(
    ctx: &Context,
    project: &mut Project,
    request: &BuildRequest,
    said: Said,
    strict: bool,
) -> Answer {
    let progress = Arc::new(Progress::new(Arc::clone(&ctx.printer), ctx.settings.live));
    if !request.offline && !request.locked && request.paid {
        // Before the price is told: what came home is not bought again, and is judged next.
        project.collect(progress.as_ref())?;
    }
    let mut plan = project.planned(request)?;
    if confirm_addresses(ctx, project, request, &plan, said == Said::Yes)? {
        plan = project.planned(request)?;
    }
    // Before anything is bought, written or removed: a mistake may be about just that.
    ctx.show_mistakes(project);
    confirm_price(ctx, project, request, &plan, said != Said::Nothing)?;
    let agreed = confirm_removal(ctx, request, &plan, said == Said::Yes)?;
    let request = &BuildRequest { remove_most: agreed, ..request.clone() };
    let stop = Stop::default();
    let told = Arc::clone(&progress);
    stop_on_interrupt(stop.clone(), move || told.say(STOPPING));
    let built = project.carry_out(request, &plan, Arc::clone(&progress) as _, stop);
    progress.finish();
    let report = built?;
    for asset in &report.assets {
        progress.tell(asset);
    }
    for name in &report.broken {
        ctx.printer.event(&json::of_broken(name));
    }
    show(ctx, project.settings().out.as_str(), &report);
    Ok(status(project, request, strict, &report))
}

/// Asks for consent where something would be sent to an address that the project names, and nobody
/// has agreed to that address so far. Whether there was such an address.
fn confirm_addresses(
    ctx: &Context,
    project: &mut Project,
    request: &BuildRequest,
    plan: &Plan,
    said_yes: bool,
) -> Result<bool, Complaint> {
    if !request.paid || request.offline || request.locked || project.buys_nothing() {
        return Ok(false);
    }
    let addresses = project.unconfirmed(plan);
    if addresses.is_empty() {
        return Ok(false);
    }
    let question = question_of_addresses(&addresses);
    let ask = |question: &str| ctx.printer.ask(question);
    match said_yes {
        true => ctx.printer.warn(&question),
        false => confirm(&question, ctx.settings.can_ask.then_some(&ask))?,
    }
    project.confirm(&addresses)?;
    Ok(true)
}

/// Asks for consent where the price needs it. Nothing is asked where nothing can be bought.
fn confirm_price(
    ctx: &Context,
    project: &Project,
    request: &BuildRequest,
    plan: &Plan,
    said_yes: bool,
) -> Result<(), Complaint> {
    let buys = request.paid && !request.offline && !request.locked && !project.buys_nothing();
    if said_yes || !buys {
        return Ok(());
    }
    let price = purchase_now(plan);
    if price.is_free() {
        return Ok(());
    }
    let budget = project.settings().budget;
    let purchase = Purchase {
        price,
        names: bought_now(plan),
        likely: plan.likely(),
        budget: request.budget(budget.per_build),
        ask_above: budget.ask_above,
        is_first: !project.has_paid_before(),
    };
    let ask = |question: &str| ctx.printer.ask(question);
    match purchase.question() {
        Some(question) => confirm(&question, ctx.settings.can_ask.then_some(&ask)),
        None => Ok(()),
    }
}

/// Asks for consent where most of what the lock knows would go, since its assets are declared
/// nowhere: a folder that was not checked out looks like that. Whether it may go.
fn confirm_removal(
    ctx: &Context,
    request: &BuildRequest,
    plan: &Plan,
    said_yes: bool,
) -> Result<bool, Complaint> {
    if !plan.removes_most || request.locked || said_yes {
        return Ok(said_yes);
    }
    let removal = Removal { n_assets: plan.gone.len(), n_files: plan.stale_files.len() };
    let ask = |question: &str| ctx.printer.ask(question);
    confirm(&removal.question(), ctx.settings.can_ask.then_some(&ask)).map(|()| true)
}

/// What it came to, for people and for programs.
pub(crate) fn show(ctx: &Context, out: &str, report: &BuildReport) {
    ctx.printer.event(&json::build_summary(report));
    if ctx.printer.json {
        return;
    }
    let quiet = ctx.settings.verbosity == Verbosity::Quiet;
    let summary = Summary { paint: ctx.printer.paint, all: ctx.is_verbose(), quiet };
    ctx.printer.warn(&summary.text(report));
    if let Some(steps) = next_steps(report, out) {
        ctx.printer.say(&steps);
    }
}

fn status(
    project: &Project,
    request: &BuildRequest,
    strict: bool,
    report: &BuildReport,
) -> ExitStatus {
    // A mistake in an asset that nobody asked for is shown, and is not this build's failure.
    let is_ours = |it: &&Diagnostic| it.asset.is_none() || request.targets.is_empty();
    let mut mistakes = project.diagnostics().iter().filter(is_ours);
    let first = match mistakes.any(Diagnostic::is_error) {
        true => ExitStatus::Usage,
        false => ExitStatus::Done,
    };
    first.and(ExitStatus::of_build(report, strict, request.locked))
}
