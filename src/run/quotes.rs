//! `Quotes`: exact prices that services tell beforehand. Asked for only where a person wants to know
//! them; nothing is bought.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::digest::canonical_text;
use crate::model::{CallShape, ModelId, Role};
use crate::money::Usd;
use crate::provider::Provider;

/// What the price of a call depends on, kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    model: ModelId,
    size: [u32; 2],
    pictures: u32,
    /// Parameters, as canonical JSON.
    params: String,
}

impl Shape {
    fn of(model: &ModelId, shape: &CallShape<'_>) -> Shape {
        let params = canonical_text(shape.params);
        Shape { model: model.clone(), size: shape.size, pictures: shape.pictures, params }
    }
}

/// Exact prices, by what they depend on; `None` of those that nobody has asked for yet.
#[derive(Debug, Default)]
pub struct Quotes(Mutex<BTreeMap<Shape, Option<Usd>>>);

impl Quotes {
    /// The price of a picture, if its service told it; else it is wanted from now on.
    pub(crate) fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<Usd> {
        *self.all().entry(Shape::of(model, shape)).or_default()
    }

    /// Asks for what is wanted, which costs nothing. Sentences tell of what nobody tells. `serving`
    /// says who serves a model.
    ///
    /// # Errors
    ///
    /// If no request can be made at all.
    pub fn ask(
        &self,
        serving: &dyn Fn(&ModelId) -> Option<Arc<dyn Provider>>,
    ) -> std::io::Result<Vec<String>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let wanted: Vec<Shape> =
            self.all().iter().filter(|it| it.1.is_none()).map(|it| it.0.clone()).collect();
        let mut silent: BTreeMap<ModelId, String> = BTreeMap::new();
        for it in wanted {
            let Some(provider) = serving(&it.model) else { continue };
            if silent.contains_key(&it.model) {
                continue;
            }
            let params = serde_json::from_str(&it.params).expect("it was written by us");
            let shape = CallShape {
                role: Role::Paint,
                size: it.size,
                pictures: it.pictures,
                words: 0,
                params: &params,
            };
            let Some(quote) = provider.quote(&it.model, &shape) else { continue };
            match runtime.block_on(quote) {
                Ok(usd) => drop(self.all().insert(it, Some(usd))),
                Err(error) => drop(silent.insert(it.model, error.to_string())),
            }
        }
        let told = |(model, why): (ModelId, String)| {
            format!("{model} does not tell its price ({why}), so the price list counts")
        };
        Ok(silent.into_iter().map(told).collect())
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<Shape, Option<Usd>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
