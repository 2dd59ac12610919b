//! What is wrong is named where it was written, and all at once.

use crate::action::AskedBackground;
use crate::colour::Rgb;
use crate::limit;
use crate::resolve::tests::project_files::{TestProject, check};
use crate::resolve::{Cutout, Kind};

#[test]
fn names_that_nothing_has_are_told_with_the_nearest() {
    check(
        "[style.overworld]\n[asset.hero]\nsubject = \"x\"\nstyle = \"overwold\"",
        &[
            "unknown-style at asset.hero.style: unknown style `overwold` (did you mean `overworld`?)",
        ],
    );
    check(
        "[asset.hero]\nsubject = \"x\"\n[asset.foe]\nsubject = \"y\"\nreferences = [\"hreo\", \"hero/up\"]",
        &[
            "unknown-asset at asset.foe.references[0]: unknown asset `hreo` (did you mean `hero`?)",
            "unknown-part at asset.foe.references[1]: `hero` has no part `up` (it has no parts; write `hero` alone)",
        ],
    );
    check(
        "[asset.b]\nsubject = \"x\"\nstates = [\"normal\", \"hover\"]\n[asset.c]\nfrom = \"b/hovre\"",
        &["unknown-part at asset.c.from: `b` has no part `hovre` (did you mean `b/hover`?)"],
    );
}

#[test]
fn models_are_known_and_able() {
    check(
        "[asset.hero]\nsubject = \"x\"\nmodel = \"openia/gpt-image-2.5\"",
        &[
            "unknown-model at asset.hero.model: there is no provider `openia` (did you mean `openai`?)",
        ],
    );
    check(
        "[asset.hero]\nsubject = \"x\"\nmodel = \"builtin/sktech\"",
        &[
            "unknown-model at asset.hero.model: unknown model `builtin/sktech` (did you mean `builtin/sketch`?)",
        ],
    );
    check(
        "[models]\njudge = \"builtin/sketch\"\n[asset.hero]\nsubject = \"x\"",
        &["unable at models.judge: `builtin/sketch` cannot judge pictures (`builtin/measure` can)"],
    );
    check(
        "[asset.a]\nsubject = \"x\"\n[asset.b]\nsubject = \"x\"\n[asset.c]\nsubject = \"x\"\n\
         [asset.d]\nsubject = \"x\"\nmodel = \"openai/gpt-image-2.5\"\nreferences = [\"a\", \"b\", \"c\"]",
        &[
            "unable at asset.d.references: `openai/gpt-image-2.5` takes 2 references at most, not 3 (leave some out, or choose a model that takes more)",
        ],
    );
    check(
        "[provider.exec.mine]\n[asset.d]\nsubject = \"x\"\nmodel = \"exec/mine@2\"\ncutout = \"native\"",
        &["unable at asset.d.cutout: `exec/mine@2` cannot leave the background out by itself \
           (a key colour is asked for instead; write `cutout = \"auto\"`, or choose a model that can)"],
    );
}

#[test]
fn a_way_of_cutting_out_that_cannot_be_gone_is_told() {
    let text = |program: &str, keys: &str| {
        format!(
            "[provider.exec.mine]\n{program}\n[asset.hero]\nsubject = \"x\"\n\
             model = \"exec/mine@2\"\n{keys}"
        )
    };
    check(
        &text("", "cutout = \"two-plate\""),
        &["unable at asset.hero.cutout: `exec/mine@2` cannot put another background behind a \
           picture, so there is no second plate (the key colour alone is cut out; choose a model \
           that can, or say of a program `edits = true`)"],
    );
    check(
        &text("", "cutout = \"network\""),
        &[
            "missing-key at asset.hero.cutout: it is not said which network cuts the background out \
           (add `network = \"NAME\"`; your own configuration says which file that is)",
        ],
    );
    let cutout = |program: &str, keys: &str| {
        let project = TestProject::of(&text(program, keys));
        project.painted("hero").finishing.cutout
    };
    assert_eq!(cutout("edits = true", "cutout = \"two-plate\""), Cutout::TwoPlate);
    // Where nothing is taken away, there is nothing to be told.
    let opaque = "cutout = \"two-plate\"\nbackground = \"opaque\"";
    assert_eq!(cutout("", opaque), Cutout::Auto);
    let named = cutout("", "cutout = \"network\"\nnetwork = \"u2net\"");
    assert_eq!(named, Cutout::Network("u2net".to_owned()));
}

#[test]
fn a_picture_comes_to_be_in_one_way() {
    check(
        "[asset.hero]\n[asset.foe]\nsubject = \"x\"\nfrom = \"hero\"",
        &[
            "missing-key at asset.hero: `hero` has no subject \
             (add `subject = \"what is to be seen\"`, or `source`, or `from`)",
            "conflict at asset.foe.subject: `from` and `subject` exclude each other (a picture is \
             painted after its `subject`, made `from` another one, or a `source` file)",
        ],
    );
    check(
        "[asset.hero]\nsubject = \"x\"\n[asset.foe]\nfrom = \"hero\"\nmodel = \"builtin/sketch\"",
        &["conflict at asset.foe.model: `model` does nothing here, since a picture made `from` \
           another one gets its `edits` alone"],
    );
}

#[test]
fn sizes_are_possible() {
    check(
        "[asset.hero]\nsubject = \"x\"\nsize = 100\nscale = 30",
        &["bad-size at asset.hero.size: 100x100 at scale 30 is a file of 3000x3000, and a side \
           goes from 1 to 2048 (write a smaller `size` or `scale`)"],
    );
    check(
        "[asset.hero]\nsubject = \"x\"\nscale = 16\nedits = [{ scale = 8 }]",
        &["bad-size at asset.hero.edits: the edits lead to a file of 4096x4096, and a side goes \
           from 1 to 2048"],
    );
    check(
        "[asset.hero]\nsubject = \"x\"\nsize = 8\nnine-slice = [5, 1, 5, 1]",
        &[
            "bad-size at asset.hero.nine-slice: the slices are larger than the picture, which is 8x8",
        ],
    );
}

#[test]
fn variables_are_those_of_the_template() {
    let files = |template: &str, more: &str| {
        let manifest = format!(
            "[style.s]\ntemplate = \"t.jinja\"\n[asset.hero]\nsubject = \"x\"\nstyle = \"s\"\n{more}"
        );
        let files = [("assetbuild.toml", manifest.as_str()), ("t.jinja", template)];
        TestProject::new(&files).mistakes()
    };
    assert_eq!(files("{{ subject }}", ""), "");
    assert_eq!(files("{{ subject }} {{ hat }}", "vars = { hat = \"red\" }"), "");
    assert_eq!(
        files("{{ subject }} {{ hat }}", "vars = { hta = \"red\" }"),
        "unknown-variable at asset.hero.vars.hta: the template has no variable `hta` (did you mean `hat`?)\n\
         unknown-variable at t.jinja:1: nobody fills the variable `hat` (did you mean `hta`?)"
    );
    let broken = files("one\n{{ subject", "");
    assert!(broken.starts_with("bad-template at t.jinja:2: "), "{broken}");
}

#[test]
fn files_that_are_not_there_are_named() {
    check(
        "[style.s]\npalette = \"p.hex\"\ntemplate = \"t.jinja\"\nreferences = [\"board.png\"]\n\
         [asset.hero]\nsubject = \"x\"\nstyle = \"s\"\n\
         [asset.logo]\nsource = \"logo.png\"\n[set.many]\nrows = \"many.csv\"",
        &[
            "missing-file at set.many.rows: there is no file `many.csv` (paths start at the folder of `assetbuild.toml`)",
            "missing-file at style.s.template: there is no file `t.jinja` (paths start at the folder of `assetbuild.toml`)",
            "missing-file at style.s.palette: there is no file `p.hex` (paths start at the folder of `assetbuild.toml`)",
            "missing-file at style.s.references[0]: there is no file `board.png` (paths start at the folder of `assetbuild.toml`)",
            "missing-file at asset.logo.source: there is no file `logo.png` (paths start at the folder of `assetbuild.toml`)",
        ],
    );
    check(
        "[style.s]\npalette = \"p.hex\"\n[asset.hero]\nsubject = \"x\"\nstyle = \"s\"",
        &[
            "missing-file at style.s.palette: there is no file `p.hex` (paths start at the folder of `assetbuild.toml`)",
        ],
    );
}

#[test]
fn an_atlas_packs_what_is_there() {
    check(
        "[asset.hero]\nsubject = \"x\"\n[atlas.a]\npack = [\"hreo\", \"her*\"]\n\
         [atlas.b]\n[atlas.c]\npack = [\"hero\"]\nexclude = [\"*\"]\n[atlas.d]\npack = [\"a\"]",
        &[
            "no-match at atlas.a.pack[0]: no asset is called `hreo` (did you mean `hero`?)",
            "missing-key at atlas.b: `b` does not say what to pack (add `pack = [\"NAME*\"]`)",
            "no-match at atlas.c.exclude: everything that is packed is excluded",
            "no-match at atlas.d.pack[0]: no asset is called `a` (did you mean `a`?)",
        ],
    );
    check(
        "[asset.hero]\nsubject = \"x\"\nreferences = [\"a\"]\n[atlas.a]\npack = [\"hero\"]",
        &[
            "conflict at asset.hero.references[0]: `a` is an atlas, so it is no picture to start from",
        ],
    );
}

#[test]
fn names_and_folders_are_those_of_files() {
    check(
        "[asset.hero]\nsubject = \"x\"\ncategory = \"../out\"\n\
         [asset.foe]\nsubject = \"x\"\ncategory = \".assetbuild\"",
        &[
            "bad-path at asset.hero.category: `../out` is no path in the project, because it \
             leaves the project's folder",
            "bad-path at asset.foe.category: `.assetbuild` cannot be a category: it is kept for metadata",
        ],
    );
    let long = "a".repeat(100);
    let manifest = format!("[asset.{long}]\nsubject = \"x\"\nstates = [\"{long}\"]");
    let found = TestProject::of(&manifest).mistakes();
    assert!(found.starts_with("bad-name at asset.aaa"), "{found}");
}

#[test]
fn a_mistake_in_a_set_is_shown_where_it_stands() {
    check(
        "[set.s]\nstyle = \"none\"\n[set.s.row]\na = \"x\"\nb = { subject = \"y\" }",
        &[
            "unknown-style at set.s.style: unknown style `none`",
            "unknown-style at set.s.style: unknown style `none`",
        ],
    );
    check(
        "[set.s]\nsubject = \"{subject}, icon\"\n[set.s.row]\na = { size = 8 }\n[set.t]",
        &[
            "missing-key at set.s.row.a: `a` has no subject for the `{subject}` of its set",
            "missing-key at set.t: the set `t` has no rows (add `rows = \"FILE.csv\"`, or a table `row`)",
        ],
    );
}

#[test]
fn edits_are_possible() {
    check(
        "[asset.hero]\nsubject = \"x\"\n[asset.foe]\nfrom = \"hero\"\n\
         edits = [{ scale = 100 }, { resize = 3000 }, { fit = 40 }, { recolor = \"no.hex\" }]",
        &[
            "wrong-value at asset.foe.edits[0].scale: `scale` cannot be 100, since it goes from 1 to 64",
            "bad-size at asset.foe.edits[1].resize: a picture cannot be 3000x3000, since a side goes from 1 to 2048",
            "missing-file at asset.foe.edits[3].recolor: there is no file `no.hex` (paths start at the folder of `assetbuild.toml`)",
        ],
    );
}

#[test]
fn the_workspace_file_is_checked_whole() {
    check(
        "[project]\nedition = \"2025\"\nout = \"/tmp\"\ninclude = [\"../x\"]\n\
         [models]\nimage = \"sketch\"",
        &[
            "wrong-value at project.edition: `edition` cannot be `2025` (did you mean `2026`?)",
            "bad-path at project.include[0]: `../x` leaves the project's folder",
            "bad-path at project.out: `/tmp` is no path in the project, because it is absolute; \
             paths start at the project's folder",
            "unknown-model at models.image: `sketch` is not a model; models are written `provider/name`",
        ],
    );
}

#[test]
fn no_two_entries_of_an_atlas_have_one_name() {
    check(
        "[asset.ok]\nsubject = \"x\"\nstates = [\"on\"]\n[asset.ok_on]\nsubject = \"x\"\n\
         category = \"else\"\n[atlas.all]\npack = [\"ok*\"]",
        &["collision at atlas.all.pack: `ok/on` and `ok_on` would both be called `ok_on`"],
    );
}

#[test]
fn a_source_is_cut_out_by_a_colour_that_is_named() {
    let files = |keys: &str| {
        let manifest = format!("[asset.logo]\nsource = \"logo.png\"\n{keys}");
        let files = [("assetbuild.toml", manifest.as_str()), ("logo.png", "20x10")];
        TestProject::new(&files)
    };
    assert_eq!(
        files("cutout = \"key\"").mistakes(),
        "missing-key at asset.logo.cutout: the colour behind the subject is not known \
         (name it: `background = \"#rrggbb\"`)"
    );
    assert_eq!(
        files("cutout = \"network\"").mistakes(),
        "unable at asset.logo.cutout: `network` is for pictures that a model paints, not for a `source`"
    );
    let Kind::Source(logo) = files("cutout = \"key\"\nbackground = \"white\"").asset("logo").kind
    else {
        panic!("it is a file");
    };
    let white = AskedBackground::Key(Rgb([255; 3]));
    assert_eq!(logo.finishing.cut_out.map(|it| it.0), Some(white));
    assert_eq!((logo.check.size, logo.finishing.scale), ([20, 10], 1));
    assert!(logo.check.transparent);
}

#[test]
fn a_subject_has_as_many_bytes_as_it_may() {
    let set = |n: usize| {
        let word = "x".repeat(n / 2);
        format!("[set.s]\nsubject = \"{{subject}}{{subject}}\"\n[set.s.row]\na = \"{word}\"\n")
    };
    let pattern = 2 * "{subject}".len();
    check(&set(limit::SUBJECT - pattern), &[]);
    let why = "wrong-value at set.s.row.a: the subject of `a` would have more than 32768 bytes";
    check(&set(limit::SUBJECT - pattern + 2), &[why]);
}

#[test]
fn what_is_hidden_is_no_input_and_no_place_for_pictures() {
    for key in ["source", "references", "style"] {
        let manifest = match key {
            "source" => "[asset.a]\nsource = \".a/b.png\"\n".to_owned(),
            "references" => "[asset.a]\nsubject = \"x\"\nreferences = [\"a/.b.png\"]\n".to_owned(),
            _ => "[style.s]\ntemplate = \".env\"\n[asset.a]\nsubject = \"x\"\nstyle = \"s\"\n"
                .to_owned(),
        };
        let found = TestProject::of(&manifest).mistakes();
        assert!(found.contains("is hidden, and hidden files are not read"), "{key}: {found}");
    }
}
