//! Tables by names of the user's own: `[asset.NAME]`, `[style.NAME]`, …

use indexmap::IndexMap;

use crate::diagnostic::Code;
use crate::manifest::reader::{Spot, in_order};
use crate::manifest::sink::{Scope, Sink};
use crate::manifest::trail::shown;
use crate::name::AssetName;

/// Tables of things that are built, by name: `[asset.NAME]`, `[animation.NAME]`, …
///
/// What has a mistake in it is there all the same, so that names that refer to it are known.
pub(super) fn assets<T: Default>(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    read: impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T>,
) -> Option<IndexMap<String, T>> {
    named(it, sink, |name| AssetName::parse(name).map(Scope::Asset), read)
}

/// Tables by name. `scope` says what a mistake in one of them breaks.
pub(super) fn named<T: Default, E: std::fmt::Display>(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    scope: impl Fn(&str) -> Result<Scope, E>,
    read: impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T>,
) -> Option<IndexMap<String, T>> {
    let Some(entries) = it.value.as_table() else {
        let key = it.trail.last();
        it.wrong_type(sink, "a table of tables").help =
            Some(format!("write `[{key}.NAME]`, with a name of your own"));
        return None;
    };
    let mut res = IndexMap::new();
    for (name, extent, value) in in_order(entries) {
        let trail = it.trail.key(name);
        sink.at = extent.start;
        match scope(name) {
            Ok(_) if sink.is_torn(&extent) && !value.is_table() => {
                res.insert(name.to_owned(), T::default());
            }
            Ok(scope) => {
                let table = sink.within(scope, |sink| read(Spot { value, trail }, sink));
                res.insert(name.to_owned(), table.unwrap_or_default());
            }
            Err(problem) => {
                let message = format!("`{}` cannot be a name: {problem}", shown(name));
                sink.at_key(Code::BadName, &trail, message);
                read(Spot { value, trail }, sink);
            }
        }
    }
    Some(res)
}
