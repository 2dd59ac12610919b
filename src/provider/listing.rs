//! `Listing`: what a service answers to a question that costs nothing: that it is there, that it
//! takes the key, and which models it has. Opens a socket, and only when a person asks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use crate::model::Day;
use crate::provider::google::Form;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, KeyHeader, LONGEST, failure};
use crate::provider::{Access, Advice, HttpClient, SendError, json};

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The names of its models, without the provider; `None` if it has no list of them.
    pub models: Option<BTreeSet<String>>,
    /// When those of them end of which it says that.
    pub ends: BTreeMap<String, Day>,
}

/// A question that costs nothing, and how its answer names models.
struct Question {
    path: String,
    query: Option<&'static str>,
    key: (&'static str, &'static str),
    names: fn(&Value) -> Option<BTreeSet<String>>,
}

/// How long a service may take to answer it.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The most characters of a service's own error that are shown.
const LONGEST_WORDS: usize = 200;

/// Asks a service, once. `None` if it has nothing to ask for that costs nothing.
///
/// # Errors
///
/// What went wrong: no connection, a key that it does not take, an answer that is none.
pub fn listing(
    http: &HttpClient,
    provider: &str,
    access: &Access,
) -> Result<Option<Listing>, Advice> {
    let Some(question) = question(provider, access) else { return Ok(None) };
    let failed = |it: std::io::Error| Advice { reason: it.to_string(), help: None };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(failed)?;
    let answer = runtime.block_on(http.exchange(request(&question, access)));
    let answer = answer.map_err(advice)?;
    read(&question, access, &answer).map(Some).map_err(|err| match answer.status {
        // Of a question without a body nothing else can be wrong.
        400 | 401 | 403 if access.has_key() => {
            let help = format!("correct the key: assetbuild key set {provider}");
            Advice { help: Some(help), ..advice(err) }
        }
        _ => advice(err),
    })
}

/// Addresses and shapes: <https://ai.google.dev/api/models>,
/// <https://platform.openai.com/docs/api-reference/models/list>, and what the servers document.
fn question(provider: &str, access: &Access) -> Option<Question> {
    let bearer = ("Authorization", "Bearer ");
    let of = |path: &str, key, names| Question { path: path.to_owned(), query: None, key, names };
    Some(match provider {
        // The address of Vertex AI is one of a publisher, below which there is no list.
        "google" if Form::of(access.url.path()).is_vertex() => return None,
        "google" => Question {
            path: format!("{}/models", access.api_version),
            query: Some("pageSize=1000"),
            key: ("x-goog-api-key", ""),
            names: of_google,
        },
        "openai" => of("models", bearer, |it| texts(it.get("data")?, &["id"])),
        "a1111" => of("sdapi/v1/sd-models", ("Authorization", "Basic "), |answer| {
            texts(answer, &["model_name", "title"])
        }),
        "comfyui" => of("queue", bearer, |_| None),
        "retrodiffusion" => of("v1/inferences/credits", ("X-RD-Token", ""), |_| None),
        "comfy-router" => of("v2/models", ("X-API-Key", ""), |_| None),
        "pixellab" => of("v1/balance", bearer, |_| None),
        _ => return None,
    })
}

fn request<'a>(question: &Question, access: &'a Access) -> HttpRequest<'a> {
    let mut url = access.url.join(&question.path);
    url.set_query(question.query);
    let (name, prefix) = question.key;
    HttpRequest {
        url,
        headers: Vec::new(),
        key: access.key().ok().map(|key| KeyHeader { name, prefix, key }),
        body: HttpBody::None,
        timeout: TIMEOUT,
        longest: LONGEST,
        // Nothing is billed.
        day: Day::LOOKED_UP,
    }
}

fn read(question: &Question, access: &Access, answer: &HttpAnswer) -> Result<Listing, SendError> {
    // A gateway need not have what it is not used for.
    if access.is_rerouted && [404, 405, 501].contains(&answer.status) {
        return Ok(Listing { models: None, ends: BTreeMap::new() });
    }
    let body: Option<Value> = json::parsed(&answer.body);
    match body.filter(|_| answer.is_success()) {
        Some(body) => Ok(Listing { models: (question.names)(&body), ends: ends(&body) }),
        None => Err(failure(answer, said(answer).as_deref(), access)),
    }
}

/// The service's own words of an error. The client has redacted the key.
fn said(answer: &HttpAnswer) -> Option<String> {
    let body = answer.object()?;
    let error = body.get(0).unwrap_or(&body);
    let text = error.pointer("/error/message").or_else(|| error.get("detail"))?.as_str()?;
    let words: Vec<&str> = text.split(|it: char| it.is_whitespace() || it.is_control()).collect();
    Some(words.join(" ").chars().take(LONGEST_WORDS).collect())
}

/// The days on which models end: `shutdown_date` of OpenAI's list.
/// <https://platform.openai.com/docs/deprecations>
fn ends(body: &Value) -> BTreeMap<String, Day> {
    let all = body.get("data").and_then(Value::as_array).into_iter().flatten();
    let end = |it: &Value| {
        let day = it.get("shutdown_date")?.as_str()?.parse().ok()?;
        Some((it.get("id")?.as_str()?.to_owned(), day))
    };
    all.filter_map(end).collect()
}

/// `None` if there are further pages: what is not in the first one may be there.
fn of_google(body: &Value) -> Option<BTreeSet<String>> {
    let is_whole = body.get("nextPageToken").is_none();
    let names = texts(body.get("models")?, &["name"])?;
    let plain = |it: String| it.strip_prefix("models/").map_or(it.clone(), str::to_owned);
    is_whole.then(|| names.into_iter().map(plain).collect())
}

/// These texts of every entry of a list.
fn texts(list: &Value, keys: &[&str]) -> Option<BTreeSet<String>> {
    let entries = list.as_array()?.iter();
    let names = entries.flat_map(|entry| keys.iter().filter_map(|it| entry.get(it)?.as_str()));
    Some(names.map(str::to_owned).collect())
}

fn advice(err: SendError) -> Advice {
    match err {
        SendError::Unavailable { advice, .. } => advice,
        SendError::NotAccepted { reason, .. } | SendError::NoAnswer { reason } => {
            Advice { reason, help: None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_day_is_believed_only_if_it_is_one() {
        let body = json!({ "data": [
            { "id": "a", "shutdown_date": "2027-02-01" }, { "id": "b", "shutdown_date": null },
            { "id": "c", "shutdown_date": "soon" }, { "shutdown_date": "2027-02-01" }, "d",
        ] });
        assert_eq!(ends(&body), BTreeMap::from([("a".to_owned(), Day::new(2027, 2, 1))]));
        assert!(ends(&json!([])).is_empty());
    }

    #[test]
    fn a_list_that_goes_on_is_no_proof_that_a_model_is_not_there() {
        let mut body = json!({ "models": [{ "name": "models/a" }, { "name": "b" }, {}] });
        let names = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        assert_eq!(of_google(&body), Some(names));
        body["nextPageToken"] = json!("2");
        assert_eq!(of_google(&body), None);
        assert_eq!(of_google(&json!({ "models": "none" })), None);
    }
}
