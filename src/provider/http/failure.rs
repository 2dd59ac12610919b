//! What an answer means that is no success, where its service has not said more.

use std::time::Duration;

use crate::provider::http::HttpAnswer;
use crate::provider::{Access, Advice, SendError};

/// What became of a request that was answered with this status.
///
/// `said` is the service's own error, if it was the service that answered: it then took nothing
/// on, and bills nothing. A page of whatever stands before it says less: behind a 502 the service
/// may be at work.
pub(crate) fn failure(answer: &HttpAnswer, said: Option<&str>, access: &Access) -> SendError {
    let status = answer.status;
    let words = said.map_or_else(|| answer.words(), str::to_owned);
    let reason = match words.is_empty() {
        true => format!("it answers with HTTP {status}"),
        false => format!("HTTP {status}: {words}"),
    };
    let again = |rate_limit| SendError::NotAccepted {
        reason: reason.clone(),
        retry_after: retry_after(answer),
        rate_limit,
    };
    let closed = |help: &str| SendError::Unavailable {
        advice: Advice { reason: reason.clone(), help: Some(help.to_owned()) },
        closed: true,
    };
    match status {
        429 => again(true),
        408 | 425 | 503 => again(false),
        401 => closed(&access.correct_key()),
        402 => closed("look at the balance of your account"),
        403 => closed(&access.look_at_key()),
        404 => closed("look at the model's name, and at the address if you set one"),
        407 => closed("look at the proxy's user and password"),
        500.. if said.is_some() => again(false),
        // Whoever answers a page in the service's place may have passed the request on before.
        200..300 | 500.. => SendError::NoAnswer { reason },
        _ => SendError::unavailable(reason),
    }
}

/// How long the service asks to wait, by its headers. A date is not read: a machine's clock may be
/// wrong.
pub(crate) fn retry_after(answer: &HttpAnswer) -> Option<Duration> {
    let number = |name: &str| answer.headers.get(name)?.trim().parse::<f64>().ok();
    let ms = number("retry-after-ms").map(|it| it / 1000.0);
    ms.or_else(|| number("retry-after")).and_then(|it| Duration::try_from_secs_f64(it).ok())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Day;
    use crate::provider::Accesses;

    fn answer(status: u16, headers: &[(&str, &str)]) -> HttpAnswer {
        let headers = headers.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned()));
        let headers: BTreeMap<String, String> = headers.collect();
        let body = b"<h1>Bad Gateway</h1>".to_vec();
        HttpAnswer { status, day: Day::LOOKED_UP, headers, body, ms: 0, batch: false }
    }

    #[test]
    fn only_what_was_certainly_not_accepted_is_sent_again() {
        let accesses = Accesses::default();
        let access = accesses.of("openai").expect("it is served");
        let kind = |status, said| match failure(&answer(status, &[]), said, access) {
            SendError::NotAccepted { rate_limit, .. } => format!("again {rate_limit}"),
            SendError::Unavailable { closed, .. } => format!("never {closed}"),
            SendError::NoAnswer { .. } => "lost".to_owned(),
        };
        assert_eq!(kind(429, None), "again true");
        assert_eq!(kind(503, None), "again false");
        assert_eq!(kind(500, Some("internal")), "again false");
        for status in [500, 502, 504, 520] {
            assert_eq!(kind(status, None), "lost", "{status}");
        }
        assert_eq!(kind(403, None), "never true");
        assert_eq!(kind(400, Some("bad field")), "never false");
    }

    #[test]
    fn a_service_says_how_long_to_wait() {
        let wait = |headers: &[(&str, &str)]| retry_after(&answer(429, headers));
        assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        let both = [("retry-after", "7"), ("retry-after-ms", "1500")];
        assert_eq!(wait(&both), Some(Duration::from_millis(1500)));
        for text in ["soon", "-1", "1e400", "NaN", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            assert_eq!(wait(&[("retry-after", text)]), None, "{text}");
        }
    }
}
