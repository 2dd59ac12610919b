//! `HttpRequest`: one request, as a plain value.

use std::time::Duration;

use crate::model::Day;
use crate::provider::Key;

/// How long an answer may be: a large picture in base64, with a signature that may be larger than
/// the picture.
pub(crate) const LONGEST: usize = 64 << 20;

/// One request.
pub(crate) struct HttpRequest<'a> {
    /// The whole address.
    pub(crate) url: reqwest::Url,
    /// Headers that are no secrets.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The header with the key, if the service takes one.
    pub(crate) key: Option<KeyHeader<'a>>,
    /// The body of a request. A request without a body is a GET.
    pub(crate) body: HttpBody,
    /// From connecting to the last byte of the answer.
    pub(crate) timeout: Duration,
    /// The most bytes that the answer may have.
    pub(crate) longest: usize,
    /// What day it is, by whose prices the answer is billed.
    pub(crate) day: Day,
}

/// The header in which a service takes its key.
pub(crate) struct KeyHeader<'a> {
    /// `x-goog-api-key`, `Authorization`.
    pub(crate) name: &'static str,
    /// What stands before the key: `Bearer `, or nothing.
    pub(crate) prefix: &'static str,
    pub(crate) key: &'a Key,
}

/// What is sent.
pub(crate) enum HttpBody {
    /// Nothing.
    None,
    /// A JSON text.
    Json(Vec<u8>),
    /// Fields and files.
    Form(reqwest::multipart::Form),
}
