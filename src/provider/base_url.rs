//! `BaseUrl`: where a service is reached.

use std::fmt;

/// Where a service is reached: HTTPS, or plain HTTP on this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaseUrl(reqwest::Url);

/// Why a text is no address of a service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotABaseUrl {
    /// It is no URL.
    #[error("it is no URL: {0}")]
    NoUrl(String),
    /// It would send keys and pictures in the clear.
    #[error("it must begin with `https://`; `http://` is for servers on this machine only")]
    Insecure,
    /// It has parts that an address of a service has not.
    #[error("it must have no user, password, `?` or `#`")]
    TooMuch,
}

impl BaseUrl {
    /// Reads an address as a user writes it: `https://gateway.example/v1`.
    ///
    /// # Errors
    ///
    /// If nothing may be sent there. The error does not repeat it: it may hold a password.
    pub fn parse(text: &str) -> Result<BaseUrl, NotABaseUrl> {
        let url: reqwest::Url =
            text.trim().parse().map_err(|it| NotABaseUrl::NoUrl(format!("{it}")))?;
        let plain = url.username().is_empty() && url.password().is_none();
        if !plain || url.query().is_some() || url.fragment().is_some() {
            return Err(NotABaseUrl::TooMuch);
        }
        let res = BaseUrl(url);
        match res.0.scheme() {
            "https" if res.0.host_str().is_some() => Ok(res),
            "http" if res.is_loopback() => Ok(res),
            _ => Err(NotABaseUrl::Insecure),
        }
    }

    /// Whether it is a server on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Its path.
    pub(crate) fn path(&self) -> &str {
        self.0.path()
    }

    /// Whether something lies on the same server.
    pub(crate) fn is_origin_of(&self, url: &reqwest::Url) -> bool {
        url.origin() == self.0.origin()
    }

    /// The address of something below it. The path is ours: it has no `..` and no `?`.
    pub(crate) fn join(&self, path: &str) -> reqwest::Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{}", path.trim_start_matches('/')));
        url
    }
}

/// Whether a URL names this machine, by name or by number.
pub(crate) fn is_loopback(url: &reqwest::Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let number = host.trim_start_matches('[').trim_end_matches(']');
    let number: Option<std::net::IpAddr> = number.parse().ok();
    host == "localhost" || number.is_some_and(|it| it.is_loopback())
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_machine_in_the_clear() {
        for text in [
            "https://a.example",
            "http://127.0.0.1:80",
            "http://localhost:7860/x",
            "http://[::1]:1",
        ] {
            assert!(BaseUrl::parse(text).is_ok(), "{text}");
        }
        for text in [
            "http://a.example",
            "http://localhost.evil",
            "http://127.0.0.1.evil",
            "http://192.168.0.2:7860",
            "file:///etc/passwd",
            "https://user:hunter2@a.example",
            "https://a.example/?key=1",
            "a.example",
            "",
        ] {
            let err = BaseUrl::parse(text).unwrap_err();
            assert!(!err.to_string().contains("hunter2"), "{err}");
        }
    }

    #[test]
    fn a_path_goes_below_the_one_that_is_there() {
        let joined = |base: &str| BaseUrl::parse(base).unwrap().join("v1/x:y").to_string();
        assert_eq!(joined("https://a.example"), "https://a.example/v1/x:y");
        assert_eq!(joined("https://a.example/gateway/"), "https://a.example/gateway/v1/x:y");
    }
}
