//! `Printer`: the only code that writes to stdout and stderr.
//!
//! Results go to stdout, what people read to stderr. A reader that has gone (`| head`) is nobody's
//! mistake, and nothing is said about it. Whoever wrote the words, a manifest, a file, a model or a
//! service, what would steer the terminal is written out here, and what would fill it is cut.

use std::io;
use std::io::Write;
use std::sync::Mutex;

use serde_json::Value;

use crate::cli::layout::wrapped;
use crate::cli::paint::{Ink, Paint, for_terminal};
use crate::cli::settings::{Settings, Verbosity};
use crate::legible::{cleaned, cleaned_json, shortened};

/// The longest line that people are told, in characters.
const LONGEST_LINE: usize = 2000;

/// The longest line of a result and the longest text for programs: a prompt has its place there.
const LONGEST_WORDS: usize = 64 << 10;

/// Writes what is shown.
pub(crate) struct Printer {
    /// How much is said.
    pub(crate) verbosity: Verbosity,
    /// Whether results are JSON.
    pub(crate) json: bool,
    /// Colours of what people read.
    pub(crate) paint: Paint,
    /// Colours of results.
    pub(crate) result_paint: Paint,
    /// How wide lines of reports may be; `None` where nobody's screen is.
    width: Option<usize>,
    /// The first result that could not be written, a reader that has gone apart.
    lost: Mutex<Option<io::Error>>,
}

impl Printer {
    /// A printer by these settings.
    pub(crate) fn new(settings: &Settings) -> Printer {
        Printer {
            verbosity: settings.verbosity,
            json: settings.json,
            paint: Paint { on: settings.colours },
            result_paint: Paint { on: settings.result_colours },
            width: settings.environment.result_width,
            lost: Mutex::default(),
        }
    }

    /// Says something to people; silent with `-q` and `--json`. Ends the line.
    pub(crate) fn say(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet && !self.json {
            self.warn(text);
        }
    }

    /// Says what is wrong to people; never silent. Ends the line.
    pub(crate) fn warn(&self, text: &str) {
        if !text.is_empty() {
            // Nowhere is left to say that stderr is gone.
            let text = fit(text.trim_end_matches('\n'), LONGEST_LINE);
            let _gone = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// `error: …`, and what to do.
    pub(crate) fn error(&self, message: &str, help: Option<&str>) {
        self.warn(&format!("{}: {message}", self.paint.ink(Ink::Bad, "error")));
        if let Some(help) = help {
            self.warn(&format!("  {}: {help}", self.paint.ink(Ink::Strong, "help")));
        }
    }

    /// Asks something, and waits for the line that is the answer; empty if there is none.
    pub(crate) fn ask(&self, question: &str) -> String {
        let mut stderr = io::stderr().lock();
        let question = fit(question, LONGEST_LINE);
        let asked = write!(stderr, "{question} ").and_then(|()| stderr.flush());
        let mut answer = String::new();
        let read = asked.and_then(|()| io::stdin().read_line(&mut answer));
        read.map(|_| answer.trim().to_owned()).unwrap_or_default()
    }

    /// Asks for something that is not shown while it is typed.
    pub(crate) fn ask_hidden(&self, question: &str) -> io::Result<String> {
        rpassword::prompt_password(format!("{} ", fit(question, LONGEST_LINE)))
    }

    /// What a command is for, for people: to stdout, so that it can be paged and searched. Programs
    /// get events instead. Ends the line.
    pub(crate) fn report(&self, text: &str) {
        if !self.json && !text.is_empty() {
            let text = fit(text.trim_end_matches('\n'), LONGEST_LINE);
            let lines = text.split('\n').map(|it| match self.width {
                Some(width) => wrapped(it, width),
                None => it.to_owned(),
            });
            self.write(&lines.collect::<Vec<_>>().join("\n"));
        }
    }

    /// A result: to stdout, whatever the verbosity. Ends the line.
    pub(crate) fn result(&self, text: &str) {
        self.write(&fit(text.trim_end_matches('\n'), LONGEST_WORDS));
    }

    fn write(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let wrote = writeln!(stdout, "{text}");
        self.note(wrote.and_then(|()| stdout.flush()));
    }

    /// One event for programs: a line on stdout, if they are wanted.
    pub(crate) fn event(&self, event: &impl serde::Serialize) {
        if self.json {
            let mut event = serde_json::to_value(event).expect("events are plain data");
            shorten(&mut event);
            self.write(&cleaned_json(&event.to_string()));
        }
    }

    /// Why a result could not be written, if one could not.
    pub(crate) fn lost(&self) -> Option<io::Error> {
        self.lost.lock().ok()?.take()
    }

    fn note(&self, wrote: io::Result<()>) {
        let Err(error) = wrote else { return };
        if error.kind() != io::ErrorKind::BrokenPipe
            && let Ok(mut lost) = self.lost.lock()
        {
            lost.get_or_insert(error);
        }
    }
}

/// A text as it may be shown, its own colours apart.
fn fit(text: &str, most: usize) -> String {
    let lines = cleaned(text);
    let lines: Vec<_> = lines.split('\n').map(|it| shortened(it, most)).collect();
    for_terminal(&lines.join("\n"))
}

/// Cuts texts of an event that nobody reads to their end.
fn shorten(event: &mut Value) {
    match event {
        Value::String(text) if text.len() > LONGEST_WORDS => {
            *text = shortened(text, LONGEST_WORDS).into_owned();
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
