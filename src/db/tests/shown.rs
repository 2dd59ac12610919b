//! What others see of an asset, and when.

use crate::db::tests::project::{TestProject, name, task};

const MODELS: &str = "[provider.exec.painter]\n";

fn build_all(project: &mut TestProject) {
    for it in project.names() {
        assert!(project.build(&it).is_some(), "{it}: {:?}", project.mistakes());
    }
}

#[test]
fn an_asset_waits_until_what_it_needs_is_made() {
    let mut project = TestProject::new(&[
        ("assetbuild.toml", MODELS),
        (
            "art/a.toml",
            "[asset.hero]\nsubject = \"x\"\nmodel = \"exec/painter@1\"\n\
             [asset.foe]\nsubject = \"y\"\nreferences = [\"hero\"]\n\
             [asset.ghost]\nfrom = \"foe\"\nedits = [{ mirror = \"horizontal\" }]\n[atlas.all]\npack = [\"*o*\"]\n",
        ),
    ]);
    assert_eq!(project.mistakes(), [""; 0]);
    assert_eq!(project.db.upstream(&name("foe")), Err(name("hero")));
    assert_eq!(project.db.upstream(&name("hero")), Ok(vec![]));
    for it in ["hero", "foe", "ghost"].map(name) {
        assert_eq!(project.db.shown(&it), None);
        let finish = project.build(&it).unwrap().finish.unwrap();
        let shown = project.db.shown(&it).unwrap();
        assert_eq!((shown.finish, shown.pixels), finish);
        assert_eq!(shown.origins.len(), 1);
    }
    assert_eq!(project.db.upstream(&name("all")).unwrap().len(), 3);
    let ghost = project.db.shown(&name("ghost")).unwrap().origins;
    assert_ne!(ghost, project.db.shown(&name("foe")).unwrap().origins);
}

#[test]
fn an_edit_that_is_taken_back_finds_what_was_there() {
    let foes = "[asset.foe]\nsubject = \"x\"\n[asset.twin]\nfrom = \"foe\"\n";
    let mut project = TestProject::new(&[("art/a.toml", foes)]);
    build_all(&mut project);
    let before = project.db.shown(&name("twin"));
    assert!(before.is_some());
    project.edit("art/a.toml", &foes.replace("\"x\"", "\"y\""));
    assert_eq!(project.db.shown(&name("foe")), None);
    assert_eq!(project.db.shown(&name("twin")), None, "it is made from what is out of date");
    project.edit("art/a.toml", foes);
    assert_eq!(project.db.shown(&name("twin")), before);
}

#[test]
fn another_pick_reaches_those_that_refer_to_it() {
    let mut project = TestProject::new(&[(
        "art/a.toml",
        "[asset.foe]\nsubject = \"x\"\n[asset.twin]\nsubject = \"y\"\nreferences = [\"foe\"]\n",
    )]);
    let foe = project.build(&name("foe")).unwrap();
    project.build(&name("twin")).unwrap();
    let before = project.db.shown(&name("twin")).unwrap();
    let (key, mut picks) = foe.choice.clone().unwrap();
    picks[0].origin = before.origins[0].1;
    project.db.set_choice(&name("foe"), key, Some(picks));
    assert_eq!(project.db.shown(&name("twin")), None);
    project.db.set_choice(&name("foe"), key, None);
    assert_eq!(project.db.shown(&name("foe")), None);
    foe.note(&mut project.db);
    assert_eq!(project.db.shown(&name("twin")), Some(before));
}

#[test]
fn the_keys_are_those_of_the_task() {
    let mut project = TestProject::new(&[
        ("assetbuild.toml", MODELS),
        (
            "art/a.toml",
            "[asset.hero]\nsubject = \"x\"\nstates = [\"idle\", \"hurt\"]\n\
             [animation.walk]\nfrom = \"hero/idle\"\naction = \"walks\"\nframes = 2\n\
             [asset.logo]\nsource = \"logo.png\"\n\
             [asset.sign]\nsubject = \"y\"\nreferences = [\"logo\", \"logo.png\"]\n\
             model = \"exec/painter@1\"\n",
        ),
        ("logo.png", "64x32"),
    ]);
    assert_eq!(project.mistakes(), [""; 0]);
    build_all(&mut project);
    for it in project.names() {
        let shown = project.db.shown(&it).unwrap();
        assert_eq!(shown.pixels.len(), task(&project.db, &it).unwrap().asset.parts().len());
        assert_eq!(shown.origins.len(), shown.pixels.len(), "{it}");
    }
}

#[test]
fn finishing_one_asset_runs_nothing_of_others() {
    let mut project = TestProject::new(&[(
        "art/a.toml",
        "[asset.a]\nsubject = \"x\"\n[asset.b]\nfrom = \"a\"\n[asset.c]\nsubject = \"y\"\n",
    )]);
    for it in ["a", "b"].map(name) {
        project.build(&it).unwrap();
        project.db.shown(&it).unwrap();
    }
    project.db.take_log();
    project.build(&name("c")).unwrap();
    for it in ["a", "b", "c"].map(name) {
        project.db.shown(&it).unwrap();
    }
    assert_eq!(project.db.take_log(), ["shown(c)"]);
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
        let last = name("a2999");
        assert_eq!(project.db.shown(&last), None);
        let mut all = Vec::new();
        for it in project.names() {
            all.push(project.build(&it).unwrap());
        }
        assert!(project.db.shown(&last).is_some());
        // All of it is looked through again after an edit.
        project.edit("art/b.toml", "[asset.z]\nsubject = \"z\"\n");
        assert!(project.db.shown(&last).is_some());
        let (key, _) = all[0].choice.clone().unwrap();
        project.db.set_choice(&name("a0"), key, None);
        assert_eq!(project.db.shown(&last), None);
        // A fresh database is told of everything at once.
        let mut fresh = TestProject::new(&[("art/a.toml", &text)]);
        all.iter().for_each(|it| it.note(&mut fresh.db));
        assert!(fresh.db.shown(&last).is_some());
    };
    let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    small.spawn(check).unwrap().join().unwrap();
}
