//! `models`: which models can be used, for how much, and what they can do.

use serde_json::json;

use crate::care::{KeyStatus, Offer, Offers, ask, offers};
use crate::cli::args::ModelsArgs;
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::{pad, widest};
use crate::model::{Alpha, Catalog, Day, Role, Seed};
use crate::money::PriceRange;
use crate::project::catalog;
use crate::provider::KeySource;

const HEADINGS: [&str; 8] =
    ["model", "roles", "picture", "verdict", "alpha", "references", "seed", "ends on"];

/// Runs it. Needs no project.
pub(crate) fn run(ctx: &Context, args: &ModelsArgs) -> Answer {
    let user = ctx.settings.user()?;
    let services = ctx.settings.services(&user)?;
    let accesses = services.accesses;
    let mut all = offers(&user, &accesses, &catalog(&user, &accesses, ctx.settings.today()));
    if let Some(provider) = &args.provider {
        let known = [&["builtin", "exec"][..], &Catalog::providers()].concat();
        if !known.contains(&provider.as_str()) {
            return Err(Complaint::usage(format!("there is no provider `{provider}`"))
                .help(format!("providers are {}", known.join(", "))));
        }
        all.retain(|it| it.provider == provider);
    }
    let said = if args.online { ask(&services.http, &accesses, &mut all) } else { Vec::new() };
    for (offers, model) in all.iter().flat_map(|it| it.models.iter().map(move |m| (it, m))) {
        ctx.printer.event(&event(offers, model));
    }
    match all.is_empty() {
        // Programs and graphs are the user's own.
        true => ctx.printer.say("there are none; add them to your own configuration"),
        false if !ctx.printer.json => {
            ctx.printer.report(&text(&all));
            ctx.printer.say(&notes(&all));
            said.iter().for_each(|it| ctx.printer.say(it));
        }
        false => {}
    }
    Ok(ExitStatus::Done)
}

/// A line of headings, and a line for each model below its provider's.
pub(crate) fn text(all: &[Offers]) -> String {
    let rows: Vec<Vec<[String; 8]>> =
        all.iter().map(|it| it.models.iter().map(cells).collect()).collect();
    let headings = HEADINGS.map(str::to_owned);
    let width = |idx: usize| {
        let cells = rows.iter().flatten().chain([&headings]).map(|it| it[idx].as_str());
        widest(cells, 48)
    };
    let widths: [usize; 8] = std::array::from_fn(width);
    let line = |cells: &[String; 8]| {
        let cells = cells.iter().zip(widths).map(|(text, width)| pad(text, width));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut lines = vec![format!("  {}", line(&headings))];
    for (offers, rows) in all.iter().zip(&rows) {
        lines.push(format!("{}: {}", offers.provider, key(&offers.key)));
        lines.extend(rows.iter().map(|it| format!("  {}", line(it))));
    }
    lines.join("\n")
}

fn notes(all: &[Offers]) -> String {
    let mut res = format!(
        "a picture is 1024×1024, a verdict is on one picture; prices in USD of {}, your own before \
         them",
        Day::LOOKED_UP
    );
    let without = all.iter().filter(|it| matches!(it.key, KeyStatus::Missing { .. }));
    for it in without {
        res.push_str(&format!("\n  keep a key: assetbuild key set {}", it.provider));
    }
    res
}

fn key(status: &KeyStatus) -> String {
    match status {
        KeyStatus::NotNeeded => "no key needed".to_owned(),
        KeyStatus::Found(KeySource::Variable(name)) => format!("key from {name}"),
        KeyStatus::Found(KeySource::File) => "key from your file of keys".to_owned(),
        KeyStatus::Unusable(why) => why.clone(),
        KeyStatus::Missing { variables } => {
            format!("no key; looked for in {}", variables.join(", "))
        }
    }
}

fn cells(model: &Offer) -> [String; 8] {
    let can = model.abilities.as_ref();
    // What a program or a graph can do, the project says.
    let told = |text: Option<String>| text.unwrap_or_else(|| "?".to_owned());
    [
        model.name.clone(),
        model.roles.iter().map(|it| role(*it)).collect::<Vec<_>>().join(", "),
        price(model.picture),
        price(model.verdict),
        told(can.map(|it| alpha(it.alpha).to_owned())),
        told(can.map(|it| it.references.to_string())),
        told(can.map(|it| seed(it.seed).to_owned())),
        model.ends.map_or_else(|| "–".to_owned(), |it| it.to_string()),
    ]
}

fn price(price: Option<PriceRange>) -> String {
    match price {
        None => "–".to_owned(),
        Some(it) if it.is_free() => "free".to_owned(),
        Some(it) if it.low == it.high => it.low.to_string(),
        Some(it) => format!("{}–{}", it.low, it.high),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Paint => "paint",
        Role::Edit => "edit",
        Role::Judge => "judge",
        Role::Refine => "refine",
    }
}

fn alpha(alpha: Alpha) -> &'static str {
    match alpha {
        Alpha::Native => "native",
        Alpha::None => "none",
    }
}

fn seed(seed: Seed) -> &'static str {
    match seed {
        Seed::Exact => "exact",
        Seed::BestEffort => "best-effort",
        Seed::None => "none",
    }
}

fn event(offers: &Offers, model: &Offer) -> serde_json::Value {
    let usd = |it: Option<PriceRange>| it.map(|it| json!({ "low": it.low, "high": it.high }));
    let can = model.abilities.as_ref();
    let (key, variables) = match &offers.key {
        KeyStatus::NotNeeded => ("none-needed", &[][..]),
        KeyStatus::Found(_) => ("there", &[][..]),
        KeyStatus::Unusable(_) => ("unusable", &[][..]),
        KeyStatus::Missing { variables } => ("missing", *variables),
    };
    json!({
        "event": "model",
        "name": model.name,
        "provider": offers.provider,
        "roles": model.roles,
        "usd_picture": usd(model.picture),
        "usd_verdict": usd(model.verdict),
        "alpha": can.map(|it| it.alpha),
        "references": can.map(|it| it.references),
        "seed": can.map(|it| it.seed),
        "key": key,
        "key_variables": variables,
        "ends_on": model.ends,
        "successor": model.successor,
    })
}
