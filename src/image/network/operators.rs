//! Which operators an ONNX file uses, before a runtime spends seconds on it.
//!
//! The file is a message of Protocol Buffers: fields, each with a number and a wire type. Of the
//! model (field 7: graph), the graph (1: nodes), a node (4: operator, 5: attributes) and an
//! attribute (1: name, 4: text) nothing else is read.

use std::collections::BTreeSet;

use crate::image::network::NetworkError;

/// What the runtime does not have at all.
const MISSING: [&str; 1] = ["DeformConv"];

/// Refuses a file that is no network, and one that would fail or come out wrong.
pub(crate) fn check(onnx: &[u8]) -> Result<(), NetworkError> {
    let unreadable = || NetworkError::Unreadable("it is no model, or not a whole one".to_owned());
    let graph = of_number(onnx, 7).ok_or_else(unreadable)?;
    let graph = graph.first().ok_or_else(unreadable)?;
    let nodes = of_number(graph, 1).ok_or_else(unreadable)?;
    let mut unsupported = BTreeSet::new();
    for node in nodes {
        let name = text(node, 4).ok_or_else(unreadable)?;
        if MISSING.contains(&name.as_str()) {
            unsupported.insert(format!("the operator {name}"));
        }
        // The runtime takes it for a linear one, and says nothing.
        let attributes = of_number(node, 5).ok_or_else(unreadable)?;
        let is_cubic = |name: &[u8]| {
            text(name, 1).as_deref() == Some("mode") && text(name, 4).as_deref() == Some("cubic")
        };
        if name == "Resize" && attributes.iter().any(|it| is_cubic(it)) {
            unsupported.insert("cubic resizing".to_owned());
        }
    }
    if unsupported.is_empty() {
        return Ok(());
    }
    Err(NetworkError::Unsupported(unsupported.into_iter().collect::<Vec<_>>().join(" and ")))
}

/// The first field of a number, as text.
fn text(message: &[u8], number: u64) -> Option<String> {
    let fields = of_number(message, number)?;
    Some(String::from_utf8_lossy(fields.first()?).into_owned())
}

/// All fields of a number that have a length; none if the message is broken.
fn of_number(mut message: &[u8], number: u64) -> Option<Vec<&[u8]>> {
    let mut res = Vec::new();
    while !message.is_empty() {
        let key = varint(&mut message)?;
        let length = match key & 7 {
            0 => {
                varint(&mut message)?;
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut message)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (field, rest) = message.split_at_checked(length)?;
        message = rest;
        if key >> 3 == number && key & 7 == 2 {
            res.push(field);
        }
    }
    Some(res)
}

/// A number in groups of seven bits, the lowest first.
fn varint(message: &mut &[u8]) -> Option<u64> {
    let mut res = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = message.split_first()?;
        *message = rest;
        res |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(res);
        }
    }
    None
}
