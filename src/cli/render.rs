//! A `Diagnostic` as people read it: the words of the file, underlined.
//!
//! A report of the rendering library shows one file, and a diagnostic may speak of several: the
//! further ones follow as excerpts of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource};

use crate::cli::events::{DiagnosticEvent, OtherPlace};
use crate::cli::layout::count;
use crate::cli::paint::{Ink, Paint, of_our_own};
use crate::diagnostic::{Diagnostic, Label, Place, Severity};
use crate::legible::steers;
use crate::manifest::{Spans, line_column, span_of};
use crate::path::ProjectPath;

/// The text of a file, if it can be had.
pub(crate) type Source<'a> = &'a dyn Fn(&ProjectPath) -> Option<Arc<str>>;

/// How many mistakes are shown; the rest is counted.
const MOST: usize = 20;

/// How many places are named of mistakes of the same words; the rest is counted.
const MOST_PLACES: usize = 5;

/// Around a mistake in longer lines nothing is shown, in bytes.
const LONGEST_LINE: usize = 2000;

/// How many assets there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Assets {
    /// In the whole project.
    pub(crate) n_all: usize,
    /// Those that cannot be built.
    pub(crate) n_broken: usize,
}

/// How diagnostics are shown.
pub(crate) struct Rendering<'a> {
    /// Texts of files.
    pub(crate) source: Source<'a>,
    /// Whether there are colours.
    pub(crate) colours: bool,
    /// Columns of the terminal.
    pub(crate) width: usize,
    /// Whether all of them are shown, however many.
    pub(crate) all: bool,
}

impl Rendering<'_> {
    /// All of them, and how many there are. Empty if there are none. Those of the same words are
    /// shown once, at the first place.
    pub(crate) fn all(&self, diagnostics: &[Diagnostic], assets: Assets) -> String {
        if diagnostics.is_empty() {
            return String::new();
        }
        let groups = alike(diagnostics);
        let most = if self.all { groups.len() } else { MOST };
        let shown = groups.iter().take(most);
        let mut blocks: Vec<String> = shown.map(|it| self.group(it)).collect();
        let n_more: usize = groups.iter().skip(most).map(Vec::len).sum();
        if n_more > 0 {
            blocks.push(format!("… {n_more} more"));
        }
        blocks.push(footer(diagnostics, assets));
        blocks.join("\n\n")
    }

    /// One of them, without an end of line.
    pub(crate) fn one(&self, diagnostic: &Diagnostic) -> String {
        self.group(&[diagnostic])
    }

    /// Some of the same words, of which there is one at least.
    fn group(&self, group: &[&Diagnostic]) -> String {
        let diagnostic = group[0];
        let paint = Paint { on: self.colours };
        let (word, ink) = match diagnostic.severity {
            Severity::Error => ("error", Ink::Bad),
            Severity::Warning => ("warning", Ink::Warn),
        };
        let head = format!("{word}[{}]", diagnostic.code.as_str());
        let mut lines = vec![format!("{}: {}", paint.ink(ink, &head), diagnostic.message)];
        for (file, labels) in by_file(diagnostic) {
            lines.push(self.excerpt(file, &labels));
        }
        if group.len() > 1 {
            lines.push(self.note("also", &self.places(&group[1..])));
        }
        if diagnostic.n_assets > 1 {
            let text = format!("{} assets cannot be built because of it", diagnostic.n_assets);
            lines.push(self.note("note", &text));
        }
        if let Some(help) = &diagnostic.help {
            lines.push(self.note("help", help));
        }
        lines.join("\n")
    }

    /// `  word: text`, wrapped.
    fn note(&self, word: &str, text: &str) -> String {
        let paint = Paint { on: self.colours };
        let indent = word.len() + 4;
        let most = self.width.saturating_sub(indent).max(40);
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let last = lines.last_mut().expect("there is a line from the start");
            let is_full = last.chars().count() + 1 + word.chars().count() > most;
            match last.as_str() {
                "" => last.push_str(word),
                _ if is_full => lines.push(word.to_owned()),
                _ => *last = format!("{last} {word}"),
            }
        }
        let lines = lines.join(&format!("\n{}", " ".repeat(indent)));
        format!("  {}: {lines}", paint.ink(Ink::Strong, word))
    }

    /// `art/a.toml:3:9, art/b.toml:8:9 and 4 more places`.
    fn places(&self, rest: &[&Diagnostic]) -> String {
        let place = |diagnostic: &&Diagnostic| {
            let at = &diagnostic.primary.at;
            let text = (self.source)(&at.file)?;
            let (line, column) = line_column(&text, span_of(&text, &at.place)?.start);
            Some(format!("{}:{line}:{column}", at.file))
        };
        let named: Vec<String> = rest
            .iter()
            .take(MOST_PLACES)
            .map(|it| place(it).unwrap_or_else(|| it.primary.at.file.to_string()))
            .collect();
        match rest.len() - named.len() {
            0 => named.join(", "),
            n_more => {
                let more = count(n_more as u64, "more place", "more places");
                format!("{} and {more}", named.join(", "))
            }
        }
    }

    fn excerpt(&self, file: &ProjectPath, labels: &[&Label]) -> String {
        let text = (self.source)(file);
        let spans = text.as_deref().map(|text| spans(text, labels)).unwrap_or_default();
        match text {
            Some(text) if !spans.is_empty() && spans.iter().all(|it| is_legible(&text, it)) => {
                self.snippet(file, &text, spans)
            }
            Some(text) if !spans.is_empty() => places_of(file, &text, &spans),
            _ => labels.iter().map(|it| without_text(it)).collect::<Vec<_>>().join("\n"),
        }
    }

    fn snippet(&self, file: &ProjectPath, text: &str, labels: Vec<LabeledSpan>) -> String {
        // A manifest is there to be read; any other file may hold more than is anybody's business.
        let is_manifest = file.as_str().ends_with(".toml") || file.as_str().ends_with(".lock");
        let (text, labels, n_around) = match is_manifest {
            true => (text.to_owned(), labels, 1),
            false => {
                let (text, labels) = near(text, labels);
                (text, labels, 0)
            }
        };
        // Nothing in a file may steer the terminal. As long as before, so that spans hold.
        let tame = |letter: char| match steers(letter) {
            true => "?".repeat(letter.len_utf8()),
            false => letter.to_string(),
        };
        let text: String = match text.chars().any(steers) {
            true => text.chars().map(tame).collect(),
            false => text,
        };
        let source = NamedSource::new(file.as_str(), text);
        let theme = match self.colours {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_context_lines(n_around)
            .with_width(self.width)
            .without_cause_chain();
        let mut res = String::new();
        // The only error is one of the formatter, and a string takes everything.
        let _always = handler.render_report(&mut res, &Excerpt { source, labels });
        // The first line is the message, which stands above already.
        let body = res.split_once('\n').map_or("", |(_, body)| body);
        of_our_own(body.trim_end())
    }
}

/// How much of a file that is no manifest is shown around a mistake, or of the line that is one, in
/// bytes.
const NEAR: usize = 24;

/// How much of the mistake itself.
const MOST_WORDS: usize = 80;

/// The text with what is not near a mistake blanked out, as long as before, and the spans as far as
/// they are shown.
fn near(text: &str, spans: Vec<LabeledSpan>) -> (String, Vec<LabeledSpan>) {
    let mut shown: Vec<Range<usize>> = Vec::new();
    let clipped = |it: LabeledSpan| {
        let (start, end) = (it.offset(), it.offset() + it.len());
        let begins = start == 0 || text.as_bytes().get(start - 1) == Some(&b'\n');
        let is_line = begins && text.as_bytes().get(end).is_none_or(|it| *it == b'\n');
        let (most, around) = if is_line { (NEAR, 0) } else { (MOST_WORDS, NEAR) };
        let mut end = end.min(start + most);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        shown.push(start.saturating_sub(around)..end + around);
        LabeledSpan::new(it.label().map(str::to_owned), start, end - start)
    };
    let spans = spans.into_iter().map(clipped).collect();
    let letter = |(at, letter): (usize, char)| match letter {
        '\n' => "\n".to_owned(),
        _ if shown.iter().any(|it| it.contains(&at)) => letter.to_string(),
        _ => " ".repeat(letter.len_utf8()),
    };
    (text.char_indices().map(letter).collect(), spans)
}

/// Those that differ in nothing but the place, and name no second one, together: in the order of
/// the first ones.
fn alike(diagnostics: &[Diagnostic]) -> Vec<Vec<&Diagnostic>> {
    let mut res: IndexMap<_, Vec<&Diagnostic>> = IndexMap::new();
    for (idx, it) in diagnostics.iter().enumerate() {
        let alone = (!it.secondary.is_empty() || it.n_assets > 1).then_some(idx);
        let words = (it.code, &it.message, &it.help, &it.primary.text, alone);
        res.entry(words).or_default().push(it);
    }
    res.into_values().collect()
}

/// The labels of each file, that of the first place first.
fn by_file(diagnostic: &Diagnostic) -> IndexMap<&ProjectPath, Vec<&Label>> {
    let mut res: IndexMap<&ProjectPath, Vec<&Label>> = IndexMap::new();
    for label in labels(diagnostic) {
        res.entry(&label.at.file).or_default().push(label);
    }
    res
}

fn spans(text: &str, labels: &[&Label]) -> Vec<LabeledSpan> {
    let span = |label: &&Label| {
        let Range { start, end } = span_of(text, &label.at.place)?;
        let (start, end) = (start.min(text.len()), end.min(text.len()));
        let words = (!label.text.is_empty()).then(|| label.text.clone());
        Some(LabeledSpan::new(words, start, end.saturating_sub(start)))
    };
    labels.iter().filter_map(span).collect()
}

/// Whether the lines around a span are such as people read.
fn is_legible(text: &str, span: &LabeledSpan) -> bool {
    let text = text.as_bytes();
    let end = (span.offset() + span.len()).min(text.len());
    let (before, after) = (&text[..span.offset().min(end)], &text[end..]);
    let lines = |bytes: &mut dyn Iterator<Item = &u8>| {
        bytes.take(LONGEST_LINE).filter(|it| **it == b'\n').count()
    };
    // The line itself, and one before and behind it.
    let around = |n_lines: usize, length: usize| n_lines >= 2 || length < LONGEST_LINE;
    span.len() < LONGEST_LINE
        && around(lines(&mut before.iter().rev()), before.len())
        && around(lines(&mut after.iter()), after.len())
}

/// Where lines are too long to be shown: `  --> art/a.toml:3:9: the second one`.
fn places_of(file: &ProjectPath, text: &str, spans: &[LabeledSpan]) -> String {
    let one = |span: &LabeledSpan| {
        let (line, column) = line_column(text, span.offset());
        let label = span.label().map(|it| format!(": {it}")).unwrap_or_default();
        format!("  --> {file}:{line}:{column}{label}")
    };
    spans.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Where there is no text to show: the file, the key, and what the label says.
fn without_text(label: &Label) -> String {
    let mut res = format!("  --> {}", label.at.file);
    match &label.at.place {
        Place::File => {}
        Place::Key(path) | Place::Value(path) => res.push_str(&format!(", {path}")),
        Place::Line(line) => res.push_str(&format!(":{line}")),
        Place::Bytes(from, _) => res.push_str(&format!(", byte {from}")),
    }
    if !label.text.is_empty() {
        res.push_str(&format!(": {}", label.text));
    }
    res
}

/// `2 mistakes.  2 assets cannot be built, 24 others can.`
fn footer(diagnostics: &[Diagnostic], assets: Assets) -> String {
    let n_errors = diagnostics.iter().filter(|it| it.is_error()).count();
    let n_warnings = diagnostics.len() - n_errors;
    let mut parts = Vec::new();
    if n_errors > 0 {
        parts.push(format!("{}.", count(n_errors as u64, "mistake", "mistakes")));
    }
    if n_warnings > 0 {
        parts.push(format!("{}.", count(n_warnings as u64, "warning", "warnings")));
    }
    let Assets { n_all, n_broken } = assets;
    if n_broken > 0 {
        let cannot = count(n_broken as u64, "asset cannot be built", "assets cannot be built");
        parts.push(match n_all.saturating_sub(n_broken) {
            0 => format!("{cannot}."),
            1 => format!("{cannot}, 1 other can."),
            others => format!("{cannot}, {others} others can."),
        });
    }
    parts.join("  ")
}

/// All of them as lines of `--json`.
pub(crate) fn events(diagnostics: &[Diagnostic], source: Source<'_>) -> Vec<DiagnosticEvent> {
    let labels = diagnostics.iter().flat_map(labels);
    let files: BTreeSet<&ProjectPath> = labels.map(|it| &it.at.file).collect();
    let texts: BTreeMap<&ProjectPath, Arc<str>> =
        files.into_iter().filter_map(|it| Some((it, source(it)?))).collect();
    let spans: BTreeMap<&ProjectPath, Spans<'_>> =
        texts.iter().map(|(file, text)| (*file, Spans::of(text))).collect();
    let place = |label: &Label| {
        let spans = spans.get(&label.at.file)?;
        Some(spans.line_column(spans.get(&label.at.place)?.start))
    };
    diagnostics.iter().map(|it| event(it, &place)).collect()
}

/// The first place, then the further ones.
fn labels(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary)
}

fn event(
    diagnostic: &Diagnostic,
    place: &dyn Fn(&Label) -> Option<(usize, usize)>,
) -> DiagnosticEvent {
    let at = &diagnostic.primary.at;
    let also = diagnostic.secondary.iter().map(|label| {
        let (line, column) = place(label).unzip();
        OtherPlace { file: label.at.file.to_string(), line, column, label: label.text.clone() }
    });
    let (line, column) = place(&diagnostic.primary).unzip();
    DiagnosticEvent {
        event: "diagnostic",
        severity: if diagnostic.is_error() { "error" } else { "warning" },
        code: diagnostic.code.as_str(),
        message: diagnostic.message.clone(),
        file: at.file.to_string(),
        line,
        column,
        label: diagnostic.primary.text.clone(),
        also: also.collect(),
        asset: diagnostic.asset.as_ref().map(ToString::to_string),
        assets: diagnostic.n_assets.max(usize::from(diagnostic.asset.is_some())),
        help: diagnostic.help.clone(),
    }
}

/// What the rendering library is given.
#[derive(Debug)]
struct Excerpt {
    source: NamedSource<String>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("-")
    }
}

impl std::error::Error for Excerpt {}

impl miette::Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
