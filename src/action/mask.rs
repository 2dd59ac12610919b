//! `MaskRequest` and `Masked`: what a network of the user's makes of a painting.
//!
//! Free, and not derivable again: networks are not bit-identical across processors, and whoever
//! builds next may not have this one. So a mask is kept like an original.

use serde::{Deserialize, Serialize};

use crate::action::ActionKey;
use crate::digest::{Digest, canonical_text};

/// The network that a mask is made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedNetwork {
    /// What the project calls it.
    pub name: String,
    /// The digest of its file.
    pub file: Digest,
    /// How it was asked, as canonical JSON.
    pub form: String,
}

/// One painting, for one network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskRequest {
    /// The blob of the painting, as it came.
    pub painting: Digest,
    /// Who makes the mask.
    pub network: UsedNetwork,
}

impl MaskRequest {
    /// The key of the answer: painting and network, whatever the project calls it.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        let UsedNetwork { name: _, file, form } = &self.network;
        ActionKey(Digest::key("assetbuild mask v1", &(self.painting, file, form)))
    }
}

/// The mask of a painting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masked {
    /// What it was made of.
    pub request: MaskRequest,
    /// The blob of the mask, a PNG file in grey, as large as the painting; white is the subject.
    pub mask: Digest,
}

impl Masked {
    /// What names it in records: the digest of its text.
    #[must_use]
    pub fn id(&self) -> Digest {
        Digest::of(canonical_text(self).as_bytes())
    }
}
