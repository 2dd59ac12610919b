//! How the answers of batches come home: every batch that the journal knows is asked for, and what
//! it brought is kept as if it had come alone. Asking costs nothing, and buys nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::model::{ModelId, Role};
use crate::money::Usd;
use crate::plan::{Failed, FailedKind};
use crate::provider::{Ask, BatchItem, BatchState, Batches, RawAnswer};
use crate::run::conclude::{answered, conclude};
use crate::run::{BatchNews, BuildEvent, Calls, EventSink, Providers};
use crate::store::{CallState, Journal, Store, StoreError};

/// What came home.
#[derive(Debug, Clone, Default)]
pub struct Collected {
    /// Answers to this project's requests, and what each cost.
    pub answers: BTreeMap<Digest, Usd>,
    /// What of it no answer told the price of.
    pub estimated: Usd,
    /// How many they are, by what was asked for.
    pub calls: Calls,
    /// Requests that came to nothing, by their keys. Nothing was billed for them.
    pub failed: BTreeMap<ActionKey, Failed>,
    /// Batches that could not be asked for, and why.
    pub warnings: Vec<String>,
}

/// Collects what is done of all batches.
///
/// # Errors
///
/// If the store cannot be read or written.
pub fn collect(
    store: &Store,
    providers: &Providers,
    project: &str,
    events: &dyn EventSink,
) -> Result<Collected, StoreError> {
    let mut by_name: BTreeMap<String, Vec<Journal>> = BTreeMap::new();
    // A batch is one project's. Others' are theirs to collect: they hear of what failed.
    let ours = store.unsettled()?.into_iter().filter(|it| it.intent.project == project);
    for call in ours.filter(|it| matches!(it.state, CallState::Open | CallState::InBatch)) {
        if let Some(name) = call.intent.batch.clone() {
            by_name.entry(name).or_default().push(call);
        }
    }
    let mut collector = Collector { store, providers, events, res: Collected::default() };
    if by_name.is_empty() {
        return Ok(collector.res);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("the system gives a thread its timers");
    for (name, calls) in by_name {
        runtime.block_on(collector.batch(&name, calls))?;
    }
    Ok(collector.res)
}

struct Collector<'a> {
    store: &'a Store,
    providers: &'a Providers,
    events: &'a dyn EventSink,
    res: Collected,
}

impl Collector<'_> {
    async fn batch(&mut self, name: &str, mut calls: Vec<Journal>) -> Result<(), StoreError> {
        // As they were sent.
        calls.sort_by_key(|it| it.id.to_string());
        let model = calls[0].intent.model.clone();
        let provider = self.providers.of(&model);
        let Some(batches) = provider.as_ref().and_then(|it| it.batches(&model)) else {
            self.warn(&model, "its service is not reached as it was");
            return Ok(());
        };
        let Some(job) = self.job(name, &calls, batches, &model).await? else { return Ok(()) };
        let (items, why) = match batches.look(&job).await {
            Ok(BatchState::Ended { items, why }) => (items, why),
            Ok(BatchState::UnderWay) => {
                let held = calls.iter().map(|it| it.intent.price).sum();
                self.tell(&model, &job, calls.len(), held, BatchNews::UnderWay);
                return Ok(());
            }
            Err(error) => {
                self.warn(&model, &error.to_string());
                return Ok(());
            }
        };
        let mut answers = Answers::new(items, calls.len(), why);
        let mut billed = Usd::ZERO;
        let mut unknown = 0;
        for (idx, call) in calls.iter().enumerate() {
            match answers.take(idx, &call.id.to_string()) {
                Some(answer) => billed += self.end(call, answer)?,
                None => unknown += 1,
            }
        }
        match unknown {
            0 => self.store.end_batch(name)?,
            n => self.warn(&model, &format!("{job} is done, and {n} of its answers are missing")),
        }
        self.tell(&model, &job, calls.len(), billed, BatchNews::Collected);
        Ok(())
    }

    /// What the service calls it. Where the answer that said so got lost, it is looked for.
    async fn job(
        &mut self,
        name: &str,
        calls: &[Journal],
        batches: &dyn Batches,
        model: &ModelId,
    ) -> Result<Option<String>, StoreError> {
        if let Some(job) = self.store.batch_job(name)? {
            return Ok(Some(job));
        }
        // Somebody is sending it now.
        let Some(_held) = self.store.try_lock_call(&calls[0].intent.key)? else { return Ok(None) };
        match batches.find(name).await {
            Ok(Some(job)) => {
                self.store.keep_batch_job(name, &job)?;
                Ok(Some(job))
            }
            // It may have been taken on all the same: it stays in doubt.
            Ok(None) => Ok(None),
            Err(error) => {
                self.warn(model, &error.to_string());
                Ok(None)
            }
        }
    }

    /// Ends one request, well or badly. The answer is what was billed for it.
    fn end(
        &mut self,
        call: &Journal,
        answer: Result<RawAnswer, String>,
    ) -> Result<Usd, StoreError> {
        let Journal { id, intent, .. } = call;
        let _held = self.store.lock_call(&intent.key)?;
        // Another process may have been faster.
        let open = self.store.open_intents_for(&intent.key)?;
        if open.iter().all(|it| it.id != *id) {
            return Ok(Usd::ZERO);
        }
        let raw = match answer {
            Ok(raw) => raw,
            Err(why) => {
                self.store.void(id)?;
                self.res.failed.insert(intent.key, failed_request(&intent.asset, &why));
                return Ok(Usd::ZERO);
            }
        };
        self.store.keep_raw(id, &raw.bytes, raw.ms)?;
        // A release that knows this request reads it later.
        let Ok(ask) = serde_json::from_str::<Ask>(&intent.ask) else { return Ok(Usd::ZERO) };
        let provider = self.providers.of(ask.model()).expect("it was asked for its batches");
        let settled = self.store.settled_for(&intent.key)?;
        let before = settled.min(answered(self.store, intent)?);
        let done = conclude(
            self.store,
            provider.as_ref(),
            intent,
            id,
            (&ask, &raw),
            // One comes after the other.
            (before, &Arc::default()),
        )?;
        *self.res.answers.entry(done.answer).or_default() += done.receipt.usd;
        if done.receipt.estimated {
            self.res.estimated += done.receipt.usd;
        }
        match intent.role {
            Role::Paint => self.res.calls.paint += 1,
            Role::Edit => self.res.calls.edit += 1,
            Role::Judge => self.res.calls.judge += 1,
            Role::Refine => self.res.calls.refine += 1,
        }
        Ok(done.receipt.usd)
    }

    fn warn(&mut self, model: &ModelId, why: &str) {
        let text = format!("a batch of {model} cannot be asked for: {why}");
        self.res.warnings.push(text);
    }

    fn tell(&self, model: &ModelId, job: &str, requests: usize, usd: Usd, news: BatchNews) {
        let (model, job) = (model.clone(), job.to_owned());
        self.events.event(BuildEvent::Batch { model, job, requests, usd, news });
    }
}

/// What a batch brought, to be given to its requests.
struct Answers {
    items: Vec<Option<BatchItem>>,
    /// Why what it did not bring never comes; `None` where that is not known.
    why: Option<String>,
    /// Whether answers are told apart by their places alone.
    in_order: bool,
}

impl Answers {
    /// `n_calls` requests wait for them.
    fn new(items: Vec<BatchItem>, n_calls: usize, why: Option<String>) -> Answers {
        let in_order = items.len() == n_calls && items.iter().all(|it| it.key.is_none());
        Answers { items: items.into_iter().map(Some).collect(), why, in_order }
    }

    /// The answer to a request, or why there will be none; `None` if nobody knows: it may have
    /// been billed, and is no failure.
    fn take(&mut self, idx: usize, key: &str) -> Option<Result<RawAnswer, String>> {
        let has =
            |it: &Option<BatchItem>| it.as_ref().is_some_and(|it| it.key.as_deref() == Some(key));
        let at = self.items.iter().position(has).or(self.in_order.then_some(idx));
        let item = at.and_then(|it| self.items.get_mut(it)?.take());
        item.map(|it| it.answer).or_else(|| self.why.clone().map(Err))
    }
}

fn failed_request(name: &str, why: &str) -> Failed {
    Failed {
        kind: FailedKind::Unavailable,
        message: format!("its request in a batch came to nothing: {why}"),
        help: vec![format!(
            "nothing was billed for it; ask again: assetbuild build {name} --batch, or without"
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: Option<&str>, answer: &str) -> BatchItem {
        let raw = RawAnswer { bytes: answer.as_bytes().to_vec(), ms: 0 };
        BatchItem { key: key.map(str::to_owned), answer: Ok(raw) }
    }

    #[test]
    fn each_request_gets_the_answer_with_its_key_and_none_is_given_up_for_lost() {
        let items = vec![item(Some("b"), "of b"), item(None, "nameless"), item(Some("a"), "of a")];
        let mut answers = Answers::new(items, 3, None);
        let mut take = |idx, key| Some(answers.take(idx, key)?.unwrap().bytes);
        assert_eq!(take(0, "a"), Some(b"of a".to_vec()));
        assert_eq!(take(1, "x"), None, "whose it is, nobody knows");
        assert_eq!(take(2, "b"), Some(b"of b".to_vec()));
        assert_eq!(take(2, "b"), None, "once is all");
    }

    #[test]
    fn nameless_answers_go_by_their_places_only_if_all_are_there() {
        let items = || vec![item(None, "first"), item(None, "second")];
        let mut whole = Answers::new(items(), 2, None);
        assert_eq!(whole.take(1, "x").unwrap().unwrap().bytes, b"second");
        assert_eq!(Answers::new(items(), 3, None).take(1, "x"), None);
        let expired = Answers::new(Vec::new(), 2, Some("it expired".to_owned())).take(0, "x");
        assert_eq!(expired, Some(Err("it expired".to_owned())));
    }
}
