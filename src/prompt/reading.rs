//! Tests: every prompt is read as a person would, for what contradicts itself or says nothing.

use crate::action::{AskedBackground, PictureKind};
use crate::colour::Rgb;
use crate::model::Alpha;
use crate::prompt::wording::{EDITION, rendered_with, shows, template};
use crate::prompt::*;

/// Words that contradict each other in one prompt.
const CONTRADICTIONS: &[(&str, &str)] = &[
    ("stays free", "fills the whole picture"),
    ("free space", "fills the whole picture"),
    ("empty space", "fills the whole picture"),
    ("silhouette", "fills the whole picture"),
    ("behind the subject", "fills the whole picture"),
    ("stands alone", "fills the whole picture"),
    ("stands alone", "sprite sheet"),
    ("stands alone", "without a seam"),
    ("seen alone", "without a seam"),
    ("10 to 15 %", "without a seam"),
    ("10 to 15 %", "sprite sheet"),
    ("single sprite", "sprite sheet"),
    ("multiple subjects", "sprite sheet"),
    ("multiple subjects", "layer of the scrolling"),
    ("crowded composition", "scene that stands behind"),
    ("detailed background", "fills the whole picture"),
    ("the background is fully transparent", "#ff00ff"),
    ("free of the following: text", "lettering is spelt"),
    ("smooth edges", "smooth and plain"),
    ("pixel art,", "genuine pixel art"),
    (" logo,", "the logo of"),
    ("landscape,", "a scene that stands behind"),
    ("at most", "few colours"),
    ("in every cell", "this picture shows a single moment"),
];

/// What reads badly wherever it stands.
const UNREADABLE: &[&str] =
    &["..", "?.", "!.", " .", " ,", ",.", ":.", ";.", "  ", "( ", ": \n", "none", "undefined"];

/// All that one prompt is made of.
struct Case {
    name: String,
    sent: String,
}

/// Every template in every circumstance that its words depend on.
fn cases() -> Vec<Case> {
    let mut res = vec![];
    for name in template_names() {
        for kind in PictureKind::ALL {
            for (asked, alpha) in backgrounds() {
                for tileable in ["", "both", "x"] {
                    for sheet in ["", "yes"] {
                        for rich in [false, true] {
                            let circumstances = (kind, asked, alpha, tileable, sheet, rich);
                            res.push(case(name, circumstances));
                        }
                    }
                }
            }
        }
    }
    res
}

fn backgrounds() -> [(AskedBackground, Alpha); 4] {
    [
        (AskedBackground::Transparent, Alpha::Native),
        (AskedBackground::Key(Rgb([255, 0, 255])), Alpha::None),
        (AskedBackground::Colour(Rgb([255; 3])), Alpha::None),
        (AskedBackground::Opaque, Alpha::None),
    ]
}

type Circumstances = (PictureKind, AskedBackground, Alpha, &'static str, &'static str, bool);

fn case(name: &str, circumstances: Circumstances) -> Case {
    let (kind, asked, alpha, tileable, sheet, rich) = circumstances;
    let opaque = asked == AskedBackground::Opaque;
    let template = template(name);
    let mut said = vec![
        ("kind", kind.as_str()),
        ("opaque", if opaque { "yes" } else { "" }),
        ("tileable", tileable),
        ("sheet", sheet),
        ("subject", "a knight who waits..."),
        ("purpose", "shows might."),
    ];
    if !kind.has_bearing() && !rich {
        said.extend([("facing", ""), ("pose", "")]);
    }
    if rich {
        said.extend([
            ("palette", "#2D2D2D"),
            ("palette_size", "1"),
            ("primary_color", "#4A90E2"),
            ("accent_color", "#4A90E2"),
            ("mood", "Gloomy!"),
            ("inspired_by", "Celeste."),
            ("states", "hover"),
            ("lettering", ""),
        ]);
    }
    let shows =
        Shows { kind, opaque, sheet: !sheet.is_empty(), text_allowed: rich, ..shows(&template) };
    let mut prompt = rendered_with(name, &said);
    let mut uses = vec![ReferenceUse::Style, ReferenceUse::Subject];
    if !sheet.is_empty() {
        prompt = format!("{prompt}\n\n{}", sheet_words(EDITION, "walk cycle", 5, [3, 2], opaque));
        uses.push(ReferenceUse::Layout);
    }
    if rich {
        prompt = format!("{prompt}\n\n{}", reference_words(EDITION, &uses));
    }
    let line = background_line(EDITION, &asked, alpha);
    let ending = avoid_words(&avoid_list(EDITION, &shows, &[]));
    let sent = whole_prompt(&prompt, &line, &ending);
    Case { name: format!("{name} {circumstances:?}"), sent }
}

#[test]
fn no_prompt_contradicts_itself() {
    for Case { name, sent } in cases() {
        let lower = sent.to_lowercase();
        for (one, other) in CONTRADICTIONS {
            let both = lower.contains(one) && lower.contains(other);
            assert!(!both, "{name}: `{one}` and `{other}` in\n{sent}");
        }
    }
}

#[test]
fn no_prompt_has_empty_places_or_two_ends_of_a_sentence() {
    for Case { name, sent } in cases() {
        let lower = sent.replace("waits...", "waits").to_lowercase();
        for bad in UNREADABLE {
            assert!(!lower.contains(bad), "{name}: `{bad}` in\n{sent}");
        }
        for line in sent.lines().filter(|it| !it.is_empty()) {
            assert!(line.ends_with(['.', '!', ':']), "{name}: {line}");
            assert!(line.starts_with(char::is_uppercase), "{name}: {line}");
        }
        assert!(sent.contains("shows might.\n"), "{name}: {sent}");
    }
}

#[test]
fn the_key_is_no_colour_of_the_prompt() {
    for colour in ["#FF00FF", "#00FF00", "#FF00F0"] {
        for name in template_names() {
            let said = [("primary_color", colour), ("palette", colour), ("subject", colour)];
            let prompt = rendered_with(name, &said);
            let key = key_colour(EDITION, &[], &prompt);
            let line = background_line(EDITION, &AskedBackground::Key(key), Alpha::None);
            assert!(prompt.contains(colour) && !line.contains(colour), "{name}: {line}");
        }
    }
}

#[test]
fn every_reference_is_numbered_and_explained_in_its_own_way() {
    let all = reference_words(EDITION, &ReferenceUse::ALL);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines.len(), ReferenceUse::ALL.len());
    for (idx, line) in lines.iter().enumerate() {
        let (said, why) =
            line.split_once(" is ").or(line.split_once(" shows ")).unwrap_or((line, ""));
        assert!(said.starts_with(&format!("Reference picture {}", idx + 1)), "{line}");
        assert!(!lines[..idx].iter().any(|it| !why.is_empty() && it.ends_with(why)), "{line}");
    }
    let one = reference_words(EDITION, &[ReferenceUse::Subject]);
    assert!(one.starts_with("The reference picture belongs"), "{one}");
    assert_eq!(reference_words(EDITION, &[]), "");
}
