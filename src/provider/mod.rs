//! Models outside this program: what they are asked, what they answer, and what went wrong.
//!
//! A provider turns a [`Call`] into bytes on a wire and bytes into a [`Reply`]. It knows no store
//! and no budget, never tries again, and never decides what a failure means for a build: it says
//! what certainly happened, and `build` decides.

mod a1111;
mod access;
mod answer;
mod base64;
mod base_url;
mod batch;
mod blot;
mod call;
mod comfy_router;
mod comfyui;
mod config;
mod config_prices;
mod config_reader;
mod credentials;
mod endpoint;
mod exec;
mod google;
mod http;
mod json;
mod key;
mod listing;
mod network;
mod openai;
mod picture;
mod picture_request;
mod pixellab;
mod process;
mod reply;
mod request;
mod rest;
#[cfg(test)]
mod rest_tests;
mod retrodiffusion;
mod seedream;
mod send_error;
mod service;
mod services;
#[cfg(test)]
mod tests;

pub use access::{Access, Accesses, BadAddress, Credentials, KeySource, Variables};
pub use base_url::{BaseUrl, NotABaseUrl};
pub use batch::{Batch, BatchFuture, BatchItem, BatchState, Batches};
pub use call::{Ask, Call};
pub use comfyui::{GraphConfig, Slot};
pub use config::{ProgramConfig, ServiceConfig, UserConfig, parse_config};
pub use config_reader::{ConfigMistake, ConfigProblem};
pub use credentials::{read_credentials, remove_credential, write_credential};
pub use endpoint::{Auth, ENDPOINTS, Endpoint};
pub use exec::{ExecProvider, Program};
pub use http::HttpClient;
pub use key::{Key, NotAKey, Secret};
pub use listing::{Listing, listing};
pub use network::{FormConfig, NetworkConfig};
pub use reply::{RawAnswer, Receipt, Reply};
pub use send_error::{Advice, SendError};
pub use service::ServiceSettings;
pub use services::Services;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::model::{Abilities, CallShape, ModelId, Tokens};
use crate::money::{PriceRange, Usd};

/// A future that a provider returns.
pub type SendFuture<'a> = Pin<Box<dyn Future<Output = Result<RawAnswer, SendError>> + Send + 'a>>;

/// A future that tells a price.
pub type QuoteFuture<'a> = Pin<Box<dyn Future<Output = Result<Usd, SendError>> + Send + 'a>>;

/// A future that takes a call back, as far as that can be done.
pub type WithdrawFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Whoever serves models.
pub trait Provider: Send + Sync {
    /// What one of its models can do; `None` if it has no such model.
    fn abilities(&self, model: &ModelId) -> Option<Abilities>;

    /// What such a call costs: the highest price is reserved before it is sent. `None` where no
    /// price is known, and then nothing is sent.
    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange>;

    /// Why there is no price, and what to do about it.
    fn unpriced(&self, model: &ModelId) -> Advice {
        Advice {
            reason: format!("no price is known for {model}, so nothing is sent"),
            help: Some("give its program and price in your own configuration".to_owned()),
        }
    }

    /// Why nothing can be sent to a model, as far as that is known before anything is: no key.
    fn closed(&self, _model: &ModelId) -> Option<Advice> {
        None
    }

    /// Asks what a call of this shape costs exactly, which costs nothing; `None` where nobody tells.
    fn quote<'a>(&'a self, _: &ModelId, _: &CallShape<'_>) -> Option<QuoteFuture<'a>> {
        None
    }

    /// The safety setting that goes with its requests.
    fn safety(&self) -> Option<&str> {
        None
    }

    /// How it takes batches of requests to a model, at half the price; `None` where it takes none.
    fn batches(&self, _model: &ModelId) -> Option<&dyn Batches> {
        None
    }

    /// Sends one request, once.
    fn send<'a>(&'a self, call: &'a Call) -> SendFuture<'a>;

    /// For how long after it was sent a call that is made once more, under the same name, costs
    /// nothing more; `None` where nobody knows.
    fn repeats(&self, _model: &ModelId) -> Option<Duration> {
        None
    }

    /// Takes back a call that is under way, whose answer nobody waits for any more; `None` where
    /// that cannot be done.
    fn withdraw<'a>(&'a self, _call: &'a Call) -> Option<WithdrawFuture<'a>> {
        None
    }

    /// What a raw answer says. A pure function: a build that was killed reads the same bytes.
    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply;

    /// How many tokens an answer had, where it says so.
    fn tokens(&self, _raw: &RawAnswer) -> Option<Tokens> {
        None
    }

    /// What an answer says beside what was asked for, in sentences for people: that another model
    /// gave it, that the model is about to end.
    fn notices(&self, _ask: &Ask, _raw: &RawAnswer) -> Vec<String> {
        Vec::new()
    }

    /// A raw answer of no use, before it is kept for people to look at, without the secrets that
    /// it repeats; `None` if it repeats none.
    fn without_secrets(&self, _model: &ModelId, _raw: &[u8]) -> Option<Vec<u8>> {
        None
    }
}
