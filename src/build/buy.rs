//! How one asset buys: under the locks of what it wants, after looking once more.

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::action::ActionKey;
use crate::action::PaintRequest;
use crate::action::RefineRequest;
use crate::build::Flight;
use crate::build::Step;
use crate::build::drive::Loop;
use crate::build::paid::Halt;
use crate::build::paid::Order;
use crate::build::paid::no_answer;
use crate::digest::Digest;
use crate::money::Usd;
use crate::provider::Ask;
use crate::provider::Call;
use crate::recipe::JudgeWish;
use crate::recipe::Known;
use crate::recipe::Next;
use crate::store::CallLock;
use crate::store::CallState;

/// The hold on keys: nobody else, in this process or another, buys for them meanwhile.
struct Hold {
    _files: Vec<CallLock>,
    _flights: Vec<Flight<ActionKey>>,
}

impl Loop {
    /// Buys what the next attempt lacks, all of it under one hold of its briefs.
    pub(crate) async fn buy_paintings(&mut self) -> Result<(), Halt> {
        let Next::Paint(wanted) = self.next()? else { return Ok(()) };
        let _hold = self.hold(wanted.iter().map(|it| it.brief).collect()).await?;
        // Whoever held them before may have bought the same.
        let Next::Paint(requests) = self.next()? else { return Ok(()) };
        if requests != wanted {
            return Ok(());
        }
        self.clear_open(requests.iter().map(|it| it.brief)).await?;
        self.announce(Step::Painting);
        let bought = self.buy_all(requests).await;
        // What was asked again was asked again once.
        self.progress.resend = false;
        bought
    }

    async fn buy_all(&mut self, requests: Vec<PaintRequest>) -> Result<(), Halt> {
        let mut jobs = JoinSet::new();
        for request in requests {
            let order = self.order(request.brief, Ask::Paint(Box::new(request))).await?;
            let shared = Arc::clone(&self.shared);
            jobs.spawn(async move { (order.key, shared.desk.call(&order).await) });
        }
        let mut res = Ok(());
        while let Some(done) = jobs.join_next().await {
            match done.expect("a call does not panic") {
                (_, Ok(concluded)) => {
                    self.tally.spent += concluded.receipt.usd;
                    self.tally.made.push(concluded.answer);
                }
                (_, Err(halt)) => res = res.and(Err(halt)),
            }
        }
        res
    }

    /// Buys one verdict, unless somebody else did meanwhile.
    pub(crate) async fn buy_verdict(&mut self, wish: &JudgeWish) -> Result<(), Halt> {
        let key = wish.request.key();
        let _hold = self.hold(vec![key]).await?;
        if self.view.verdict(wish).is_some() {
            return self.sound();
        }
        self.sound()?;
        self.clear_open([key]).await?;
        let order = self.order(key, Ask::Judge(wish.request.clone())).await?;
        let concluded = self.shared.desk.call(&order).await?;
        self.tally.spent += concluded.receipt.usd;
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
        self.clear_open([key]).await?;
        let order = self.order(key, Ask::Refine(request.clone())).await?;
        let concluded = self.shared.desk.call(&order).await?;
        self.tally.spent += concluded.receipt.usd;
        Ok(())
    }

    /// In a fixed order, so that two who want the same two never wait for each other.
    async fn hold(&self, mut keys: Vec<ActionKey>) -> Result<Hold, Halt> {
        keys.sort();
        keys.dedup();
        let mut flights = Vec::new();
        let mut files = Vec::new();
        for key in keys {
            flights.push(self.shared.flights.enter(key).await);
            files.push(self.shared.desk.durably(move |store| store.lock_call(&key)).await?);
        }
        Ok(Hold { _files: files, _flights: flights })
    }

    /// Under the hold, an intent that has not ended was sent by a process that is gone. It is not
    /// sent again unasked.
    async fn clear_open(&self, keys: impl IntoIterator<Item = ActionKey>) -> Result<(), Halt> {
        let keys: Vec<ActionKey> = keys.into_iter().collect();
        let resend = self.progress.resend;
        let open = self.shared.desk.durably(move |store| {
            let mut open = Vec::new();
            for key in keys {
                open.extend(store.open_intents_for(&key)?);
            }
            open.retain(|it| it.state == CallState::Open);
            if resend {
                for it in &open {
                    store.forget(&it.id)?;
                }
                open.clear();
            }
            Ok(open)
        });
        match open.await?.first() {
            None => Ok(()),
            Some(it) => {
                let name = &self.task.asset.name;
                let reason = "an earlier build ended before the answer came";
                Err(no_answer(name, &it.id, it.intent.price, reason))
            }
        }
    }

    async fn order(&self, key: ActionKey, ask: Ask) -> Result<Order, Halt> {
        let (ordinal, blobs): (u32, Vec<Digest>) = match &ask {
            Ask::Paint(it) => (it.ordinal, it.references.clone()),
            Ask::Judge(it) => (0, it.pictures.clone()),
            Ask::Refine(_) => (0, Vec::new()),
        };
        let pictures = self.shared.desk.durably(move |store| {
            let read = |it: &Digest| Ok(Arc::new(store.blob(it)?.unwrap_or_default()));
            blobs.iter().map(read).collect::<Result<Vec<_>, _>>()
        });
        let pictures = pictures.await?;
        let name = self.task.asset.name.clone();
        let call = Call { ask, pictures };
        let spent = self.spent_before() + self.spent_in_vain(key) + self.tally.spent;
        let asset_budget = self.shared.per_asset.saturating_sub(spent);
        Ok(Order { name, key, ordinal, call, asset_budget })
    }

    /// What earlier builds paid for what the asset took for this brief.
    fn spent_before(&self) -> Usd {
        let earlier = self.progress.taken.iter();
        let earlier = earlier.filter(|it| !self.tally.made.contains(&it.answer));
        let price = |it: &crate::lock::Taken| {
            let answers = self.view.answers(it.brief);
            let answer = answers.iter().find(|answer| answer.id() == it.answer);
            let verdict = it.verdict.and_then(|id| self.view.recorded_verdict(id));
            let verdict = verdict.as_ref().and_then(crate::action::VerdictAnswer::verdict);
            answer.map_or(Usd::ZERO, crate::action::PaintingAnswer::usd)
                + verdict.map_or(Usd::ZERO, |it| it.usd)
        };
        earlier.map(price).sum()
    }

    /// What earlier builds paid for answers to this brief that show nothing.
    fn spent_in_vain(&self, brief: ActionKey) -> Usd {
        let answers = self.view.answers(brief).into_iter();
        let in_vain = answers.filter(|it| it.painted().is_none());
        in_vain.filter(|it| !self.tally.made.contains(&it.id())).map(|it| it.usd()).sum()
    }
}
