//! `check`: mistakes in manifests, and measurements of the pictures that are there. Never pays.

use serde_json::json;

use crate::action::Finding;
use crate::cli::args::CheckArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::count;
use crate::cli::paint::Paint;
use crate::project::view::Checked;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &CheckArgs) -> Answer {
    let project = ctx.project()?;
    let checked = project.check()?;
    let mistakes = ctx.show_mistakes(&project);
    for it in &checked {
        ctx.printer.event(&event(it));
    }
    if !ctx.printer.json {
        ctx.printer.warn(&lines(&checked, ctx.printer.paint).join("\n"));
    }
    let n_good = checked.iter().filter(|it| it.findings.failed().next().is_none()).count();
    let n_all = count(checked.len() as u64, "picture", "pictures");
    ctx.printer.say(&format!("{n_all} checked, {n_good} without a finding"));
    let bad = |it: &Checked| !it.findings.passed() || (args.strict && has_anything(it));
    Ok(match checked.iter().any(bad) {
        true => mistakes.and(ExitStatus::Failed),
        false => mistakes,
    })
}

fn has_anything(checked: &Checked) -> bool {
    checked.findings.failed().next().is_some()
        || checked.score.is_some_and(|it| it.0 < checked.target)
}

/// A line for each finding that does not hold.
pub(crate) fn lines(checked: &[Checked], paint: Paint) -> Vec<String> {
    let line = |(checked, finding): (&Checked, &Finding)| {
        let state = paint.state(if finding.hard { "failed" } else { "warning" }, 8);
        let Finding { check, measured, required, .. } = finding;
        format!("  {state} {}   {check}: {measured}, {required} required", checked.path)
    };
    let findings = checked.iter().flat_map(|it| it.findings.failed().map(move |f| (it, f)));
    findings.map(line).collect()
}

fn event(checked: &Checked) -> serde_json::Value {
    json!({
        "event": "checked",
        "name": checked.name,
        "part": checked.part,
        "path": checked.path.as_str(),
        "passed": checked.findings.passed(),
        "findings": checked.findings,
        "score": checked.score,
        "target": checked.target,
    })
}
