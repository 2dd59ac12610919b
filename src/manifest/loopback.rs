//! Addresses of servers on the machine of whoever builds: the only ones that a project may name.
//!
//! A file of a project is not trusted. Another address would get pictures and prompts, and a proxy
//! or a name that resolves elsewhere the same, so the three spellings are compared as text.

use crate::diagnostic::Code;
use crate::manifest::reader::Spot;
use crate::manifest::sink::Sink;
use crate::manifest::trail::shown;
use crate::manifest::value::text;

/// Where a project says that a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalUrl {
    /// At this address on the machine of whoever builds.
    Here(String),
    /// Where a project may not say it; there is a diagnostic.
    Refused,
}

const HOSTS: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// `url = "http://127.0.0.1:7861"`.
pub(super) fn loopback(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<LocalUrl> {
    let Some(res) = text(it, sink) else { return Some(LocalUrl::Refused) };
    if is_loopback(&res) {
        return Some(LocalUrl::Here(res));
    }
    let rest = format!("cannot be `{}`", shown(&res));
    it.wrong(sink, Code::WrongValue, &rest).help = Some(
        "a project names servers on this machine only, like \"http://127.0.0.1:7860\"; another \
         address belongs into your environment or your own configuration"
            .to_owned(),
    );
    Some(LocalUrl::Refused)
}

/// `http://`, one of the hosts, a port, and a plain path: no user, no `?`, no `#`, no `..`.
fn is_loopback(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let (server, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let Some(after) = HOSTS.iter().find_map(|it| server.strip_prefix(it)) else { return false };
    let port = match after.strip_prefix(':') {
        Some(digits) => {
            digits.bytes().all(|it| it.is_ascii_digit())
                && digits.parse().is_ok_and(|it: u16| it > 0)
        }
        None => after.is_empty(),
    };
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"/-_.~".contains(&it);
    port && path.bytes().all(plain) && !path.split('/').any(|it| it == "." || it == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_an_address_of_a_project() {
        for url in [
            "http://127.0.0.1:7860",
            "http://localhost",
            "http://[::1]:8188/",
            "http://127.0.0.1:65535/forge/v1.2",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "",
            "http://",
            "127.0.0.1:7860",
            "https://127.0.0.1",
            "HTTP://127.0.0.1",
            "http://evil.example",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://127.0.0.1:80@evil.example",
            "http://127.0.0.1\\@evil.example",
            "http://127.0.0.1:0",
            "http://127.0.0.1:",
            "http://127.0.0.1:+80",
            "http://127.0.0.1:65536",
            "http://127.0.0.2",
            "http://0.0.0.0",
            "http://192.168.0.2:7860",
            "http://169.254.169.254/latest",
            "http://[::ffff:10.0.0.1]",
            "http://127.0.0.1/?to=evil",
            "http://127.0.0.1/#a",
            "http://127.0.0.1/a/../b",
            "http://127.0.0.1/%2e%2e/b",
            " http://127.0.0.1",
            "http://127.0.0.1\nhost: evil.example",
        ] {
            assert!(!is_loopback(url), "{url:?}");
        }
    }
}
