//! `HttpClient`: sends one request, once, and says what certainly happened to it.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use reqwest::{Client, ClientBuilder, Response};

use crate::provider::SendError;
use crate::provider::base_url::is_loopback;
use crate::provider::http::values::unpacked;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Sends requests. Nothing is opened before the first one. Clones share it.
#[derive(Clone, Default)]
pub struct HttpClient(Arc<Clients>);

#[derive(Default)]
struct Clients {
    /// For servers on this machine: no proxy comes between, and no certificate is looked at, so
    /// that a machine needs none for them.
    plain: OnceLock<Result<Client, String>>,
    /// The same over TLS.
    direct: OnceLock<Result<Client, String>>,
    /// For all others, through the proxies that the system names.
    proxied: OnceLock<Result<Client, String>>,
}

impl HttpClient {
    /// Sends a request, once, and reads the whole answer, whatever its status.
    ///
    /// # Errors
    ///
    /// [`SendError::NotAccepted`] if there was no connection; [`SendError::NoAnswer`] if there was
    /// one and the answer did not come whole; [`SendError::Unavailable`] if nothing can be sent, or
    /// the service redirects.
    pub(crate) async fn exchange(&self, request: HttpRequest<'_>) -> Result<HttpAnswer, SendError> {
        let started = Instant::now();
        let HttpRequest { url, headers, key, body, timeout, longest, day } = request;
        let client = self.client(&url)?;
        let mut builder = match body {
            HttpBody::None => client.get(url.clone()),
            HttpBody::Json(text) => {
                client.post(url.clone()).header("content-type", "application/json").body(text)
            }
            HttpBody::Form(form) => client.post(url.clone()).multipart(form),
        };
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        if let Some(it) = &key {
            let Some(value) = it.key.header_for(&url, it.prefix) else {
                return Err(SendError::unavailable("the key is not for this address"));
            };
            builder = builder.header(it.name, value);
        }
        let response = builder.timeout(timeout).send().await.map_err(|it| lost(&it, timeout))?;
        let status = response.status();
        if status.is_redirection() {
            let reason = format!("it answers with a redirect ({status}), and none is followed");
            return Err(SendError::unavailable(reason));
        }
        let mut headers = kept_headers(&response);
        let body = match whole_body(response, timeout, longest).await {
            // The status alone says that it was not taken on.
            Err(_) if status.is_client_error() => Vec::new(),
            body => body?,
        };
        let mut body = unpacked(body);
        if let Some(it) = &key {
            body = it.key.redact(body);
            for value in headers.values_mut() {
                let shown = it.key.redact(std::mem::take(value).into_bytes());
                *value = String::from_utf8_lossy(&shown).into_owned();
            }
        }
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(HttpAnswer { status: status.as_u16(), day, headers, body, ms, batch: false })
    }

    fn client(&self, url: &reqwest::Url) -> Result<&Client, SendError> {
        let made = match (is_loopback(url), url.scheme()) {
            (true, "http") => {
                self.0.plain.get_or_init(|| made(builder().no_proxy().tls_certs_only([])))
            }
            (true, _) => self.0.direct.get_or_init(|| made(builder().no_proxy())),
            (false, _) => self.0.proxied.get_or_init(|| made(builder().https_only(true))),
        };
        made.as_ref()
            .map_err(|why| SendError::unavailable(format!("no request can be made: {why}")))
    }
}

fn made(builder: ClientBuilder) -> Result<Client, String> {
    builder.build().map_err(|err| cause(&err))
}

fn builder() -> ClientBuilder {
    // Whoever comes second finds it installed.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder()
        .user_agent(concat!("assetbuild/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        // A key in a header would go along to wherever a redirect leads.
        .redirect(reqwest::redirect::Policy::none())
        // Whether something is sent again is not a client's to decide.
        .retry(reqwest::retry::never())
        // A connection that was kept may be gone when the next request is on its way, and then
        // nobody knows whether it was billed.
        .pool_max_idle_per_host(0)
}

fn kept_headers(response: &Response) -> BTreeMap<String, String> {
    let header = |name: &&str| {
        let value = response.headers().get(*name)?.to_str().ok()?;
        Some(((*name).to_owned(), value.to_owned()))
    };
    HttpAnswer::KEPT.iter().filter_map(header).collect()
}

async fn whole_body(
    mut response: Response,
    timeout: Duration,
    longest: usize,
) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|it| lost(&it, timeout))? {
        if body.len() + chunk.len() > longest {
            let reason = format!("the answer is longer than {} MiB", longest >> 20);
            return Err(SendError::NoAnswer { reason });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What became of a request whose answer did not come whole.
fn lost(err: &reqwest::Error, timeout: Duration) -> SendError {
    if err.is_builder() {
        return SendError::unavailable(format!("the request cannot be made: {}", cause(err)));
    }
    if err.is_connect() {
        let reason = format!("no connection: {}", cause(err));
        return SendError::NotAccepted { reason, retry_after: None, rate_limit: false };
    }
    if err.is_timeout() {
        let reason = format!("no answer within {} seconds", timeout.as_secs_f64());
        return SendError::NoAnswer { reason };
    }
    SendError::NoAnswer { reason: format!("the connection was lost: {}", cause(err)) }
}

/// The innermost cause: the outer ones repeat addresses.
fn cause(err: &dyn Error) -> String {
    let mut inner = err;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
