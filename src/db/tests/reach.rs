//! What an edit reaches.

use crate::db::tests::project::{TestProject, name, subject};

const STYLES: &str = "[style.base]\ntemplate = \"pixel-art\"\nmood = \"grim\"\n\
                      [style.cave]\nextends = \"base\"\n[style.hall]\ntemplate = \"hand-drawn\"\n";
const FOES: &str = "[asset.bat]\nsubject = \"a bat\"\nstyle = \"cave\"\n\
                    [asset.rat]\nsubject = \"a rat\"\nstyle = \"hall\"\n";
const HEROES: &str = "[asset.hero]\nsubject = \"a hero\"\nreferences = [\"bat\"]\n";

fn project() -> TestProject {
    TestProject::new(&[("assetbuild.toml", STYLES), ("art/a.toml", FOES), ("art/b.toml", HEROES)])
}

/// The assets that were resolved again.
fn assets(log: Vec<String>) -> Vec<String> {
    log.into_iter().filter(|it| it.starts_with("asset(")).collect()
}

#[test]
fn a_project_that_is_read_again_sets_nothing_off() {
    assert_eq!(project().sync(), [""; 0]);
}

#[test]
fn a_comment_reaches_the_parser_alone() {
    let mut project = project();
    let log = project.edit("art/a.toml", &format!("# Foes.\n\n{FOES}"));
    assert_eq!(log, ["parsed(art/a.toml)"]);
}

#[test]
fn a_subject_reaches_its_own_asset_alone() {
    let mut project = project();
    let log = project.edit("art/a.toml", &FOES.replace("a rat", "a big rat"));
    assert_eq!(assets(log), ["asset(rat)"]);
    assert!(subject(&project.db.asset(&name("rat")).unwrap()).contains("a big rat"));
}

#[test]
fn what_asks_for_the_order_of_assets_does_not_run_for_a_subject() {
    let log = project().edit("art/a.toml", &FOES.replace("a rat", "a big rat"));
    assert!(!log.iter().any(|it| it.starts_with("graph")), "{log:?}");
    assert!(!log.iter().any(|it| it.starts_with("index")), "{log:?}");
}

#[test]
fn a_style_reaches_the_assets_that_use_it_or_a_style_below() {
    let mut project = project();
    let log = project.edit("assetbuild.toml", &STYLES.replace("grim", "merry"));
    assert_eq!(assets(log), ["asset(bat)"]);
}

#[test]
fn a_table_that_moves_to_another_file_reaches_itself_alone() {
    let mut project = project();
    let (bat, rat) = FOES.split_at(FOES.find("[asset.rat]").unwrap());
    project.files.insert("art/a.toml".to_owned(), bat.to_owned());
    let log = project.edit("art/b.toml", &format!("{HEROES}{rat}"));
    assert_eq!(assets(log), ["asset(rat)"]);
}

#[test]
fn tables_in_another_order_reach_nothing() {
    let mut project = project();
    let (bat, rat) = FOES.split_at(FOES.find("[asset.rat]").unwrap());
    let log = project.edit("art/a.toml", &format!("{rat}{bat}"));
    assert_eq!(log, ["parsed(art/a.toml)"]);
}

#[test]
fn a_renamed_file_reaches_its_own_assets_alone() {
    let mut project = project();
    project.files.remove("art/a.toml");
    let log = project.edit("art/c.toml", FOES);
    assert_eq!(assets(log), ["asset(bat)", "asset(rat)"]);
}

#[test]
fn an_asset_that_is_added_reaches_no_other_one() {
    let mut project = project();
    let added = format!("[asset.ant]\nsubject = \"an ant\"\n{FOES}");
    assert_eq!(assets(project.edit("art/a.toml", &added)), ["asset(ant)"]);
    let other = format!("{HEROES}[asset.elf]\nsubject = \"an elf\"\n");
    assert_eq!(assets(project.edit("art/b.toml", &other)), ["asset(elf)"]);
}

#[test]
fn an_atlas_sees_what_is_added_to_it() {
    let mut project = project();
    project.edit("art/c.toml", "[atlas.foes]\npack = [\"?at\"]\n");
    let log = project.edit("art/d.toml", "[asset.cat]\nsubject = \"a cat\"\n");
    assert_eq!(assets(log), ["asset(cat)", "asset(foes)"]);
    assert_eq!(project.db.asset(&name("foes")).unwrap().edges().len(), 3);
}

#[test]
fn a_row_a_template_and_a_picture_reach_what_reads_them() {
    let mut project = TestProject::new(&[
        (
            "art/a.toml",
            "[set.gems]\nrows = \"art/gems.csv\"\n\
             [style.odd]\ntemplate = \"art/odd.jinja\"\npalette = \"art/few.png\"\n\
             [asset.stone]\nsubject = \"a stone\"\nstyle = \"odd\"\n\
             [asset.logo]\nsource = \"art/logo.png\"\n",
        ),
        ("art/gems.csv", "name,subject\nruby,a ruby\nopal,an opal\n"),
        ("art/odd.jinja", "{{ subject }}"),
        ("art/few.png", "2x2"),
        ("art/logo.png", "64x32"),
    ]);
    assert_eq!(project.mistakes(), [""; 0]);
    let log = project.edit("art/gems.csv", "name,subject\nruby,a red ruby\nopal,an opal\n");
    assert_eq!(assets(log), ["asset(ruby)"]);
    assert_eq!(assets(project.edit("art/odd.jinja", "odd {{ subject }}")), ["asset(stone)"]);
    assert_eq!(assets(project.edit("art/logo.png", "32x32")), ["asset(logo)"]);
}

#[test]
fn a_chain_of_3000_assets_fits_on_a_small_stack() {
    let check = || {
        let mut text = "[asset.a0]\nsubject = \"x\"\n".to_owned();
        for idx in 1..3000 {
            let before = idx - 1;
            text += &format!("[asset.a{idx}]\nsubject = \"x\"\nreferences = [\"a{before}\"]\n");
        }
        let mut project = TestProject::new(&[("art/a.toml", &text)]);
        let order = |it: &TestProject| it.names().into_iter().filter(|it| it.as_str() != "z");
        let names: Vec<_> = (0..3000).map(|idx| name(&format!("a{idx}"))).collect();
        assert!(order(&project).eq(names.iter().cloned()), "each after what it needs");
        // All of it is looked through again after an edit.
        let log = project.edit("art/b.toml", "[asset.z]\nsubject = \"z\"\n");
        assert_eq!(assets(log), ["asset(z)"]);
        assert!(order(&project).eq(names));
    };
    let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    small.spawn(check).unwrap().join().unwrap();
}
