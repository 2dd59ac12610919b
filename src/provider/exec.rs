//! `ExecProvider`: `exec/NAME@VERSION`, any program of the user's as a model.
//!
//! The manifest says that there is such a program and what shapes a request to it; which program
//! it is, with which secrets and for how much, only the user's own configuration says. What goes
//! through the pipes is documented in `docs/programs.md`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::action::{JudgeRequest, Verdict};
use crate::model::{Abilities, CallShape, ModelId, Role};
use crate::money::{PriceRange, Usd};
use crate::provider::answer::ProgramAnswer;
use crate::provider::process::Launch;
use crate::provider::reply::Unusable;
use crate::provider::request::request_text;
use crate::provider::{
    Ask, Call, ProgramConfig, Provider, RawAnswer, Receipt, Reply, SendError, SendFuture,
    UserConfig, answer, picture,
};

/// What a project says of a program: `[provider.exec.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// What the project says that it can do.
    pub abilities: Abilities,
    /// How long one answer may take.
    pub timeout: Duration,
}

/// Serves `exec/NAME@VERSION`.
#[derive(Debug)]
pub struct ExecProvider {
    programs: BTreeMap<String, Program>,
    configs: BTreeMap<String, ProgramConfig>,
}

impl ExecProvider {
    /// The programs that a project names, as the user's configuration knows them.
    pub fn new(config: &UserConfig, programs: BTreeMap<String, Program>) -> ExecProvider {
        ExecProvider { programs, configs: config.exec.clone() }
    }

    fn program(&self, model: &ModelId) -> Option<&Program> {
        self.programs.get(program_name(model)?)
    }

    fn config(&self, model: &ModelId) -> Option<&ProgramConfig> {
        self.configs.get(program_name(model)?)
    }

    /// How to run the program of a call, or why nothing can be sent.
    fn launch(&self, call: &Call) -> Result<Launch<'_>, SendError> {
        let model = call.ask.model();
        let unavailable = |reason: String| SendError::unavailable(reason);
        let name = program_name(model).unwrap_or(model.name());
        let Some(program) = self.program(model) else {
            return Err(unavailable(format!("no provider serves `{model}`")));
        };
        let Some(config) = self.config(model) else {
            return Err(unavailable(format!(
                "`{model}` is not set up here: your own configuration has no `[exec.{name}]`"
            )));
        };
        let role = call.ask.role();
        if !config.price.contains_key(&role) {
            return Err(unavailable(format!(
                "`{model}` has no price: add `{}` to `exec.{name}.price` in your own configuration",
                role_word(role)
            )));
        }
        Ok(Launch { config, timeout: program.timeout })
    }
}

impl Provider for ExecProvider {
    fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        self.program(model).map(|it| it.abilities.clone())
    }

    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        self.config(model)?.price.get(&shape.role).copied().map(PriceRange::exactly)
    }

    fn send<'a>(&'a self, call: &'a Call) -> SendFuture<'a> {
        Box::pin(async move { self.launch(call)?.run(request_text(call)).await })
    }

    fn decode(&self, ask: &Ask, raw: &RawAnswer) -> Reply {
        let model = ask.model();
        let key = match ask {
            Ask::Paint(_) | Ask::Edit(_) => "image",
            Ask::Judge(_) => "criteria",
            Ask::Refine(_) => "prompt",
        };
        let config = self.config(model);
        let shown = |text: &str| config.map_or(text.to_owned(), |it| it.without_secrets(text));
        let answer = ProgramAnswer::read(&raw.bytes, key).with_texts(&shown);
        let price = self.price(model, &ask.shape()).unwrap_or_default().high;
        let receipt = receipt(&answer, model, price, raw.ms);
        reply(ask, answer, receipt)
    }

    fn without_secrets(&self, model: &ModelId, raw: &[u8]) -> Option<Vec<u8>> {
        let shown = self.config(model)?.blotted(raw.to_vec());
        (shown != raw).then_some(shown)
    }
}

/// `painter` of `exec/painter@3`.
fn program_name(model: &ModelId) -> Option<&str> {
    let name = model.name();
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    (model.provider() == "exec").then_some(name)
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Paint => "paint",
        Role::Edit => "edit",
        Role::Judge => "judge",
        Role::Refine => "refine",
    }
}

/// What the answer says of itself, or else what is known without it.
fn receipt(answer: &ProgramAnswer, model: &ModelId, price: Usd, ms: u64) -> Receipt {
    let object = match answer {
        ProgramAnswer::Object(object) => Some(object),
        ProgramAnswer::Picture(_) | ProgramAnswer::Text(_) => None,
    };
    let billed = object.and_then(answer::usd_of);
    let said = object.map(|it| answer::text_of(it.get("model"))).filter(|it| !it.is_empty());
    Receipt {
        answered_by: said.unwrap_or_else(|| model.to_string()),
        usd: billed.unwrap_or(price),
        estimated: billed.is_none(),
        // A program that repeats recorded answers says how long they took when they were made.
        ms: object.and_then(|it| it.get("ms")?.as_u64()).unwrap_or(ms),
    }
}

fn reply(ask: &Ask, answer: ProgramAnswer, receipt: Receipt) -> Reply {
    if let ProgramAnswer::Object(object) = &answer {
        if let Some(reason) = answer::said(object, "refused") {
            return Reply::Refused { reason, receipt };
        }
        if let Some(error) = answer::said(object, "error") {
            return Reply::Unusable {
                reason: format!("the program answered an error: {error}"),
                chance: false,
                receipt,
            };
        }
    }
    let read = match ask {
        Ask::Paint(_) | Ask::Edit(_) => picture(answer, receipt.clone()),
        Ask::Judge(request) => verdict(answer, request, receipt.clone()),
        Ask::Refine(_) => prompt(answer, receipt.clone()),
    };
    read.unwrap_or_else(|Unusable { reason, chance }| Reply::Unusable { reason, chance, receipt })
}

fn picture(answer: ProgramAnswer, receipt: Receipt) -> Result<Reply, Unusable> {
    let (bytes, safety) = match answer {
        ProgramAnswer::Picture(bytes) => (picture::whole(bytes)?, None),
        ProgramAnswer::Object(mut object) => {
            let bytes = answer::picture_of(&object)?;
            (bytes, object.shift_remove("safety"))
        }
        ProgramAnswer::Text(text) => return Err(nothing_in(&text, "a picture")),
    };
    Ok(Reply::Picture { bytes, receipt, safety })
}

fn verdict(
    answer: ProgramAnswer,
    request: &JudgeRequest,
    receipt: Receipt,
) -> Result<Reply, Unusable> {
    let object = match answer {
        ProgramAnswer::Object(object) => object,
        ProgramAnswer::Picture(_) => return Err(nothing_in("a picture", "a verdict")),
        ProgramAnswer::Text(text) => return Err(nothing_in(&text, "a verdict")),
    };
    Ok(Reply::Verdict(Verdict {
        criteria: answer::criteria_of(&object)?,
        suggestions: answer::suggestions_of(&object),
        repaint: answer::repaint_of(&object, request)?,
        answered_by: receipt.answered_by,
        usd: receipt.usd,
        estimated: receipt.estimated,
        ms: receipt.ms,
    }))
}

fn prompt(answer: ProgramAnswer, receipt: Receipt) -> Result<Reply, Unusable> {
    let text = match answer {
        ProgramAnswer::Object(object) => answer::text_of(object.get("prompt")),
        ProgramAnswer::Picture(_) => return Err(nothing_in("a picture", "a prompt")),
        // A refiner may answer the prompt and nothing else; broken JSON is no prompt.
        ProgramAnswer::Text(text) if text.starts_with('{') => String::new(),
        ProgramAnswer::Text(text) => answer::unfenced(&text).to_owned(),
    };
    match text.is_empty() {
        true => Err(nothing_in("", "a prompt")),
        false => Ok(Reply::Prompt { text, receipt }),
    }
}

/// An answer that lacks what it is for: chance, since models do end in the middle.
fn nothing_in(text: &str, wanted: &str) -> Unusable {
    let start: String = text.chars().filter(|it| !it.is_control()).take(80).collect();
    let reason = match start.is_empty() {
        true => format!("the answer is empty where {wanted} was asked for"),
        false => format!("the answer is not {wanted}: `{start}`"),
    };
    Unusable { reason, chance: true }
}
