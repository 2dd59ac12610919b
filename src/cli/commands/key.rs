//! `key`: the user's own file of keys. A key is read hidden, or from stdin where that is no
//! terminal; never from an argument, which a shell's history and a list of processes would show.

use std::io;
use std::io::Read;

use serde_json::json;

use crate::cli::args::{KeyArgs, KeyCommand, KeyOf};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::provider::{Auth, ENDPOINTS, Endpoint, Secret, remove_credential, write_credential};

/// A key is far shorter; what is longer is some other file.
const MOST_BYTES: u64 = 64 << 10;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &KeyArgs) -> Answer {
    match &args.command {
        KeyCommand::Set(args) => set(ctx, endpoint(args)?),
        KeyCommand::Remove(args) => remove(ctx, endpoint(args)?),
    }
}

/// Repeats nothing that was typed: it may be a key.
fn endpoint(args: &KeyOf) -> Result<&'static Endpoint, Complaint> {
    let found = Endpoint::of(&args.provider).filter(|it| it.has_keys());
    let names = ENDPOINTS.iter().filter(|it| it.has_keys()).map(|it| it.provider);
    let names: Vec<&str> = names.collect();
    let endpoint = found.ok_or_else(|| {
        Complaint::usage("there is no provider of this name that has keys")
            .help(format!("keys are kept for {}", names.join(", ")))
    })?;
    if !args.rest.is_empty() {
        let help = format!(
            "it is asked for, or read from stdin: assetbuild key set {}",
            endpoint.provider
        );
        return Err(Complaint::usage(
            "a key is no argument: the history of your shell would keep it",
        )
        .help(help));
    }
    Ok(endpoint)
}

fn set(ctx: &Context, endpoint: &Endpoint) -> Answer {
    let provider = endpoint.provider;
    let text = typed(ctx, endpoint).map_err(|cause| {
        Complaint::new(ExitStatus::Failed, format!("the key cannot be read: {cause}"))
    })?;
    let secret = Secret::new(&text).map_err(|why| {
        Complaint::usage(format!("this is no key: {why}; nothing was kept"))
            .help(format!("keys of {provider}: {}", endpoint.keys_at))
    })?;
    if endpoint.auth == Auth::Login && !text.contains(':') {
        return Err(Complaint::usage("this is no login; nothing was kept")
            .help(format!("{provider} takes {}", endpoint.keys_at)));
    }
    let path = ctx.settings.credentials();
    write_credential(&ctx.settings.files(), &path, provider, &secret).map_err(|cause| {
        let message = format!("the key cannot be kept in `{}`: {cause}", path.display());
        Complaint::new(ExitStatus::Failed, message)
    })?;
    ctx.printer.event(&event("key-set", provider, &path));
    ctx.printer.say(&format!(
        "the key of {provider} is kept in {}, for nobody else to read",
        path.display()
    ));
    warn_of_variable(ctx, endpoint);
    Ok(ExitStatus::Done)
}

fn typed(ctx: &Context, endpoint: &Endpoint) -> io::Result<String> {
    if ctx.settings.environment.stdin_terminal {
        ctx.printer.say(&format!("keys of {}: {}", endpoint.provider, endpoint.keys_at));
        let question = format!("the key of {} (it is not shown):", endpoint.provider);
        return ctx.printer.ask_hidden(&question);
    }
    let mut text = String::new();
    io::stdin().take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// The environment comes before the file.
fn warn_of_variable(ctx: &Context, endpoint: &Endpoint) {
    let variables = &ctx.settings.environment.services;
    let is_set =
        |it: &&&str| variables.secrets.contains_key(**it) || variables.unusable.contains_key(**it);
    if let Some(name) = endpoint.key_variables.iter().find(is_set) {
        ctx.printer.warn(&format!("  {name} is set, and counts before what is kept"));
    }
}

fn remove(ctx: &Context, endpoint: &Endpoint) -> Answer {
    let (provider, path) = (endpoint.provider, ctx.settings.credentials());
    let there = remove_credential(&ctx.settings.files(), &path, provider).map_err(|cause| {
        let message = format!("the key cannot be taken out of `{}`: {cause}", path.display());
        Complaint::new(ExitStatus::Failed, message)
    })?;
    ctx.printer.event(&event(if there { "key-removed" } else { "no-key" }, provider, &path));
    ctx.printer.say(&match there {
        true => format!("the key of {provider} is gone from {}", path.display()),
        false => format!("there is no key of {provider} in {}", path.display()),
    });
    Ok(ExitStatus::Done)
}

fn event(event: &str, provider: &str, path: &std::path::Path) -> serde_json::Value {
    json!({ "event": event, "provider": provider, "path": path.display().to_string() })
}
