//! Batches: what a service calls the one in which several calls of the journal were sent.

use std::path::PathBuf;

use crate::digest::Digest;
use crate::store::seal::{seal, unseal};
use crate::store::{Store, StoreError, disk};
use crate::whole::Durable;

impl Store {
    /// Names a batch that is about to be sent; no other has this name.
    #[must_use]
    pub fn batch_name(&self) -> String {
        let digest = Digest::key("assetbuild batch v1", &self.scratch.nonce());
        format!("assetbuild-{}", &digest.hex()[..16])
    }

    /// Writes down what the service calls a batch that it took on; durable when it returns. From
    /// now on its calls are in no doubt: they are answered, or they fail, each by itself.
    pub fn keep_batch_job(&self, name: &str, job: &str) -> Result<(), StoreError> {
        let sealed = seal("batch", job.as_bytes());
        self.scratch.place(&self.batch_path(name), &sealed, Durable::Now)?;
        self.reached("batch");
        Ok(())
    }

    /// What the service calls a batch; `None` where it is not known whether it took it on.
    pub fn batch_job(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.sound(&self.batch_path(name), |bytes| {
            String::from_utf8(unseal("batch", &bytes)?.to_vec()).ok()
        })
    }

    /// Forgets a batch whose calls have all ended.
    pub fn end_batch(&self, name: &str) -> Result<(), StoreError> {
        disk::remove(&self.batch_path(name))
    }

    fn batch_path(&self, name: &str) -> PathBuf {
        self.root().join("journal/batches").join(name)
    }
}
