//! As much of HTTP/1.1 as clients of these services speak.

use std::collections::BTreeMap;
use std::io;
use std::io::{BufRead, Read, Write};

use serde_json::Value;

/// What a client sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Without query, percent signs decoded.
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// Empty until [`Request::read_body`].
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Reads up to the empty line; `None` if the client has nothing more to say.
    pub(crate) fn read_head(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
        let line = read_line(reader)?;
        let mut words = line.split(' ');
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut res =
            Request { method: method.to_owned(), path: plain(path), ..Request::default() };
        for pair in query.split('&').filter(|it| !it.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            res.query.insert(plain(name), plain(&value.replace('+', " ")));
        }
        loop {
            let line = read_line(reader)?;
            let Some((name, value)) = line.split_once(':') else { break };
            res.headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        Ok(Some(res))
    }

    /// Reads the body, by its length or in chunks.
    pub(crate) fn read_body(&mut self, reader: &mut impl BufRead) -> io::Result<()> {
        if self.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            loop {
                let size = read_line(reader)?;
                let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
                let start = self.body.len();
                self.body.resize(start + size, 0);
                reader.read_exact(&mut self.body[start..])?;
                read_line(reader)?;
                if size == 0 {
                    return Ok(());
                }
            }
        }
        let size = self.header("content-length").parse().unwrap_or(0);
        self.body.resize(size, 0);
        reader.read_exact(&mut self.body)
    }

    /// A header by its name in lower case; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, String> {
        serde_json::from_slice(&self.body).map_err(|err| err.to_string())
    }

    /// All of it as text, head included, as a log of the wire would show it.
    pub(crate) fn text(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut res = format!("{} {}?{}\n", self.method, self.path, query.join("&"));
        for (name, value) in &self.headers {
            res += &format!("{name}: {value}\n");
        }
        res + "\n" + &String::from_utf8_lossy(&self.body)
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn json(status: u16, body: &Value) -> Response {
        Response::new(status, "application/json; charset=UTF-8", body.to_string().into_bytes())
    }

    pub(crate) fn new(status: u16, kind: &str, body: Vec<u8>) -> Response {
        Response { status, headers: vec![("content-type", kind.to_owned())], body }
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Response {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Head and body; `keep_alive` says whether the connection may be used again.
    pub(crate) fn bytes(&self, keep_alive: bool) -> Vec<u8> {
        let connection = if keep_alive { "keep-alive" } else { "close" };
        let mut res = format!(
            "HTTP/1.1 {} Said\r\ncontent-length: {}\r\nconnection: {connection}\r\n",
            self.status,
            self.body.len()
        );
        for (name, value) in &self.headers {
            res += &format!("{name}: {value}\r\n");
        }
        let mut res = (res + "\r\n").into_bytes();
        res.extend_from_slice(&self.body);
        res
    }

    pub(crate) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        stream.write_all(&self.bytes(true))?;
        stream.flush()
    }
}

/// One part of a `multipart/form-data` body.
#[derive(Debug, Clone)]
pub(crate) struct FormPart {
    pub(crate) name: String,
    /// `None` for what is no file.
    pub(crate) filename: Option<String>,
    /// What the part says of itself; empty if it says nothing.
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
}

impl FormPart {
    /// All parts of a request, in order; `None` if its body is no such form.
    pub(crate) fn all_of(request: &Request) -> Option<Vec<FormPart>> {
        let kind = request.header("content-type");
        let boundary = kind.strip_prefix("multipart/form-data")?.split_once("boundary=")?.1;
        let boundary = format!("--{}", boundary.split(';').next()?.trim().trim_matches('"'));
        let mut res = vec![];
        let pieces = split(&request.body, boundary.as_bytes());
        for piece in pieces.get(1..)? {
            if piece.starts_with(b"--") {
                return Some(res);
            }
            let at = position(piece, b"\r\n\r\n")?;
            let head = String::from_utf8_lossy(&piece[..at]).into_owned();
            let bytes = piece[at + 4..].strip_suffix(b"\r\n")?.to_vec();
            res.push(FormPart {
                name: quoted(&head, "name")?,
                filename: quoted(&head, "filename"),
                content_type: line_of(&head, "content-type:"),
                bytes,
            });
        }
        None
    }

    /// Its bytes as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

fn line_of(head: &str, name: &str) -> String {
    let lines = head.lines().filter_map(|it| {
        let start = it.get(..name.len())?;
        start.eq_ignore_ascii_case(name).then(|| it[name.len()..].trim().to_owned())
    });
    lines.into_iter().next().unwrap_or_default()
}

/// The value of ` name="…"` in the disposition of a part.
fn quoted(head: &str, name: &str) -> Option<String> {
    let disposition = line_of(head, "content-disposition:");
    let (_, rest) = disposition.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(str::to_owned)
}

fn split<'a>(bytes: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut res = vec![];
    let mut rest = bytes;
    while let Some(at) = position(rest, by) {
        res.push(&rest[..at]);
        rest = &rest[at + by.len()..];
    }
    res.push(rest);
    res
}

fn position(bytes: &[u8], of: &[u8]) -> Option<usize> {
    bytes.windows(of.len()).position(|it| it == of)
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.take(64 * 1024).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Percent signs decoded.
fn plain(text: &str) -> String {
    let mut res = vec![];
    let bytes = text.as_bytes();
    let mut idx = 0;
    while idx < bytes.len() {
        let code = text.get(idx + 1..idx + 3).and_then(|it| u8::from_str_radix(it, 16).ok());
        match (bytes[idx], code) {
            (b'%', Some(code)) => {
                res.push(code);
                idx += 3;
            }
            (byte, _) => {
                res.push(byte);
                idx += 1;
            }
        }
    }
    String::from_utf8_lossy(&res).into_owned()
}
