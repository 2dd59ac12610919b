//! `prompt`: the request that a model would get. Calls nothing.

use serde_json::json;

use crate::cli::args::NameArgs;
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::paint::{Ink, Paint};
use crate::project::view::{PromptView, ReferenceView};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &NameArgs) -> Answer {
    let name = &args.name.asset;
    let mut prompts = ctx.project_about([name])?.prompts(name)?;
    if prompts.is_empty() {
        let message = format!("`{name}` has no prompt: no model paints it");
        return Err(
            Complaint::usage(message).help(format!("see where it is: assetbuild show {name}"))
        );
    }
    prompts.retain(|it| args.name.covers(&it.part));
    if prompts.is_empty() {
        let part = args.name.part.as_ref().map(ToString::to_string).unwrap_or_default();
        let message = format!("`{name}` has no painting called `{part}`");
        return Err(Complaint::usage(message).help(format!("see all: assetbuild prompt {name}")));
    }
    for prompt in &prompts {
        ctx.printer.event(&event(name.as_str(), prompt));
    }
    if !ctx.printer.json {
        let paint = ctx.printer.result_paint;
        let title =
            |it: &PromptView| paint.ink(Ink::Strong, &format!("# {}", name.with_part(&it.part)));
        let texts = prompts.iter().map(|it| format!("{}\n{}", title(it), text(it, paint)));
        ctx.printer.result(&texts.collect::<Vec<_>>().join("\n\n"));
    }
    Ok(ExitStatus::Done)
}

/// One request, without an end of line.
pub(crate) fn text(prompt: &PromptView, paint: Paint) -> String {
    let [width, height] = prompt.size;
    let head = |text: &str| paint.ink(Ink::Dim, text);
    let mut lines = vec![format!("{} {}   {width}×{height}", head("model"), prompt.model)];
    for (key, value) in &prompt.params {
        lines.push(format!("{} {key} = {value}", head("param")));
    }
    for reference in &prompt.references {
        lines.push(format!("{}  {}", head("shows"), shown(reference)));
    }
    lines.push(format!("\n{}", prompt.prompt));
    if !prompt.avoid.is_empty() {
        lines.push(format!("\n{}\n{}", head("avoid"), prompt.avoid.join(", ")));
    }
    if !prompt.judge_prompt.is_empty() {
        lines.push(format!("\n{} {}\n{}", head("judge"), prompt.judge, prompt.judge_prompt));
    }
    lines.join("\n")
}

fn shown(reference: &ReferenceView) -> String {
    match reference.is_pending {
        true => format!("{} (not made yet)", reference.what),
        false => reference.what.clone(),
    }
}

fn event(name: &str, prompt: &PromptView) -> serde_json::Value {
    let params: serde_json::Map<String, serde_json::Value> =
        prompt.params.iter().cloned().collect();
    json!({
        "event": "prompt",
        "name": name,
        "part": prompt.part,
        "model": prompt.model,
        "prompt": prompt.prompt,
        "avoid": prompt.avoid,
        "size": prompt.size,
        "params": params,
        "references": prompt.references.iter().map(|it| &it.what).collect::<Vec<_>>(),
        "judge": prompt.judge,
        "judge_prompt": prompt.judge_prompt,
    })
}
