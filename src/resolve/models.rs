//! Models as manifests name them: whether they are there, still are, and can do what they are for.

use std::collections::BTreeMap;

use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::model::{Abilities, BUILTIN, Catalog, ModelId, Role};
use crate::resolve::resolving::Resolving;

impl Resolving<'_> {
    /// A model and what it can do, if it can play this role. `at` is where it is named.
    pub(crate) fn model(&mut self, id: &ModelId, role: Role, at: Anchor) -> Option<Abilities> {
        let Some(abilities) = self.world.abilities(id) else {
            unknown(self, id, at);
            return None;
        };
        if !abilities.roles.contains(&role) {
            unable(self, id, role, at);
            return None;
        }
        retired(self, id, role, at).then_some(abilities)
    }
}

fn unable(cx: &mut Resolving<'_>, id: &ModelId, role: Role, at: Anchor) {
    let verb = match role {
        Role::Paint => "paint pictures",
        Role::Edit => "change pictures",
        Role::Judge => "judge pictures",
        Role::Refine => "rewrite prompts",
    };
    let mut found = Diagnostic::error(Code::Unable, at, format!("`{id}` cannot {verb}"));
    if let Some((able, _)) = BUILTIN.iter().find(|it| it.1 == role) {
        found = found.help(format!("`builtin/{able}` can"));
    }
    cx.mistakes.0.push(found);
}

/// Notes the end of a model. Whether it can be used all the same: what the lock shows was painted
/// while it lived, and must not be kept from being built.
fn retired(cx: &mut Resolving<'_>, id: &ModelId, role: Role, at: Anchor) -> bool {
    let catalog = cx.world.catalog();
    let Some(end) = catalog.end(id) else { return true };
    let successor = end.successor;
    if end.on > catalog.today {
        let message = format!("`{id}` will be shut down on {}", end.on);
        let found = Diagnostic::warning(Code::RetiredModel, at, message);
        cx.mistakes.0.push(found.help(format!("`{successor}` takes its place")));
        return true;
    }
    let message = format!("`{id}` was shut down on {}", end.on);
    if is_kept(&catalog, id, role) {
        let found = Diagnostic::warning(Code::RetiredModel, at, message);
        let help = format!(
            "what the lock shows stays; for what is to be painted anew, choose `{successor}`"
        );
        cx.mistakes.0.push(found.help(help));
        return true;
    }
    let help = format!("`{successor}` took its place");
    cx.mistakes.error_help(Code::RetiredModel, at, message, help);
    false
}

/// Whether the lock shows answers of it. It names painters only: who judges what is there is not
/// asked again.
fn is_kept(catalog: &Catalog, id: &ModelId, role: Role) -> bool {
    match role {
        Role::Paint | Role::Edit => catalog.kept.contains(id),
        Role::Judge | Role::Refine => !catalog.kept.is_empty(),
    }
}

fn unknown(cx: &mut Resolving<'_>, id: &ModelId, at: Anchor) {
    let providers = cx.world.providers();
    if !providers.iter().any(|it| it == id.provider()) {
        let known = providers.iter().map(String::as_str);
        let message = format!("there is no provider `{}`", id.provider());
        let word = id.provider();
        return cx.mistakes.unknown(Code::UnknownModel, at, message, word, known);
    }
    let message = format!("unknown model `{id}`");
    if id.provider() == "exec" {
        let help =
            format!("say in `assetbuild.toml` what it can do: `[provider.exec.{}]`", id.name());
        return cx.mistakes.error_help(Code::UnknownModel, at, message, help);
    }
    let known = match id.is_builtin() {
        true => BUILTIN.iter().map(|it| format!("builtin/{}", it.0)).collect(),
        false => cx.world.catalog().models(id.provider()),
    };
    let word = id.to_string();
    let near = crate::diagnostic::nearest(&word, known.iter().map(String::as_str)).is_some();
    if !near && !id.is_builtin() {
        let help = format!(
            "if it is newer than this program, say in your own configuration what it costs: \
             `[price.\"{id}\"]`"
        );
        return cx.mistakes.error_help(Code::UnknownModel, at, message, help);
    }
    let known = known.iter().map(String::as_str);
    cx.mistakes.unknown(Code::UnknownModel, at, message, &word, known);
}

/// Notes parameters that the model does not take: it would refuse the request.
pub(crate) fn check_params(
    cx: &mut Resolving<'_>,
    id: &ModelId,
    params: &BTreeMap<String, serde_json::Value>,
) {
    for (name, value) in params {
        let at = cx.places.inner("params", name);
        match Catalog::param_words(id, name) {
            Err(known) => {
                let message = format!("`{id}` has no parameter `{name}`");
                cx.mistakes.unknown(Code::Unable, at, message, name, known);
            }
            Ok([]) => {}
            Ok(words) if value.as_str().is_some_and(|it| words.contains(&it)) => {}
            Ok(words) => {
                let message = format!("`{name}` of `{id}` cannot be `{value}`");
                let help = format!("it is one of `{}`", words.join("`, `"));
                cx.mistakes.error_help(Code::Unable, at, message, help);
            }
        }
    }
}
