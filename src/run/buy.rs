//! How one asset buys: under the locks of what it wants, after looking once more.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::action::{ActionKey, EditRequest, PaintRequest, RefineRequest};
use crate::digest::Digest;
use crate::image::enlarged;
use crate::model::{ModelId, Role, Sizes};
use crate::money::Usd;
use crate::plan::{
    Failed, JudgeWish, Known, Next, Unanswered, Work, refining, spent, untried_alone,
};
use crate::provider::{Ask, Call};
use crate::run::caller::Order;
use crate::run::drive::{Loop, free_error};
use crate::run::free::FreeError;
use crate::run::halt::Halt;
use crate::run::resources::unanswered;
use crate::run::{Flight, Left, Step};
use crate::store::{CallLock, CallState, Journal};

/// The hold on keys: nobody else, in this process or another, buys for them meanwhile.
struct Hold {
    _files: Vec<CallLock>,
    _flights: Vec<Flight<ActionKey>>,
}

impl Loop {
    /// Buys what the next attempt lacks, all of it under one hold of its briefs.
    ///
    /// Of several candidates the first goes alone: were its words refused, they are not sent again.
    /// A batch is not sent twice for that, since each takes hours.
    pub(crate) async fn buy_paintings(&mut self) -> Result<(), Halt> {
        let Next::Do(Work::Paint(wanted)) = self.next()? else { return Ok(()) };
        self.are_open(wanted.iter().map(|it| &it.model))?;
        let briefs: BTreeSet<ActionKey> = wanted.iter().map(|it| it.brief).collect();
        let _hold = self.hold(briefs.iter().copied().collect()).await?;
        // Whoever held them before may have bought the same.
        let Next::Do(Work::Paint(mut requests)) = self.next()? else { return Ok(()) };
        if requests != wanted {
            return Ok(());
        }
        self.announce(Step::Painting);
        if self.clear_open(briefs.iter().copied()).await? {
            return Ok(());
        }
        let resend = self.progress.resend;
        loop {
            let in_batch = requests.iter().all(|it| self.in_batch(it));
            let now = match in_batch {
                true => requests.clone(),
                false => untried_alone(&requests, self.view.as_ref()),
            };
            let whole = now.len() == requests.len();
            let asks = now.into_iter().map(|it| (it.brief, Ask::Paint(Box::new(it))));
            let bought = self.buy_all(asks.collect()).await;
            // What was asked again was asked again once.
            self.progress.resend = false;
            bought?;
            if whole {
                return Ok(());
            }
            // The others are asked again as well, now that such words are painted.
            let tried = untried_alone(&requests, self.view.as_ref()).len() == requests.len();
            self.progress.resend = resend && tried;
            let Next::Do(Work::Paint(more)) = self.next()? else { break };
            if more.iter().any(|it| !briefs.contains(&it.brief)) {
                break;
            }
            requests = more;
        }
        self.progress.resend = false;
        Ok(())
    }

    fn in_batch(&self, request: &PaintRequest) -> bool {
        self.shared.caller.providers.in_batch(&Ask::Paint(Box::new(request.clone())))
    }

    /// Nothing is painted by these models while nobody could judge it for want of a key.
    fn are_open<'a>(&'a self, painters: impl Iterator<Item = &'a ModelId>) -> Result<(), Halt> {
        let painted = self.task.painted().expect("only painted assets buy");
        let quality = [&painted.quality.judge, &painted.quality.refiner];
        let providers = &self.shared.caller.providers;
        let mut closed = painters.chain(quality).filter_map(|it| Some((it, providers.closed(it)?)));
        match closed.next() {
            Some((model, advice)) => Err(Halt::Failed(Failed::unavailable(model, advice))),
            None => Ok(()),
        }
    }

    async fn buy_all(&mut self, asks: Vec<(ActionKey, Ask)>) -> Result<(), Halt> {
        if asks.iter().all(|(_, ask)| self.shared.caller.providers.in_batch(ask)) {
            return self.lay_all(asks).await;
        }
        let mut jobs = JoinSet::new();
        for (key, ask) in asks {
            let role = ask.role();
            let order = self.order(key, ask).await?;
            let shared = Arc::clone(&self.shared);
            jobs.spawn(async move { (role, shared.caller.call(&order).await) });
        }
        let mut res = Ok(());
        while let Some(done) = jobs.join_next().await {
            match done.expect("a call does not panic") {
                (role, Ok(concluded)) => {
                    self.tally.spent += concluded.receipt.usd;
                    let made = match role {
                        Role::Edit => &mut self.tally.plates,
                        Role::Paint | Role::Judge | Role::Refine => &mut self.tally.made,
                    };
                    made.push(concluded.answer);
                }
                (_, Err(halt)) => res = res.and(Err(halt)),
            }
        }
        res
    }

    /// Leaves requests to a batch, which a later build collects.
    async fn lay_all(&mut self, asks: Vec<(ActionKey, Ask)>) -> Result<(), Halt> {
        let mut orders = Vec::new();
        for (key, ask) in asks {
            orders.push(self.order(key, ask).await?);
        }
        self.announce(Step::Queued);
        self.shared.caller.lay(orders).await
    }

    /// Buys one verdict, unless somebody else did meanwhile.
    pub(crate) async fn buy_verdict(&mut self, wish: &JudgeWish) -> Result<(), Halt> {
        let key = wish.request.key();
        let _hold = self.hold(vec![key]).await?;
        let again = self.progress.rejudge || self.progress.resend;
        let verdict = self.view.verdict(wish);
        self.sound()?;
        let usable = verdict.as_ref().is_some_and(|it| it.given().is_some());
        let known = if again { usable && !self.progress.rejudge } else { verdict.is_some() };
        if known {
            let id = verdict.filter(|_| again).map(|it| it.id());
            self.progress.judged.extend(id.map(|it| (key, it)));
            return Ok(());
        }
        if self.clear_open([key]).await? {
            return Ok(());
        }
        let order = self.order(key, Ask::Judge(wish.request.clone())).await?;
        let concluded = self.shared.caller.call(&order).await?;
        self.tally.spent += concluded.receipt.usd;
        if again {
            self.progress.judged.insert(key, concluded.answer);
        }
        Ok(())
    }

    /// Buys one better prompt, unless somebody else did meanwhile.
    pub(crate) async fn buy_prompt(&mut self, request: &RefineRequest) -> Result<(), Halt> {
        let key = request.key();
        let _hold = self.hold(vec![key]).await?;
        if self.view.refined(request).is_some() {
            return self.sound();
        }
        self.sound()?;
        if self.clear_open([key]).await? {
            return Ok(());
        }
        let order = self.order(key, Ask::Refine(request.clone())).await?;
        let concluded = self.shared.caller.call(&order).await?;
        self.tally.spent += concluded.receipt.usd;
        Ok(())
    }

    /// Buys second plates, unless somebody else did meanwhile.
    pub(crate) async fn buy_plates(&mut self, wanted: Vec<EditRequest>) -> Result<(), Halt> {
        let keys: Vec<ActionKey> = wanted.iter().map(EditRequest::key).collect();
        let _hold = self.hold(keys.clone()).await?;
        let Next::Do(Work::Edit(requests)) = self.next()? else { return Ok(()) };
        if requests != wanted {
            return Ok(());
        }
        if self.clear_open(keys).await? {
            return Ok(());
        }
        self.announce(Step::Plating);
        let asks = wanted.iter().map(|it| (it.key(), Ask::Edit(Box::new(it.clone()))));
        let bought = self.buy_all(asks.collect()).await;
        self.progress.plated(&wanted);
        bought
    }

    /// In a fixed order, so that two who want the same two never wait for each other.
    async fn hold(&self, mut keys: Vec<ActionKey>) -> Result<Hold, Halt> {
        keys.sort();
        keys.dedup();
        // Whoever holds them may wait for a batch to be sent.
        let _waiting = self.shared.caller.batch_queue.wait();
        let mut flights = Vec::new();
        let mut files = Vec::new();
        for key in keys {
            flights.push(self.shared.flights.enter(key).await);
            files.push(self.shared.caller.durably(move |store| store.lock_call(&key)).await?);
        }
        Ok(Hold { _files: files, _flights: flights })
    }

    /// Under the hold, an intent that has not ended was sent by a process that is gone. It is not
    /// sent again unasked, but where that costs nothing more; then the answer is whether any was.
    /// What lies in a batch is never given up: whoever does not wait for it pays for another
    /// picture, and gets both.
    async fn clear_open(
        &mut self,
        keys: impl IntoIterator<Item = ActionKey>,
    ) -> Result<bool, Halt> {
        let keys: Vec<ActionKey> = keys.into_iter().collect();
        let (resend, alone) = (self.progress.resend, self.alone);
        let name = self.task.asset.name.clone();
        let providers = self.shared.caller.providers.clone();
        let open = self.shared.caller.durably(move |store| {
            let (mut res, mut free) = (None, Vec::new());
            for key in keys {
                for call in store.open_intents_for(&key)? {
                    let anew = resend && call.intent.price > Usd::ZERO;
                    if call.state == CallState::Open && !anew && providers.repeats(&call.intent) {
                        free.push(call);
                        continue;
                    }
                    match unanswered(&name, &call) {
                        Some(Unanswered::Failed(_)) if resend => store.forget(&call.id)?,
                        Some(Unanswered::InBatch) if alone => {}
                        open => res = res.or(open.map(|it| (key, it))),
                    }
                }
            }
            Ok((res, free))
        });
        let (open, free) = open.await?;
        match open {
            None => self.call_again(free).await,
            Some((_, Unanswered::Failed(failed))) => Err(Halt::Failed(failed)),
            Some((key, Unanswered::InBatch)) => {
                let now = self.shared.caller.batch_queue.has_sent(&key);
                Err(Halt::Left(if now { Left::Submitted } else { Left::InBatch }))
            }
        }
    }

    /// Makes calls once more that were sent and got no answer, as they were sent.
    async fn call_again(&mut self, calls: Vec<Journal>) -> Result<bool, Halt> {
        let mut any = false;
        for call in calls {
            // What a newer release asked, this one cannot ask again.
            let Ok(ask) = serde_json::from_str::<Ask>(&call.intent.ask) else { continue };
            let order = self.order_as_sent(call.intent.key, ask).await?;
            let concluded = self.shared.caller.call_again(&order, call).await?;
            self.tally.spent += concluded.receipt.usd;
            self.tally.made.push(concluded.answer);
            any = true;
        }
        Ok(any)
    }

    async fn order(&self, key: ActionKey, ask: Ask) -> Result<Order, Halt> {
        self.order_as_sent(key, self.shared.caller.providers.as_sent(ask)).await
    }

    async fn order_as_sent(&self, key: ActionKey, ask: Ask) -> Result<Order, Halt> {
        let (ordinal, blobs): (u32, Vec<Digest>) = match &ask {
            Ask::Paint(it) => (it.ordinal, it.references.clone()),
            Ask::Edit(it) => (0, vec![it.picture]),
            Ask::Judge(it) => (0, it.pictures.clone()),
            Ask::Refine(_) => (0, Vec::new()),
        };
        let able = self.shared.caller.providers.abilities(ask.model());
        let true_pixels = able.is_some_and(|it| matches!(it.sizes, Sizes::ArtPixels { .. }));
        let shown_large = matches!(ask, Ask::Paint(_) | Ask::Judge(_)) && !true_pixels;
        let read = self.shared.caller.durably(move |store| {
            let read = |it: &Digest| Ok((*it, store.blob(it)?));
            blobs.iter().map(read).collect::<Result<Vec<_>, _>>()
        });
        let mut pictures = Vec::new();
        for (blob, bytes) in read.await? {
            // Nothing is paid for an answer to a request that lacks a picture.
            let bytes = bytes.ok_or_else(|| free_error(&FreeError::Missing(blob)))?;
            // A model of true pixels reads them as they are; all others see nothing on a few of them.
            let large = if shown_large { enlarged(&bytes) } else { None };
            pictures.push(Arc::new(large.unwrap_or(bytes)));
        }
        let name = self.task.asset.name.clone();
        let call = Call::new(ask, pictures);
        let painted = self.task.painted().expect("only painted assets buy");
        let providers = &self.shared.caller.providers;
        let refining = refining(painted, &|model, shape| providers.price(model, shape));
        let now = [self.tally.made.as_slice(), &self.tally.plates].concat();
        let taken = &self.progress.taken;
        // Under other keys there are no paintings.
        let brief = (call.ask.role() == Role::Paint).then_some(key);
        let before = spent(self.view.as_ref(), painted, taken, brief, &now, refining);
        let spent = before + self.tally.spent;
        let asset_budget = self.shared.per_asset.saturating_sub(spent);
        Ok(Order { name, key, ordinal, call, asset_budget })
    }
}
