//! Whether a refined prompt still speaks of its subject.

/// Words that name nothing.
const IDLE: &[&str] = &[
    "and", "are", "for", "from", "has", "her", "his", "into", "its", "off", "one", "out", "over",
    "same", "seen", "small", "that", "the", "their", "them", "this", "two", "very", "who", "with",
];

/// The prompt, with its subject named before it where half of the subject's words or more are gone:
/// a refiner that loses the subject would have something else painted. Part of every edition so far.
#[must_use]
pub fn with_subject(prompt: &str, subject: &str) -> String {
    let said = words(prompt);
    let mut named = words(subject);
    named.retain(|it| !IDLE.contains(&it.as_str()));
    let kept = named.iter().filter(|it| said.contains(it)).count();
    if named.is_empty() || 2 * kept > named.len() {
        return prompt.to_owned();
    }
    let subject = subject.trim().trim_end_matches('.');
    format!("The picture shows: {subject}.\n\n{prompt}")
}

/// Its words of three letters and more, without the endings of plurals.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| it.chars().count() > 2);
    let mut res: Vec<String> = words.map(|it| it.trim_end_matches('s').to_owned()).collect();
    res.sort();
    res.dedup();
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_that_lost_its_subject_gets_it_back() {
        let subject = "a red dragon with the wings of a bat.";
        for kept in [
            "A RED dragon, its wings like those of a bat.",
            "One dragon; red scales; two wings",
            "The picture shows: a red dragon with the wings of a bat.",
        ] {
            assert_eq!(with_subject(kept, subject), kept);
        }
        let lost = "A red lizard in pixel art.";
        let mended = "The picture shows: a red dragon with the wings of a bat.\n\nA red lizard in pixel art.";
        assert_eq!(with_subject(lost, subject), mended);
        assert_eq!(with_subject(mended, subject), mended);
        assert_eq!(with_subject("A cat.", "the"), "A cat.");
        assert_eq!(
            with_subject("Ein Hund.", "犬小屋の犬"),
            "The picture shows: 犬小屋の犬.\n\nEin Hund."
        );
    }
}
