//! How requests are sent in batches: laid on the batch_queue by the assets that want them, written down,
//! sent together, and left with the service. A later build collects the answers.

use std::collections::BTreeMap;

use tokio::sync::oneshot;

use crate::model::ModelId;
use crate::money::Usd;
use crate::plan::{Failed, FailedKind};
use crate::provider::{Advice, Batch, SendError};
use crate::run::batch_queue::Laid;
use crate::run::caller::{Caller, Order, unavailable, unknown_provider};
use crate::run::halt::Halt;
use crate::run::{Backoff, BatchNews, BuildEvent, Left};
use crate::store::{Intent, IntentId, Store};

/// A full batch.
const WHOLE: u32 = 1000;

impl Caller {
    /// Has requests sent in a batch, and waits until they are. It never ends well: what was sent
    /// is answered in another build.
    pub(crate) async fn lay(&self, orders: Vec<Order>) -> Result<(), Halt> {
        let mut halts = Vec::new();
        let mut sent = Vec::new();
        for order in orders {
            match self.laid(order).await {
                Ok(it) => sent.push(it),
                Err(halt) => halts.push(halt),
            }
        }
        let _waiting = self.batch_queue.wait();
        for it in sent {
            // Whoever took it is gone only when the build is ended at once.
            let told = it.await.unwrap_or(Err(Halt::Left(Left::Interrupted)));
            halts.extend(told.err());
        }
        Err(halts.into_iter().next().unwrap_or(Halt::Left(Left::Submitted)))
    }

    async fn laid(&self, order: Order) -> Result<oneshot::Receiver<Result<(), Halt>>, Halt> {
        let model = order.call.ask.model();
        let price = self.price(&order)?;
        let provider = self.providers.of(model).ok_or_else(|| unknown_provider(&order))?;
        let batches = provider.batches(model).expect("only who takes batches gets here");
        let share = match batches.share(&order.call) {
            Ok(share) => share,
            Err(SendError::Unavailable { advice, .. }) => return Err(unavailable(&order, advice)),
            Err(other) => {
                let advice = Advice { reason: other.to_string(), help: None };
                return Err(unavailable(&order, advice));
            }
        };
        let waiting = self.batch_queue.wait();
        let Ok(held) = self.budget.reserve(price).await else {
            return Err(Halt::Left(self.over_budget));
        };
        drop(waiting);
        let (told, hears) = oneshot::channel();
        self.batch_queue.lay(Laid { order, share, held, told });
        Ok(hears)
    }

    /// Sends what was laid, in as few batches as may be, and tells everybody.
    pub(crate) async fn submit(&self, laid: Vec<Laid>) {
        let mut together: BTreeMap<(ModelId, &'static str), Vec<Laid>> = BTreeMap::new();
        for it in laid {
            let model = it.order.call.ask.model().clone();
            let provider = self.providers.of(&model).expect("it was asked for its batches");
            let batches = provider.batches(&model).expect("it was asked for its batches");
            let kind = batches.kind(&it.order.call);
            together.entry((model, kind)).or_default().push(it);
        }
        for ((model, _), laid) in together {
            for batch in split(laid) {
                self.submit_one(&model, batch).await;
            }
        }
    }

    async fn submit_one(&self, model: &ModelId, laid: Vec<Laid>) {
        let mut backoff = Backoff::new(laid[0].order.key);
        loop {
            if self.stop.is_set() {
                return tell(laid, |_| Halt::Left(Left::Interrupted));
            }
            if let Some(advice) = self.unavailable.advice(model) {
                return tell(laid, |it| unavailable(it, advice.clone()));
            }
            // No permit is asked for: those who have one may wait for the money that this holds.
            let (batch, ids) = match self.written(model, &laid).await {
                Ok(it) => it,
                Err(halt) => return tell(laid, |_| halt.clone()),
            };
            let provider = self.providers.of(model).expect("it was asked for its batches");
            let batches = provider.batches(model).expect("it was asked for its batches");
            let (advice, pause) = match batches.submit(&batch).await {
                Ok(job) => return self.sent(model, &batch.name, job, laid).await,
                Err(SendError::NoAnswer { reason }) => return doubted(laid, &reason),
                Err(SendError::NotAccepted { reason, retry_after, .. }) => {
                    (Advice { reason, help: None }, backoff.next(retry_after))
                }
                Err(SendError::Unavailable { advice, closed }) => {
                    if closed {
                        self.unavailable.close(model, &advice);
                    }
                    (advice, None)
                }
            };
            // Before any pause: a kill during it must not leave the requests in doubt.
            let void = move |store: &Store| ids.iter().try_for_each(|it| store.void(it));
            if let Err(halt) = self.durably(void).await {
                return tell(laid, |_| halt.clone());
            }
            match pause {
                Some(pause) => self.pause(&laid[0].order, advice.reason, pause).await,
                None => return tell(laid, |it| unavailable(it, advice.clone())),
            }
        }
    }

    /// Writes down what is about to be sent, each request under an intent of its own.
    async fn written(
        &self,
        model: &ModelId,
        laid: &[Laid],
    ) -> Result<(Batch, Vec<IntentId>), Halt> {
        let name = self.store.batch_name();
        let intent = |piece: &Laid| {
            let role = piece.order.call.ask.role();
            let batch = Some(name.clone());
            Intent { batch, ..self.intent(&piece.order, role, piece.held.price()) }
        };
        let intents: Vec<Intent> = laid.iter().map(intent).collect();
        let begin = move |store: &Store| intents.iter().map(|it| store.begin(it)).collect();
        let ids: Vec<IntentId> = self.durably(begin).await?;
        let calls = laid.iter().map(|it| it.order.call.clone());
        let items = ids.iter().map(ToString::to_string).zip(calls).collect();
        Ok((Batch { name, model: model.clone(), items }, ids))
    }

    /// The service has it: from now on its requests are in no doubt.
    async fn sent(&self, model: &ModelId, name: &str, job: String, laid: Vec<Laid>) {
        let kept = {
            let (name, job) = (name.to_owned(), job.clone());
            self.durably(move |store| store.keep_batch_job(&name, &job)).await
        };
        let usd = laid.iter().map(|it| it.held.price()).sum();
        let (model, requests, news) = (model.clone(), laid.len(), BatchNews::Sent);
        self.events.event(BuildEvent::Batch { model, job, requests, usd, news });
        for Laid { order, held, told, .. } in laid {
            held.keep_held();
            self.batch_queue.note_sent(order.key);
            // Nobody listens only when the build was ended at once.
            drop(told.send(kept.clone()));
        }
    }
}

/// Cuts what is laid into batches that the service takes.
fn split(laid: Vec<Laid>) -> Vec<Vec<Laid>> {
    let mut res: Vec<Vec<Laid>> = Vec::new();
    let mut left = 0;
    for it in laid {
        match res.last_mut().filter(|_| it.share <= left) {
            Some(last) => {
                left -= it.share;
                last.push(it);
            }
            None => {
                left = WHOLE.saturating_sub(it.share);
                res.push(vec![it]);
            }
        }
    }
    res
}

/// Nothing was sent, for a reason that each hears.
fn tell(laid: Vec<Laid>, halt: impl Fn(&Order) -> Halt) {
    for it in laid {
        let halt = halt(&it.order);
        drop(it.told.send(Err(halt)));
    }
}

/// It was sent, and whether the service took it on is not known. The next build asks.
fn doubted(laid: Vec<Laid>, reason: &str) {
    let (price, requests) = (laid.iter().map(|it| it.held.price()).sum::<Usd>(), laid.len());
    for Laid { order, held, told, .. } in laid {
        held.keep_held();
        let failed = Failed {
            kind: FailedKind::OpenIntent,
            message: format!(
                "sent in a batch of {requests}, no answer: {reason} ({price} is held)"
            ),
            help: vec![format!(
                "build again, and it is looked for: assetbuild build {}",
                order.name
            )],
        };
        drop(told.send(Err(Halt::Failed(failed))));
    }
}
