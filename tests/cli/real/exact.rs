//! `plan --exact`: prices as the services themselves tell them.

use crate::paid::game::NONE;
use crate::real::studio::{ONE, Studio};

/// The least and the most that a plan says, in thousandths of a dollar.
fn planned(studio: &Studio, flags: &[&str]) -> [f64; 2] {
    let plan = studio.made(&[&["plan"], flags].concat()).ends(0, NONE);
    assert!(plan.billed == 0.0, "{}", plan.run.shown());
    ["usd_low", "usd_high"].map(|it| (plan.told(it) * 1e6).round() / 1e3)
}

#[test]
fn a_service_that_tells_prices_is_asked_for_them_and_paints_nothing() {
    let studio = Studio::retrodiffusion(ONE);
    let [low, high] = planned(&studio, &[]);
    assert!(low < high, "its list has a range");
    // A picture of `rd_pro` costs 18 cents there, and one of `rd_fast` one and a half.
    let attempts = high / 180.0;
    assert_eq!(planned(&studio, &["--exact"]), [180.0, 180.0 * attempts]);
    studio.edit("assetbuild.toml", "retrodiffusion/rd_pro", "retrodiffusion/rd_fast");
    assert_eq!(planned(&studio, &["--exact"]), [15.0, 15.0 * attempts]);
    // Nothing of it is remembered.
    assert_eq!(planned(&studio, &[]), [low, high]);
}

#[test]
fn where_a_price_is_not_told_the_list_counts_and_that_is_said() {
    let studio = Studio::retrodiffusion(ONE);
    let list = planned(&studio, &[]);
    studio.service.script(r#"{"rules": [{"kind": "free", "then": {"fault": "error"}}]}"#);
    assert_eq!(planned(&studio, &["--exact"]), list);
    let said = studio.run(&["plan", "--exact"]).success();
    assert!(said.err.contains("does not tell its price"), "{}", said.shown());
    // Of others nobody is asked.
    let studio = Studio::seedream(ONE);
    let list = planned(&studio, &[]);
    assert_eq!(planned(&studio, &["--exact"]), list);
    assert!(studio.service.ledger().calls.is_empty());
}
