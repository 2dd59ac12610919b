//! By which way the background of a painting goes: the one that the manifest names, as far as the
//! painting's own request and what there is beside it allow.

use crate::action::{
    Answer, AskedBackground, EditRequest, Edited, Masked, Painting, Way, opposite,
};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::plan::Known;
use crate::prompt;
use crate::resolve::{Cutout, Painted};

/// What a painting has beside it, as the record names it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MattingInputs {
    /// What came of asking for a second plate.
    pub plate: Option<Answer<Edited>>,
    /// Its mask.
    pub mask: Option<Masked>,
}

impl MattingInputs {
    /// What the record names, as far as today's manifest needs it.
    ///
    /// # Errors
    ///
    /// The original that the record names and that is nowhere to be had.
    pub fn of(
        cutout: &Cutout,
        asked: AskedBackground,
        taken: &Taken,
        known: &dyn Known,
    ) -> Result<MattingInputs, Digest> {
        let mut res = MattingInputs::default();
        match (cutout, asked) {
            (Cutout::TwoPlate, AskedBackground::Key(_)) => {
                let answer = taken.plate.map(|id| known.recorded_edit(id).ok_or(id));
                res.plate = answer.transpose()?;
            }
            (
                Cutout::Network(_) | Cutout::Auto,
                AskedBackground::Key(_) | AskedBackground::Transparent,
            ) => {
                let answer = taken.mask.map(|id| known.recorded_mask(id).ok_or(id));
                res.mask = answer.transpose()?;
            }
            _ => {}
        }
        Ok(res)
    }

    /// Whether there is a mask by the network of this name.
    pub(crate) fn is_masked_by(&self, network: &str) -> bool {
        self.mask.as_ref().is_some_and(|it| it.request.network.name == network)
    }
}

/// By which way the background goes; and why it is not the way that the manifest names, where it
/// is not.
#[must_use]
pub fn way(
    cutout: &Cutout,
    asked: AskedBackground,
    beside: &MattingInputs,
) -> (Way, Option<String>) {
    let because =
        |why: &str| (Way::Auto, Some(format!("not cut out by `{}`: {why}", cutout.as_str())));
    match (cutout, asked) {
        // Nothing is taken away.
        (_, AskedBackground::Colour(_) | AskedBackground::Opaque) => (Way::Auto, None),
        (Cutout::Auto, AskedBackground::Key(_) | AskedBackground::Transparent) => {
            let masked = |it: &Masked| Way::AutoOrNetwork { mask: it.mask };
            (beside.mask.as_ref().map_or(Way::Auto, masked), None)
        }
        (Cutout::Native, AskedBackground::Transparent) => (Way::Native, None),
        (Cutout::Native, AskedBackground::Key(_)) => {
            because("the painting was asked for on a key colour")
        }
        (Cutout::Key, AskedBackground::Key(_)) => (Way::Key, None),
        (Cutout::Key | Cutout::TwoPlate, AskedBackground::Transparent) => {
            because("the painting was asked for with an alpha of its own; new ones will not be")
        }
        (Cutout::TwoPlate, AskedBackground::Key(_)) => match &beside.plate {
            None => because("it has no second plate"),
            Some(Answer::Given(it)) => {
                (Way::TwoPlate { plate: it.picture, asked: it.request.background }, None)
            }
            Some(Answer::Refused { reason, .. } | Answer::Unusable { reason, .. }) => {
                because(&format!("there is no second plate, since the model answered: {reason}"))
            }
        },
        (Cutout::Network(_), AskedBackground::Key(_) | AskedBackground::Transparent) => {
            match &beside.mask {
                None => because("it has no mask"),
                Some(it) => (Way::Network { mask: it.mask }, None),
            }
        }
    }
}

/// The request for the second plate of a painting; `None` where a second plate shows nothing.
#[must_use]
pub fn plate_request(
    painted: &Painted,
    answer: Digest,
    painting: &Painting,
) -> Option<EditRequest> {
    let request = &painting.request;
    let AskedBackground::Key(first) = request.background else { return None };
    let second = opposite(first);
    Some(EditRequest {
        from: answer,
        picture: painting.picture,
        model: request.model.clone(),
        prompt: prompt::plate_prompt(&painted.edition, first, second),
        background: AskedBackground::Key(second),
        size: request.size,
        aspect: request.aspect,
        params: request.params.clone(),
    })
}
