//! `Product`: what an asset hands to those that need it. Whether something waits or is blocked is
//! read from the products of what it needs, and nowhere else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::{Origin, Picture};
use crate::lock::Record;
use crate::name::{AssetName, PartName};
use crate::plan::origin_of;
use crate::resolve::Asset;

/// A picture that an asset is made from or refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What it counts as in a brief.
    pub origin: Origin,
    /// Its pixels.
    pub picture: Picture,
}

/// What an asset hands to those that need it.
#[derive(Debug, Clone, PartialEq)]
pub enum Product {
    /// Its pictures, by part.
    Known(Arc<BTreeMap<PartName, Input>>),
    /// It is made first.
    Pending {
        /// Whether a picture with another origin may come of it.
        repaints: bool,
    },
    /// It cannot be made.
    Missing,
}

/// The products of assets; of those that are not declared or cannot be built there are none.
pub type Products = BTreeMap<AssetName, Product>;

impl Product {
    /// What an asset hands on as its record stands.
    ///
    /// `inputs` are those that it was made from itself; what is derived counts as an edit of them.
    #[must_use]
    pub fn of(asset: &Asset, record: &Record, inputs: &Inputs) -> Product {
        let shown = record.shown();
        let picks = shown.map(|it| it.picks.as_slice()).unwrap_or_default();
        let picks: Vec<_> = picks.iter().map(|it| (it.part.clone(), it.origin)).collect();
        let edges = asset.edges();
        let from = edges.first().and_then(|it| inputs.get(&(it.to.clone(), it.part.clone())));
        let from = from.map(|it| it.origin);
        let input = |part: PartName| {
            let picture = record.pictures.get(&part)?.clone();
            let origin = origin_of(asset, &picks, from, &part)?;
            Some((part, Input { origin, picture }))
        };
        Product::Known(Arc::new(asset.parts().into_iter().filter_map(input).collect()))
    }
}

/// The pictures that an asset needs, by asset and part.
pub type Inputs = BTreeMap<(AssetName, PartName), Input>;

/// Why an asset has not all that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lack {
    /// This one comes first.
    Waits(AssetName),
    /// This one cannot be made.
    Blocked(AssetName),
}

/// The pictures that an asset needs, one for each of its edges.
///
/// # Errors
///
/// The first of its edges, in their order, that cannot be made; else the first that is not made.
pub(crate) fn inputs(asset: &Asset, products: &Products) -> Result<Inputs, Lack> {
    let edges = asset.edges();
    let missing = |name: &AssetName| matches!(products.get(name), None | Some(Product::Missing));
    if let Some(edge) = edges.iter().find(|it| missing(&it.to)) {
        return Err(Lack::Blocked(edge.to.clone()));
    }
    let mut res = Inputs::new();
    for edge in edges {
        let found = match &products[&edge.to] {
            Product::Known(parts) => parts.get(&edge.part).cloned(),
            Product::Pending { .. } | Product::Missing => None,
        };
        match found {
            Some(input) => drop(res.insert((edge.to, edge.part), input)),
            None => return Err(Lack::Waits(edge.to)),
        }
    }
    Ok(res)
}
