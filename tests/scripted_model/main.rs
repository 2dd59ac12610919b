//! A model outside the program, played from a script: `scripted-model LOG [SCRIPT]`.
//!
//! Reads one request of `docs/programs.md` on standard input, appends one line to LOG, and answers
//! as SCRIPT says. The same request in the same place of the log has the same answer.
//!
//! # The log
//!
//! One line a call, seven words, written before anything else happens, so that a call that is
//! killed counts: `kind ordinal seed prompt pictures rules pid`. `prompt` and `pictures` are 16
//! hexadecimal digits, `rules` the numbers of the rules that match (`0,2`); `-` where there is none.
//!
//! # The script
//!
//! ```json
//! {"default": {"scores": [62, 75, 95]},
//!  "rules": [{"kind": "paint", "prompt": "slime", "calls": [1, 2], "then": {"exit": 75}}]}
//! ```
//!
//! A rule matches by `kind`, by a part of the prompt, and by `calls`: the how-many-th call it is,
//! counted from 1, of those that the rule's kind and prompt match. What is left out matches
//! everything. `then` of each matching rule goes over `default`, key by key, the last one wins:
//!
//! | key | default | |
//! |---|---|---|
//! | `scores` | `[95]` | of a judge: the score of the first picture that it sees for a prompt, of the second, …; the last one for all further ones. The same picture again has the same score. |
//! | `repaint` | `[]` | of a judge: parts to paint again |
//! | `usd` | 0.04, 0.03, 0.001, 0.001 | `{"paint": …, "edit": …, "judge": …, "refine": …}`; `null` says nothing of money |
//! | `ms` | 1500 | how long it says that it took |
//! | `latency-ms` | 0 | how long it really takes |
//! | `picture` | `"subject"` | or `"glass"` (half of what is behind it shows through), `"empty"`, `"cropped"` (leaves the frame), `"checkerboard"` (painted transparency), `"scenery"` (no one colour behind it) |
//! | `grid` | `[1, 1]` | columns and rows of a sheet: a subject in each cell |
//! | `subject` | none | which subject, in place of one that prompt and ordinal decide: the same in all pictures, in another moment of its movement where the prompt says so |
//! | `raw` | false | the picture alone, without JSON around it |
//! | `model` | none | the model that it says answered |
//! | `refuse` | none | refuses, for this reason |
//! | `answer` | none | this in place of an answer: a text as it is, anything else as JSON |
//! | `exit` | 0 | answers nothing and ends with this code |
//! | `stderr` | none | written to standard error before it ends |
//! | `crash`, `hang` | false | kills itself; never ends |
//!
//! A picture is a function of prompt and ordinal: on the background asked for, a round subject in
//! the middle, of few flat colours and with a dark outline. An edit paints the same one on the
//! background that is asked for now: a picture says in a chunk of its file how it was painted.

mod picture;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::picture::{Look, Picture, Rgba};

fn main() -> ExitCode {
    let (status, stdout, stderr) = match play() {
        Ok(played) => played,
        // A broken script is no answer, and no second try mends it.
        Err(problem) => (69, vec![], format!("scripted-model: {problem}")),
    };
    std::io::stdout().write_all(&stdout).ok();
    writeln!(std::io::stderr(), "{stderr}").ok();
    ExitCode::from(status)
}

/// Exit code, standard output, standard error.
type Played = (u8, Vec<u8>, String);

fn play() -> Result<Played, String> {
    let mut args = std::env::args().skip(1);
    let log = args.next().ok_or("usage: scripted-model LOG [SCRIPT]")?;
    let script = match args.next() {
        Some(path) => std::fs::read_to_string(&path).map_err(|err| format!("{path}: {err}"))?,
        None => "{}".to_owned(),
    };
    let script: Script = serde_json::from_str(&script).map_err(|err| format!("script: {err}"))?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|err| format!("request: {err}"))?;
    let request: Request = serde_json::from_str(&text).map_err(|err| format!("request: {err}"))?;

    let before = append(&log, &line(&request, &script))?;
    let then = script.then(&request, &before)?;
    std::thread::sleep(Duration::from_millis(then.latency_ms));
    if then.crash {
        std::process::abort();
    }
    if then.hang {
        loop {
            std::thread::sleep(Duration::from_secs(3600));
        }
    }
    if then.exit != 0 {
        return Ok((then.exit, vec![], then.stderr));
    }
    Ok((0, answer(&request, &then, &before)?, then.stderr))
}

/// What is read of a request; the rest has no bearing on the answer.
#[derive(Deserialize)]
struct Request {
    format: u32,
    kind: String,
    prompt: String,
    ordinal: Option<u32>,
    seed: Option<u64>,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    background: Option<Background>,
    picture: Option<String>,
    #[serde(default)]
    pictures: Vec<String>,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    feedback: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Background {
    Transparent,
    Key { color: String },
    Color { color: String },
    Opaque,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Script {
    default: Map<String, Value>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    kind: Option<String>,
    prompt: Option<String>,
    calls: Option<Vec<usize>>,
    then: Map<String, Value>,
}

impl Rule {
    fn is_about(&self, request: &Request) -> bool {
        let kind = self.kind.as_ref().is_none_or(|it| *it == request.kind);
        let prompt = self.prompt.as_ref();
        kind && prompt.is_none_or(|it| request.prompt.contains(it.as_str()))
    }
}

impl Script {
    /// What the script says of this call.
    fn then(&self, request: &Request, before: &[Entry]) -> Result<Then, String> {
        let mut res = self.default.clone();
        for (idx, rule) in self.rules.iter().enumerate() {
            let earlier = before.iter().filter(|it| it.rules.contains(&idx));
            let call = earlier.count() + 1;
            let counts = rule.calls.as_ref().is_none_or(|it| it.contains(&call));
            if rule.is_about(request) && counts {
                res.extend(rule.then.clone());
            }
        }
        serde_json::from_value(Value::Object(res)).map_err(|err| format!("script: {err}"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Then {
    scores: Vec<u8>,
    repaint: Vec<String>,
    usd: Option<BTreeMap<String, f64>>,
    ms: u64,
    latency_ms: u64,
    picture: Look,
    grid: [u32; 2],
    subject: Option<u64>,
    raw: bool,
    model: Option<String>,
    refuse: Option<String>,
    answer: Option<Value>,
    exit: u8,
    stderr: String,
    crash: bool,
    hang: bool,
}

impl Default for Then {
    fn default() -> Then {
        let usd = [("paint", 0.04), ("edit", 0.03), ("judge", 0.001), ("refine", 0.001)];
        Then {
            scores: vec![95],
            repaint: vec![],
            usd: Some(usd.map(|(kind, usd)| (kind.to_owned(), usd)).into()),
            ms: 1500,
            latency_ms: 0,
            picture: Look::Subject,
            grid: [1, 1],
            subject: None,
            raw: false,
            model: None,
            refuse: None,
            answer: None,
            exit: 0,
            stderr: String::new(),
            crash: false,
            hang: false,
        }
    }
}

/// What one line of the log says.
struct Entry {
    kind: String,
    prompt: String,
    pictures: String,
    rules: Vec<usize>,
    pid: u32,
}

impl Entry {
    fn read(line: &str) -> Option<Entry> {
        let words: Vec<&str> = line.split(' ').collect();
        let [kind, _ordinal, _seed, prompt, pictures, rules, pid] = words[..] else {
            return None;
        };
        Some(Entry {
            kind: kind.to_owned(),
            prompt: prompt.to_owned(),
            pictures: pictures.to_owned(),
            rules: rules.split(',').filter_map(|it| it.parse().ok()).collect(),
            pid: pid.parse().ok()?,
        })
    }
}

fn line(request: &Request, script: &Script) -> String {
    let or_dash = |it: String| if it.is_empty() { "-".to_owned() } else { it };
    let kind = &request.kind;
    let ordinal = or_dash(request.ordinal.map(|it| it.to_string()).unwrap_or_default());
    let seed = or_dash(request.seed.map(|it| it.to_string()).unwrap_or_default());
    let prompt = digest(&request.prompt);
    let any = !request.pictures.is_empty() || !request.references.is_empty();
    let any = any || request.picture.is_some();
    let pictures = if any { shown(request) } else { "-".to_owned() };
    let rules = script.rules.iter().enumerate().filter(|(_, it)| it.is_about(request));
    let rules: Vec<String> = rules.map(|(idx, _)| idx.to_string()).collect();
    let rules = or_dash(rules.join(","));
    let pid = std::process::id();
    format!("{kind} {ordinal} {seed} {prompt} {pictures} {rules} {pid}\n")
}

/// What tells the pictures of a request apart from others.
fn shown(request: &Request) -> String {
    let all = request.pictures.iter().chain(&request.references).chain(&request.picture);
    digest(&all.map(String::as_str).collect::<String>())
}

/// Adds a line to the log, and says what the lines before it say.
fn append(log: &str, line: &str) -> Result<Vec<Entry>, String> {
    let problem = |err: std::io::Error| format!("{log}: {err}");
    // One write to a file that is open for appending: lines of other calls stay whole.
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.append(true).create(true).open(log).map_err(problem)?;
    file.write_all(line.as_bytes()).map_err(problem)?;
    let text = std::fs::read_to_string(log).map_err(problem)?;
    let mut entries: Vec<Entry> = text.lines().filter_map(Entry::read).collect();
    // A number of a process may come again, but not while its line is the last one.
    let own = entries.iter().rposition(|it| it.pid == std::process::id());
    entries.truncate(own.ok_or("the line just written is not in the log")?);
    Ok(entries)
}

fn answer(request: &Request, then: &Then, before: &[Entry]) -> Result<Vec<u8>, String> {
    if request.format != 1 {
        return Err(format!("format {} of requests is not known", request.format));
    }
    let mut res = match (&then.answer, &then.refuse) {
        (Some(Value::String(text)), _) => return Ok(text.clone().into_bytes()),
        (Some(other), _) => return Ok(other.to_string().into_bytes()),
        (None, Some(reason)) => json!({ "refused": reason }),
        (None, None) => match request.kind.as_str() {
            "paint" if then.raw => return paint(request, then),
            "paint" => json!({ "image": base64(&paint(request, then)?) }),
            "edit" => json!({ "image": base64(&edit(request)?) }),
            "judge" => judge(request, then, before),
            "refine" => json!({
                "prompt": format!("{} (refined {})", request.prompt, request.feedback.len()),
            }),
            other => return Err(format!("`{other}` is no kind of request")),
        },
    };
    if let Some(usd) = then.usd.as_ref().and_then(|it| it.get(&request.kind)) {
        res["usd"] = json!(usd);
    }
    if let Some(model) = &then.model {
        res["model"] = json!(model);
    }
    res["ms"] = json!(then.ms);
    Ok(res.to_string().into_bytes())
}

fn paint(request: &Request, then: &Then) -> Result<Vec<u8>, String> {
    let ordinal = request.ordinal.unwrap_or(0);
    let picture = Picture {
        width: request.width,
        height: request.height,
        behind: background(request)?,
        first: background(request)?,
        look: then.picture,
        grid: then.grid,
        dice: then.subject.unwrap_or_else(|| fnv(&format!("{} {ordinal}", request.prompt))),
        moment: then.subject.map_or(0, |_| moment(&request.prompt)),
    };
    picture.paint()
}

/// The same picture on another background.
fn edit(request: &Request) -> Result<Vec<u8>, String> {
    let picture = request.picture.as_deref().ok_or("there is no picture to be changed")?;
    let png = decoded(picture).ok_or("the picture is no base64")?;
    Picture { behind: background(request)?, ..Picture::read(&png)? }.paint()
}

/// The moment of a movement that a prompt speaks of, as the quarter it lies in: "25 % of the way".
fn moment(prompt: &str) -> u64 {
    let before = prompt.split(" % of the way").next().unwrap_or_default();
    let percent = before.rsplit(' ').next().and_then(|it| it.parse().ok());
    percent.map_or(0, |it: u64| it / 25)
}

fn background(request: &Request) -> Result<Rgba, String> {
    let color = match &request.background {
        Some(Background::Transparent) => return Ok([0; 4]),
        // The picture fills its frame, with grass, say.
        Some(Background::Opaque) | None => return Ok([96, 176, 88, 255]),
        Some(Background::Key { color } | Background::Color { color }) => color,
    };
    let digits = color.strip_prefix('#').filter(|it| it.len() == 6);
    let value = digits.and_then(|it| u32::from_str_radix(it, 16).ok());
    let [_, r, g, b] = value.ok_or(format!("`{color}` is no colour"))?.to_be_bytes();
    Ok([r, g, b, 255])
}

fn judge(request: &Request, then: &Then, before: &[Entry]) -> Value {
    let (prompt, own) = (digest(&request.prompt), shown(request));
    let mut seen: Vec<&str> = vec![];
    for it in before.iter().filter(|it| it.kind == "judge" && it.prompt == prompt) {
        if !seen.contains(&it.pictures.as_str()) {
            seen.push(&it.pictures);
        }
    }
    let nth = seen.iter().position(|it| *it == own).unwrap_or(seen.len());
    let score = then.scores.get(nth).or(then.scores.last()).copied().unwrap_or(95);
    let criteria = ["style", "technical", "transparency", "game-fit", "composition"];
    let criteria: Map<String, Value> = criteria
        .into_iter()
        .map(|it| {
            let scored = json!({
                "score": score,
                "feedback": format!("{it} of picture {} is worth {score}", nth + 1),
                "suggestions": [format!("better {it}")],
            });
            (it.to_owned(), scored)
        })
        .collect();
    json!({
        "criteria": criteria,
        "suggestions": [format!("make it rounder than picture {}", nth + 1)],
        "repaint": then.repaint,
    })
}

/// FNV-1a, 64 bits: tells texts apart, and needs no crate.
fn fnv(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

fn digest(text: &str) -> String {
    format!("{:016x}", fnv(text))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut res = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0_usize, 0);
    for digit in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | DIGITS.iter().position(|it| *it == digit)?;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            res.push((bits >> n_bits & 0xff) as u8);
            bits &= (1 << n_bits) - 1;
        }
    }
    Some(res)
}

fn base64(bytes: &[u8]) -> String {
    let mut res = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits =
            (0..3).fold(0, |bits, idx| bits << 8 | usize::from(*chunk.get(idx).unwrap_or(&0)));
        for idx in 0..4 {
            let digit = char::from(DIGITS[bits >> (18 - 6 * idx) & 63]);
            res.push(if idx <= chunk.len() { digit } else { '=' });
        }
    }
    res
}
