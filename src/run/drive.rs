//! Drives the loop of one painted asset: asks the recipe what is next, and gets it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use crate::action::{
    ActionKey, Answer, EditRequest, PaintRequest, PaintingAnswer, RefineRequest, Verdict,
};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::money::Usd;
use crate::plan;
use crate::plan::{
    Failed, FailedKind, Failure, GroupLook, JudgeWish, Known, LookWish, MaskWish, Next, Outcome,
    Progress, Task, Work, missing_original,
};
use crate::run::caller::Caller;
use crate::run::free::FreeError;
use crate::run::halt::Halt;
use crate::run::known::answer_text;
use crate::run::{BuildEvent, Flights, Left, Memory, Networks, OutFolder, Step, View, free};
use crate::store::Store;

/// What all assets of a build share.
pub(crate) struct Shared {
    pub(crate) caller: Caller,
    pub(crate) memory: Arc<Memory>,
    /// The user's networks.
    pub(crate) networks: Arc<Networks>,
    /// Keys that somebody in this process is buying.
    pub(crate) flights: Flights<ActionKey>,
    /// How many pictures are processed side by side.
    pub(crate) pixels: Arc<Semaphore>,
    /// Calls of built-in models.
    pub(crate) drawn: Drawn,
    /// The most that one asset's brief may ever cost.
    pub(crate) per_asset: Usd,
    /// What answers of batches cost that came home before this build, until an asset takes them.
    pub(crate) collected: Mutex<BTreeMap<Digest, Usd>>,
    /// Where files go.
    pub(crate) out: OutFolder,
    /// Whether only what the lock names may be written.
    pub(crate) locked: bool,
}

/// Calls of built-in models made in this build.
#[derive(Default)]
pub(crate) struct Drawn {
    pub(crate) paint: AtomicU32,
    pub(crate) judge: AtomicU32,
    pub(crate) refine: AtomicU32,
}

/// One asset on its way.
pub(crate) struct Loop {
    pub(crate) shared: Arc<Shared>,
    pub(crate) task: Arc<Task>,
    pub(crate) progress: Progress,
    pub(crate) view: Arc<View>,
    pub(crate) tally: Tally,
    /// Whether it does not wait for what lies in a batch: a person said so.
    pub(crate) alone: bool,
    /// Its place on the threads for pixels, where it is made at one go.
    pub(crate) seat: Option<OwnedSemaphorePermit>,
}

/// What one asset did in this build.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Answers that were bought or drawn now.
    pub(crate) made: Vec<Digest>,
    /// Answers to requests for second plates that were bought now.
    pub(crate) plates: Vec<Digest>,
    /// Paintings taken that were there.
    pub(crate) from_cache: u32,
    /// What those had cost.
    pub(crate) saved: Usd,
    /// What was spent now.
    pub(crate) spent: Usd,
}

impl Loop {
    /// Goes on until the loop is over, or cannot go on. What was taken stays in `progress`.
    pub(crate) async fn run(&mut self) -> Result<Box<Outcome>, Halt> {
        if !self.is_one_go() {
            return self.steps().await;
        }
        self.seat = Some(seat(&self.shared).await);
        // Nothing in it waits for anybody.
        tokio::task::block_in_place(|| Handle::current().block_on(self.steps()))
    }

    /// Whether one picture is all that the loop makes, without a model outside. It is made at one
    /// go then, on one thread: its steps would else queue behind those of all other assets, and
    /// nothing would be finished before nearly everything is.
    fn is_one_go(&self) -> bool {
        self.task.painted().is_some_and(|painted| {
            let n_paintings: usize = painted.stages.iter().map(|it| it.paintings.len()).sum();
            painted.is_built_in() && painted.motion.is_none() && n_paintings == 1
        })
    }

    async fn steps(&mut self) -> Result<Box<Outcome>, Halt> {
        loop {
            match self.next()? {
                Next::Do(work) => self.work(work).await.map_err(|it| self.explained(it))?,
                Next::Done(outcome) => return Ok(outcome),
                Next::Fail(failure) => return Err(self.lost(&failure)),
            }
        }
    }

    fn lost(&self, failure: &Failure) -> Halt {
        Halt::Failed(missing_original(&self.task.asset.name, failure))
    }

    /// Why work was not done, where a blob of it turned out damaged as it was read: which original
    /// that was.
    fn explained(&self, halt: Halt) -> Halt {
        match (&halt, self.next()) {
            (Halt::Failed(failed), Ok(Next::Fail(failure)))
                if failed.kind == FailedKind::MissingOriginal =>
            {
                self.lost(&failure)
            }
            _ => halt,
        }
    }

    async fn work(&mut self, work: Work) -> Result<(), Halt> {
        match work {
            Work::Look(wishes) => self.look(wishes).await,
            Work::LookTogether(wishes) => self.look_together(wishes).await,
            Work::Judge(wishes) => self.judge(wishes).await,
            Work::Refine(requests) => self.refine(requests).await,
            Work::Take(taken) => {
                self.take(taken);
                Ok(())
            }
            Work::Paint(requests) => self.paint(requests).await,
            Work::Edit(requests) => self.edit(requests).await,
            Work::Mask(wishes) => self.mask(wishes).await,
        }
    }

    /// What a loop comes to that cannot go on now: its best so far. `None` where nothing is to be
    /// shown for it, or that cannot be told without buying or after an interrupt.
    pub(crate) async fn cut_short(&mut self) -> Option<Box<Outcome>> {
        self.progress = self.progress.cut_short()?;
        loop {
            match self.next().ok()? {
                Next::Done(outcome) => return Some(outcome),
                Next::Do(work) if is_free(&work) => self.work(work).await.ok()?,
                Next::Do(_) | Next::Fail(_) => return None,
            }
        }
    }

    /// What the recipe says. Not to be trusted if the store could not be read.
    pub(crate) fn next(&self) -> Result<Next, Halt> {
        let next = plan::next(&self.task, &self.progress, self.view.as_ref());
        self.sound().map(|()| next)
    }

    /// Nothing may be bought because a store could not be read.
    pub(crate) fn sound(&self) -> Result<(), Halt> {
        self.view.error().map_or(Ok(()), |message| Err(Halt::unreadable(message)))
    }

    pub(crate) fn announce(&self, step: Step) {
        let quality = self.task.painted().map(|it| it.quality.max_attempts);
        let attempt = self.progress.taken.iter().map(|it| it.attempt).max().unwrap_or(0);
        let painting = matches!(step, Step::Painting | Step::Queued | Step::Refining);
        self.shared.caller.events.event(BuildEvent::Step {
            name: self.task.asset.name.clone(),
            step,
            attempt: attempt + u32::from(painting),
            of: quality.unwrap_or(0),
            best: self.progress.taken.iter().filter_map(|it| it.score).max(),
            usd: self.tally.spent,
        });
    }

    fn take(&mut self, taken: Vec<Taken>) {
        for it in taken {
            let mut collected = self.shared.collected.lock().expect("nobody panics with it");
            let collected = collected.remove(&it.answer);
            if let Some(usd) = collected {
                // It was sent for in an earlier build, and came with this one.
                self.tally.made.push(it.answer);
                self.tally.spent += usd;
            }
            if !self.tally.made.contains(&it.answer) {
                self.tally.from_cache += 1;
                self.tally.saved += self.painting_price(&it);
            }
            self.progress.taken.push(it);
        }
    }

    fn painting_price(&self, taken: &Taken) -> Usd {
        let answers = self.view.answers(taken.brief);
        answers.iter().find(|it| it.id() == taken.answer).map_or(Usd::ZERO, PaintingAnswer::usd)
    }

    async fn look(&mut self, wishes: Vec<LookWish>) -> Result<(), Halt> {
        self.announce(Step::Processing);
        let works = wishes.into_iter().map(|LookWish { look, .. }| {
            let memory = Arc::clone(&self.shared.memory);
            move |store: &Store| {
                let looked = free::look(store, &memory.pictures, &look)?;
                memory.add_looked(look.key(), looked);
                Ok(())
            }
        });
        self.side_by_side(works.collect()).await
    }

    async fn look_together(&mut self, wishes: Vec<GroupLook>) -> Result<(), Halt> {
        self.announce(Step::Processing);
        let works = wishes.into_iter().map(|look| {
            let memory = Arc::clone(&self.shared.memory);
            move |store: &Store| {
                let all = free::look_together(store, &look)?;
                for (idx, looked) in all.into_iter().enumerate() {
                    memory.add_looked(look.key(idx), looked);
                }
                Ok(())
            }
        });
        self.side_by_side(works.collect()).await
    }

    async fn judge(&mut self, wishes: Vec<JudgeWish>) -> Result<(), Halt> {
        self.announce(Step::Judging);
        for wish in wishes {
            if wish.request.model.is_builtin() {
                self.measure(wish).await?;
            } else {
                self.buy_verdict(&wish).await?;
            }
        }
        Ok(())
    }

    async fn measure(&self, wish: JudgeWish) -> Result<(), Halt> {
        let task = Arc::clone(&self.task);
        let memory = Arc::clone(&self.shared.memory);
        self.shared.drawn.judge.fetch_add(1, Ordering::Relaxed);
        self.pixels(move |store| {
            let painted = task.painted().expect("only painted assets are judged");
            let (check, palette) = (&painted.check, &painted.finishing.palette);
            let answer: Answer<Verdict> =
                free::measure(store, &memory.pictures, &wish, check, palette)?;
            memory.add_text(free::verdict_key(&wish), answer_text(&answer));
            Ok(())
        })
        .await
    }

    async fn refine(&mut self, requests: Vec<RefineRequest>) -> Result<(), Halt> {
        self.announce(Step::Refining);
        for request in requests {
            if request.model.is_builtin() {
                self.shared.drawn.refine.fetch_add(1, Ordering::Relaxed);
                let text = answer_text(&free::rewrite(&request));
                self.shared.memory.add_text(request.key(), text);
            } else {
                self.buy_prompt(&request).await?;
            }
        }
        Ok(())
    }

    async fn paint(&mut self, requests: Vec<PaintRequest>) -> Result<(), Halt> {
        let stop = &self.shared.caller.stop;
        if stop.is_set() {
            return Err(Halt::Left(Left::Interrupted));
        }
        if requests.iter().all(|it| it.model.is_builtin()) {
            self.announce(Step::Painting);
            return self.draw(requests).await;
        }
        self.announce(Step::Queued);
        self.buy_paintings().await
    }

    async fn edit(&mut self, requests: Vec<EditRequest>) -> Result<(), Halt> {
        if self.shared.caller.stop.is_set() {
            return Err(Halt::Left(Left::Interrupted));
        }
        self.announce(Step::Queued);
        self.buy_plates(requests).await
    }

    /// Masks by the user's network. What comes out is kept like an original.
    async fn mask(&self, wishes: Vec<MaskWish>) -> Result<(), Halt> {
        self.announce(Step::Masking);
        let mut works = Vec::new();
        for wish in wishes {
            let networks = Arc::clone(&self.shared.networks);
            let request = networks.request(&wish);
            let name = &self.task.asset.name;
            let request = request.map_err(|it| Halt::Failed(it.failure(name)))?;
            works.push(move |store: &Store| networks.mask(store, request));
        }
        self.side_by_side(works).await
    }

    /// Paintings by the artist in this program. In a loop that is not wholly built in, what is
    /// judged by a model outside must stay what it was: there they are kept like originals.
    async fn draw(&mut self, requests: Vec<PaintRequest>) -> Result<(), Halt> {
        let built_in = self.task.painted().is_some_and(crate::resolve::Painted::is_built_in);
        let drawn = Arc::new(Mutex::new(Vec::new()));
        let works = requests.into_iter().map(|request| {
            let (memory, drawn) = (Arc::clone(&self.shared.memory), Arc::clone(&drawn));
            self.shared.drawn.paint.fetch_add(1, Ordering::Relaxed);
            move |store: &Store| {
                let answer = free::draw(store, &memory.pictures, &request)?;
                if !built_in {
                    let painting = answer.painted().expect("the artist always paints");
                    let missing = FreeError::Missing(painting.picture);
                    let bytes = store.blob(&painting.picture)?.ok_or(missing)?;
                    store.put_original(&bytes)?;
                    store.add_answer(&request.brief, &answer_text(&answer))?;
                }
                drawn.lock().expect("nobody panics with it").push(answer);
                Ok(())
            }
        });
        self.side_by_side(works.collect()).await?;
        let mut drawn = drawn.lock().expect("nobody panics with it");
        drawn.sort_by_key(|it: &PaintingAnswer| it.request().ordinal);
        for answer in drawn.drain(..) {
            self.tally.made.push(answer.id());
            self.view.add_drawn(answer);
        }
        Ok(())
    }

    /// Pieces of free work on the threads for pixels; at once where the loop has a seat there.
    async fn side_by_side<F>(&self, works: Vec<F>) -> Result<(), Halt>
    where
        F: FnOnce(&Store) -> Result<(), FreeError> + Send + 'static,
    {
        if self.seat.is_some() {
            return works.into_iter().try_for_each(|it| self.here(it));
        }
        let mut jobs = JoinSet::new();
        for work in works {
            let shared = Arc::clone(&self.shared);
            jobs.spawn(async move { pixels(&shared, work).await });
        }
        all(jobs).await
    }

    /// As [`pixels`]; at once where the loop has a seat on those threads.
    pub(crate) async fn pixels<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, FreeError> + Send + 'static,
    ) -> Result<T, Halt> {
        if self.seat.is_some() {
            return self.here(work);
        }
        pixels(&self.shared, work).await
    }

    fn here<T>(&self, work: impl FnOnce(&Store) -> Result<T, FreeError>) -> Result<T, Halt> {
        if self.shared.caller.stop.is_set() {
            return Err(Halt::Left(Left::Interrupted));
        }
        work(&self.shared.caller.store).map_err(|it| free_failed(&self.shared, it))
    }
}

fn is_free(work: &Work) -> bool {
    match work {
        Work::Look(_) | Work::LookTogether(_) | Work::Mask(_) | Work::Take(_) => true,
        Work::Judge(wishes) => wishes.iter().all(|it| it.request.model.is_builtin()),
        Work::Refine(_) | Work::Paint(_) | Work::Edit(_) => false,
    }
}

/// A place on the threads for pixels, until it is dropped.
async fn seat(shared: &Shared) -> OwnedSemaphorePermit {
    let seat = Arc::clone(&shared.pixels).acquire_owned().await;
    seat.expect("the pool for pixels is never closed")
}

/// Free work on one of the threads for pixels.
pub(crate) async fn pixels<T: Send + 'static>(
    shared: &Shared,
    work: impl FnOnce(&Store) -> Result<T, FreeError> + Send + 'static,
) -> Result<T, Halt> {
    let seat = seat(shared).await;
    if shared.caller.stop.is_set() {
        return Err(Halt::Left(Left::Interrupted));
    }
    let store = Arc::clone(&shared.caller.store);
    let done = tokio::task::spawn_blocking(move || {
        let done = work(&store);
        drop(seat);
        done
    });
    done.await.expect("free work does not panic").map_err(|it| free_failed(shared, it))
}

/// Waits for all of them; the first error counts.
pub(crate) async fn all(mut jobs: JoinSet<Result<(), Halt>>) -> Result<(), Halt> {
    let mut res = Ok(());
    while let Some(done) = jobs.join_next().await {
        let done = done.expect("work on pictures does not panic");
        res = res.and(done);
    }
    res
}

/// Where the disk is full, nothing is bought for others either.
fn free_failed(shared: &Shared, error: FreeError) -> Halt {
    match error {
        FreeError::Store(error) => shared.caller.store_failed(error),
        other => free_error(&other),
    }
}

pub(crate) fn free_error(error: &FreeError) -> Halt {
    let kind = match error {
        FreeError::Store(_) => FailedKind::Io,
        FreeError::Missing(_) => FailedKind::MissingOriginal,
        FreeError::Unreadable { .. } | FreeError::Step(_) => FailedKind::Quality,
    };
    Halt::Failed(Failed { kind, message: error.to_string(), help: Vec::new() })
}
