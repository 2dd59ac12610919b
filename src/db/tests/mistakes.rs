//! What is wrong, and what it keeps from being built.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::db::Change;
use crate::db::tests::project::{TestProject, name, path};
use crate::limit;
use crate::model::{Catalog, TokenRates};

/// The assets that cannot be built, and how many errors keep each from it.
fn broken(project: &TestProject) -> Vec<(String, usize)> {
    let found: BTreeMap<_, _> = project.db.analysis().broken;
    found.into_iter().map(|(name, count)| (name.to_string(), count)).collect()
}

#[test]
fn what_is_wrong_with_a_style_is_told_once_and_breaks_all_of_its_assets() {
    let project = TestProject::new(&[(
        "art/a.toml",
        "[style.s]\ntemplate = \"no-such\"\n[asset.a]\nsubject = \"x\"\nstyle = \"s\"\n\
         [asset.b]\nsubject = \"x\"\nstyle = \"s\"\n[asset.c]\nsubject = \"x\"\n",
    )]);
    assert_eq!(project.mistakes(), ["art/a.toml there is no template `no-such`"]);
    assert_eq!(broken(&project), [("a".to_owned(), 1), ("b".to_owned(), 1)]);
    assert!(project.db.asset(&name("a")).is_none());
    assert!(project.db.asset(&name("c")).is_some());
}

#[test]
fn a_style_that_the_parser_complains_of_breaks_those_that_extend_it() {
    let project = TestProject::new(&[(
        "art/a.toml",
        "[style.s]\nmood = 3\n[style.t]\nextends = \"s\"\n\
         [asset.a]\nsubject = \"x\"\nstyle = \"t\"\n",
    )]);
    assert_eq!(broken(&project), [("a".to_owned(), 1)]);
}

#[test]
fn two_styles_of_one_name_break_their_assets() {
    let project = TestProject::new(&[
        ("art/a.toml", "[style.s]\n[asset.a]\nsubject = \"x\"\nstyle = \"s\"\n"),
        ("art/b.toml", "[style.s]\nmood = \"grim\"\n"),
    ]);
    assert_eq!(project.mistakes(), ["art/b.toml two styles are called `s`"]);
    assert_eq!(broken(&project), [("a".to_owned(), 1)]);
}

#[test]
fn a_file_with_rows_that_cannot_be_read_breaks_its_set() {
    let mut project = TestProject::new(&[
        ("art/a.toml", "[set.s]\nrows = \"r.csv\"\n[asset.a]\nsubject = \"x\"\n"),
        ("r.csv", "name,subject,colour\nruby,a ruby,red\n"),
    ]);
    assert_eq!(broken(&project), [("ruby".to_owned(), 1)]);
    assert_eq!(project.db.analysis().incomplete, [path("r.csv")].into());
    let why = "it is not UTF-8".to_owned();
    project.db.apply(Change { broken: [(path("r.csv"), why)].into(), ..Change::default() });
    assert_eq!(project.mistakes(), ["r.csv `r.csv` cannot be read: it is not UTF-8"]);
    assert_eq!(broken(&project), []);
    assert_eq!(project.db.analysis().incomplete, [path("r.csv")].into());
}

#[test]
fn a_manifest_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let mut project = TestProject::new(&[("art/a.toml", "[asset.a]\nsubject = \"x\"\n")]);
    let why = "it is not UTF-8".to_owned();
    project.db.apply(Change { broken: [(path("art/a.toml"), why)].into(), ..Change::default() });
    assert_eq!(project.mistakes(), ["art/a.toml `art/a.toml` cannot be read: it is not UTF-8"]);
    assert_eq!(project.db.analysis().incomplete, [path("art/a.toml")].into());
    project.sync();
    assert_eq!(project.mistakes(), [""; 0]);
}

#[test]
fn rings_of_assets_and_of_styles_are_mistakes_and_nothing_worse() {
    let project = TestProject::new(&[(
        "art/a.toml",
        "[style.s]\nextends = \"t\"\n[style.t]\nextends = \"s\"\n\
         [asset.a]\nsubject = \"x\"\nstyle = \"s\"\n\
         [asset.b]\nfrom = \"c\"\n[asset.c]\nfrom = \"b\"\n[asset.d]\nfrom = \"c\"\n",
    )]);
    assert_eq!(
        broken(&project).into_iter().map(|it| it.0).collect::<Vec<_>>(),
        ["a", "b", "c"],
        "{:?}",
        project.mistakes()
    );
    assert_eq!(project.names(), ["a", "d"].map(name));
    let edges = project.db.asset(&name("d")).unwrap().edges();
    assert_eq!(edges.into_iter().map(|it| it.to).collect::<Vec<_>>(), [name("c")]);
}

#[test]
fn a_missing_file_is_asked_for_and_found_when_it_comes() {
    let mut project = TestProject::new(&[("art/a.toml", "[asset.a]\nsource = \"logo.png\"\n")]);
    assert_eq!(project.mistakes(), ["art/a.toml a: there is no file `logo.png`"]);
    project.edit("logo.png", "damaged");
    assert_eq!(project.mistakes(), ["art/a.toml a: `logo.png` cannot be used: it is damaged"]);
    project.edit("logo.png", "64x32");
    assert_eq!(project.mistakes(), [""; 0]);
}

#[test]
fn the_first_of_two_sets_with_one_row_stands_in_the_order_of_the_file() {
    let one = "[set.s]\ncategory = \"one\"\n[set.s.row.gem]\nsubject = \"x\"\n";
    let two = "[set.t]\ncategory = \"two\"\n[set.t.row.gem]\nsubject = \"x\"\n";
    let mut project = TestProject::new(&[("art/a.toml", &format!("{one}{two}"))]);
    let place = |it: &TestProject| format!("{:?}", it.db.place(&name("gem")).unwrap().place);
    assert!(place(&project).contains("\"s\""));
    project.edit("art/a.toml", &format!("{two}{one}"));
    assert!(place(&project).contains("\"t\""));
}

#[test]
fn a_model_that_is_gone_cannot_be_chosen_and_what_it_painted_stays() {
    let mut project = TestProject::new(&[(
        "art/a.toml",
        "[asset.a]\nsubject = \"x\"\nmodel = \"google/imagen-4.0-generate-001\"\n\
         [asset.b]\nsubject = \"x\"\nmodel = \"google/gemini-2.5-flash-image\"\n",
    )]);
    let gone = "art/a.toml a: `google/imagen-4.0-generate-001` was shut down on 2026-08-17";
    let ending = "art/a.toml b: `google/gemini-2.5-flash-image` will be shut down on 2027-03-15";
    assert_eq!(project.mistakes(), [gone, ending]);
    assert_eq!(broken(&project), [("a".to_owned(), 1)]);
    // The lock shows its pictures.
    let kept = ["google/imagen-4.0-generate-001".parse().unwrap()].into();
    project.db.set_catalog(Arc::new(Catalog { kept, ..Catalog::default() }));
    assert_eq!(project.mistakes(), [gone, ending]);
    assert_eq!(broken(&project), []);
    // It may still answer at an address of the user's own.
    let rerouted = ["google".to_owned()].into();
    project.db.set_catalog(Arc::new(Catalog { rerouted, ..Catalog::default() }));
    assert_eq!(project.mistakes(), [""; 0]);
}

#[test]
fn a_model_that_nobody_knows_can_be_used_once_it_has_a_price() {
    let mut project = TestProject::new(&[(
        "art/a.toml",
        "[asset.a]\nsubject = \"x\"\nmodel = \"google/gemini-orange-9-image\"\n",
    )]);
    assert_eq!(project.mistakes(), ["art/a.toml a: unknown model `google/gemini-orange-9-image`"]);
    let rates = [("google/gemini-orange-9-image".parse().unwrap(), TokenRates::default())].into();
    project.db.set_catalog(Arc::new(Catalog { rates, ..Catalog::default() }));
    assert_eq!(project.mistakes(), [""; 0]);
}

#[test]
fn what_a_service_would_refuse_is_told_before_it_is_asked() {
    let project = TestProject::new(&[
        (
            "assetbuild.toml",
            "[models]\njudge = \"google/gemini-3.8-flahs\"\n\
             [provider.google]\nsafety = \"lenient\"\n",
        ),
        (
            "art/a.toml",
            "[asset.a]\nsubject = \"x\"\nmodel = \"google/gemini-nano-banana-2.1\"\n\
             params = { thinking = \"deep\", temperature = \"0.5\" }\n\
             [asset.b]\nsubject = \"x\"\nmodel = \"google/gemini-3.8-flash\"\n",
        ),
    ]);
    let mut mistakes = project.mistakes();
    mistakes.sort();
    assert_eq!(
        mistakes,
        [
            "art/a.toml a: `google/gemini-nano-banana-2.1` has no parameter `temperature`",
            "art/a.toml a: `thinking` of `google/gemini-nano-banana-2.1` cannot be `\"deep\"`",
            "art/a.toml b: `google/gemini-3.8-flash` cannot paint pictures",
            "assetbuild.toml `safety` cannot be `lenient`",
            "assetbuild.toml unknown model `google/gemini-3.8-flahs`",
        ]
    );
}

#[test]
fn a_project_has_as_many_styles_as_it_may() {
    let styles = |n: usize| (0..n).map(|it| format!("[style.s{it:04}]\n")).collect::<String>();
    let said = |n: usize| {
        let project = TestProject::new(&[("art/a.toml", &styles(n))]);
        let found = project.db.analysis().diagnostics.clone();
        found.into_iter().map(|it| it.message).collect::<Vec<_>>()
    };
    assert_eq!(said(limit::STYLES), [""; 0]);
    assert_eq!(said(limit::STYLES + 1), ["a project has at most 1000 styles"]);
}

#[test]
fn as_many_styles_extend_each_other_in_a_row_as_may() {
    let row = |n: usize| {
        let style = |it: usize| format!("[style.s{it:04}]\nextends = \"s{:04}\"\n", it + 1);
        (1..n).map(style).collect::<String>() + &format!("[style.s{n:04}]\nmood = \"x\"\n")
    };
    let said = |n: usize| {
        let project = TestProject::new(&[("art/a.toml", &row(n))]);
        let found = project.db.analysis().diagnostics.clone();
        found.into_iter().map(|it| it.message).collect::<Vec<_>>()
    };
    assert_eq!(said(limit::STYLES_IN_A_ROW), [""; 0]);
    let why = "more than 64 styles extend each other in a row";
    assert_eq!(said(limit::STYLES_IN_A_ROW + 1), [why]);
}
