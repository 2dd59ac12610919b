//! `Task`: an asset together with the values that came out of other assets.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::{ActionKey, Brief, Origin, Picture};
use crate::digest::Digest;
use crate::image;
use crate::lock::{Pick, Taken};
use crate::model::Abilities;
use crate::name::{AssetName, PartName};
use crate::plan::keys;
use crate::plan::keys::{FinishInputs, Keyed};
use crate::plan::product::Inputs;
use crate::resolve::{Asset, Kind, Painted, Reference, StagePainting};

/// All that is needed to say what is next for one asset. Owned values; nothing of the database.
#[derive(Debug, Clone)]
pub struct Task {
    /// What the user declared.
    pub asset: Arc<Asset>,
    /// What its models can do, by the model's text.
    pub abilities: BTreeMap<String, Abilities>,
    /// The pictures of other assets that it needs, by asset and part.
    pub inputs: Inputs,
    /// The bytes of the files of the user's that it needs, by their pixels.
    pub files: BTreeMap<Digest, Digest>,
}

impl Task {
    /// What a model paints, if a model paints it.
    #[must_use]
    pub fn painted(&self) -> Option<&Painted> {
        match &self.asset.kind {
            Kind::Painted(it) => Some(it),
            Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => None,
        }
    }

    /// The key of the asset's brief; `None` if no model paints it.
    ///
    /// # Panics
    ///
    /// If the task lacks a picture that the asset refers to.
    #[must_use]
    pub fn brief(&self) -> Option<ActionKey> {
        let origin = |name: &AssetName, part: &PartName| self.origin(name, part);
        keys::asset_brief(self.painted()?, &origin).ok()
    }

    /// The texts of the keys of today: brief, quality, and finish with these picks. Kept beside
    /// what they lead to, so that `why` can compare.
    #[must_use]
    pub fn texts(&self, picks: &[Pick], taken: &[Taken]) -> Vec<Keyed> {
        let origin = |name: &AssetName, part: &PartName| self.origin(name, part);
        let painted = self.painted();
        let brief = painted.and_then(|it| keys::brief(it, &origin).ok());
        let quality = painted.map(keys::judging);
        brief.into_iter().chain(quality).chain([self.finishing(picks, taken)]).collect()
    }

    /// The brief of one painting. `first` is the pick of the asset's own first painting.
    ///
    /// `None` if it refers to that pick, and there is none yet.
    #[must_use]
    pub fn painting_brief(&self, it: &StagePainting, first: Option<Origin>) -> Option<Brief> {
        let origin = |reference: &Reference| match reference {
            Reference::Asset { name, part } => self.origin(name, part),
            Reference::File { pixels, .. } | Reference::Guide { pixels, .. } => {
                Some(Origin::of_file(*pixels))
            }
            Reference::First => first,
        };
        let references = it.references.iter().map(origin).collect::<Option<Vec<_>>>()?;
        Some(Brief { words: it.words.clone(), references })
    }

    /// The blobs of what is shown to the model, in the order of the brief.
    ///
    /// `None` if one of them is the asset's own first picture, and `first` is not given.
    #[must_use]
    pub fn reference_blobs(
        &self,
        it: &StagePainting,
        first: Option<&Picture>,
    ) -> Option<Vec<Digest>> {
        let blob = |reference: &Reference| match reference {
            Reference::Asset { name, part } => {
                Some(self.inputs.get(&(name.clone(), part.clone()))?.picture.blob)
            }
            Reference::File { pixels, .. } => self.files.get(pixels).copied(),
            Reference::Guide { frame, cells, .. } => Some(Digest::of(&guide(*frame, *cells))),
            Reference::First => first.map(|it| it.blob),
        };
        it.references.iter().map(blob).collect()
    }

    /// The finish key, with these picks.
    ///
    /// # Panics
    ///
    /// If the task lacks a picture that the asset is made from.
    #[must_use]
    pub fn finish(&self, picks: &[Pick], taken: &[Taken]) -> Digest {
        self.finishing(picks, taken).key
    }

    /// The same with its text.
    ///
    /// # Panics
    ///
    /// If the task lacks a picture that the asset is made from.
    #[must_use]
    pub fn finishing(&self, picks: &[Pick], taken: &[Taken]) -> Keyed {
        // A built-in loop runs again for nothing; only what a person chose stands.
        let built_in = self.painted().is_some_and(Painted::is_built_in);
        let counts = picks.iter().filter(|it| it.by_person || !built_in);
        let picked = counts.map(|it| keys::picked_origin(it, taken)).collect();
        let (brief, edges) = (|| self.brief(), || self.edge_pixels());
        let inputs = FinishInputs::of(&self.asset, brief, edges, picked);
        keys::finishing(&self.asset, &inputs)
    }

    /// The pixels of all that it needs, in the order of its edges.
    fn edge_pixels(&self) -> Vec<Digest> {
        let edges = self.asset.edges();
        let pixels = edges.iter().map(|edge| {
            let input = self.inputs.get(&(edge.to.clone(), edge.part.clone()));
            input.expect("a task knows what it needs").picture.pixels
        });
        pixels.collect()
    }

    fn origin(&self, name: &AssetName, part: &PartName) -> Option<Origin> {
        self.inputs.get(&(name.clone(), part.clone())).map(|it| it.origin)
    }
}

/// The layout that a model is shown which paints the frames of a sheet, as a PNG.
#[must_use]
pub fn guide(frame: [u32; 2], cells: [u32; 2]) -> Vec<u8> {
    image::encode_png(&image::guide(frame, cells), &[])
}
