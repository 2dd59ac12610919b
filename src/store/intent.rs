//! `Intent`: a call that may be billed, written down before it is sent; and what became of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::model::{ModelId, Role};
use crate::money::Usd;

/// A call that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// What its answer will be found by.
    pub key: ActionKey,
    /// Which painting of the brief it is, counted from 0; 0 for others.
    pub ordinal: u32,
    /// As what the model is asked.
    pub role: Role,
    /// Who is asked.
    pub model: ModelId,
    /// The name of the project, for the ledger.
    pub project: String,
    /// The name of the asset that wanted it first, for the ledger.
    pub asset: String,
    /// The canonical text of the request, from which a raw answer can be read later.
    pub ask: String,
    /// The highest price that it can have; held until it is settled.
    #[serde(with = "nanos")]
    pub price: Usd,
    /// When it was sent, in milliseconds since 1970.
    pub started: u64,
    /// The batch that it is sent in, by the name that this program gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// What was billed.
    #[serde(with = "nanos")]
    pub usd: Usd,
    /// Whether the price is the table's, since the answer named none.
    pub estimated: bool,
    /// How many tokens were read and written, where the answer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    /// The digest of the answer's text, if there is an answer.
    pub answer: Option<Digest>,
    /// How it ended.
    pub outcome: CallOutcome,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallOutcome {
    /// With what was asked for.
    Answered,
    /// The model will not.
    Refused,
    /// With something that is no picture, verdict or prompt. Its raw bytes are kept.
    Unusable,
    /// It was never accepted.
    NotSent,
}

/// How far a call has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallState {
    /// It was about to be sent. While its key is locked it is under way; later it may have been
    /// billed, and nobody knows.
    Open,
    /// It lies in a batch that the service has taken on, and is answered some day.
    InBatch,
    /// Its raw answer is there, and has not been read yet.
    Raw,
    /// It has ended.
    Settled(Settlement),
    /// A person cleared it: whether it was billed stays unknown.
    Cleared,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// What names it.
    pub id: IntentId,
    /// What was asked.
    pub intent: Intent,
    /// What became of it.
    pub state: CallState,
}

/// Names a call of the journal; printed as twelve hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntentId {
    key: ActionKey,
    tag: String,
}

impl IntentId {
    /// An id that no other call has, if no other call has the nonce.
    pub(crate) fn of(intent: &Intent, nonce: &str) -> IntentId {
        let digest = Digest::key("assetbuild intent v1", &(intent, nonce));
        IntentId { key: intent.key, tag: digest.hex()[..TAG].to_owned() }
    }

    /// What its answer will be found by.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        self.key
    }

    /// The whole of it as text, which no other call has: the digits of the key, a dot, its own.
    pub(crate) fn file_name(&self) -> String {
        format!("{}.{}", self.key.0.hex(), self.tag)
    }

    /// Reads [`IntentId::file_name`].
    pub(crate) fn from_file_name(name: &str) -> Option<IntentId> {
        let (key, tag) = name.split_once('.')?;
        let is_tag = tag.len() == TAG && tag.bytes().all(|it| it.is_ascii_hexdigit());
        let key = format!("b3:{key}").parse().ok().filter(|_| is_tag)?;
        Some(IntentId { key: ActionKey(key), tag: tag.to_owned() })
    }
}

const TAG: usize = 12;

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

/// Money as a whole number of billionths: exact however much it is.
mod nanos {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::money::Usd;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(super) fn serialize<S: Serializer>(it: &Usd, serializer: S) -> Result<S::Ok, S::Error> {
        it.nanos().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Usd, D::Error> {
        u64::deserialize(from).map(Usd::from_nanos)
    }
}
