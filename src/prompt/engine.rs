//! The template engine: which of it templates may use, and its limits.
//!
//! No template reads a file, includes another one, or runs for long.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::ValueKind;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, Template, UndefinedBehavior, Value,
    filters, tests,
};

use crate::limit;
use crate::prompt::guard::refused;

/// Why a template gives no prompt. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderProblem {
    /// It names a variable that has no value.
    #[error("there is no variable `{name}`")]
    UnknownVariable {
        /// As written in the template.
        name: String,
        /// Where.
        line: usize,
    },
    /// It cannot be read, or does not come to an end.
    #[error("{message}")]
    Broken {
        /// What is wrong, in lower case, without a full stop.
        message: String,
        /// Where.
        line: usize,
    },
}

impl RenderProblem {
    fn broken(message: impl Into<String>, line: usize) -> RenderProblem {
        RenderProblem::Broken { message: message.into(), line }
    }

    fn of(err: &Error) -> RenderProblem {
        let message = match (err.kind(), err.detail()) {
            (ErrorKind::OutOfFuel, _) => "it takes too many steps".to_owned(),
            (_, Some(detail)) => detail.to_owned(),
            (kind, None) => kind.to_string(),
        };
        RenderProblem::broken(message, err.line().unwrap_or(1))
    }
}

/// Renders words of this program.
///
/// # Panics
///
/// If they name a variable that is not given, or are no template: tests render them all.
pub(crate) fn fill_own(source: &'static str, vars: &BTreeMap<&str, String>) -> String {
    let res = with_own(source, |it| it.render(vars));
    let res = res.expect("built-in words render with the variables they are given");
    tidy(&res)
}

/// Renders a built-in template, whose variables come from elsewhere.
pub(crate) fn fill_built_in(
    source: &'static str,
    vars: &BTreeMap<String, String>,
) -> Result<String, RenderProblem> {
    filled(with_own(source, |it| it.render(vars)), source, vars)
}

/// Renders a user's own template within the limits.
pub(crate) fn fill_custom(
    source: &str,
    vars: &BTreeMap<String, String>,
) -> Result<String, RenderProblem> {
    check(source)?;
    let res = filled(limited_environment().render_str(source, vars), source, vars)?;
    if res.len() > limit::TEMPLATE {
        return Err(RenderProblem::broken("its prompt is too long", 1));
    }
    Ok(res)
}

/// Whether `source` is a template that may be rendered.
pub(crate) fn check(source: &str) -> Result<(), RenderProblem> {
    if source.len() > limit::TEMPLATE {
        return Err(RenderProblem::broken("it is longer than 32 KiB", 1));
    }
    if let Some((why, line)) = refused(source) {
        return Err(RenderProblem::broken(why, line));
    }
    let env = limited_environment();
    let res = env.template_from_str(source);
    res.map(drop).map_err(|it| RenderProblem::of(&it))
}

/// The variables that a template of this program reads and does not set itself.
pub(crate) fn undeclared_in_own(source: &'static str) -> BTreeSet<String> {
    let undeclared = |it: &Template<'_, '_>| Ok(it.undeclared_variables(false));
    with_own(source, undeclared).map(BTreeSet::from_iter).unwrap_or_default()
}

/// The variables that `source` reads and does not set itself; none if it is no template.
pub(crate) fn undeclared(source: &str) -> BTreeSet<String> {
    let env = environment();
    let template = env.template_from_str(source);
    template
        .map_or_else(|_| BTreeSet::new(), |it| it.undeclared_variables(false).into_iter().collect())
}

thread_local! {
    /// The templates of this program, each compiled when it is first asked for, by its text.
    static OWN: RefCell<Environment<'static>> = RefCell::new(own_environment());
}

fn own_environment() -> Environment<'static> {
    let mut env = environment();
    // Else the last letters of a name would decide it.
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env
}

fn with_own<T>(
    source: &'static str,
    act: impl FnOnce(&Template<'_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    OWN.with_borrow_mut(|env| {
        if env.get_template(source).is_err() {
            env.add_template(source, source)?;
        }
        act(&env.get_template(source)?)
    })
}

fn filled(
    rendered: Result<String, Error>,
    source: &str,
    vars: &BTreeMap<String, String>,
) -> Result<String, RenderProblem> {
    match rendered {
        Ok(text) => Ok(tidy(&text)),
        Err(err) => {
            Err(unknown_variable(&err, source, vars).unwrap_or_else(|| RenderProblem::of(&err)))
        }
    }
}

/// The engine does not say which variable was undefined, but on which line it was read.
fn unknown_variable(
    err: &Error,
    source: &str,
    vars: &BTreeMap<String, String>,
) -> Option<RenderProblem> {
    if err.kind() != ErrorKind::UndefinedError {
        return None;
    }
    let line = err.line().unwrap_or(1);
    let text = source.lines().nth(line - 1).unwrap_or_default();
    let mut names = undeclared(source);
    names.retain(|it| !vars.contains_key(it));
    let words: Vec<&str> = text.split(|it: char| !it.is_alphanumeric() && it != '_').collect();
    let here = words.into_iter().find(|it| names.contains(*it));
    let name = here.or(names.first().map(String::as_str))?.to_owned();
    Some(RenderProblem::UnknownVariable { name, line })
}

/// White space between paragraphs is no part of a prompt: an emptied line re-bills nobody. Words that
/// end a sentence themselves get no second full stop from the template around them.
fn tidy(text: &str) -> String {
    let mut res = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            gap = !res.is_empty();
            continue;
        }
        if !res.is_empty() {
            res.push_str(if gap { "\n\n" } else { "\n" });
        }
        push_sentences(&mut res, line);
        gap = false;
    }
    res
}

/// Pushes a line without the full stops that stand behind another end of a sentence. Three of them are
/// an ellipsis, which ends a sentence too.
fn push_sentences(res: &mut String, line: &str) {
    let mut rest = line;
    while let Some(at) = rest.find('.') {
        let n_stops = rest[at..].chars().take_while(|it| *it == '.').count();
        let ended = rest[..at].ends_with(['!', '?', '…', ';', ',', ':']);
        let kept = match n_stops {
            1 if ended => 0,
            2 => 1,
            4 => 3,
            n => n,
        };
        res.push_str(&rest[..at]);
        res.push_str(&rest[at..at + kept]);
        rest = &rest[at + n_stops..];
    }
    res.push_str(rest);
}

fn environment() -> Environment<'static> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.add_filter("capitalize", filters::capitalize);
    env.add_filter("default", filters::default);
    env.add_filter("first", filters::first);
    env.add_filter("int", filters::int);
    env.add_filter("join", join);
    env.add_filter("last", filters::last);
    env.add_filter("length", filters::length);
    env.add_filter("lower", filters::lower);
    env.add_filter("replace", replace);
    env.add_filter("split", filters::split);
    env.add_filter("title", filters::title);
    env.add_filter("trim", filters::trim);
    env.add_filter("upper", filters::upper);
    env.add_test("defined", tests::is_defined);
    env.add_test("undefined", tests::is_undefined);
    env.add_test("startingwith", tests::is_startingwith);
    env.add_test("endingwith", tests::is_endingwith);
    env
}

fn limited_environment() -> Environment<'static> {
    let mut env = environment();
    env.set_fuel(Some(limit::TEMPLATE_STEPS));
    env.set_formatter(write_text);
    env
}

fn write_text(out: &mut Output<'_>, state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    text_of(value)?;
    minijinja::escape_formatter(out, state, value)
}

/// A value as text; an error for lists (printing nested ones has no end) and for endless text.
fn text_of(value: &Value) -> Result<String, Error> {
    let is_list = matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map);
    if is_list {
        return Err(failed("a list is no text; write `| join(\", \")` behind it"));
    }
    if value.as_str().is_some_and(|it| it.len() > limit::TEMPLATE) {
        return Err(failed("a value is longer than 32 KiB"));
    }
    Ok(value.to_string())
}

fn join(list: &Value, between: Option<&str>) -> Result<String, Error> {
    let mut res = String::new();
    for (idx, item) in list.try_iter()?.enumerate() {
        if idx > 0 {
            res.push_str(between.unwrap_or_default());
        }
        res.push_str(&text_of(&item)?);
        if res.len() > limit::TEMPLATE {
            return Err(failed("a list is longer than 32 KiB"));
        }
    }
    Ok(res)
}

fn replace(text: &str, from: &str, to: &str) -> Result<String, Error> {
    let growth = text.matches(from).count().saturating_mul(to.len());
    if growth.saturating_add(text.len()) > limit::TEMPLATE {
        return Err(failed("a replaced text is longer than 32 KiB"));
    }
    Ok(text.replace(from, to))
}

fn failed(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
