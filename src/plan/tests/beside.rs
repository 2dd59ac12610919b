//! What the scripted world puts beside a painting: second plates, and masks.

use crate::action::{
    Answer, EditRequest, Edited, MaskRequest, Masked, PaintingAnswer, UsedNetwork,
};
use crate::digest::{Digest, canonical_text};
use crate::plan::MaskWish;
use crate::plan::tests::script::{Act, EDIT, World};

impl World {
    /// Another plate behind a painting that exists. With a bad one nothing passes the checks.
    pub(crate) fn edit(&mut self, request: &EditRequest) {
        let is_painted = |it: &PaintingAnswer| {
            it.id() == request.from && it.painted().is_some_and(|it| it.picture == request.picture)
        };
        assert!(self.answers.values().flatten().any(is_painted), "nothing to start from");
        self.calls.edit += 1;
        let all = self.edits.entry(request.key()).or_default();
        let act = self.plating.get(all.len()).or(self.plating.last()).unwrap_or(&Act::Good(0));
        let asked_before = u32::try_from(all.len()).unwrap();
        let (reason, usd) = ("not like this".to_owned(), EDIT);
        let unusable =
            |chance| Answer::Unusable { reason: reason.clone(), chance, asked_before, usd };
        all.push(match act {
            Act::Refused => Answer::Refused { reason, usd },
            Act::Empty => unusable(true),
            Act::Broken => unusable(false),
            Act::Good(_) | Act::Blamed(_) | Act::Bad(_) | Act::Unjudged => {
                let picture = Digest::of(canonical_text(request).as_bytes());
                if let Act::Bad(_) = act {
                    self.spoilt.insert(picture);
                }
                Answer::Given(Edited {
                    picture,
                    request: request.clone(),
                    answered_by: "painter".to_owned(),
                    usd,
                    estimated: false,
                    ms: 1,
                    safety: None,
                })
            }
        });
    }

    pub(crate) fn mask(&mut self, wish: &MaskWish) {
        self.n_masked += 1;
        let request = mask_request(wish);
        let mask = Digest::of(canonical_text(&request).as_bytes());
        self.masks.insert(request.key(), Masked { request, mask });
    }

    /// The store has no second plate any more.
    pub(crate) fn lose_plates(&mut self) {
        self.edits.clear();
    }
}

/// Every name is another network.
pub(crate) fn mask_request(wish: &MaskWish) -> MaskRequest {
    let file = Digest::of(wish.network.as_bytes());
    let network = UsedNetwork { name: wish.network.clone(), file, form: String::new() };
    MaskRequest { painting: wish.painting, network }
}
