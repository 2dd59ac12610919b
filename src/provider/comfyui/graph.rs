//! `GraphConfig`: a graph exported in API format, and where a request goes into it.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::action::PaintRequest;
use crate::provider::SendError;
use crate::provider::config_reader::absolute_path;
use crate::provider::send_error::cannot;

/// `[comfyui.NAME]` of the user's own configuration. A graph runs on the user's machine with
/// whatever nodes are installed there, so a project names it and never brings it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphConfig {
    /// The graph, exported in API format; an absolute path.
    #[serde(deserialize_with = "absolute_path")]
    pub graph: PathBuf,
    /// Where the prompt goes.
    pub prompt: Slot,
    /// Where the avoid list goes.
    pub avoid: Option<Slot>,
    /// Where the seed goes.
    pub seed: Option<Slot>,
    /// Where the width goes, in pixels.
    pub width: Option<Slot>,
    /// Where the height goes, in pixels.
    pub height: Option<Slot>,
    /// Where the file names of references go, in their order.
    #[serde(default)]
    pub references: Vec<Slot>,
    /// The node whose picture is the answer; the first that saves one, if there is none.
    pub output: Option<String>,
}

/// An input of a node: `6.text`, or `Positive prompt.text` by the node's title.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Slot {
    /// Its number or its title.
    pub node: String,
    /// The name of its input.
    pub input: String,
}

impl TryFrom<String> for Slot {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Slot, &'static str> {
        Slot::parse(&text).ok_or("an input of a node: \"6.text\", or by its title")
    }
}

impl Slot {
    /// Reads `node.input`; the last dot divides, since titles may have dots.
    pub fn parse(text: &str) -> Option<Slot> {
        let (node, input) = text.rsplit_once('.')?;
        let fits = !node.trim().is_empty() && !input.trim().is_empty();
        fits.then(|| Slot { node: node.trim().to_owned(), input: input.trim().to_owned() })
    }

    fn fill(&self, graph: &mut Map<String, Value>, value: Value) -> Result<(), SendError> {
        let Some(id) = node_id(graph, &self.node) else {
            let reason = format!("the graph has no node `{}`", self.node);
            return Err(cannot(reason, "name it by its number or its title, as the graph has it"));
        };
        let inputs = graph.get_mut(&id).and_then(|it| it.get_mut("inputs")?.as_object_mut());
        let inputs = inputs.filter(|it| it.contains_key(&self.input));
        let Some(inputs) = inputs else {
            let reason = format!("the node `{}` has no input `{}`", self.node, self.input);
            return Err(cannot(
                reason,
                "look at the graph: a widget that became a link is one too",
            ));
        };
        inputs.insert(self.input.clone(), value);
        Ok(())
    }
}

/// The number of a node; a title must be the only one of its kind.
pub(crate) fn node_id(graph: &Map<String, Value>, node: &str) -> Option<String> {
    if graph.contains_key(node) {
        return Some(node.to_owned());
    }
    let title = |it: &Value| it.get("_meta")?.get("title")?.as_str().map(str::to_owned);
    let mut named = graph.iter().filter(|(_, it)| title(it).as_deref() == Some(node));
    let first = named.next()?;
    named.next().is_none().then(|| first.0.clone())
}

impl GraphConfig {
    /// The graph with a request in it. `files` are the names of uploaded references.
    pub(crate) fn filled(
        &self,
        text: &str,
        request: &PaintRequest,
        files: &[String],
    ) -> Result<Map<String, Value>, SendError> {
        let mut graph = read(text)?;
        self.prompt.fill(&mut graph, request.prompt.as_str().into())?;
        let avoid = request.avoid.clone().unwrap_or_default().join(", ");
        let [width, height] = request.size;
        let numbers = [
            (&self.avoid, Some(Value::from(avoid))),
            (&self.seed, request.seed.map(Value::from)),
            (&self.width, Some(width.into())),
            (&self.height, Some(height.into())),
        ];
        for (slot, value) in numbers {
            if let (Some(slot), Some(value)) = (slot, value) {
                slot.fill(&mut graph, value)?;
            }
        }
        if files.len() > self.references.len() {
            let reason = format!(
                "{} pictures go with the request, and the graph has places for {}",
                files.len(),
                self.references.len()
            );
            return Err(cannot(reason, "name more in `references`, or refer to fewer pictures"));
        }
        for (slot, file) in self.references.iter().zip(files) {
            slot.fill(&mut graph, file.as_str().into())?;
        }
        Ok(graph)
    }
}

/// A graph as ComfyUI exports it for its API: nodes by number, each with class and inputs.
fn read(text: &str) -> Result<Map<String, Value>, SendError> {
    let graph: Option<Map<String, Value>> = serde_json::from_str(text).ok();
    let is_node = |it: &Value| it.get("class_type").is_some();
    match graph.filter(|it| !it.is_empty() && it.values().all(is_node)) {
        Some(graph) => Ok(graph),
        None => Err(cannot(
            "the graph is no export in API format",
            "in ComfyUI, choose: Workflow, Export (API)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::action::{ActionKey, AskedBackground};
    use crate::digest::Digest;
    use crate::provider::parse_config;

    fn graph() -> String {
        json!({
            "3": { "class_type": "KSampler", "inputs": { "seed": 1, "steps": 20 } },
            "5": { "class_type": "EmptyLatentImage", "inputs": { "width": 1, "height": 1 } },
            "6": { "class_type": "CLIPTextEncode", "inputs": { "text": "" },
                   "_meta": { "title": "Prompt" } },
            "7": { "class_type": "CLIPTextEncode", "inputs": { "text": "" },
                   "_meta": { "title": "Negative v1.5" } },
            "12": { "class_type": "LoadImage", "inputs": { "image": "example.png" } },
        })
        .to_string()
    }

    fn filled(change: impl Fn(&mut GraphConfig), files: &[&str]) -> Result<Value, String> {
        let slot = |text: &str| Slot::parse(text);
        let mut config = GraphConfig {
            graph: PathBuf::new(),
            prompt: slot("Prompt.text").unwrap(),
            avoid: slot("Negative v1.5.text"),
            seed: slot("3.seed"),
            width: slot("5.width"),
            height: slot("5.height"),
            references: vec![slot("12.image").unwrap()],
            output: None,
        };
        change(&mut config);
        let request = PaintRequest {
            brief: ActionKey(Digest::of(b"brief")),
            ordinal: 0,
            model: "comfyui/sprites@1".parse().unwrap(),
            prompt: "a red dragon".to_owned(),
            avoid: Some(vec!["text".to_owned()]),
            background: AskedBackground::Opaque,
            size: [1024, 768],
            aspect: None,
            params: std::collections::BTreeMap::new(),
            seed: Some(7),
            references: vec![],
            refined_from: None,
            note: None,
            tileable: None,
            draw: None,
            safety: None,
        };
        let files: Vec<String> = files.iter().map(|it| (*it).to_owned()).collect();
        let filled = config.filled(&graph(), &request, &files);
        filled.map(Value::Object).map_err(|err| err.to_string())
    }

    #[test]
    fn a_request_goes_where_the_user_says_and_nothing_else_changes() {
        let res = filled(|_| (), &["assetbuild-1.png"]).unwrap();
        assert_eq!(res["6"]["inputs"]["text"], "a red dragon");
        assert_eq!(res["7"]["inputs"]["text"], "text");
        assert_eq!(res["3"]["inputs"], json!({ "seed": 7, "steps": 20 }));
        assert_eq!(res["5"]["inputs"], json!({ "width": 1024, "height": 768 }));
        assert_eq!(res["12"]["inputs"]["image"], "assetbuild-1.png");
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        let wrong = |change: fn(&mut GraphConfig)| filled(change, &[]).unwrap_err();
        assert_eq!(wrong(|it| it.seed = Slot::parse("9.seed")), "the graph has no node `9`");
        assert_eq!(
            wrong(|it| it.seed = Slot::parse("3.noise_seed")),
            "the node `3` has no input `noise_seed`"
        );
        assert_eq!(
            filled(|_| (), &["a.png", "b.png"]).unwrap_err(),
            "2 pictures go with the request, and the graph has places for 1"
        );
        for text in ["", "[]", "{}", r#"{"nodes": []}"#, r#"{"1": {"inputs": {}}}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }

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
            ("prompt = \"6.text\"", "line 1: `comfyui.a.graph` is missing"),
            ("graph = \"/g.json\"", "line 1: `comfyui.a.prompt` is missing"),
            (
                "graph = \"g.json\"\nprompt = \"6.text\"",
                "line 2: `comfyui.a.graph` must be an absolute path",
            ),
            (
                "graph = \"/g.json\"\nprompt = \"text\"",
                "line 3: `comfyui.a.prompt` must be an input of a node: \"6.text\", or by its title",
            ),
        ] {
            let err = parse_config(&format!("[comfyui.a]\n{text}")).unwrap_err();
            assert_eq!(err.to_string(), problem);
        }
    }
}
