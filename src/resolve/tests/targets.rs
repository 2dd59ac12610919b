//! What people name on the command line.

use crate::name::{AssetName, PartName};
use crate::resolve::tests::example::example;
use crate::resolve::{Candidate, Target, parse_target, select};

fn selected(texts: &[&str]) -> (Vec<String>, usize) {
    let project = example();
    let parts: Vec<Vec<PartName>> =
        project.declarations.iter().map(|it| project.asset(it.name.as_str()).parts()).collect();
    let candidates: Vec<Candidate<'_>> = project
        .declarations
        .iter()
        .zip(&parts)
        .map(|(it, parts)| Candidate {
            name: &it.name,
            style: it.style(),
            set: it.set.as_deref(),
            parts,
        })
        .collect();
    let targets: Vec<Target> = texts.iter().map(|it| parse_target(it).unwrap()).collect();
    let is = |target: &Target, name: &AssetName| *target == Target::New && name.as_str() == "logo";
    let found = select(&targets, &candidates, &is);
    let names = found.names.iter().map(ToString::to_string).collect();
    (names, found.unmatched.len())
}

#[test]
fn targets_mean_assets_by_name_style_set_and_state() {
    assert_eq!(selected(&["ghost"]), (vec!["ghost".to_owned()], 0));
    assert_eq!(selected(&["ok_button/hover"]).0, ["ok_button"]);
    assert_eq!(selected(&["*/hover"]).0, ["ok_button"]);
    assert_eq!(selected(&["set:potions"]).0, ["blue_potion", "crown", "red_potion"]);
    assert_eq!(selected(&["style:overworld-ui", "@new"]).0, ["logo", "ok_button"]);
    assert_eq!(selected(&["nothing", "ok_button/up", "@held"]), (vec![], 3));
}

#[test]
fn what_can_mean_nothing_is_no_target() {
    for text in ["", "@nwe", "kind:atlas", "a[", "a b", "../x"] {
        assert!(parse_target(text).is_err(), "{text:?} was taken");
    }
}
