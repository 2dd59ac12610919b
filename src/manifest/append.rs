//! `append_asset`: a table at the end of a manifest, all that people wrote left as it is.

use toml_edit::DocumentMut;

use crate::name::AssetName;

/// Why no asset can be added to a manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// It has to be mended first.
    #[error("the manifest is not TOML: {0}")]
    Syntax(String),
    /// There is one of this name.
    #[error("the manifest has an asset `{0}` already")]
    Exists(AssetName),
    /// `asset = …`, all in one value.
    #[error("the manifest writes `asset` in a way that cannot be added to; write `[asset.NAME]`")]
    Closed,
}

/// The text of a manifest with `[asset.NAME]` added at its end, and these keys in it; what is written in
/// digits alone is a number.
///
/// # Errors
///
/// If the text is no TOML, or has an asset of this name.
pub fn append_asset(
    text: &str,
    name: &AssetName,
    keys: &[(&str, &str)],
) -> Result<String, AppendError> {
    let document = document(text)?;
    if let Some(assets) = document.get("asset") {
        let assets = assets.as_table_like().ok_or(AppendError::Closed)?;
        if assets.contains_key(name.as_str()) {
            return Err(AppendError::Exists(name.clone()));
        }
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let res = with_table(text, &table(name, keys), end);
    match document_has(&res, name) {
        true => Ok(res),
        false => Err(AppendError::Closed),
    }
}

/// The lines of the new table.
fn table(name: &AssetName, keys: &[(&str, &str)]) -> Vec<String> {
    let header = toml_edit::Key::new(name.as_str());
    let mut res = vec![format!("[asset.{}]", header.display_repr())];
    for (key, text) in keys {
        let number = text.parse::<i64>().ok().filter(|_| *key == "size");
        let value = number.map_or_else(|| toml_edit::Value::from(*text), toml_edit::Value::from);
        res.push(format!("{key} = {value}"));
    }
    res
}

fn with_table(text: &str, lines: &[String], end: &str) -> String {
    let mut res = text.to_owned();
    if !res.is_empty() && !res.ends_with('\n') {
        res.push_str(end);
    }
    if !res.trim().is_empty() && !res.ends_with("\n\n") && !res.ends_with("\n\r\n") {
        res.push_str(end);
    }
    for line in lines {
        res.push_str(line);
        res.push_str(end);
    }
    res
}

/// Whether the text is TOML, and has the asset: tables in one value cannot be added to.
fn document_has(text: &str, name: &AssetName) -> bool {
    let document = document(text).ok();
    let assets = document.as_ref().and_then(|it| it.get("asset"));
    assets.and_then(|it| it.get(name.as_str())).is_some()
}

fn document(text: &str) -> Result<DocumentMut, AppendError> {
    let syntax = |why: String| AppendError::Syntax(why.trim().to_owned());
    if let Some((_, why)) = crate::manifest::syntax::excess(text) {
        return Err(syntax(why));
    }
    text.parse().map_err(|why: toml_edit::TomlError| syntax(why.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append(text: &str, name: &str) -> Result<String, AppendError> {
        append_asset(text, &AssetName::parse(name).unwrap(), &[("subject", "a \"red\" cap")])
    }

    #[test]
    fn what_people_wrote_stays_as_it_is() {
        let text = "# heroes\n[asset.hero]   # the hero\nsubject='x'";
        let res = append(text, "cap.2").unwrap();
        assert!(res.starts_with(text));
        assert_eq!(&res[text.len()..], "\n\n[asset.\"cap.2\"]\nsubject = 'a \"red\" cap'\n");
        let name = AssetName::parse("b").unwrap();
        assert_eq!(
            append_asset("", &name, &[("subject", "7"), ("size", "7"), ("style", "dark")]).unwrap(),
            "[asset.b]\nsubject = \"7\"\nsize = 7\nstyle = \"dark\"\n"
        );
        assert!(
            append("a = 1\r\n", "x")
                .unwrap()
                .ends_with("\r\n\r\n[asset.x]\r\nsubject = 'a \"red\" cap'\r\n")
        );
    }

    #[test]
    fn nothing_is_added_where_it_would_break_the_file() {
        let hero = AssetName::parse("hero").unwrap();
        assert_eq!(append("[asset.hero]", "hero"), Err(AppendError::Exists(hero)));
        assert_eq!(append("asset = { a = 1 }", "hero"), Err(AppendError::Closed));
        assert_eq!(append("asset = 3", "hero"), Err(AppendError::Closed));
        assert!(matches!(append("[asset", "hero"), Err(AppendError::Syntax(_))));
    }
}
