//! `FakeServer`: one service at an address of its own on this machine.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use std::{io, thread};

use serde_json::json;

use crate::service::a1111::A1111;
use crate::service::comfyui::ComfyUi;
use crate::service::google::Google;
use crate::service::http::{Request, Response};
use crate::service::ledger::{Kind, Ledger};
use crate::service::openai::OpenAi;
use crate::service::pixellab::PixelLab;
use crate::service::retrodiffusion::RetroDiffusion;
use crate::service::router::Router;
use crate::service::script::{Fault, Script, Then};
use crate::service::seedream::Seedream;

/// Whose formats a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brand {
    Google,
    OpenAi,
    A1111,
    ComfyUi,
    RetroDiffusion,
    PixelLab,
    Seedream,
    Router,
}

/// What a service understood of a request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) kind: Kind,
    pub(crate) model: String,
    pub(crate) prompt: String,
}

/// What a service answers, and what it bills for it in billionths of a dollar.
#[derive(Debug, Clone)]
pub(crate) struct Billed {
    pub(crate) response: Response,
    pub(crate) nanos: u64,
}

/// What a service knows when it answers.
pub(crate) struct Now<'a> {
    pub(crate) request: &'a Request,
    pub(crate) asked: &'a Asked,
    /// What is to go wrong.
    pub(crate) then: &'a Then,
    /// How many requests with this very body were billed before.
    pub(crate) before: usize,
    /// The score of the picture that is judged.
    pub(crate) score: u8,
    /// Whether batches stay under way.
    pub(crate) batches_wait: bool,
}

/// One service: what is different between them.
pub(crate) trait Service: Send + Sync {
    /// What a call is for, by its head alone.
    fn kind_of(&self, request: &Request) -> Kind;

    /// What is asked; of a request that it does not understand, as much as it does.
    fn asked(&self, request: &Request) -> Asked;

    /// The answer. Checks the request, and what `then` says of the answer itself.
    fn answer(&self, now: &Now<'_>) -> Billed;

    /// An error in the service's shape; `then.fault` says which.
    fn error(&self, then: &Then, request: &Request) -> Response;
}

impl Billed {
    /// What is not billed.
    pub(crate) fn free(response: Response) -> Billed {
        Billed { response, nanos: 0 }
    }
}

/// A service that answers at `127.0.0.1` as long as this value lives.
pub(crate) struct FakeServer {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    service: Box<dyn Service>,
    script: Mutex<Script>,
    ledger: Mutex<Ledger>,
    /// Told of every call that arrives.
    company: Condvar,
    /// When the calls of the last stretch of the limit arrived.
    recent: Mutex<VecDeque<Instant>>,
    /// Digests of the pictures that were judged, by prompt.
    judged: Mutex<BTreeMap<String, Vec<u64>>>,
    is_over: AtomicBool,
}

impl FakeServer {
    /// A service that takes this key and no other; those that know no keys take any.
    pub(crate) fn start(brand: Brand, key: &str) -> FakeServer {
        let key = key.to_owned();
        let service: Box<dyn Service> = match brand {
            Brand::Google => Box::new(Google::new(key)),
            Brand::OpenAi => Box::new(OpenAi::new(key)),
            Brand::A1111 => Box::new(A1111::new(key)),
            Brand::ComfyUi => Box::new(ComfyUi::new()),
            Brand::RetroDiffusion => Box::new(RetroDiffusion::new(key)),
            Brand::PixelLab => Box::new(PixelLab::new(key)),
            Brand::Seedream => Box::new(Seedream::new(key)),
            Brand::Router => Box::new(Router::new(key)),
        };
        let state = Arc::new(State {
            service,
            script: Mutex::default(),
            ledger: Mutex::default(),
            company: Condvar::new(),
            recent: Mutex::default(),
            judged: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has ports left");
        let address = listener.local_addr().expect("a listener has an address");
        let accepting = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), state) = (stream, Arc::clone(&accepting)) else { continue };
                // A client that went away in the middle is no problem of the service.
                thread::spawn(move || state.serve(&stream).ok());
            }
        });
        FakeServer { address, state }
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does as this script says from now on; panics at a script with a slip.
    pub(crate) fn script(&self, text: &str) {
        *self.state.script() = Script::parse(text).unwrap_or_else(|why| panic!("{why}: {text}"));
    }

    /// What it was asked so far. The service waits while it is looked at.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.state.ledger()
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        // Wakes the listener, which then ends.
        TcpStream::connect(self.address).ok();
    }
}

/// What becomes of a connection.
enum Next {
    Keep,
    Close,
}

impl State {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        while let Some(mut request) = Request::read_head(&mut reader)? {
            if self.script().drops_early(self.service.kind_of(&request)) {
                let asked = self.service.asked(&request);
                let idx = self.ledger().begin(asked.kind, &asked.model, "", &request);
                self.ledger().end(idx, 0, 0);
                return stream.shutdown(Shutdown::Both);
            }
            if request.header("expect") == "100-continue" {
                (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
            request.read_body(&mut reader)?;
            match self.respond(&request, stream)? {
                Next::Keep => {}
                Next::Close => return stream.shutdown(Shutdown::Both),
            }
        }
        Ok(())
    }

    fn respond(&self, request: &Request, mut stream: &TcpStream) -> io::Result<Next> {
        if let Some(response) = self.control(request) {
            response.write(&mut stream)?;
            return Ok(Next::Keep);
        }
        let asked = self.service.asked(request);
        let idx = self.ledger().begin(asked.kind, &asked.model, &asked.prompt, request);
        let then = self.then(&asked);
        if asked.kind != Kind::Free {
            self.wait_for_company();
            thread::sleep(Duration::from_millis(then.latency_ms.unwrap_or(0)));
        }
        let billed = self.answer(request, &asked, &then);
        let bytes = billed.response.bytes(true);
        let sent = match then.fault {
            Some(Fault::DropLate | Fault::Hang) => 0,
            // Enough for the head, so that the client knows that there was an answer.
            Some(Fault::Cut) => bytes.len() - billed.response.body.len() / 2 - 1,
            _ => bytes.len(),
        };
        let whole = sent == bytes.len();
        // Before it is sent: the client's next call may be here before this thread goes on.
        let status = if whole { billed.response.status } else { 0 };
        self.ledger().end(idx, status, billed.nanos);
        if then.is(Fault::Hang) {
            self.hang(stream);
        }
        stream.write_all(&bytes[..sent])?;
        stream.flush()?;
        Ok(if whole { Next::Keep } else { Next::Close })
    }

    /// Waits until as many calls were under way at once as the script wants; not for ever, since a
    /// client that never sends so many is what a test wants to see.
    fn wait_for_company(&self) {
        let together = self.script().together;
        let ledger = self.ledger();
        self.company.notify_all();
        let alone = |it: &mut Ledger| it.most_under_way() < together;
        drop(self.company.wait_timeout_while(ledger, Duration::from_secs(60), alone));
    }

    /// What goes wrong with a call: what the limit says, else the script.
    fn then(&self, asked: &Asked) -> Then {
        if asked.kind == Kind::Free {
            return self.script().then(asked.kind, &asked.model, &asked.prompt);
        }
        let limit = self.script().limit;
        if let Some(limit) = limit {
            let stretch = Duration::from_millis(limit.within_ms);
            let mut recent = self.recent.lock().expect("no holder panics");
            let now = Instant::now();
            recent.retain(|it| now.duration_since(*it) < stretch);
            if recent.len() >= limit.calls {
                let wait = stretch.saturating_sub(now.duration_since(recent[0]));
                let retry_ms = u64::try_from(wait.as_millis()).unwrap_or(0) + 1;
                let fault = Some(Fault::QuotaMinute);
                return Then { fault, retry_ms: Some(retry_ms), ..Then::default() };
            }
            recent.push_back(now);
        }
        self.script().then(asked.kind, &asked.model, &asked.prompt)
    }

    /// What would be answered if nothing happened to it on its way, and what is billed for it.
    fn answer(&self, request: &Request, asked: &Asked, then: &Then) -> Billed {
        match then.fault {
            Some(
                Fault::Error
                | Fault::EchoKey
                | Fault::QuotaMinute
                | Fault::QuotaDay
                | Fault::QuotaBare
                | Fault::QuotaVertex
                | Fault::QuotaMoney,
            ) => return Billed::free(self.service.error(then, request)),
            Some(Fault::Html) => return Billed::free(page(then)),
            Some(Fault::Redirect) => return Billed::free(elsewhere(then)),
            _ => {}
        }
        let (before, score) = (self.billed_before(request), self.score(request, asked));
        let batches_wait = self.script().batches_wait;
        let mut billed =
            self.service.answer(&Now { request, asked, then, before, score, batches_wait });
        if then.is(Fault::BrokenJson) {
            billed.response.body.truncate(billed.response.body.len() / 2);
        }
        billed
    }

    fn billed_before(&self, request: &Request) -> usize {
        let same = |it: &&crate::service::ledger::Call| {
            it.nanos > 0 && it.request.path == request.path && it.request.body == request.body
        };
        self.ledger().calls.iter().filter(same).count()
    }

    /// By how many other pictures were judged before with this prompt.
    fn score(&self, request: &Request, asked: &Asked) -> u8 {
        if asked.kind != Kind::Judge {
            return 0;
        }
        let picture = crate::service::picture::dice(&[&request.body]);
        let mut judged = self.judged.lock().expect("no holder panics");
        let seen = judged.entry(asked.prompt.clone()).or_default();
        let nth = seen.iter().position(|it| *it == picture).unwrap_or(seen.len());
        if nth == seen.len() {
            seen.push(picture);
        }
        self.script().score(nth)
    }

    /// Says nothing until the client gives up.
    fn hang(&self, stream: &TcpStream) {
        stream.set_read_timeout(Some(Duration::from_millis(50))).ok();
        while !self.is_over.load(Ordering::SeqCst) {
            match stream.peek(&mut [0]) {
                Ok(0) => return,
                Ok(_) => thread::sleep(Duration::from_millis(50)),
                Err(err) if is_timeout(&err) => {}
                Err(_) => return,
            }
        }
    }

    /// What is meant for the server itself, for those who run it as a program.
    fn control(&self, request: &Request) -> Option<Response> {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/control/script") => {
                let parsed = Script::parse(&String::from_utf8_lossy(&request.body));
                Some(match parsed {
                    Ok(script) => {
                        *self.script() = script;
                        Response::json(200, &json!({}))
                    }
                    Err(why) => Response::json(400, &json!({ "error": why })),
                })
            }
            ("GET", "/control/ledger") => {
                let ledger = self.ledger();
                let [paint, judge, text] = ledger.counts();
                let counts = json!({ "paint": paint, "judge": judge, "text": text });
                Some(Response::json(200, &json!({ "calls": counts, "usd": ledger.usd() })))
            }
            _ => None,
        }
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no holder of the script panics")
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn is_timeout(err: &io::Error) -> bool {
    matches!(err.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn page(then: &Then) -> Response {
    let html = "<!DOCTYPE html><html><head><title>Bad gateway</title></head>\
                <body><h1>The proxy has no answer</h1></body></html>";
    Response::new(then.status.unwrap_or(502), "text/html", html.as_bytes().to_vec())
}

fn elsewhere(then: &Then) -> Response {
    let to = then.to.clone().unwrap_or_default();
    Response::new(then.status.unwrap_or(307), "text/plain", vec![]).with("location", &to)
}
