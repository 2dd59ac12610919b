//! `watch`: build on every edit.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::cli::args::{PaidPolicy, WatchArgs};
use crate::cli::build_flags::BuildFlags;
use crate::cli::commands::build;
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::progress::Progress;
use crate::cli::render::Assets;
use crate::diagnostic::Diagnostic;
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::plan::BuildRequest;
use crate::project::ProjectError;
use crate::run::{BuildReport, EventSink, Stop, stop_on_interrupt};
use crate::watch;
use crate::watch::{ExitReason, Notice, Sources, WatchOptions, WatchUi};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: WatchArgs) -> Answer {
    let WatchArgs { targets, paid, poll } = args;
    let cores = ctx.settings.environment.cores;
    let request: BuildRequest = BuildFlags::default().request(targets.targets, cores);
    let request = BuildRequest { tell_fresh: ctx.printer.json, ..request };
    let paid = match paid {
        PaidPolicy::Ask if !ctx.settings.can_ask => watch::PaidPolicy::Never,
        PaidPolicy::Ask => watch::PaidPolicy::Ask,
        PaidPolicy::Never => watch::PaidPolicy::Never,
        PaidPolicy::Auto => watch::PaidPolicy::Auto,
    };
    let poll = poll.map(|it| Duration::from_millis(it.max(50)));
    let mut project = ctx.project()?;
    let stop = Stop::new();
    let mut ui = Screen {
        ctx,
        progress: progress(ctx),
        out: project.settings().out.to_string(),
        n_all: project.asset_names().len(),
    };
    // Batches that are done by now; what is done later, a build collects.
    project.collect(ui.progress.as_ref())?;
    let told = Arc::clone(&ui.progress);
    stop_on_interrupt(stop.clone(), move || told.say("stopping"));
    let away = ctx.settings.environment.switches.away;
    let options = WatchOptions { request, paid, poll, away };
    match watch::run(&mut project, options, &mut ui, stop) {
        Ok(ExitReason::Interrupted) => Ok(ExitStatus::Interrupted),
        Ok(ExitReason::Gone) => {
            Err(Complaint::new(ExitStatus::Failed, "the project's folder is gone"))
        }
        Err(watch::WatchError::Project(error)) => Err(error.into()),
        Err(error) => Err(Complaint::new(ExitStatus::Failed, error.to_string())),
    }
}

fn progress(ctx: &Context) -> Arc<Progress> {
    Arc::new(Progress::new(Arc::clone(&ctx.printer), ctx.settings.live))
}

/// The terminal, as watch mode sees it.
struct Screen<'a> {
    ctx: &'a Context,
    progress: Arc<Progress>,
    out: String,
    n_all: usize,
}

impl WatchUi for Screen<'_> {
    fn events(&self) -> Arc<dyn EventSink> {
        Arc::clone(&self.progress) as _
    }

    fn diagnostics(&mut self, found: &[Diagnostic], sources: Sources<'_>) {
        let errors = found.iter().filter(|it| it.is_error());
        let broken: BTreeSet<&AssetName> = errors.filter_map(|it| it.asset.as_ref()).collect();
        let assets = Assets { n_all: self.n_all, n_broken: broken.len() };
        self.ctx.show_all(found, sources, assets);
    }

    fn building(&mut self) {
        self.progress = progress(self.ctx);
    }

    fn built(&mut self, report: &BuildReport) {
        self.progress.finish();
        for asset in &report.assets {
            self.progress.tell(asset);
        }
        build::show(self.ctx, &self.out, report);
    }

    fn ask(&mut self, price: PriceRange, assets: &[AssetName]) -> bool {
        let names: Vec<&str> = assets.iter().take(5).map(AssetName::as_str).collect();
        let more = assets.len().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let question = format!("{}{more} may cost {price}. Go on? [y/N]", names.join(", "));
        let answer = self.ctx.printer.ask(&question);
        matches!(answer.to_lowercase().as_str(), "y" | "yes")
    }

    fn waiting(&mut self) {
        self.ctx.printer.say("watching for changes; Ctrl-C ends");
    }

    fn notice(&mut self, notice: &Notice) {
        self.ctx.printer.warn(&notice.to_string());
    }

    fn trouble(&mut self, error: &ProjectError) {
        self.ctx.printer.warn(&format!("{error}; waiting for it to be mended"));
    }
}
