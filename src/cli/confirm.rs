//! What must be confirmed before it is done, and by whom: a price, a removal.

use crate::cli::complaint::Complaint;
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::count;
use crate::money::{PriceRange, Usd};

/// What a build is about to spend, and what limits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Purchase {
    /// What the plan says.
    pub(crate) price: PriceRange,
    /// For which assets, the first of them by name.
    pub(crate) names: String,
    /// What it likely comes to.
    pub(crate) likely: Usd,
    /// The most that the budgets of project and command line let through.
    pub(crate) budget: Usd,
    /// Above this somebody must say yes.
    pub(crate) ask_above: Usd,
    /// Whether the project has never bought anything.
    pub(crate) is_first: bool,
}

impl Purchase {
    /// The most that this build can spend.
    fn high(&self) -> Usd {
        self.price.high.min(self.budget)
    }

    /// Why somebody must say yes; `None` if nobody must.
    pub(crate) fn question(&self) -> Option<String> {
        let high = self.high();
        let price = PriceRange { low: self.price.low.min(high), high };
        let likely = self.likely.max(price.low).min(high);
        let price = match price.low == price.high {
            true => price.to_string(),
            false => format!("{price}, likely {likely}"),
        };
        let names = &self.names;
        if high.is_zero() {
            None
        } else if high > self.ask_above {
            let ask_above = self.ask_above;
            Some(format!(
                "this build may cost {price} ({names}), which is above `ask-above` ({ask_above})"
            ))
        } else if self.is_first {
            Some(format!(
                "this build may cost {price} ({names}), and is the first of this project to cost \
                 anything"
            ))
        } else {
            None
        }
    }
}

/// What a build is about to remove: more than half of what the lock knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Removal {
    /// Assets in the lock that no manifest declares.
    pub(crate) n_assets: usize,
    /// Their files.
    pub(crate) n_files: usize,
}

impl Removal {
    /// What somebody must agree to.
    pub(crate) fn question(&self) -> String {
        let assets = count(self.n_assets as u64, "asset", "assets");
        let files = count(self.n_files as u64, "file", "files");
        format!(
            "no manifest declares {assets} of the lock any more; this build would remove {files} \
             and what the lock says of them"
        )
    }
}

/// Addresses on this machine that a project names, and that a build would be the first to ask.
pub(crate) fn question_of_addresses(addresses: &[(String, String)]) -> String {
    let each = addresses.iter().map(|(provider, url)| format!("{provider} at {url}"));
    let each: Vec<String> = each.collect();
    format!(
        "this project has requests sent to servers on your machine, where it says that they are: {}",
        each.join(", ")
    )
}

/// Has something confirmed. `ask` is `None` where nobody can be asked.
pub(crate) fn confirm(
    question: &str,
    ask: Option<&dyn Fn(&str) -> String>,
) -> Result<(), Complaint> {
    let Some(ask) = ask else {
        let complaint = Complaint::new(ExitStatus::NotConfirmed, question);
        return Err(complaint.help("look at it with `assetbuild plan`, then confirm with --yes"));
    };
    let answer = ask(&format!("{question}. Go on? [y/N]"));
    if matches!(answer.to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Complaint::new(ExitStatus::NotConfirmed, "not confirmed; nothing was done"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purchase(high: u64, is_first: bool) -> Purchase {
        let cents = |it: u64| Usd::from_nanos(it * 10_000_000);
        Purchase {
            price: PriceRange { low: cents(high / 2), high: cents(high) },
            names: "orc, troll".to_owned(),
            likely: cents(high / 2),
            budget: cents(500),
            ask_above: cents(100),
            is_first,
        }
    }

    fn status(purchase: &Purchase, yes: bool, answer: Option<&str>) -> u8 {
        let asked = answer.map(|it| move |_: &str| it.to_owned());
        let ask = asked.as_ref().map(|it| it as &dyn Fn(&str) -> String);
        let Some(question) = purchase.question().filter(|_| !yes) else { return 0 };
        confirm(&question, ask).map_or_else(|it| it.status.code(), |()| 0)
    }

    #[test]
    fn a_high_price_and_a_first_purchase_are_confirmed() {
        assert_eq!(status(&purchase(0, true), false, None), 0);
        assert_eq!(status(&purchase(100, false), false, None), 0);
        assert_eq!(status(&purchase(101, false), false, None), 7);
        assert_eq!(status(&purchase(4, true), false, None), 7);
        assert_eq!(status(&purchase(101, false), true, None), 0);
        assert_eq!(status(&purchase(101, false), false, Some("Y")), 0);
        assert_eq!(status(&purchase(101, false), false, Some("")), 7);
    }

    #[test]
    fn a_question_says_the_least_what_is_likely_and_the_most() {
        let question = Purchase { likely: Usd::from_nanos(700_000_000), ..purchase(120, false) };
        assert_eq!(
            question.question().unwrap(),
            "this build may cost $0.60–1.20, likely $0.70 (orc, troll), which is above `ask-above` \
             ($1.00)"
        );
    }

    #[test]
    fn what_the_budget_forbids_need_not_be_confirmed() {
        let tight = Purchase { budget: Usd::from_nanos(1_000_000_000), ..purchase(900, false) };
        assert_eq!(tight.question(), None);
    }
}
