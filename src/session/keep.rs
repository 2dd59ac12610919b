//! What the database is told of pictures: what each asset shows, and what its pixels are.

use crate::db::Picked;
use crate::lock::{BriefRecord, Pick, Record};
use crate::name::AssetName;
use crate::recipe::Task;
use crate::session::Session;

impl Session {
    /// Tells the database what a record pins.
    pub(crate) fn pin(&mut self, name: &AssetName, record: &Record) {
        for brief in &record.briefs {
            let picks = (!brief.picks.is_empty()).then(|| picked(brief));
            self.db.set_choice(name, brief.key.0, picks);
        }
        let shows =
            record.briefs.is_empty() || record.shown().is_some_and(|it| !it.picks.is_empty());
        if let Some(finish) = record.finish.filter(|_| shows) {
            if let Some(shown) = record.shown() {
                // A built-in loop is chosen by all that it reads.
                self.db.set_choice(name, finish, Some(picked(shown)));
            }
            let pixels = record.pictures.iter().map(|(part, it)| (part.clone(), it.pixels));
            self.db.set_pixels(finish, Some(pixels.collect()));
        }
        let pictures = record.pictures.values().map(|it| (it.pixels, it.clone()));
        self.pictures.extend(pictures);
    }

    /// Takes back what a record pinned that is gone or was changed.
    pub(crate) fn unpin(&mut self, name: &AssetName, record: &Record) {
        for brief in &record.briefs {
            self.db.set_choice(name, brief.key.0, None);
        }
        if let Some(finish) = record.finish {
            self.db.set_choice(name, finish, None);
        }
    }

    /// An asset that keeps its picture answers every brief with it: those that refer to it go by
    /// what the lock holds.
    pub(crate) fn keep(&mut self, name: &AssetName, task: &Task, record: &Record) {
        let none = Vec::new();
        let shown = record.shown();
        let (picks, taken) = shown.map_or((&none, [].as_slice()), |it| (&it.picks, &it.taken));
        let finish = task.finish(picks, taken);
        if let Some(shown) = shown {
            let built_in = task.painted().is_some_and(crate::resolve::Painted::is_built_in);
            let keys = [task.brief().map(|it| it.0), Some(finish).filter(|_| built_in)];
            for key in keys.into_iter().flatten() {
                self.db.set_choice(name, key, Some(picked(shown)));
                self.kept.push((name.clone(), key));
            }
        }
        let pixels = record.pictures.iter().map(|(part, it)| (part.clone(), it.pixels));
        self.db.set_pixels(finish, Some(pixels.collect()));
    }

    /// Takes back what [`Session::keep`] told: whether an asset keeps its picture is decided anew
    /// in every pass.
    pub(crate) fn forget_kept(&mut self) {
        for (name, key) in std::mem::take(&mut self.kept) {
            self.db.set_choice(&name, key, None);
            if let Some(record) = self.lock.records.get(&name).cloned() {
                self.pin(&name, &record);
            }
        }
    }
}

fn picked(brief: &BriefRecord) -> Vec<Picked> {
    let picked = |it: &Pick| {
        let taken = brief.taken.iter().find(|taken| Some(taken.answer) == it.answer);
        Picked {
            part: it.part.clone(),
            origin: it.origin,
            plate: taken.and_then(|it| it.plate),
            mask: taken.and_then(|it| it.mask),
            by_person: it.by_person,
        }
    };
    brief.picks.iter().map(picked).collect()
}
