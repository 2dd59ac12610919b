//! What a raw answer on disk becomes: blobs, an answer in the action cache, a settled intent.
//!
//! The same code finishes a call that just came back and one whose build was killed. Each write is
//! durable before the next one; doing it twice does no harm.

use std::sync::Arc;

use crate::action::{
    Answer, EditRequest, Edited, PaintRequest, Painting, PaintingAnswer, Refined, Verdict,
};
use crate::digest::Digest;
use crate::image;
use crate::limit;
use crate::provider::{Ask, Provider, RawAnswer, Receipt, Reply};
use crate::run::known::answer_text;
use crate::run::pixels_at_work::PixelsAtWork;
use crate::store::{CallOutcome, Intent, IntentId, Settlement, Store, StoreError};

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Concluded {
    /// What it cost.
    pub(crate) receipt: Receipt,
    /// How it ended.
    pub(crate) outcome: CallOutcome,
    /// The digest of the answer's text.
    pub(crate) answer: Digest,
    /// What else the service said, for people.
    pub(crate) notices: Vec<String>,
}

/// Finishes every call of the journal whose raw answer is there. Free; nothing is sent.
///
/// A call whose request cannot be read by this release stays as it is, and so does one whose key
/// a process holds: that one finishes it itself.
pub fn recover(store: &Store, providers: &[(&str, &dyn Provider)]) -> Result<u32, StoreError> {
    let mut finished = 0;
    store.close_ended()?;
    for journal in store.unsettled()? {
        let Some((bytes, ms)) = store.raw(&journal.id)? else { continue };
        let Ok(ask) = serde_json::from_str::<Ask>(&journal.intent.ask) else { continue };
        let wanted = ask.model().provider();
        let Some((_, provider)) = providers.iter().find(|(name, _)| *name == wanted) else {
            continue;
        };
        let Some(_held) = store.try_lock_call(&journal.intent.key)? else { continue };
        // The killed build may have added the answer, and then it is one of them. Only calls that
        // were settled were certainly made before this one.
        let settled = store.settled_for(&journal.intent.key)?;
        let before = settled.min(answered(store, &journal.intent)?);
        let raw = RawAnswer { bytes, ms };
        let (intent, id) = (&journal.intent, &journal.id);
        // One comes after the other.
        conclude(store, *provider, intent, id, (&ask, &raw), (before, &Arc::default()))?;
        finished += 1;
    }
    Ok(finished)
}

/// Finishes one call. `asked_before` is how many answers there were for its key when it was sent; a
/// picture is unpacked where there is a place for it.
pub(crate) fn conclude(
    store: &Store,
    provider: &dyn Provider,
    intent: &Intent,
    id: &IntentId,
    (ask, raw): (&Ask, &RawAnswer),
    (asked_before, at_work): (u32, &Arc<PixelsAtWork>),
) -> Result<Concluded, StoreError> {
    let reply = sound(provider.decode(ask, raw), at_work);
    let receipt = receipt(&reply);
    let (text, outcome) = match ask {
        Ask::Paint(request) => {
            let (answer, outcome) = painting(store, request, reply)?;
            (answer_text(&answer), outcome)
        }
        Ask::Edit(request) => {
            let (answer, outcome) = edit(store, request, reply, asked_before)?;
            (answer_text(&answer), outcome)
        }
        Ask::Judge(_) => {
            let (answer, outcome) = verdict(reply, asked_before);
            (answer_text(&answer), outcome)
        }
        Ask::Refine(_) => {
            let (answer, outcome) = prompt(reply, asked_before);
            (answer_text(&answer), outcome)
        }
    };
    let answer = store.add_answer(&intent.key, &text)?;
    if outcome == CallOutcome::Unusable
        && let Some(bytes) = provider.without_secrets(ask.model(), &raw.bytes)
    {
        // It is kept for people to look at.
        store.keep_raw(id, &bytes, raw.ms)?;
    }
    let Receipt { usd, estimated, .. } = receipt;
    let tokens = provider.tokens(raw).map(|it| it.total());
    store.settle(id, &Settlement { usd, estimated, tokens, answer: Some(answer), outcome })?;
    let notices = provider.notices(ask, raw);
    Ok(Concluded { receipt, outcome, answer, notices })
}

/// The reply, unless its picture cannot be used.
fn sound(reply: Reply, at_work: &Arc<PixelsAtWork>) -> Reply {
    let Reply::Picture { bytes, receipt, .. } = &reply else { return reply };
    let most = limit::ANSWER_PIXELS;
    let size = image::dimensions(bytes).map(|it| it.map(u64::from));
    let problem = match size {
        Ok([width, height]) if width * height > most => {
            let most = most >> 20;
            Some((
                format!("the picture has {width}x{height} pixels, and at most {most} Mpx are read"),
                false,
            ))
        }
        _ => {
            let _place = at_work.take_for(bytes);
            let why = image::decode(bytes).err();
            why.map(|why| (format!("the picture cannot be read: {why}"), true))
        }
    };
    match problem {
        Some((reason, chance)) => Reply::Unusable { reason, chance, receipt: receipt.clone() },
        None => reply,
    }
}

/// What a reply cost.
pub(crate) fn receipt(reply: &Reply) -> Receipt {
    match reply {
        Reply::Picture { receipt, .. }
        | Reply::Prompt { receipt, .. }
        | Reply::Refused { receipt, .. }
        | Reply::NoAlpha { receipt, .. }
        | Reply::Unusable { receipt, .. } => receipt.clone(),
        Reply::Verdict(it) => Receipt {
            answered_by: it.answered_by.clone(),
            usd: it.usd,
            estimated: it.estimated,
            ms: it.ms,
        },
    }
}

/// How many answers there are for the key of a call.
pub(crate) fn answered(store: &Store, intent: &Intent) -> Result<u32, StoreError> {
    let answers = store.answers(&intent.key)?;
    Ok(u32::try_from(answers.len()).unwrap_or(u32::MAX))
}

fn painting(
    store: &Store,
    request: &PaintRequest,
    reply: Reply,
) -> Result<(PaintingAnswer, CallOutcome), StoreError> {
    let request = request.clone();
    let unusable = |request, reason, chance, usd| {
        (PaintingAnswer::Unusable { request, reason, chance, usd }, CallOutcome::Unusable)
    };
    Ok(match reply {
        Reply::Picture { bytes, receipt, safety } => {
            let Receipt { answered_by, usd, estimated, ms } = receipt;
            let picture = store.put_original(&bytes)?;
            let painting = Painting { request, picture, answered_by, usd, estimated, ms, safety };
            (PaintingAnswer::Painted(painting), CallOutcome::Answered)
        }
        Reply::Refused { reason, receipt } => {
            let (usd, no_alpha) = (receipt.usd, false);
            (PaintingAnswer::Refused { request, reason, usd, no_alpha }, CallOutcome::Refused)
        }
        Reply::NoAlpha { reason, receipt } => {
            let (usd, no_alpha) = (receipt.usd, true);
            (PaintingAnswer::Refused { request, reason, usd, no_alpha }, CallOutcome::Refused)
        }
        Reply::Unusable { reason, chance, receipt } => {
            unusable(request, reason, chance, receipt.usd)
        }
        Reply::Verdict(it) => unusable(request, "a verdict came, no picture".into(), true, it.usd),
        Reply::Prompt { receipt, .. } => {
            unusable(request, "words came, no picture".into(), true, receipt.usd)
        }
    })
}

fn edit(
    store: &Store,
    request: &EditRequest,
    reply: Reply,
    asked_before: u32,
) -> Result<(Answer<Edited>, CallOutcome), StoreError> {
    let unusable = |reason, chance, usd| {
        (Answer::Unusable { reason, chance, asked_before, usd }, CallOutcome::Unusable)
    };
    Ok(match reply {
        Reply::Picture { bytes, receipt, safety } => {
            let Receipt { answered_by, usd, estimated, ms } = receipt;
            let (request, picture) = (request.clone(), store.put_original(&bytes)?);
            let edited = Edited { request, picture, answered_by, usd, estimated, ms, safety };
            (Answer::Given(edited), CallOutcome::Answered)
        }
        Reply::Refused { reason, receipt } | Reply::NoAlpha { reason, receipt } => {
            (Answer::Refused { reason, usd: receipt.usd }, CallOutcome::Refused)
        }
        Reply::Unusable { reason, chance, receipt } => unusable(reason, chance, receipt.usd),
        Reply::Verdict(it) => unusable("a verdict came, no picture".into(), true, it.usd),
        Reply::Prompt { receipt, .. } => {
            unusable("words came, no picture".into(), true, receipt.usd)
        }
    })
}

fn verdict(reply: Reply, asked_before: u32) -> (Answer<Verdict>, CallOutcome) {
    let unusable = |reason, chance, usd, outcome| {
        (Answer::Unusable { reason, chance, asked_before, usd }, outcome)
    };
    match reply {
        Reply::Verdict(it) => (Answer::Given(it), CallOutcome::Answered),
        Reply::Refused { reason, receipt } | Reply::NoAlpha { reason, receipt } => {
            unusable(reason, false, receipt.usd, CallOutcome::Refused)
        }
        Reply::Unusable { reason, chance, receipt } => {
            unusable(reason, chance, receipt.usd, CallOutcome::Unusable)
        }
        Reply::Picture { receipt, .. } | Reply::Prompt { receipt, .. } => {
            let reason = "no verdict came".to_owned();
            unusable(reason, true, receipt.usd, CallOutcome::Unusable)
        }
    }
}

fn prompt(reply: Reply, asked_before: u32) -> (Answer<Refined>, CallOutcome) {
    let unusable = |reason, chance, usd, outcome| {
        (Answer::Unusable { reason, chance, asked_before, usd }, outcome)
    };
    match reply {
        Reply::Prompt { text, receipt } => {
            let Receipt { answered_by, usd, .. } = receipt;
            (Answer::Given(Refined { prompt: text, answered_by, usd }), CallOutcome::Answered)
        }
        Reply::Refused { reason, receipt } | Reply::NoAlpha { reason, receipt } => {
            unusable(reason, false, receipt.usd, CallOutcome::Refused)
        }
        Reply::Unusable { reason, chance, receipt } => {
            unusable(reason, chance, receipt.usd, CallOutcome::Unusable)
        }
        Reply::Picture { receipt, .. } => {
            unusable("a picture came, no words".into(), true, receipt.usd, CallOutcome::Unusable)
        }
        Reply::Verdict(it) => {
            unusable("a verdict came, no words".into(), true, it.usd, CallOutcome::Unusable)
        }
    }
}
