//! `[comfyui.NAME]` of a user's configuration: a graph, and where a request goes into it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::{Table, Value};

use crate::provider::config::{known_keys, table_at, text_at};
use crate::provider::network::is_name;
use crate::provider::{ConfigProblem, GraphConfig, Slot};

const KEYS: [&str; 8] =
    ["graph", "prompt", "avoid", "seed", "width", "height", "references", "output"];

/// Reads all graphs.
pub(crate) fn graphs_at(table: &Table) -> Result<BTreeMap<String, GraphConfig>, ConfigProblem> {
    let graph = |(name, value): (&String, &Value)| {
        let key = format!("comfyui.{name}");
        if !is_name(name) {
            let expected = "a name of letters, digits, `-`, `_` and `.`";
            return Err(ConfigProblem::Value { key, expected });
        }
        Ok((name.clone(), graph_at(&key, table_at(&key, value)?)?))
    };
    table.iter().map(graph).collect()
}

fn graph_at(key: &str, table: &Table) -> Result<GraphConfig, ConfigProblem> {
    known_keys(key, table, &KEYS)?;
    let below = |name: &str| format!("{key}.{name}");
    let missing = |name: &str| ConfigProblem::Missing { key: below(name) };
    let slot = |name: &str| table.get(name).map(|it| slot_at(below(name), it)).transpose();
    let graph = table.get("graph").ok_or_else(|| missing("graph"))?;
    let graph = PathBuf::from(text_at(&below("graph"), graph)?);
    if !graph.is_absolute() {
        // A relative one would be whatever a project puts there.
        return Err(ConfigProblem::Value { key: below("graph"), expected: "an absolute path" });
    }
    let references = match table.get("references") {
        None => Vec::new(),
        Some(Value::Array(items)) => {
            let slot = |it: &Value| slot_at(below("references"), it);
            items.iter().map(slot).collect::<Result<_, _>>()?
        }
        Some(_) => {
            let expected = "a list of inputs: [\"12.image\"]";
            return Err(ConfigProblem::Value { key: below("references"), expected });
        }
    };
    let output = table.get("output").map(|it| text_at(&below("output"), it)).transpose()?;
    Ok(GraphConfig {
        graph,
        prompt: slot("prompt")?.ok_or_else(|| missing("prompt"))?,
        avoid: slot("avoid")?,
        seed: slot("seed")?,
        width: slot("width")?,
        height: slot("height")?,
        references,
        output: output.map(str::to_owned),
    })
}

fn slot_at(key: String, value: &Value) -> Result<Slot, ConfigProblem> {
    let expected = "an input of a node: \"6.text\", or by its title";
    let slot = value.as_str().and_then(Slot::parse);
    slot.ok_or(ConfigProblem::Value { key, expected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::parse_config;

    #[test]
    fn a_graph_says_where_a_request_goes() {
        let text = "[comfyui.sprites]\ngraph = \"/g/sprites.json\"\nprompt = \"Prompt v1.5.text\"\n\
                    seed = \"3.seed\"\nreferences = [\"12.image\"]\noutput = \"9\"";
        let config = parse_config(text).unwrap();
        let graph = &config.graphs["sprites"];
        assert_eq!(
            (graph.prompt.node.as_str(), graph.prompt.input.as_str()),
            ("Prompt v1.5", "text")
        );
        assert_eq!(graph.references, [Slot { node: "12".into(), input: "image".into() }]);
        for (text, problem) in [
            ("prompt = \"6.text\"", "`comfyui.a.graph` is missing"),
            ("graph = \"/g.json\"", "`comfyui.a.prompt` is missing"),
            (
                "graph = \"g.json\"\nprompt = \"6.text\"",
                "`comfyui.a.graph` must be an absolute path",
            ),
            (
                "graph = \"/g.json\"\nprompt = \"text\"",
                "`comfyui.a.prompt` must be an input of a node: \"6.text\", or by its title",
            ),
        ] {
            let err = parse_config(&format!("[comfyui.a]\n{text}")).unwrap_err();
            assert_eq!(err.to_string(), problem);
        }
    }
}
