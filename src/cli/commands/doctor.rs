//! `doctor`: what is wrong with the machine and around the project.

use serde_json::json;

use crate::care::{Reach, Row, RowState, Setup, examine};
use crate::cli::args::DoctorArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::{pad, widest};
use crate::cli::paint::Paint;
use crate::project::catalog;
use crate::provider::UserConfig;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &DoctorArgs) -> Answer {
    let root = ctx.settings.project().map_err(|it| it.message);
    let user = ctx.settings.user().map_err(|it| it.message);
    let store = ctx.settings.store(user.as_ref().unwrap_or(&Default::default()));
    let store = store.map_err(|it| it.message);
    let project = root.is_ok().then(|| ctx.project().map_err(|it| it.message));
    let credentials = ctx.settings.credentials();
    let none = UserConfig::default();
    let services = ctx.settings.services(user.as_ref().unwrap_or(&none));
    let reach = services.map_err(|it| it.message).map(|services| Reach {
        catalog: catalog(user.as_ref().unwrap_or(&none), &services.accesses, ctx.settings.today()),
        accesses: services.accesses,
        credentials: &credentials,
        http: args.online.then_some(services.http),
    });
    let rows = examine(Setup {
        root,
        user,
        store,
        config: &ctx.settings.config,
        search: &ctx.settings.environment.search,
        project,
        reach,
    });
    for row in &rows {
        ctx.printer.event(&event(row));
    }
    ctx.printer.say(&text(&rows, ctx.printer.paint));
    Ok(match rows.iter().any(|it| it.state == RowState::Bad) {
        true => ExitStatus::Failed,
        false => ExitStatus::Done,
    })
}

/// A line for each row, and one for what to do.
pub(crate) fn text(rows: &[Row], paint: Paint) -> String {
    let width = widest(rows.iter().map(|it| it.what.as_str()), 32);
    let line = |row: &Row| {
        let head =
            format!("  {}  {}  {}", paint.state(word(row), 4), pad(&row.what, width), row.detail);
        let help = row.help.as_ref().map(|it| format!("\n          {it}"));
        format!("{}{}", head.trim_end(), help.unwrap_or_default())
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn word(row: &Row) -> &'static str {
    match row.state {
        RowState::Ok => "ok",
        RowState::Warn => "warn",
        RowState::Bad => "bad",
    }
}

fn event(row: &Row) -> serde_json::Value {
    json!({
        "event": "doctor",
        "what": row.what,
        "state": word(row),
        "detail": row.detail,
        "help": row.help,
    })
}
