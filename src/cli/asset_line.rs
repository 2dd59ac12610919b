//! One line about an asset that was built.

use crate::cli::layout::{count, pad};
use crate::cli::paint::{Ink, Paint};
use crate::plan::Made;
use crate::run::AssetReport;

/// How wide the column of names is where the lines come one by one.
pub(crate) const NAMES: usize = 26;

/// `sprite/goblin`, or `ui/ok_button (4 pictures)`.
pub(crate) fn shown_name(asset: &AssetReport) -> String {
    let name = format!("{}/{}", asset.folder, asset.name);
    match (&asset.made, asset.parts) {
        (Made::Packed { .. }, _) | (_, 0 | 1) => name,
        (_, parts) => format!("{name} ({parts} pictures)"),
    }
}

/// `  drew     sprite/goblin    score 94   32×32 ×16`, and a line for each warning.
pub(crate) fn built(asset: &AssetReport, names: usize, paint: Paint) -> String {
    let nothing_new = asset.painted == 0 && asset.from_cache == 0;
    let deed = match &asset.made {
        // Its files only: they were missing, or lie elsewhere now.
        Made::Drawn | Made::Painted(_) if nothing_new => "wrote",
        Made::Drawn => "drew",
        Made::Painted(_) => "painted",
        Made::Copied => "copied",
        Made::Derived { .. } => "made",
        Made::Packed { .. } => "packed",
    };
    let name = pad(&shown_name(asset), names);
    let line = format!("  {}  {name}   {}", paint.state(deed, 7), facts(asset));
    let mut res = line.trim_end().to_owned();
    for warning in &asset.warnings {
        res.push_str(&format!("\n           {}: {warning}", paint.ink(Ink::Warn, "warning")));
    }
    res
}

/// What is worth knowing about it, by how it was made.
fn facts(asset: &AssetReport) -> String {
    let mut res = Vec::new();
    match &asset.made {
        Made::Derived { from, edits } if edits.is_empty() => res.push(format!("from {from}")),
        Made::Derived { from, edits } => res.push(format!("from {from}: {}", edits.join(", "))),
        Made::Packed { pictures } => {
            let [width, height] = asset.size;
            let pictures = count(*pictures as u64, "picture", "pictures");
            res.push(format!("{pictures}, {width}×{height}"));
        }
        Made::Drawn | Made::Painted(_) | Made::Copied => {
            res.extend(scores(asset).map(|it| pad(&it, 15)));
            res.extend(attempts(asset).map(|it| pad(&it, 10)));
            res.extend(size(asset));
        }
    }
    if !asset.usd.is_zero() {
        res.push(asset.usd.to_string());
    } else if asset.painted == 0 && asset.from_cache > 0 {
        res.push("from the cache".to_owned());
    }
    res.join("   ")
}

/// `score 94`, or `score 88 → 93`. What this program draws stands for a picture to come: its score
/// says nothing about that.
fn scores(asset: &AssetReport) -> Option<String> {
    match asset.made {
        Made::Drawn if asset.is_sign => return Some("placeholder: a sign".to_owned()),
        Made::Drawn => return Some("placeholder".to_owned()),
        _ => {}
    }
    let shown = asset.score?;
    let first = asset.scores.iter().flatten().next().filter(|it| **it != shown);
    Some(match first {
        Some(first) => format!("score {first} → {shown}"),
        None => format!("score {shown}"),
    })
}

fn attempts(asset: &AssetReport) -> Option<String> {
    let outside = matches!(asset.made, Made::Painted(_));
    let attempts = asset.attempts?;
    let said = attempts > 1 || (outside && attempts > 0);
    said.then(|| count(attempts.into(), "attempt", "attempts"))
}

/// `32×32 ×16`: art pixels, and pixels for each of them; of a copied file its pixels.
fn size(asset: &AssetReport) -> Option<String> {
    let [width, height, scale] = asset.art;
    match (width, scale) {
        (0, _) if asset.size == [0, 0] => None,
        (0, _) => Some(format!("{}×{}", asset.size[0], asset.size[1])),
        (_, 0 | 1) => Some(format!("{width}×{height}")),
        _ => Some(format!("{width}×{height} ×{scale}")),
    }
}
