//! By what the ledger tells projects apart: their name, or an id of those that have none.

use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::fence::Fence;
use crate::limit;
use crate::project::Project;
use crate::project::state::STATE;
use crate::run::unix_ms;
use crate::whole::{Durable, Finish};

/// The name of the file of the id.
const ID: &str = "project-id";

impl Project {
    /// What calls for this project are booked under. Projects without a name share nothing: each
    /// has an id that is made with its first build and stays, wherever the folder goes.
    pub(crate) fn booked_under(&self) -> String {
        let name = &self.settings().name;
        if !name.is_empty() {
            return name.clone();
        }
        let kept = Fence::new(&self.root).read(Path::new(STATE).join(ID), limit::TEXT).ok();
        let kept = kept.and_then(|it| String::from_utf8(it).ok());
        let kept = kept.map(|it| it.trim().to_owned()).filter(|it| it.starts_with(PREFIX));
        kept.unwrap_or_else(|| id(&self.root, 0))
    }

    /// Makes the id of a project without a name, if it has none yet.
    pub(crate) fn keep_id(&self) {
        if !self.settings().name.is_empty() || self.id_file().exists() {
            return;
        }
        // The time is in it: another project may lie in this folder one day.
        let id = id(&self.root, unix_ms());
        let finish = Finish { mode: None, durable: Durable::Bytes };
        // Where nothing can be written, it goes by its folder.
        drop(self.whole.write(&self.id_file(), id.as_bytes(), finish));
    }

    fn id_file(&self) -> PathBuf {
        self.root.join(STATE).join(ID)
    }
}

/// No name of a project begins like this.
const PREFIX: &str = "unnamed ";

fn id(root: &Path, unix_ms: u64) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let path = root.to_string_lossy().into_owned();
    format!("{PREFIX}{}", &Digest::key("assetbuild project id v1", &(path, unix_ms)).hex()[..32])
}
