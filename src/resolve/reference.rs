//! What a table refers to: assets, their parts, and files.

use std::sync::Arc;

use crate::diagnostic::{Anchor, Code, nearest, nearest_sorted};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::prompt::ReferenceUse;
use crate::resolve::mistakes::alternatives;
use crate::resolve::resolving::Resolving;
use crate::resolve::{Declared, DeclaredKind, Reference, Style};

/// A picture that is shown to a model, and what for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown(pub(crate) ReferenceUse, pub(crate) Reference);

/// What is shown to a model: the style's pictures first, then the asset's own, each once.
pub(crate) fn references(
    cx: &mut Resolving<'_>,
    style: Option<&Style>,
    own: Option<&Vec<String>>,
) -> Vec<Shown> {
    let mut res = Vec::new();
    if let Some(style) = style {
        for (idx, text) in style.table.common.references.iter().flatten().enumerate() {
            // The board of a style may itself be of the style.
            if text.split('/').next() != Some(cx.name.as_str()) {
                let at = style.places.item("references", idx);
                res.extend(reference(cx, text, at).map(|it| Shown(ReferenceUse::Style, it)));
            }
        }
    }
    for (idx, text) in own.into_iter().flatten().enumerate() {
        let at = cx.places.item("references", idx);
        res.extend(reference(cx, text, at).map(|it| Shown(ReferenceUse::Subject, it)));
    }
    let mut seen = Vec::new();
    res.retain(|Shown(_, reference)| {
        let new = !seen.contains(reference);
        seen.push(reference.clone());
        new
    });
    res
}

fn reference(cx: &mut Resolving<'_>, text: &str, at: Anchor) -> Option<Reference> {
    if !is_file(cx, text) {
        let (name, part, _) = picture_of(cx, text, at)?;
        return Some(Reference::Asset { name, part });
    }
    let path = cx.mistakes.input(at.clone(), text)?;
    let pixels = cx.picture(&path, at)?.pixels;
    Some(Reference::File { path, pixels })
}

/// Names may have dots: what is declared is an asset, whatever it looks like.
fn is_file(cx: &Resolving<'_>, text: &str) -> bool {
    if AssetName::parse(text).is_ok_and(|it| cx.world.declared(&it).is_some()) {
        return false;
    }
    let last = text.rsplit('/').next().unwrap_or(text);
    let ending = last.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    let endings = ["png", "jpg", "jpeg", "webp", "gif"];
    ending.is_some_and(|it| endings.contains(&it.as_str())) || text.matches('/').count() > 1
}

/// The picture that `hero` or `ok_button/hover` names: of an asset with parts, the first one.
pub(crate) fn picture_of(
    cx: &mut Resolving<'_>,
    text: &str,
    at: Anchor,
) -> Option<(AssetName, PartName, Arc<Declared>)> {
    let (asset, part) = match text.split_once('/') {
        Some((asset, part)) => (asset, Some(part)),
        None => (text, None),
    };
    let found = AssetName::parse(asset).ok();
    let found = found.and_then(|name| Some((cx.world.declared(&name)?, name)));
    let Some((declared, name)) = found else {
        let names = cx.world.names();
        let message = format!("unknown asset `{asset}`");
        let near = nearest_sorted(asset, &names);
        cx.mistakes.unknown(Code::UnknownAsset, at, message, asset, near);
        return None;
    };
    if declared.kind == DeclaredKind::Atlas {
        let message = format!("`{name}` is an atlas, so it is no picture to start from");
        cx.mistakes.error(Code::Conflict, at, message);
        return None;
    }
    let part = match part {
        None => declared.parts.first().cloned().unwrap_or_default(),
        Some(text) => known_part(cx, &name, &declared, text, at)?,
    };
    Some((name, part, declared))
}

fn known_part(
    cx: &mut Resolving<'_>,
    name: &AssetName,
    declared: &Declared,
    text: &str,
    at: Anchor,
) -> Option<PartName> {
    let found = declared.parts.iter().find(|it| it.as_str() == text);
    if let Some(found) = found.filter(|it| !it.is_whole()) {
        return Some(found.clone());
    }
    let parts = declared.parts.iter().map(PartName::as_str);
    let parts: Vec<&str> = parts.filter(|it| !it.is_empty()).take(12).collect();
    let message = format!("`{name}` has no part `{text}`");
    let help = match nearest(text, parts.iter().copied()) {
        Some(it) => format!("did you mean `{name}/{it}`?"),
        None if parts.is_empty() => format!("it has no parts; write `{name}` alone"),
        None => format!("it has {}", alternatives(parts)),
    };
    cx.mistakes.error_help(Code::UnknownPart, at, message, help);
    None
}

/// The path of a file that a key names.
pub(crate) fn file(cx: &mut Resolving<'_>, key: &str, text: &str) -> Option<ProjectPath> {
    let at = cx.places.key(key);
    cx.mistakes.input(at, text)
}
