//! What `doctor` says of services: keys, addresses, models and, if it may ask, whether they answer.

use std::collections::BTreeSet;
use std::path::Path;

use crate::care::Row;
use crate::model::{Catalog, Day, ModelId};
use crate::provider::{
    Access, Accesses, ENDPOINTS, Endpoint, HttpClient, KeySource, Listing, listing,
    read_credentials,
};

/// How services are reached.
pub struct Reach<'a> {
    /// Keys and addresses.
    pub accesses: Accesses,
    /// Which models there are, for this user and today.
    pub catalog: Catalog,
    /// The user's own file of keys; it need not be there.
    pub credentials: &'a Path,
    /// Asks the services; `None` if no socket is to be opened.
    pub http: Option<HttpClient>,
}

/// Rows about the file of keys, every service that is used or has a key, and every model outside
/// that is used.
pub(crate) fn rows(reach: &Reach<'_>, used: &BTreeSet<ModelId>) -> Vec<Row> {
    let mut rows: Vec<Row> = credentials(reach.credentials).into_iter().collect();
    for endpoint in ENDPOINTS {
        let access = reach.accesses.of(endpoint.provider).expect("every provider has an endpoint");
        let models: Vec<&ModelId> =
            used.iter().filter(|it| it.provider() == endpoint.provider).collect();
        let is_set = access.has_key() || access.is_rerouted || access.blocked_by().is_some();
        if models.is_empty() && !is_set {
            continue;
        }
        rows.push(service(endpoint, access, !models.is_empty()));
        rows.extend(models.iter().map(|it| known(&reach.catalog, it)));
        if let Some(http) = &reach.http {
            rows.extend(asked(http, endpoint, access, &models));
        }
    }
    rows
}

/// Nobody else is to read it, and then it is not used.
fn credentials(path: &Path) -> Option<Row> {
    let what = "keys";
    let found = read_credentials(path);
    if let Some(problem) = found.problem {
        return Some(Row { help: problem.help, ..Row::bad(what, problem.reason) });
    }
    let names: Vec<&str> = found.keys.keys().map(String::as_str).collect();
    let detail = format!("{}: {}", path.display(), names.join(", "));
    let idle = names.iter().find(|it| Endpoint::of(it).is_none_or(|it| !it.has_keys()));
    match idle {
        _ if names.is_empty() => None,
        Some(name) => {
            let detail = format!("{detail}; nothing reads the key of `{name}`");
            Some(Row::warn(what, detail).help("correct its name, or take it out of the file"))
        }
        None => Some(Row::ok(what, detail)),
    }
}

fn service(endpoint: &Endpoint, access: &Access, is_used: bool) -> Row {
    let (what, needs_none) = (endpoint.provider, !endpoint.needs_key());
    let place = match access.is_rerouted || needs_none {
        true => format!(", at {}", access.url),
        false => String::new(),
    };
    match access.key_source() {
        Ok(KeySource::Variable(name)) => Row::ok(what, format!("key from {name}{place}")),
        Ok(KeySource::File) => Row::ok(what, format!("key from your file of keys{place}")),
        Err(why) if access.blocked_by().is_some() => {
            Row { help: why.help.clone(), ..Row::bad(what, format!("{}{place}", why.reason)) }
        }
        Err(_) if needs_none => Row::ok(what, format!("needs no key{place}")),
        Err(_) if access.url.is_loopback() => Row::ok(what, format!("no key{place}")),
        Err(why) => {
            let row = if is_used { Row::bad } else { Row::warn };
            Row { help: why.help.clone(), ..row(what, format!("{}{place}", why.reason)) }
        }
    }
}

/// Whether a model can be asked, and where its price is from.
fn known(catalog: &Catalog, model: &ModelId) -> Row {
    let what = model.to_string();
    if let Some(end) = catalog.end(model) {
        let (row, verb) = match end.on <= catalog.today {
            true => (Row::bad as fn(&str, String) -> Row, "was"),
            false => (Row::warn as fn(&str, String) -> Row, "will be"),
        };
        let help = format!("choose another model: `{}` takes its place", end.successor);
        return row(&what, format!("{verb} shut down on {}", end.on)).help(help);
    }
    let own = catalog.rates.contains_key(model) || catalog.fees.contains_key(model);
    match (catalog.abilities(model), own) {
        (None, _) => Row::bad(&what, "is not known, and has no price")
            .help(format!("see which there are: assetbuild models {}", model.provider())),
        (Some(_), true) => Row::ok(&what, "at the price of your own configuration"),
        (Some(_), false) if Catalog::is_free(model.provider()) => Row::ok(&what, "free"),
        (Some(_), false) => Row::ok(&what, format!("at the prices of {}", Day::LOOKED_UP)),
    }
}

/// Asks the service for what costs nothing.
fn asked(http: &HttpClient, endpoint: &Endpoint, access: &Access, models: &[&ModelId]) -> Vec<Row> {
    let what = format!("{} answers", endpoint.provider);
    if access.blocked_by().is_some() {
        // Why nothing may be sent was said before.
        return Vec::new();
    }
    if endpoint.needs_key() && !access.has_key() && !access.url.is_loopback() {
        return vec![Row::warn(&what, "not asked, since there is no key")];
    }
    let (listed, ends) = match listing(http, endpoint.provider, access) {
        Ok(Some(Listing { models: Some(listed), ends })) => (listed, ends),
        Ok(None) => return vec![Row::ok(&what, "not asked: at this address it lists no models")],
        Ok(Some(Listing { models: None, .. })) => return vec![Row::ok(&what, "yes")],
        Err(why) => return vec![Row { help: why.help, ..Row::bad(&what, why.reason) }],
    };
    let mut rows = vec![Row::ok(&what, format!("yes, and lists {} models", listed.len()))];
    for (model, end) in models.iter().filter_map(|it| Some((it, ends.get(it.name())?))) {
        let detail = format!("the service says that it is shut down on {end}");
        rows.push(
            Row::warn(&model.to_string(), detail)
                .help(format!("see which there are: assetbuild models {}", endpoint.provider)),
        );
    }
    for model in models.iter().filter(|it| !is_listed(it, &listed)) {
        let detail = "is not in the list of the service, which may not answer for it";
        rows.push(
            Row::warn(&model.to_string(), detail)
                .help(format!("see which there are: assetbuild models {}", endpoint.provider)),
        );
    }
    rows
}

/// `a1111/loaded` is whatever the server has loaded.
fn is_listed(model: &ModelId, listed: &BTreeSet<String>) -> bool {
    listed.contains(model.name()) || (model.provider(), model.name()) == ("a1111", "loaded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::RowState;
    use crate::model::Day;

    #[test]
    fn a_model_that_ends_is_told_before_and_after() {
        let model = "google/gemini-2.5-flash-image".parse().unwrap();
        let on = |day: Day| {
            let row = known(&Catalog { today: day, ..Catalog::default() }, &model);
            assert!(row.help.unwrap().contains("google/gemini-nano-banana-2.1"));
            (row.state, row.detail)
        };
        let before = on(Day::LOOKED_UP);
        assert_eq!(before, (RowState::Warn, "will be shut down on 2027-03-15".to_owned()));
        let after = on(Day::new(2027, 3, 15));
        assert_eq!(after, (RowState::Bad, "was shut down on 2027-03-15".to_owned()));
        let unknown = "google/no-such".parse().unwrap();
        assert_eq!(known(&Catalog::default(), &unknown).state, RowState::Bad);
    }
}
