//! Folders in, databases out.
#![expect(clippy::disallowed_methods, reason = "the tests write the projects that they read")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::colour::Rgb;
use crate::db::{Change, Database};
use crate::diagnostic::Diagnostic;
use crate::fence::Fence;
use crate::image::{Bitmap, encode_png};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::project::sources::Sources;
use crate::project::{ProjectError, ProjectFiles};
use crate::resolve::Kind;
use crate::stat::StatCache;

fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

fn name(text: &str) -> AssetName {
    AssetName::parse(text).unwrap()
}

fn stat() -> StatCache {
    StatCache::new(Default::default())
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let res = tempfile::tempdir().unwrap();
    for (file, bytes) in files {
        write(res.path(), file, bytes);
    }
    res
}

fn write(root: &Path, file: &str, bytes: &[u8]) {
    let file = root.join(file);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, bytes).unwrap();
}

fn load(root: &Path) -> (Database, ProjectFiles) {
    let mut db = Database::new(&ProjectFiles::workspace());
    let mut files = ProjectFiles::open(root).unwrap();
    files.read(&mut db, &stat(), None).unwrap();
    (db, files)
}

fn lines(found: &[Diagnostic]) -> Vec<String> {
    let line = |it: &Diagnostic| {
        let at = &it.primary.at;
        format!("{} {:?}: {} {}", at.file, at.place, it.code.as_str(), it.message)
    };
    found.iter().map(line).collect()
}

#[test]
fn among_five_hundred_assets_an_edit_resolves_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roguelike");
    let mut db = Database::with_log(&ProjectFiles::workspace());
    let mut files = ProjectFiles::open(&root).unwrap();
    files.read(&mut db, &stat(), None).unwrap();
    let resolved = |db: &Database| -> Vec<String> {
        let names = db.analysis().order;
        let all = names.iter().filter(|it| db.asset(it).is_some()).count();
        assert_eq!(all, 500);
        db.take_log().into_iter().filter(|it| it.starts_with("asset(")).collect()
    };
    // Some are resolved twice at first: files are read when something asks for them.
    assert!(resolved(&db).len() >= 500);

    let file = ProjectPath::parse("art/weapons.toml").unwrap();
    let text = files.text(&file).unwrap();
    let save = |db: &mut Database, text: String| {
        let mut change = Change::default();
        change.manifests.insert(file.clone(), Some(text.into()));
        db.apply(change);
    };
    save(&mut db, format!("# Sharp things.\n{text}"));
    assert_eq!(resolved(&db), [""; 0]);
    save(&mut db, text.replace("wavy sacrificial knife", "straight sacrificial knife"));
    // The atlas looks again at the parts that its globs may match, and comes out the same.
    assert_eq!(resolved(&db), ["asset(actors)", "asset(sacrificial_knife)"]);
}

#[test]
fn the_projects_of_the_repository_have_no_mistakes() {
    for (folder, least) in [("example-project", 20), ("tests/roguelike", 500)] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let (db, _) = load(&root);
        let analysis = db.analysis();
        assert_eq!(lines(&analysis.diagnostics), [""; 0], "{folder}");
        assert!(analysis.broken.is_empty() && analysis.incomplete.is_empty());
        assert!(analysis.order.len() >= least, "{folder}: {}", analysis.order.len());
        for name in &*analysis.order {
            assert!(db.asset(name).is_some(), "{name}");
        }
    }
}

const ONE: &[u8] = b"[asset.one]\nsubject = \"one\"\n";

fn names(db: &Database) -> Vec<String> {
    db.analysis().order.iter().map(ToString::to_string).collect()
}

fn picture(colours: &[[u8; 4]]) -> Vec<u8> {
    let width = u32::try_from(colours.len()).unwrap();
    encode_png(&Bitmap::from_pixels(width, 1, colours.to_vec()), &[])
}

#[test]
fn a_folder_without_a_workspace_file_is_no_project() {
    let folder = folder(&[("art/a.toml", ONE)]);
    let found = ProjectFiles::open(folder.path());
    assert!(matches!(found, Err(ProjectError::NotAProject { .. })));
}

#[test]
fn globs_stay_out_of_hidden_folders_and_of_the_pictures() {
    let table = |name: &str| format!("[asset.{name}]\nsubject = \"x\"\n").into_bytes();
    let include =
        b"[project]\ninclude = [\"**/*.toml\", \"more/*.toml\", \"[\"]\nout = \"art/out\"\n";
    let folder = folder(&[
        ("assetbuild.toml", include),
        ("a.toml", &table("a")),
        ("art/deep/b.toml", &table("b")),
        ("art/target/c.toml", &table("c")),
        ("target/d.toml", &table("d")),
        (".git/e.toml", &table("e")),
        ("art/.hidden/f.toml", &table("f")),
        ("art/out/g.toml", &table("g")),
        ("art/h.txt", &table("h")),
    ]);
    let (db, files) = load(folder.path());
    assert_eq!(names(&db), ["a", "b", "c"]);
    assert!(files.watch_dirs().contains(&folder.path().join("art/deep")));
    assert!(!files.watch_dirs().contains(&folder.path().join("art/out")));
}

#[test]
fn a_star_stays_within_its_folder() {
    let include = b"[project]\ninclude = [\"./art/*.toml\"]\n";
    let folder = folder(&[
        ("assetbuild.toml", include),
        ("art/a.toml", ONE),
        ("art/deep/b.toml", b"[asset.two]\nsubject = \"two\"\n"),
    ]);
    assert_eq!(names(&load(folder.path()).0), ["one"]);
}

#[test]
fn files_that_cannot_be_read_are_mistakes_with_a_place() {
    let long = vec![b'#'; 9 * 1024 * 1024];
    let folder = folder(&[
        ("assetbuild.toml", b"[style.s]\ntemplate = \"art/t.jinja\"\n"),
        ("art/a.toml", b"[asset.one]\nsubject = \"\xff\"\n"),
        ("art/b.toml", &long),
        (
            "art/c.toml",
            b"[asset.two]\nsubject = \"x\"\nstyle = \"s\"\n[asset.x]\nsource = \"x.png\"\n",
        ),
        ("art/t.jinja", b"\xff"),
        ("x.png", b"no picture"),
    ]);
    let (db, _) = load(folder.path());
    assert_eq!(
        lines(&db.analysis().diagnostics),
        [
            "art/a.toml File: unreadable `art/a.toml` cannot be read: line 2 is not UTF-8",
            "art/b.toml File: unreadable `art/b.toml` cannot be read: it has more than 8 MiB",
            "art/c.toml Value(KeyPath([Key(\"asset\"), Key(\"x\"), Key(\"source\")])): bad-picture \
             `x.png` cannot be used: not a picture: none of PNG, JPEG, WebP and GIF begins like \
             this",
            "assetbuild.toml Value(KeyPath([Key(\"style\"), Key(\"s\"), Key(\"template\")])): \
             unreadable `art/t.jinja` cannot be read: line 1 is not UTF-8",
        ]
    );
    assert_eq!(db.analysis().incomplete, [path("art/a.toml"), path("art/b.toml")].into());
    assert_eq!(db.analysis().broken.len(), 2);
}

#[test]
fn a_project_is_read_again_after_edits() {
    let folder = folder(&[("assetbuild.toml", b""), ("art/a.toml", ONE)]);
    let (mut db, mut files) = load(folder.path());
    write(folder.path(), "art/b.toml", b"[asset.two]\nsource = \"art/two.png\"\n");
    files.read(&mut db, &stat(), None).unwrap();
    assert_eq!(lines(&db.analysis().diagnostics).len(), 1);
    assert!(files.inputs().contains(&path("art/two.png")));

    write(folder.path(), "art/two.png", &picture(&[[1, 2, 3, 255]]));
    files.read(&mut db, &stat(), None).unwrap();
    assert_eq!(lines(&db.analysis().diagnostics), [""; 0]);
    assert_eq!(files.text(&path("art/a.toml")).as_deref().map(str::as_bytes), Some(ONE));

    std::fs::remove_file(folder.path().join("art/a.toml")).unwrap();
    files.read(&mut db, &stat(), None).unwrap();
    assert_eq!(names(&db), ["two"]);
    assert_eq!(files.text(&path("art/a.toml")), None);
}

#[test]
fn a_picture_is_a_palette_without_what_is_transparent() {
    let manifest = b"[style.s]\npalette = \"p.png\"\n[asset.a]\nsubject = \"x\"\nstyle = \"s\"\n";
    let clear = [[9, 9, 9, 255], [0, 0, 0, 0], [1, 2, 3, 128], [9, 9, 9, 255]];
    let folder = folder(&[("assetbuild.toml", manifest), ("p.png", &picture(&clear))]);
    let (mut db, mut files) = load(folder.path());
    let colours = |db: &Database| match &db.asset(&name("a")).unwrap().kind {
        Kind::Painted(it) => it.finishing.palette.clone(),
        other => panic!("nobody paints {other:?}"),
    };
    assert_eq!(colours(&db), [Rgb([9; 3]), Rgb([1, 2, 3])]);
    write(folder.path(), "p.png", &picture(&[[7, 7, 7, 255]]));
    files.read(&mut db, &stat(), None).unwrap();
    assert_eq!(colours(&db), [Rgb([7; 3])]);
    let many: Vec<[u8; 4]> = (0..=255).flat_map(|it| [[it, 0, 0, 255], [0, it, 9, 255]]).collect();
    write(folder.path(), "p.png", &picture(&many));
    files.read(&mut db, &stat(), None).unwrap();
    let found = lines(&db.analysis().diagnostics);
    let place = "assetbuild.toml Value(KeyPath([Key(\"style\"), Key(\"s\"), Key(\"palette\")]))";
    assert_eq!(found, [format!("{place}: bad-palette `p.png` has more than 256 colours")]);
}

/// The names of the assets that changed, after these files were written (or removed, if empty) and
/// looked at again; `None` if that look is not enough.
fn changed_by(
    sources: &mut Sources,
    root: &Path,
    files: &[(&str, &[u8])],
) -> Option<BTreeSet<AssetName>> {
    sources.take_changed();
    for (file, bytes) in files {
        match bytes {
            [] => std::fs::remove_file(root.join(file)).unwrap(),
            bytes => write(root, file, bytes),
        }
    }
    let paths = files.iter().map(|it| root.join(it.0)).collect();
    sources.reread(&paths)?;
    Some(sources.take_changed())
}

#[test]
fn an_asset_that_breaks_hides_no_change_of_another() {
    let text = |subject: &str, end: &str| format!("[asset.{subject}]\nsubject = \"x{end}\n");
    let folder = folder(&[
        ("assetbuild.toml", b""),
        ("art/a.toml", text("a", "\"").as_bytes()),
        ("art/b.toml", text("b", "\"").as_bytes()),
    ]);
    let mut sources = Sources::open(folder.path(), stat().into()).unwrap();
    sources.read(&Arc::default(), None).unwrap();
    for (end, other) in [("", " new\""), ("\"", " newer\"")] {
        let (a, b) = (text("a", end), text("b", other));
        let files = [("art/a.toml", a.as_bytes()), ("art/b.toml", b.as_bytes())];
        let changed = changed_by(&mut sources, folder.path(), &files).unwrap();
        assert_eq!(changed, [name("a"), name("b")].into());
    }
}

#[test]
fn a_file_that_goes_is_noticed_wherever_it_was() {
    let folder = folder(&[
        ("assetbuild.toml", b"[style.s]\ntemplate = \"look/t.jinja\"\n"),
        ("art/a.toml", b"[asset.a]\nsubject = \"x\"\nstyle = \"s\"\n"),
        ("look/t.jinja", b"{{ subject }}"),
        ("look/other.txt", b"x"),
    ]);
    let mut sources = Sources::open(folder.path(), stat().into()).unwrap();
    sources.read(&Arc::default(), None).unwrap();
    let mut look = |path: &str| sources.reread(&[folder.path().join(path)].into());
    assert_eq!(look("look/other.txt"), Some(false));
    assert_eq!(look("look/t.jinja"), Some(false));
    std::fs::rename(folder.path().join("look"), folder.path().join("moved")).unwrap();
    assert_eq!(look("moved"), Some(false));
    assert_eq!(look("look"), None);
    assert_eq!(look("look/t.jinja"), None);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_project() {
    use std::os::unix::fs::symlink;
    let other = folder(&[("out/b.toml", b"[asset.two]\nsubject = \"x\"\n"), ("logo.png", b"")]);
    let manifest = b"[asset.logo]\nsource = \"logo.png\"\n";
    let folder = folder(&[("assetbuild.toml", manifest), ("art/a.toml", ONE)]);
    symlink(other.path().join("out"), folder.path().join("art/out")).unwrap();
    symlink(other.path().join("out/b.toml"), folder.path().join("art/b.toml")).unwrap();
    symlink(other.path().join("logo.png"), folder.path().join("logo.png")).unwrap();
    symlink(folder.path().join("art"), folder.path().join("art/ring")).unwrap();
    let (db, _) = load(folder.path());
    assert_eq!(names(&db), ["logo", "one"]);
    assert!(db.analysis().broken.contains_key(&name("logo")));
    assert!(Fence::new(folder.path()).read("logo.png", 9).is_err());
}
