//! `graph`: who depends on whom, as dot, Mermaid or JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::cli::args::{GraphArgs, GraphFormat};
use crate::cli::context::{Answer, Context};
use crate::name::{AssetName, PartName};
use crate::project::view::{Graph, GraphEdge, NodeKind};
use crate::resolve::EdgeKind;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &GraphArgs) -> Answer {
    let project = ctx.project()?;
    let graph = project.graph();
    let status = ctx.show_mistakes(&project);
    let format = if ctx.printer.json { GraphFormat::Json } else { args.format };
    ctx.printer.result(&text(&graph, format));
    Ok(status)
}

/// The whole text.
pub(crate) fn text(graph: &Graph, format: GraphFormat) -> String {
    match format {
        GraphFormat::Dot => dot(graph),
        GraphFormat::Mermaid => mermaid(graph),
        GraphFormat::Json => json_text(graph),
    }
}

/// Arrows go from what is needed to who needs it: the way in which a change spreads.
fn dot(graph: &Graph) -> String {
    let mut res = "digraph assetbuild {\n  rankdir = LR;\n".to_owned();
    for node in &graph.nodes {
        line(&mut res, format_args!("  \"{}\" [shape = {}];", node.name, shape(node.kind)));
    }
    for ((from, to, label), parts) in arrows(graph) {
        let label = labelled(label, &parts);
        line(&mut res, format_args!("  \"{to}\" -> \"{from}\" [label = \"{label}\"];"));
    }
    res.push('}');
    res
}

fn mermaid(graph: &Graph) -> String {
    // Names may hold what Mermaid reads as syntax; numbers cannot.
    let ids: BTreeMap<&AssetName, usize> =
        graph.nodes.iter().enumerate().map(|(idx, it)| (&it.name, idx)).collect();
    let mut res = "graph LR\n".to_owned();
    for (idx, node) in graph.nodes.iter().enumerate() {
        line(&mut res, format_args!("  n{idx}[\"{}\"]", node.name));
    }
    for ((from, to, label), parts) in arrows(graph) {
        if let (Some(from), Some(to)) = (ids.get(from), ids.get(to)) {
            line(&mut res, format_args!("  n{to} -->|{}| n{from}", labelled(label, &parts)));
        }
    }
    res
}

fn json_text(graph: &Graph) -> String {
    let node = |it: &crate::project::view::Node| json!({ "name": it.name, "kind": kind(it.kind) });
    let edge = |it: &GraphEdge| json!({ "from": it.from, "to": it.to, "part": it.part, "kind": edge_kind(it.kind) });
    let nodes: Vec<_> = graph.nodes.iter().map(node).collect();
    let edges: Vec<_> = graph.edges.iter().map(edge).collect();
    json!({ "event": "graph", "nodes": nodes, "edges": edges }).to_string()
}

fn line(res: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(res, "{text}").expect("a string takes everything");
}

/// Who needs whom and as what, with the parts that are needed: one arrow however many they are.
fn arrows(graph: &Graph) -> BTreeMap<(&AssetName, &AssetName, &'static str), Vec<&PartName>> {
    let mut res: BTreeMap<_, Vec<&PartName>> = BTreeMap::new();
    for edge in &graph.edges {
        let parts = res.entry((&edge.from, &edge.to, edge_kind(edge.kind))).or_default();
        parts.extend(Some(&edge.part).filter(|it| !it.is_whole()));
    }
    res
}

/// `pack`, `pack right_1`, `pack 12 parts`.
fn labelled(kind: &str, parts: &[&PartName]) -> String {
    match parts {
        [] => kind.to_owned(),
        [part] => format!("{kind} {part}"),
        _ => format!("{kind} {} parts", parts.len()),
    }
}

fn shape(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Image | NodeKind::Animation => "box",
        NodeKind::Source => "note",
        NodeKind::Derived => "ellipse",
        NodeKind::Atlas => "folder",
    }
}

fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Image => "image",
        NodeKind::Animation => "animation",
        NodeKind::Source => "source",
        NodeKind::Derived => "derived",
        NodeKind::Atlas => "atlas",
    }
}

fn edge_kind(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Reference => "reference",
        EdgeKind::From => "from",
        EdgeKind::Pack => "pack",
    }
}
