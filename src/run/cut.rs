//! `Cut`: how a shown painting was cut out, with what there is beside it; for metadata and warnings.

use serde_json::{Map, Value, json};

use crate::action::{Answer, Painting, PaintingAnswer};
use crate::lock::Pick;
use crate::plan::{Known, MattingInputs, Outcome, way};
use crate::resolve::Painted;
use crate::run::View;

/// How a shown painting was cut out.
pub(crate) struct Cut {
    /// The painting.
    pub(crate) painting: Painting,
    /// What it was cut out by.
    beside: MattingInputs,
    /// Why not by the way that the manifest names, where it is so.
    pub(crate) objection: Option<String>,
}

impl Cut {
    /// Of a pick; `None` where its painting cannot be had.
    pub(crate) fn of(
        known: &View,
        painted: &Painted,
        outcome: &Outcome,
        pick: &Pick,
    ) -> Option<Cut> {
        let taken = outcome.taken.iter().find(|it| Some(it.answer) == pick.answer)?;
        let mut answers = known.answers(taken.brief).into_iter();
        let answer = answers.find(|it| it.id() == taken.answer);
        let painting = answer.as_ref().and_then(PaintingAnswer::painted)?.clone();
        let (cutout, asked) = (&painted.finishing.cutout, painting.request.background);
        let beside = MattingInputs::of(cutout, asked, taken, known).ok()?;
        let (_, objection) = way(cutout, asked, &beside);
        Some(Cut { painting, beside, objection })
    }

    /// What it was cut out by, for the metadata.
    pub(crate) fn describe(&self, to: &mut Map<String, Value>) {
        let MattingInputs { plate, mask } = &self.beside;
        if let Some(it) = plate.as_ref().and_then(Answer::given) {
            let plate = json!({
                "painting": it.picture,
                "answered-by": it.answered_by,
                "prompt": it.request.prompt,
                "safety": it.safety,
                "usd": it.usd,
                "ms": it.ms,
            });
            to.insert("plate".into(), plate);
        }
        if let Some(it) = mask {
            let network = &it.request.network;
            let mask = json!({
                "network": network.name,
                "file": network.file,
                "form": network.form,
                "picture": it.mask,
            });
            to.insert("mask".into(), mask);
        }
    }
}
