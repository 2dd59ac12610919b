//! `PaintRequest` and `Painting`: what is sent for one picture, and what came of it.

use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Answered, AskedBackground, DrawHints, Origin, Tileable};
use crate::digest::{Digest, canonical_text};
use crate::model::ModelId;
use crate::money::Usd;

/// One picture, asked of one model: everything that is sent, and nothing that is not.
///
/// A field that is added later must be left out of the text while it has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaintRequest {
    /// The brief that it answers.
    pub brief: ActionKey,
    /// How many paintings of this brief were taken before it.
    pub ordinal: u32,
    /// Who is asked.
    pub model: ModelId,
    /// The whole prompt, the line about the background included.
    pub prompt: String,
    /// What to leave out, if the model takes that as a field.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub avoid: Option<Vec<String>>,
    /// What was asked for behind the subject.
    pub background: AskedBackground,
    /// Width and height asked for, in pixels.
    pub size: [u32; 2],
    /// Width to height, where the manifest says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub aspect: Option<[u32; 2]>,
    /// Parameters of the model, as JSON.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty", default)]
    pub params: std::collections::BTreeMap<String, serde_json::Value>,
    /// Where the model takes one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seed: Option<u64>,
    /// Blobs of the pictures shown to the model, PNG files, in the order of the brief.
    pub references: Vec<Digest>,
    /// The painting (by its answer) whose feedback led to this prompt.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refined_from: Option<Digest>,
    /// A person's note that led to this prompt.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
    /// Along which axes the model is told to repeat; said only where it can be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tileable: Option<Tileable>,
    /// For the built-in artist.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draw: Option<DrawHints>,
    /// The safety setting of the service with which it was sent, if it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub safety: Option<String>,
}

impl PaintRequest {
    /// The key of a built-in painting: the whole request and the version of the artist.
    #[must_use]
    pub fn built_in_key(&self, version: u32) -> ActionKey {
        ActionKey(Digest::key("assetbuild built-in painting v1", &(version, self)))
    }

    /// The seed for the `ordinal`th painting of a brief; below 2³¹, which every service takes.
    #[must_use]
    pub fn seed_for(brief: ActionKey, ordinal: u32) -> u64 {
        let digest = Digest::key("assetbuild seed v1", &(brief, ordinal));
        let bytes: [u8; 4] = digest.bytes()[..4].try_into().expect("a digest has 32 bytes");
        u64::from(u32::from_le_bytes(bytes) >> 1)
    }
}

/// Stands in the place of the model in pictures that a person made.
const BY_HAND: &str = "person/hand";

/// A picture that a model outside this program answered; what it cost, and how it was asked for.
pub type Painting = Answered<PaintRequest>;

/// What a paid request for a picture led to. Refusals are answers too: they are not sent again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaintingAnswer {
    /// A picture.
    Painted(Painting),
    /// The model will not; the reason in its words.
    Refused {
        /// The request as it was sent.
        request: PaintRequest,
        /// In the model's words.
        reason: String,
        /// What was billed all the same.
        usd: Usd,
        /// Whether it was asked for without a background, and the model or the account cannot
        /// leave one out: on a key colour it may be painted.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        no_alpha: bool,
    },
    /// Something came that is no picture.
    Unusable {
        /// The request as it was sent.
        request: PaintRequest,
        /// What is wrong with it.
        reason: String,
        /// Whether it was chance: then one more call of its own may do better.
        chance: bool,
        /// What was billed all the same.
        usd: Usd,
    },
}

impl PaintingAnswer {
    /// What names this answer in records and on the command line: the digest of its text.
    #[must_use]
    pub fn id(&self) -> Digest {
        Digest::of(canonical_text(self).as_bytes())
    }

    /// The request that led to it.
    #[must_use]
    pub fn request(&self) -> &PaintRequest {
        match self {
            PaintingAnswer::Painted(it) => &it.request,
            PaintingAnswer::Refused { request, .. } | PaintingAnswer::Unusable { request, .. } => {
                request
            }
        }
    }

    /// Whether the same picture may be asked for on a key colour.
    #[must_use]
    pub fn wants_key(&self) -> bool {
        matches!(self, PaintingAnswer::Refused { no_alpha: true, .. })
    }

    /// What was billed.
    #[must_use]
    pub fn usd(&self) -> Usd {
        match self {
            PaintingAnswer::Painted(it) => it.usd,
            PaintingAnswer::Refused { usd, .. } | PaintingAnswer::Unusable { usd, .. } => *usd,
        }
    }

    /// The picture, if it is one.
    #[must_use]
    pub fn painted(&self) -> Option<&Painting> {
        match self {
            PaintingAnswer::Painted(it) => Some(it),
            PaintingAnswer::Refused { .. } | PaintingAnswer::Unusable { .. } => None,
        }
    }
}

impl Painting {
    /// A picture that a person made, kept in the form of a painting. `size` is width × height.
    ///
    /// Nothing was asked for, so it answers a key of its own: it is offered to no other asset.
    #[must_use]
    pub fn adopted(picture: Digest, size: [u32; 2]) -> Painting {
        let model: ModelId = BY_HAND.parse().expect("it is written like a model");
        let request = PaintRequest {
            brief: ActionKey(Digest::key("assetbuild adopted picture v1", &picture)),
            ordinal: 0,
            model,
            prompt: String::new(),
            avoid: None,
            background: AskedBackground::Transparent,
            size,
            aspect: None,
            params: std::collections::BTreeMap::new(),
            seed: None,
            references: Vec::new(),
            refined_from: None,
            note: None,
            tileable: None,
            draw: None,
            safety: None,
        };
        let answered_by = "a person".to_owned();
        let (usd, estimated, ms, safety) = (Usd::ZERO, false, 0, None);
        Painting { request, picture, answered_by, usd, estimated, ms, safety }
    }

    /// Whether a person made it; then it is not processed.
    #[must_use]
    pub fn is_adopted(&self) -> bool {
        self.request.model.to_string() == BY_HAND
    }

    /// What pictures made of this painting count as.
    #[must_use]
    pub fn origin(&self) -> Origin {
        if self.request.model.is_builtin() {
            return Origin::of_built_in(self.request.brief, self.request.ordinal);
        }
        Origin::of_painting(self.picture)
    }
}
