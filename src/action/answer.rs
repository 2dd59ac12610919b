//! `Answer`: what asking a model outside led to.

use serde::ser::SerializeStructVariant;
use serde::{Deserialize, Serialize, Serializer};

use crate::digest::{Digest, canonical_text};
use crate::money::Usd;

/// What a model outside may be asked for, beside a painting.
pub trait Given: Serialize {
    /// The word for it in the texts of answers.
    const WORD: &'static str;

    /// What was billed.
    fn usd(&self) -> Usd;
}

/// What asking for a verdict, a better prompt or a changed picture led to.
///
/// An answer of no use is one, too: it is not asked for again. What the same request led to before
/// is counted, so that equal answers have texts of their own. The answers to one brief are kept
/// otherwise, as [`PaintingAnswer`](crate::action::PaintingAnswer): each names its own request.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer<T> {
    /// What was asked for.
    #[serde(alias = "judged", alias = "refined", alias = "edited")]
    Given(T),
    /// The model will not. Judges and refiners that will not are told of as unusable.
    Refused {
        /// In the model's words.
        reason: String,
        /// What was billed all the same.
        usd: Usd,
    },
    /// Something else came.
    Unusable {
        /// What is wrong with it.
        reason: String,
        /// Whether it was chance: then one more call may do better.
        chance: bool,
        /// How often the same was asked before it, which tells equal answers apart.
        asked_before: u32,
        /// What was billed all the same.
        usd: Usd,
    },
}

impl<T: Given> Answer<T> {
    /// What names this answer in records: the digest of its text.
    #[must_use]
    pub fn id(&self) -> Digest {
        Digest::of(canonical_text(self).as_bytes())
    }

    /// What was asked for, if it came.
    #[must_use]
    pub fn given(&self) -> Option<&T> {
        match self {
            Answer::Given(it) => Some(it),
            Answer::Refused { .. } | Answer::Unusable { .. } => None,
        }
    }

    /// What was billed.
    #[must_use]
    pub fn usd(&self) -> Usd {
        match self {
            Answer::Given(it) => it.usd(),
            Answer::Refused { usd, .. } | Answer::Unusable { usd, .. } => *usd,
        }
    }

    /// Whether asking once more is worth it: nothing came, by chance, for the first time.
    #[must_use]
    pub fn is_worth_another(&self) -> bool {
        matches!(self, Answer::Unusable { chance: true, asked_before: 0, .. })
    }

    /// Which of the answers to one request counts: the first of use; else the first after which
    /// asking once more is not worth it.
    #[must_use]
    pub fn that_counts(all: Vec<Answer<T>>) -> Option<Answer<T>> {
        let usable = all.iter().position(|it| it.given().is_some());
        let idx = usable.or_else(|| all.iter().position(|it| !it.is_worth_another()))?;
        all.into_iter().nth(idx)
    }
}

/// By hand, since the word for what is given is its own; the fields stand in the order in which
/// they are declared, as everywhere in canonical texts.
impl<T: Given> Serialize for Answer<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Answer::Given(it) => serializer.serialize_newtype_variant("Answer", 0, T::WORD, it),
            Answer::Refused { reason, usd } => {
                let mut res = serializer.serialize_struct_variant("Answer", 1, "refused", 2)?;
                res.serialize_field("reason", reason)?;
                res.serialize_field("usd", usd)?;
                res.end()
            }
            Answer::Unusable { reason, chance, asked_before, usd } => {
                let mut res = serializer.serialize_struct_variant("Answer", 2, "unusable", 4)?;
                res.serialize_field("reason", reason)?;
                res.serialize_field("chance", chance)?;
                res.serialize_field("asked_before", asked_before)?;
                res.serialize_field("usd", usd)?;
                res.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Refined;

    #[test]
    fn the_texts_of_answers_are_what_they_were_and_lead_back_to_them() {
        let (reason, usd) = ("no".to_owned(), Usd::from_nanos(5));
        let refined = Refined { prompt: "p".to_owned(), answered_by: "m".to_owned(), usd };
        let money = serde_json::to_string(&usd).unwrap();
        let texts = [
            (
                Answer::Given(refined),
                format!(r#"{{"refined":{{"prompt":"p","answered_by":"m","usd":{money}}}}}"#),
            ),
            (
                Answer::Refused { reason: reason.clone(), usd },
                format!(r#"{{"refused":{{"reason":"no","usd":{money}}}}}"#),
            ),
            (
                Answer::Unusable { reason, chance: true, asked_before: 2, usd },
                format!(
                    r#"{{"unusable":{{"reason":"no","chance":true,"asked_before":2,"usd":{money}}}}}"#
                ),
            ),
        ];
        for (answer, text) in texts {
            assert_eq!(canonical_text(&answer), text);
            assert_eq!(serde_json::from_str::<Answer<Refined>>(&text).unwrap(), answer);
        }
    }
}
