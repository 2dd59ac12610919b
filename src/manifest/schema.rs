//! `schema`: what a manifest may say, as JSON Schema, so that editors complete and check it.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value as Json;

use crate::manifest::tables::Manifest;

/// The JSON Schema (draft 2020-12) of manifests and of the workspace file.
#[must_use]
pub fn schema() -> Json {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    let mut res = settings.into_generator().into_root_schema_for::<Manifest>();
    res.insert("title".to_owned(), "assetbuild manifest".into());
    res.to_value()
}

/// TOML has no null: a key that may be left out is just not required.
fn without_null(schema: &mut Schema) {
    if let Some(Json::Array(types)) = schema.get_mut("type") {
        types.retain(|it| it != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Json::Array(kinds)) = schema.get_mut("anyOf") {
        kinds.retain(|it| it.get("type") != Some(&Json::from("null")));
        if let [Json::Object(only)] = kinds.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.insert(key, value);
            }
        }
    }
    if let Some(Json::Array(words)) = schema.get_mut("enum") {
        words.retain(|it| !it.is_null());
    }
    // Every key may be left out; that some have a default of nothing is no news to an editor.
    schema.remove("default");
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::manifest::parse;
    use crate::path::ProjectPath;

    type Keys = BTreeSet<String>;

    const DOCS: &str = include_str!("../../docs/manifest.md");

    /// Headings of tables in the reference, and where the schema has them.
    const TABLES: &[(&str, &str)] = &[
        ("[project]", "/$defs/ProjectTable"),
        ("[models]", "/$defs/ModelsTable"),
        ("[quality]", "/$defs/QualityTable"),
        ("[budget]", "/$defs/BudgetTable"),
        ("[provider.NAME]", "/$defs/ProviderTable"),
        ("[provider.exec.NAME]", "/$defs/ProgramTable"),
        ("[export]", "/$defs/ExportTable"),
        ("[style.NAME]", "/$defs/StyleTable"),
        ("[asset.NAME]", "/$defs/AssetTable"),
        ("[set.NAME]", "/$defs/SetTable"),
        ("[animation.NAME]", "/$defs/AnimationTable"),
        ("[atlas.NAME]", "/$defs/AtlasTable"),
        ("check", "/$defs/CheckTable"),
    ];

    fn keys_at(schema: &Json, pointer: &str) -> Keys {
        let table = schema.pointer(pointer).unwrap();
        assert_eq!(table.get("required"), None, "{pointer}");
        let keys = table["properties"].as_object().unwrap().keys();
        keys.cloned().collect()
    }

    fn edits(schema: &Json) -> Keys {
        let kinds = schema["$defs"]["EditValue"]["oneOf"].as_array().unwrap();
        let keys = kinds.iter().map(|it| it["properties"].as_object().unwrap());
        keys.flat_map(|it| it.keys().cloned()).collect()
    }

    /// Keys by heading, as the reference documents them.
    fn documented() -> BTreeMap<String, Keys> {
        let mut res: BTreeMap<String, Keys> = BTreeMap::new();
        let mut heading = "";
        for line in DOCS.lines() {
            if let Some(it) = line.strip_prefix("### ") {
                heading = it;
            } else if let Some((key, _)) =
                line.strip_prefix("| `").and_then(|it| it.split_once('`'))
            {
                let is_new = res.entry(heading.to_owned()).or_default().insert(key.to_owned());
                assert!(is_new, "`{key}` is there twice in {heading}");
            }
        }
        res
    }

    /// The table of what a change costs: headings of the reference, and the key and its cost.
    fn costs() -> BTreeMap<String, Vec<(String, String)>> {
        let mut res: BTreeMap<String, Vec<_>> = BTreeMap::new();
        let (_, table) = DOCS.split_once("| of | keys | a change costs |").unwrap();
        for line in table.lines().skip(2) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, of, keys, cost, _, _] = cells.as_slice() else { panic!("{line}") };
            let of = if *of == "every picture" { "Keys of every picture" } else { of };
            let keys = keys.split('`').skip(1).step_by(2);
            let keys = keys.map(|it| (it.to_owned(), (*cost).to_owned()));
            res.entry(of.to_owned()).or_default().extend(keys);
        }
        res
    }

    /// A style or an asset may say beside what a key of every picture costs there.
    #[test]
    fn the_reference_says_of_every_key_what_a_change_costs() {
        let (mut docs, costs) = (documented(), costs());
        docs.remove("Variables of a template").unwrap();
        let common = docs["Keys of every picture"].clone();
        assert_eq!(docs.keys().collect::<Vec<_>>(), costs.keys().collect::<Vec<_>>());
        for (heading, rows) in costs {
            let mut said = Keys::new();
            for (key, cost) in rows {
                let known = ["nothing", "a verdict", "a plate", "a picture"];
                assert!(known.contains(&cost.as_str()), "{heading} {key}: {cost}");
                assert!(said.insert(key.clone()), "{heading} {key} is there twice");
            }
            let own = &docs[&heading];
            said.retain(|it| own.contains(it) || !common.contains(it));
            assert_eq!(said, *own, "{heading}");
        }
    }

    #[test]
    fn the_reference_has_every_key_and_no_other() {
        let schema = schema();
        let mut docs = documented();
        docs.remove("Variables of a template").unwrap();
        let common = docs.remove("Keys of every picture").unwrap();
        assert_eq!(docs.remove("edits").unwrap(), edits(&schema));
        let asset = docs["[asset.NAME]"].clone();
        for (heading, pointer) in TABLES {
            let mut keys = docs.remove(*heading).unwrap();
            if matches!(
                *heading,
                "[style.NAME]" | "[asset.NAME]" | "[set.NAME]" | "[animation.NAME]"
            ) {
                keys.extend(common.clone());
            }
            if *heading == "[set.NAME]" {
                keys.extend(asset.clone());
            }
            assert_eq!(keys, keys_at(&schema, pointer), "{heading}");
        }
        assert_eq!(docs, BTreeMap::new());
        assert_eq!(keys_at(&schema, ""), top_tables());
    }

    /// The tables that the headings of the reference name.
    fn top_tables() -> Keys {
        let names = TABLES.iter().filter_map(|(it, _)| it.strip_prefix('['));
        let first = |it: &str| it.split(['.', ']']).next().map(ToOwned::to_owned);
        names.filter_map(first).collect()
    }

    #[test]
    fn every_example_of_the_reference_is_understood() {
        let file = ProjectPath::parse("assetbuild.toml").unwrap();
        let mut n_examples = 0;
        for block in DOCS.split("```toml\n").skip(1) {
            let text = block.split("```").next().unwrap();
            assert_eq!(parse(&file, text).diagnostics, [], "{text}");
            n_examples += 1;
        }
        assert!(n_examples > 10);
    }

    /// What is read is what the schema says: the reader's list of keys stands in its message.
    #[test]
    fn the_reader_knows_the_keys_of_the_schema() {
        let schema = schema();
        let file = ProjectPath::parse("assetbuild.toml").unwrap();
        for (heading, pointer) in TABLES {
            let header = if *heading == "check" { "[style.NAME.check]" } else { heading };
            let text = format!("{header}\n______________________ = 1\n");
            let diagnostics = parse(&file, &text).diagnostics;
            let help = diagnostics[0].help.as_deref().unwrap();
            let known = help.split('`').skip(1).step_by(2).map(ToOwned::to_owned);
            assert_eq!(known.collect::<Keys>(), keys_at(&schema, pointer), "{heading}");
        }
        let text = "[asset.NAME]\nedits = [{ ______________________ = 1 }]\n";
        let help = parse(&file, text).diagnostics[0].help.clone().unwrap();
        let known = help.split('`').skip(1).step_by(2).map(ToOwned::to_owned);
        assert_eq!(known.collect::<Keys>(), edits(&schema));
    }

    #[test]
    fn the_schema_knows_no_null_and_explains_every_table() {
        let schema = schema();
        assert_eq!(schema["title"], "assetbuild manifest");
        let text = schema.to_string();
        assert!(!text.contains("\"null\"") && !text.contains(",null"));
        for (heading, pointer) in TABLES {
            let table = schema.pointer(pointer).unwrap();
            assert!(table["description"].is_string(), "{heading}");
            assert_eq!(table["additionalProperties"], false, "{heading}");
            for (key, value) in table["properties"].as_object().unwrap() {
                assert!(value["description"].is_string(), "{heading} {key}");
            }
        }
    }
}
