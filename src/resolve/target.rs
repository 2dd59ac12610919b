//! `Target`: what people name on the command line.

use std::collections::BTreeSet;
use std::fmt;

use globset::{Glob, GlobMatcher};

use crate::name::{AssetName, NameProblem, PartName};
use crate::resolve::packing::is_match;

/// What a person names on the command line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `hero`, or `ok_button/hover`.
    Name(AssetName, Option<PartName>),
    /// `enemy_*`: a glob over names of assets, parts included.
    Glob(String),
    /// `style:overworld`: all assets that name the style.
    Style(String),
    /// `set:potions`: all rows of the set.
    Set(String),
    /// `@new`: assets without a record.
    New,
    /// `@failed`: assets whose last build failed.
    Failed,
    /// `@held`: assets that stay as they are, although their brief changed.
    Held,
}

/// Why a text is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetProblem {
    /// `@nwe`.
    #[error("there is no target `{0}`; there are `@new`, `@failed` and `@held`")]
    UnknownState(String),
    /// `kind:atlas`.
    #[error("there is no target `{0}`; there are `style:NAME` and `set:NAME`")]
    UnknownGroup(String),
    /// `a[`.
    #[error("`{0}` is not a glob: {1}")]
    Glob(String, String),
    /// A text that no asset can be called.
    #[error("`{0}` cannot be the name of an asset: {1}")]
    Name(String, NameProblem),
}

/// Reads a target.
///
/// # Errors
///
/// If nothing can be meant by it; whether it means anything in a project is for [`select`].
pub fn parse_target(text: &str) -> Result<Target, TargetProblem> {
    match text {
        "@new" => return Ok(Target::New),
        "@failed" => return Ok(Target::Failed),
        "@held" => return Ok(Target::Held),
        _ if text.starts_with('@') => return Err(TargetProblem::UnknownState(text.to_owned())),
        _ => {}
    }
    match text.split_once(':') {
        Some(("style", name)) => return Ok(Target::Style(name.to_owned())),
        Some(("set", name)) => return Ok(Target::Set(name.to_owned())),
        Some(_) => return Err(TargetProblem::UnknownGroup(text.to_owned())),
        None => {}
    }
    if text.contains(['*', '?', '[', '{']) {
        let problem =
            |why: globset::Error| TargetProblem::Glob(text.to_owned(), why.kind().to_string());
        Glob::new(text).map_err(problem)?;
        return Ok(Target::Glob(text.to_owned()));
    }
    let (asset, part) = match text.split_once('/') {
        Some((asset, part)) => (asset, Some(part)),
        None => (text, None),
    };
    let problem = |why| TargetProblem::Name(text.to_owned(), why);
    let part = part.map(PartName::parse).transpose().map_err(problem)?;
    let asset = AssetName::parse(asset).map_err(problem)?;
    Ok(Target::Name(asset, part))
}

impl fmt::Display for Target {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Name(name, Some(part)) => f.write_str(&name.with_part(part)),
            Target::Name(name, None) => name.fmt(f),
            Target::Glob(text) => f.write_str(text),
            Target::Style(name) => write!(f, "style:{name}"),
            Target::Set(name) => write!(f, "set:{name}"),
            Target::New => f.write_str("@new"),
            Target::Failed => f.write_str("@failed"),
            Target::Held => f.write_str("@held"),
        }
    }
}

/// What targets can tell of an asset; also of one that cannot be built.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its name.
    pub name: &'a AssetName,
    /// The style that it names.
    pub style: Option<&'a str>,
    /// The set that it is a row of.
    pub set: Option<&'a str>,
    /// The names of its pictures.
    pub parts: &'a [PartName],
}

/// Which assets some targets mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The assets.
    pub names: BTreeSet<AssetName>,
    /// Targets that mean none. For `@new`, `@failed` and `@held` that is no mistake.
    pub unmatched: Vec<Target>,
}

/// Which assets some targets mean. `is` answers what only records know: `@new`, `@failed`,
/// `@held`.
#[must_use]
pub fn select(
    targets: &[Target],
    candidates: &[Candidate<'_>],
    is: &dyn Fn(&Target, &AssetName) -> bool,
) -> Selection {
    let mut res = Selection::default();
    for target in targets {
        let glob = match target {
            Target::Glob(text) => Glob::new(text).ok().map(|it| it.compile_matcher()),
            _ => None,
        };
        let matched = candidates.iter().filter(|it| means(target, glob.as_ref(), it, is));
        let before = matched.map(|it| it.name.clone()).collect::<BTreeSet<_>>();
        if before.is_empty() {
            res.unmatched.push(target.clone());
        }
        res.names.extend(before);
    }
    res
}

fn means(
    target: &Target,
    glob: Option<&GlobMatcher>,
    asset: &Candidate<'_>,
    is: &dyn Fn(&Target, &AssetName) -> bool,
) -> bool {
    match target {
        Target::Name(name, None) => name == asset.name,
        Target::Name(name, Some(part)) => name == asset.name && asset.parts.contains(part),
        Target::Glob(_) => glob.is_some_and(|glob| {
            let whole = PartName::default();
            let parts = asset.parts.iter().chain([&whole]);
            parts.into_iter().any(|it| is_match(glob, asset.name, it))
        }),
        Target::Style(name) => asset.style == Some(name),
        Target::Set(name) => asset.set == Some(name),
        Target::New | Target::Failed | Target::Held => is(target, asset.name),
    }
}
