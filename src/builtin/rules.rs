//! `rules`: a refiner that answers each complaint with a rule.
//!
//! It never touches what is there: subject, style and the open place for the background stay as
//! they are, and the corrections come after them, each once.

use crate::action::{RefineRequest, Words};

/// The version of the refiner; counted up when any answer changes.
pub const VERSION: u32 = 2;

/// More corrections than this contradict each other sooner than they help.
const MOST: usize = 8;
/// A correction is cut off at a word after so many characters.
const LONGEST: usize = 240;

/// What stands before the corrections.
const HEADING: &str = "Corrections, which come before everything above:";

/// What a painter is told when a complaint has one of these words.
const RULES: &[(&[&str], &str)] = &[
    (
        &[
            "border",
            "margin",
            "cropped",
            "cut off",
            "free space",
            "empty space",
            "touches",
            "centre",
            "center",
        ],
        "The whole subject is visible in the middle of the picture, with 10 to 15 % free space to every edge.",
    ),
    (
        &["blur", "sharp", "soft", "anti-alias", "antialias", "smooth", "jagged"],
        "Every edge is hard and clean, without blur and without anti-aliasing.",
    ),
    (
        &["background", "transparen", "halo", "fringe", "checker", "stray", "shadow", "ghost"],
        "Nothing but the subject is in the picture: no floor, no shadow, no glow, no scenery.",
    ),
    (
        &["colour", "color", "palette", "gradient", "saturat"],
        "Use few flat colours, only those that are named above, and no gradients.",
    ),
    (
        &["text", "letter", "number", "watermark", "signature", "logo"],
        "There is no writing anywhere in the picture.",
    ),
    (
        &["silhouette", "recogni", "readab", "unclear", "cluttered", "detail"],
        "The silhouette is recognisable at a glance; details that disturb it are left out.",
    ),
    (
        &["too small", "coverage", "fills", "larger", "tiny"],
        "The subject fills about three quarters of the picture.",
    ),
    (
        &["several", "multiple", "more than one", "second subject", "duplicate"],
        "There is exactly one subject.",
    ),
    (&["style", "consisten"], "Every part keeps to the art style that is described above."),
];

/// The prompt with a correction for each point of the feedback and for the note.
///
/// Asked again with its own answer and the same points, it answers the same.
pub fn refine(request: &RefineRequest) -> String {
    let note = request.note.iter().map(String::as_str);
    // What was said of the picture that the prompt is of is heard first, then the newest.
    let mut feedback: Vec<_> = request.feedback.iter().rev().collect();
    feedback.sort_by_key(|it| Some(it.attempt) != request.attempt);
    let feedback = feedback.into_iter();
    let points = note.chain(feedback.flat_map(|it| &it.points).map(String::as_str));
    let kept = request.prompt.trim_end();
    let (mut known, mut res) = (kept.matches("\n- ").count(), kept.to_owned());
    for correction in points.filter_map(correction) {
        if known >= MOST {
            break;
        }
        if res.contains(&correction) {
            continue;
        }
        if !res.contains(HEADING) {
            res.push_str("\n\n");
            res.push_str(HEADING);
        }
        res.push_str("\n- ");
        res.push_str(&correction);
        known += 1;
    }
    res
}

/// What is to be done about one point: the point as a sentence, then the rule that makes it
/// explicit. None for a point without words.
fn correction(point: &str) -> Option<String> {
    let point = sentence(point)?;
    let lower = point.to_lowercase();
    let rule = RULES.iter().find(|(words, _)| words.iter().any(|it| lower.contains(it)));
    Some(match rule {
        Some((_, rule)) => format!("{point} {rule}"),
        None => point,
    })
}

/// A point in one line, not too long, ended by a full stop.
///
/// Whatever it says, it opens no second place for the background and no list of its own.
fn sentence(point: &str) -> Option<String> {
    let mut res = String::new();
    for word in point.replace(Words::BACKGROUND, " ").split_whitespace() {
        if res.len() + word.len() >= LONGEST {
            break;
        }
        if !res.is_empty() {
            res.push(' ');
        }
        res.push_str(word);
    }
    let text = res.trim_start_matches(['-', '*', ' ']).trim_end_matches(['.', ';', ',', ' ']);
    if text.is_empty() {
        return None;
    }
    let ended = text.ends_with(['!', '?']);
    Some(if ended { text.to_owned() } else { format!("{text}.") })
}

#[cfg(test)]
mod tests {
    use crate::action::{Feedback, RefineRequest, Words};
    use crate::builtin::rules::refine;

    fn request(prompt: &str, points: &[&str], note: Option<&str>) -> RefineRequest {
        RefineRequest {
            model: "builtin/rules".parse().unwrap(),
            instruction: String::new(),
            prompt: prompt.to_owned(),
            feedback: vec![Feedback {
                attempt: 1,
                score: None,
                points: points.iter().map(|it| (*it).to_owned()).collect(),
            }],
            attempt: None,
            note: note.map(str::to_owned),
        }
    }

    #[test]
    fn what_was_said_of_the_picture_of_the_prompt_is_heard_first_and_then_the_newest() {
        let said = |attempt, point: &str| Feedback {
            attempt,
            score: None,
            points: vec![point.to_owned()],
        };
        let mut request = request("A slime.", &[], None);
        request.feedback = vec![said(1, "one"), said(2, "two"), said(3, "three")];
        request.attempt = Some(2);
        assert!(refine(&request).ends_with("\n- two.\n- three.\n- one."));
    }

    #[test]
    fn each_point_is_answered_with_an_explicit_constraint() {
        let prompt = format!("A green slime.\n{}\n", Words::BACKGROUND);
        let request =
            request(&prompt, &["the edges are blurred", "give it a hat;"], Some("more\nred"));
        insta::assert_snapshot!(refine(&request).replace(Words::BACKGROUND, "[background]"), @r"
        A green slime.
        [background]

        Corrections, which come before everything above:
        - more red.
        - the edges are blurred. Every edge is hard and clean, without blur and without anti-aliasing.
        - give it a hat.
        ");
    }

    #[test]
    fn a_point_is_answered_once_however_often_it_is_made() {
        let points = ["too blurry", "too blurry.", "leave a border"];
        let once = refine(&request("A slime.", &points, None));
        assert_eq!(refine(&request(&once, &points, None)), once);
        assert_eq!(once.matches("\n- ").count(), 2);
        assert_eq!(refine(&request("A slime.", &["", " - "], None)), "A slime.");
    }

    #[test]
    fn no_point_opens_a_second_place_for_the_background_or_makes_the_prompt_endless() {
        let long = format!("paint {} it {}", Words::BACKGROUND, "very ".repeat(300));
        let many: Vec<String> = (0..40).map(|it| format!("{it} {long}")).collect();
        let points: Vec<&str> = many.iter().map(String::as_str).collect();
        let prompt = format!("A slime. {}", Words::BACKGROUND);
        let refined = refine(&request(&prompt, &points, None));
        assert!(refined.starts_with(&prompt));
        assert_eq!(refined.matches(Words::BACKGROUND).count(), 1);
        assert!(refined.len() < 8 * 400, "{}", refined.len());
        assert_eq!(refine(&request(&refined, &points, None)), refined);
    }
}
