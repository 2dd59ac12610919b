//! What the server says of a graph that it runs: not yet, which picture, or what went wrong.

use serde_json::Value;

/// What became of a graph.
#[derive(Debug, PartialEq)]
pub(crate) enum GraphState {
    /// It waits, or runs, or nobody knows it any more.
    Open,
    /// A picture is there, under this name.
    Done(Image),
    /// It ended without one.
    Failed(String),
}

/// A file of the server's.
#[derive(Debug, PartialEq)]
pub(crate) struct Image {
    pub(crate) filename: String,
    pub(crate) subfolder: String,
    pub(crate) kind: String,
}

/// Reads `GET /history/{id}`. `output` is the number of the node whose picture is wanted.
pub(crate) fn graph_state(history: &Value, id: &str, output: Option<&str>) -> GraphState {
    let Some(entry) = history.get(id) else { return GraphState::Open };
    if let Some(why) = error(entry) {
        return GraphState::Failed(why);
    }
    let outputs = entry.get("outputs").and_then(Value::as_object);
    let wanted =
        outputs.into_iter().flatten().filter(|(node, _)| output.is_none_or(|it| it == *node));
    let images = wanted.filter_map(|(_, it)| it.get("images")?.as_array()).flatten();
    let images: Vec<Image> = images.filter_map(image).collect();
    // Previews are files too; what was saved comes before them.
    let saved = images.iter().position(|it| it.kind == "output").unwrap_or(0);
    match images.into_iter().nth(saved) {
        Some(image) => GraphState::Done(image),
        None => GraphState::Failed("the graph ended and saved no picture".to_owned()),
    }
}

/// Whether `GET /queue` has the graph: it waits or runs.
pub(crate) fn is_queued(queue: &Value, id: &str) -> bool {
    let lists =
        ["queue_running", "queue_pending"].iter().filter_map(|it| queue.get(*it)?.as_array());
    lists.flatten().any(|it| it.get(1).and_then(Value::as_str) == Some(id))
}

/// Whether `GET /queue` says that the graph runs.
pub(crate) fn is_running(queue: &Value, id: &str) -> bool {
    let running = queue.get("queue_running").and_then(Value::as_array).into_iter().flatten();
    running.into_iter().any(|it| it.get(1).and_then(Value::as_str) == Some(id))
}

/// Why a graph was not taken on, by its nodes.
pub(crate) fn refusal(body: &Value) -> Option<String> {
    let nodes = body.get("node_errors").and_then(Value::as_object);
    let at_nodes = nodes.into_iter().flatten().flat_map(|(node, output)| {
        let errors = output.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
        errors.into_iter().map(move |err| format!("node {node}: {}", words(&err)))
    });
    let at_nodes: Vec<String> = at_nodes.take(3).collect();
    let error = body.get("error").filter(|it| !it.is_null());
    let whole = error.map(|it| it.as_str().map_or_else(|| words(it), str::to_owned));
    let said: Vec<String> = whole.into_iter().chain(at_nodes).filter(|it| !it.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("; ").chars().take(300).collect())
}

fn words(error: &Value) -> String {
    let field = |name: &str| crate::provider::answer::text_of(error.get(name));
    let (message, details) = (field("message"), field("details"));
    if details.is_empty() { message } else { format!("{message} ({details})") }
}

fn error(entry: &Value) -> Option<String> {
    let status = entry.get("status")?;
    if status.get("status_str").and_then(Value::as_str) != Some("error") {
        return None;
    }
    let messages = status.get("messages").and_then(Value::as_array).into_iter().flatten();
    let messages: Vec<&Value> = messages.collect();
    let told = |kind: &str| {
        let mut all = messages.iter().filter(|it| it.get(0).and_then(Value::as_str) == Some(kind));
        all.next().map(|it| it.get(1).unwrap_or(&Value::Null))
    };
    let field = |it: &Value, name: &str| crate::provider::answer::text_of(it.get(name));
    if let Some(it) = told("execution_error") {
        return Some(format!(
            "node {} failed: {}",
            field(it, "node_id"),
            field(it, "exception_message")
        ));
    }
    let interrupted = told("execution_interrupted").map(|it| match field(it, "node_id").as_str() {
        "" => "the graph was interrupted".to_owned(),
        node => format!("the graph was interrupted at node {node}"),
    });
    Some(
        interrupted
            .unwrap_or_else(|| "the graph failed, and the server does not say why".to_owned()),
    )
}

/// Whether what the server refused of a graph that it took on includes this node: by its number
/// among the errors, or among the outputs that depend on one of those.
pub(crate) fn is_refused(body: &Value, node: &str) -> bool {
    let nodes = body.get("node_errors").and_then(Value::as_object).into_iter().flatten();
    let depends = |errors: &Value| {
        let outputs = errors.get("dependent_outputs").and_then(Value::as_array);
        outputs.into_iter().flatten().any(|it| it.as_str() == Some(node))
    };
    nodes.into_iter().any(|(id, errors)| id == node || depends(errors))
}

fn image(it: &Value) -> Option<Image> {
    let field = |name: &str| it.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Image {
        filename: field("filename")?,
        subfolder: field("subfolder").unwrap_or_default(),
        kind: field("type").unwrap_or_else(|| "output".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_saved_comes_before_previews() {
        let image =
            |name: &str, kind: &str| json!({ "filename": name, "subfolder": "", "type": kind });
        let history = json!({ "id": {
            "outputs": { "4": { "images": [image("p.png", "temp")] },
                         "9": { "images": [image("x_00001_.png", "output")] } },
            "status": { "status_str": "success", "completed": true, "messages": [] } } });
        let name = |output| match graph_state(&history, "id", output) {
            GraphState::Done(it) => it.filename,
            other => panic!("{other:?}"),
        };
        assert_eq!((name(None), name(Some("4"))), ("x_00001_.png".into(), "p.png".into()));
        assert_eq!(graph_state(&history, "other", None), GraphState::Open);
        let none = GraphState::Failed("the graph ended and saved no picture".to_owned());
        assert_eq!(graph_state(&history, "id", Some("5")), none);
    }

    #[test]
    fn an_error_is_told_with_its_node() {
        let history = json!({ "id": { "outputs": {}, "status": { "status_str": "error", "messages": [
            ["execution_start", {}],
            ["execution_error", { "node_id": "3", "exception_message": "out of memory" }]] } } });
        let failed = GraphState::Failed("node 3 failed: out of memory".to_owned());
        assert_eq!(graph_state(&history, "id", None), failed);
        let interrupted = json!({ "id": { "outputs": {}, "status": { "status_str": "error",
            "messages": [["execution_start", {}],
                         ["execution_interrupted", { "node_id": "3", "node_type": "KSampler" }]] } } });
        let failed = GraphState::Failed("the graph was interrupted at node 3".to_owned());
        assert_eq!(graph_state(&interrupted, "id", None), failed);
        let body = json!({ "error": { "message": "Prompt outputs failed validation", "details": "" },
            "node_errors": { "3": { "errors": [{ "message": "Value not in list", "details": "x" }] } } });
        let said = "Prompt outputs failed validation; node 3: Value not in list (x)";
        assert_eq!(refusal(&body).as_deref(), Some(said));
        assert_eq!(refusal(&json!({})), None);
    }

    #[test]
    fn what_was_refused_of_a_graph_is_known_by_what_depends_on_it() {
        let body = json!({ "prompt_id": "id", "node_errors": {
            "12": { "errors": [], "dependent_outputs": ["9"], "class_type": "LoadImage" } } });
        assert!(is_refused(&body, "9") && is_refused(&body, "12"));
        assert!(!is_refused(&body, "10") && !is_refused(&json!({ "node_errors": {} }), "9"));
    }
}
