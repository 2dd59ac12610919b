//! What certainly happened to a request, against servers that misbehave.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::model::Day;
use crate::provider::http::{HttpAnswer, HttpBody, HttpRequest, KeyHeader, LONGEST};
use crate::provider::{BaseUrl, HttpClient, Key, Secret, SendError};

/// Serves one connection; what it read is what the thread returns.
fn serve(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let request = read_request(&mut stream);
        answer(&mut stream);
        request
    });
    (url, served)
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = vec![];
    let mut buffer = [0; 4096];
    // The body is `{}`.
    while !bytes.ends_with(b"\r\n\r\n{}") {
        let n = stream.read(&mut buffer).unwrap();
        assert!(n > 0, "the request ended early");
        bytes.extend_from_slice(&buffer[..n]);
    }
    String::from_utf8(bytes).unwrap()
}

async fn post(url: &str) -> Result<HttpAnswer, SendError> {
    post_within(url, Duration::from_secs(60)).await
}

async fn post_within(url: &str, timeout: Duration) -> Result<HttpAnswer, SendError> {
    let url = BaseUrl::parse(url).unwrap();
    let secret = Arc::new(Secret::new("hush-hush-0123").unwrap());
    let key = Key::bound(secret, &url);
    let request = HttpRequest {
        url: url.join("paint"),
        headers: vec![],
        key: Some(KeyHeader { name: "x-goog-api-key", prefix: "", key: &key }),
        body: HttpBody::Json(b"{}".to_vec()),
        timeout,
        longest: LONGEST,
        day: Day::LOOKED_UP,
    };
    HttpClient::default().exchange(request).await
}

fn write(text: &'static str) -> impl FnOnce(&mut TcpStream) + Send + 'static {
    move |stream| stream.write_all(text.as_bytes()).unwrap()
}

#[tokio::test]
async fn a_key_goes_out_in_its_header_and_never_comes_back() {
    let (url, served) = serve(write(
        "HTTP/1.1 200 OK\r\ncontent-length: 33\r\nset-cookie: a=b\r\nretry-after: 3\r\n\r\n\
         {\"your key\": \"hush-hush-0123\", 1}",
    ));
    let answer = post(&url).await.unwrap();
    let request = served.join().unwrap();
    assert!(request.starts_with("POST /paint HTTP/1.1"), "{request}");
    assert_eq!(request.matches("hush-hush-0123").count(), 1);
    assert_eq!(answer.body, b"{\"your key\": \"***\", 1}");
    assert_eq!(answer.headers.keys().collect::<Vec<_>>(), ["retry-after"]);
    assert!(!format!("{answer:?}").contains("hush"));
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let to = elsewhere.local_addr().unwrap();
    let (url, _served) = serve(move |stream| {
        write!(stream, "HTTP/1.1 307 x\r\nlocation: http://{to}/\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
    });
    let err = post(&url).await.unwrap_err();
    assert!(matches!(err, SendError::Unavailable { .. }), "{err:?}");
    assert!(elsewhere.accept().is_err(), "somebody came");
}

#[tokio::test]
async fn only_without_a_connection_is_it_certain_that_nothing_was_sent() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", unused.local_addr().unwrap());
    drop(unused);
    let err = post(&url).await.unwrap_err();
    assert!(matches!(err, SendError::NotAccepted { rate_limit: false, .. }), "{err:?}");

    // Until the other side gives up.
    let hang = |stream: &mut TcpStream| drop(stream.read(&mut [0; 1]));
    let (url, _served) = serve(hang);
    let err = post_within(&url, Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(err, SendError::NoAnswer { .. }), "{err:?}");

    let lost: [(String, JoinHandle<String>); 3] = [
        serve(|_| {}),
        serve(write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half")),
        serve(write("220 smtp.example ready\r\n")),
    ];
    for (url, _served) in &lost {
        let err = post(url).await.unwrap_err();
        assert!(matches!(err, SendError::NoAnswer { .. }), "{err:?}");
        assert!(!format!("{err:?}").contains("hush"), "{err:?}");
    }
}

#[tokio::test]
async fn a_refusal_counts_even_if_its_words_are_lost() {
    let (url, _served) =
        serve(write("HTTP/1.1 429 Too Many Requests\r\ncontent-length: 100\r\n\r\n{\"half"));
    let answer = post(&url).await.unwrap();
    assert_eq!((answer.status, answer.body), (429, vec![]));
}
