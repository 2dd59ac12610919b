//! Removes what builds wrote into the project: time is lost, money never.

use crate::build::sweep;
use crate::session::view::Cleaned;
use crate::session::{Session, SessionError};

impl Session {
    /// Removes outputs that are ours as they stand, and the project's state. With `lock`, also
    /// records of assets that are gone, a person's choices among them.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read or written.
    pub fn clean(&mut self, lock: bool) -> Result<Cleaned, SessionError> {
        if let Some(problem) = &self.lock_problem {
            return Err(SessionError::Lock(Box::new(problem.clone())));
        }
        let out = self.out();
        let mut cleaned = Cleaned::default();
        for record in self.lock.records.values() {
            if let Ok(files) = sweep(&out, record, &|_| false) {
                cleaned.files.extend(files);
            }
            let left = record.outputs.keys().filter(|it| it.on_disk(out.root()).exists());
            cleaned.kept.extend(left.cloned());
        }
        if lock {
            let gone: Vec<_> = self.gone().into_iter().map(|it| it.0).collect();
            self.lock_file.update(|lock| {
                for name in &gone {
                    lock.records.remove(name);
                }
            })?;
            for name in &gone {
                self.lock.records.remove(name);
            }
            cleaned.records = gone;
        }
        let state = self.root.join(".assetbuild").join("stat.json");
        drop(std::fs::remove_file(state));
        Ok(cleaned)
    }
}
