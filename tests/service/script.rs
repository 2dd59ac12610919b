//! `Script`: when a service does something else than what it is asked.
//!
//! ```json
//! {"limit": {"calls": 5, "within-ms": 60000},
//!  "rules": [{"kind": "paint", "prompt": "slime", "calls": [1, 2], "then": {"fault": "quota-day"}}]}
//! ```
//!
//! A rule matches by kind, by a part of the prompt, and by the how-many-th call it is (from 1) of
//! those that its kind and prompt match. What is left out matches everything. Of several rules
//! the first one counts.

use serde::Deserialize;

use crate::service::ledger::Kind;

/// What a service does other than answering as it should.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Script {
    /// More calls than that are answered with 429.
    pub(crate) limit: Option<Limit>,
    /// Milliseconds that every answer takes that costs something.
    pub(crate) latency_ms: u64,
    /// No answer that costs something is given before so many were wanted at once.
    pub(crate) together: usize,
    /// The scores of the first, second, … picture that a judge sees with a prompt; the last one
    /// for all further ones.
    pub(crate) scores: Vec<u8>,
    /// Whether batches and graphs stay under way for ever.
    pub(crate) batches_wait: bool,
    pub(crate) rules: Vec<Rule>,
}

/// Calls in a stretch of time.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limit {
    pub(crate) calls: usize,
    pub(crate) within_ms: u64,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Rule {
    kind: Option<Kind>,
    prompt: String,
    model: String,
    calls: Vec<usize>,
    then: Then,
    /// Calls that it matched so far, but for their number.
    #[serde(skip)]
    seen: usize,
}

/// What happens to a call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Then {
    pub(crate) fault: Option<Fault>,
    /// Of `error`: the status.
    pub(crate) status: Option<u16>,
    /// The reason that a refusal gives; of `error`: its message.
    pub(crate) reason: Option<String>,
    /// What a 429 says of when to come back.
    pub(crate) retry_ms: Option<u64>,
    /// Of `redirect`: where to.
    pub(crate) to: Option<String>,
    /// An error as the only element of a list, as streams and gateways have it.
    pub(crate) in_list: bool,
    pub(crate) latency_ms: Option<u64>,
    /// What a text model says, whatever it was asked.
    pub(crate) text: Option<String>,
    /// Of a picture: columns and rows of figures.
    pub(crate) grid: Option<[u32; 2]>,
    /// The model that says it answered.
    pub(crate) answered_by: Option<String>,
    /// What is said of how long that model will answer: `modelStatus` of Google's replies.
    pub(crate) model_status: Option<serde_json::Value>,
}

/// What goes wrong. The services have shapes of their own for each; what one does not have, it
/// answers as it answers `error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// The connection ends before the body is read. Such a rule cannot look at the prompt, and
    /// what a judge is asked is a text to it.
    DropEarly,
    /// The picture is painted and billed, and the connection ends without an answer.
    DropLate,
    /// Painted and billed, and nothing is ever said.
    Hang,
    /// Painted and billed, and the connection ends in the middle of the answer.
    Cut,
    /// Painted and billed, and half of the JSON is answered as if it were the whole.
    BrokenJson,
    /// A page of a proxy, status 502 unless said otherwise.
    Html,
    /// Status 307, to another place.
    Redirect,
    /// An error with the status given.
    Error,
    /// An error with the request's own key in its text.
    EchoKey,
    /// Too many requests in a minute, and when to come back.
    QuotaMinute,
    /// Too many requests today; says when to come back all the same.
    QuotaDay,
    /// Too many requests, and no more than that.
    QuotaBare,
    /// The same in the words of Vertex.
    QuotaVertex,
    /// The account is empty: a 429 that no waiting mends.
    QuotaMoney,
    /// The prompt is refused.
    PromptBlocked,
    /// The picture is refused, for the reason given.
    PictureBlocked,
    /// A text where a picture was to be, in a candidate of its own kind.
    NoImage,
    /// Words instead of a picture.
    TextOnly,
    /// A candidate without content.
    Empty,
    /// Cut off by the number of tokens.
    MaxTokens,
    /// No picture and no reason: all were filtered.
    Nothing,
    /// Drafts before the picture, marked as thoughts.
    ThoughtsFirst,
    /// Says PNG and is JPEG, or the other way round.
    LyingMime,
    /// Not the size that was asked for.
    WrongSize,
    /// A picture whose second half is missing.
    CorruptPicture,
    /// Nothing that could be decoded.
    NoPictureBytes,
    /// No word of tokens.
    NoUsage,
    /// Somebody stopped it.
    Interrupted,
    /// Of a graph: a part of it is refused and the rest runs; `text` is the output that needs it.
    PartRefused,
    /// Only the background.
    EmptyPicture,
    /// Transparency is not for this account.
    NoTransparency,
    /// A verdict between fences.
    FencedVerdict,
    /// Half a verdict.
    CutVerdict,
    /// A verdict without one of its fields.
    MissingField,
    /// A verdict with scores out of range.
    OutOfRange,
    /// Prose where a verdict was to be.
    Prose,
}

impl Script {
    /// From JSON, as the head of this file shows it.
    pub(crate) fn parse(text: &str) -> Result<Script, String> {
        serde_json::from_str(text).map_err(|err| format!("no script: {err}"))
    }

    /// Whether a call is to be dropped that only its kind is known of.
    pub(crate) fn drops_early(&mut self, kind: Kind) -> bool {
        let early = |it: &&mut Rule| it.then.fault == Some(Fault::DropEarly);
        self.rules.iter_mut().filter(early).any(|it| it.matches(kind, "", ""))
    }

    /// What happens to a call.
    pub(crate) fn then(&mut self, kind: Kind, model: &str, prompt: &str) -> Then {
        let mut res = None;
        let late = |it: &&mut Rule| it.then.fault != Some(Fault::DropEarly);
        // Every rule counts its calls, also those that an earlier one takes.
        for rule in self.rules.iter_mut().filter(late) {
            if rule.matches(kind, model, prompt) && res.is_none() {
                res = Some(rule.then.clone());
            }
        }
        let mut res = res.unwrap_or_default();
        res.latency_ms = res.latency_ms.or(Some(self.latency_ms));
        res
    }

    /// The score of the n-th picture of a prompt, from 0.
    pub(crate) fn score(&self, nth: usize) -> u8 {
        let last = self.scores.last().copied().unwrap_or(95);
        self.scores.get(nth).copied().unwrap_or(last)
    }
}

impl Rule {
    fn matches(&mut self, kind: Kind, model: &str, prompt: &str) -> bool {
        let kinds = self.kind.map_or(kind != Kind::Free, |it| it == kind);
        let is_it = kinds && model.contains(&self.model) && prompt.contains(&self.prompt);
        self.seen += usize::from(is_it);
        is_it && (self.calls.is_empty() || self.calls.contains(&self.seen))
    }
}

impl Then {
    /// Whether this is what goes wrong.
    pub(crate) fn is(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}
