//! Removes what builds wrote into the project: time is lost, money never.

use std::collections::BTreeSet;

use crate::project::view::Cleaned;
use crate::project::{Project, ProjectError, state};
use crate::run::{removable, sweep};

impl Project {
    /// What [`Project::clean`] would remove; nothing is.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read.
    pub fn cleanable(&self, lock: bool) -> Result<Cleaned, ProjectError> {
        let out = self.out();
        let mut cleaned = Cleaned::default();
        for record in self.lock.usable()?.values() {
            let files = removable(&out, record, &BTreeSet::new()).unwrap_or_default();
            let left = record.outputs.keys().filter(|it| !files.contains(it));
            let left = left.filter(|it| it.on_disk(out.root()).exists());
            cleaned.kept.extend(left.cloned());
            cleaned.files.extend(files);
        }
        if lock {
            cleaned.records = self.gone();
        }
        Ok(cleaned)
    }

    /// Removes outputs that are ours as they stand, and the project's state. With `lock`, also
    /// records of assets that are gone, a person's choices among them.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read or written.
    pub fn clean(&mut self, lock: bool) -> Result<Cleaned, ProjectError> {
        self.lock.usable()?;
        let out = self.out();
        let mut cleaned = Cleaned::default();
        for record in self.lock.records.values() {
            if let Ok(files) = sweep(&out, record, &BTreeSet::new()) {
                cleaned.files.extend(files);
            }
            let left = record.outputs.keys().filter(|it| it.on_disk(out.root()).exists());
            cleaned.kept.extend(left.cloned());
        }
        if lock {
            let gone = self.gone();
            let names = gone.iter().cloned().collect();
            self.lock.file.update(&names, |lock| lock.records.clear())?;
            for name in &gone {
                self.lock.records.remove(name);
            }
            cleaned.records = gone;
        }
        state::remove(&self.root);
        Ok(cleaned)
    }
}
