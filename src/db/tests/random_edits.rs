//! After any edits the live database answers what a fresh one answers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{Just, Strategy};
use proptest::{prop_oneof, proptest};

use crate::db::tests::project::{TestProject, name};

const NAMES: [&str; 6] = ["ant", "bat", "cat", "dog", "eel", "fox"];

/// One edit. Names are indices into [`NAMES`], files are counted from 0.
#[derive(Debug, Clone)]
enum Edit {
    /// Writes a table, at the end of its file if it is not there yet.
    Put(usize, usize, u32, usize),
    Remove(usize, usize),
    Move(usize, usize, usize),
    Rename(usize, usize, usize),
    Style(usize, u32),
    /// A file of rows: what it says.
    Rows(u32),
    Picture(u32),
    Comment(usize),
    /// A line that is not TOML.
    Junk(usize),
    /// The file goes, or comes back.
    Drop(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let (file, asset) = (0..3_usize, 0..NAMES.len());
    prop_oneof![
        6 => (file.clone(), asset.clone(), 0..10_u32, asset.clone())
            .prop_map(|(a, b, c, d)| Edit::Put(a, b, c, d)),
        1 => (file.clone(), asset.clone()).prop_map(|(a, b)| Edit::Remove(a, b)),
        1 => (file.clone(), asset.clone(), file.clone()).prop_map(|(a, b, c)| Edit::Move(a, b, c)),
        1 => (file.clone(), asset.clone(), asset).prop_map(|(a, b, c)| Edit::Rename(a, b, c)),
        2 => (file.clone(), 0..5_u32).prop_map(|(a, b)| Edit::Style(a, b)),
        1 => (0..4_u32).prop_map(Edit::Rows),
        1 => (0..4_u32).prop_map(Edit::Picture),
        1 => file.clone().prop_map(Edit::Comment),
        1 => file.clone().prop_map(Edit::Junk),
        1 => file.prop_map(Edit::Drop),
        1 => Just(Edit::Rows(9)),
    ]
}

/// A manifest as a list of tables.
#[derive(Debug, Clone, Default)]
struct File {
    tables: Vec<(usize, u32, usize)>,
    style: u32,
    comments: usize,
    junk: bool,
    gone: bool,
}

impl File {
    fn text(&self, idx: usize) -> String {
        let mut res = "# A comment.\n".repeat(self.comments);
        let extends = format!("extends = \"s{}\"", (idx + 1) % 3);
        let style = ["", "mood = \"grim\"", "template = \"hand-drawn\"", &extends, "mood = 3"];
        res += &format!("[style.s{idx}]\n{}\n", style[self.style as usize]);
        for (asset, kind, other) in &self.tables {
            let (asset, other) = (NAMES[*asset], NAMES[*other]);
            res += &match kind {
                0 => format!("[asset.{asset}]\nsubject = \"a {asset}\"\n"),
                1 => format!("[asset.{asset}]\nsubject = \"an old {asset}\"\nstyle = \"s1\"\n"),
                2 => format!("[asset.{asset}]\nfrom = \"{other}\"\n"),
                3 => format!("[asset.{asset}]\nsubject = \"x\"\nreferences = [\"{other}\"]\n"),
                4 => format!("[atlas.{asset}]\npack = [\"?{}\"]\n", &other[1..]),
                5 => format!("[asset.{asset}]\nsource = \"logo.png\"\n"),
                6 => format!("[set.{asset}]\nrows = \"r.csv\"\nstyle = \"s{idx}\"\n"),
                7 => format!("[asset.{asset}]\nsubject = \"x\"\nmodel = \"exec/p@1\"\n"),
                8 => format!(
                    "[animation.{asset}]\nfrom = \"{other}\"\naction = \"runs\"\nframes = 2\n"
                ),
                _ => format!("[asset.{asset}]\nsubject = 3\nstyle = \"s2\"\n"),
            };
        }
        if self.junk {
            res += "what is this\n";
        }
        res
    }
}

/// Takes the edit in.
fn take(files: &mut [File; 3], other: &mut BTreeMap<&'static str, String>, edit: &Edit) {
    match *edit {
        Edit::Put(file, asset, kind, of) => {
            let tables = &mut files[file].tables;
            match tables.iter_mut().find(|it| it.0 == asset) {
                Some(it) => *it = (asset, kind, of),
                None => tables.push((asset, kind, of)),
            }
        }
        Edit::Remove(file, asset) => files[file].tables.retain(|it| it.0 != asset),
        Edit::Move(file, asset, to) => {
            let tables = &mut files[file].tables;
            let Some(at) = tables.iter().position(|it| it.0 == asset) else { return };
            let table = tables.remove(at);
            files[to].tables.retain(|it| it.0 != asset);
            files[to].tables.insert(0, table);
        }
        Edit::Rename(file, asset, to) => {
            let tables = &mut files[file].tables;
            if tables.iter().all(|it| it.0 != to) {
                tables.iter_mut().filter(|it| it.0 == asset).for_each(|it| it.0 = to);
            }
        }
        Edit::Style(file, style) => files[file].style = style,
        Edit::Rows(what) => {
            let rows = ["gem,a gem", "gem,a red gem", "gem,a gem\nbat,a bat", "gem"];
            let rows = rows.get(what as usize).map_or("\"", |it| it);
            other.insert("r.csv", format!("name,subject\n{rows}\n"));
        }
        Edit::Picture(size) => {
            let text = if size == 0 { "damaged".to_owned() } else { format!("{size}x8") };
            other.insert("logo.png", text);
        }
        Edit::Comment(file) => files[file].comments += 1,
        Edit::Junk(file) => files[file].junk ^= true,
        Edit::Drop(file) => files[file].gone ^= true,
    }
}

fn write(project: &mut TestProject, files: &[File; 3], other: &BTreeMap<&'static str, String>) {
    project.files = BTreeMap::new();
    let workspace = "[provider.exec.p]\n[asset.yak]\nsubject = \"a yak\"\n";
    project.files.insert("assetbuild.toml".to_owned(), workspace.to_owned());
    for (idx, file) in files.iter().enumerate().filter(|it| !it.1.gone) {
        let path = format!("art/{}.toml", ["a", "b", "c"][idx]);
        project.files.insert(path, file.text(idx));
    }
    let other = other.iter().map(|(path, text)| ((*path).to_owned(), text.clone()));
    project.files.extend(other);
    project.sync();
}

/// Everything that the database answers.
fn answers(project: &TestProject) -> String {
    let names: BTreeSet<_> = NAMES.iter().chain(&["gem", "yak"]).map(|it| name(it)).collect();
    let mut res = format!("{:#?}\n", project.db.analysis());
    for it in &names {
        let db = &project.db;
        res += &format!("{it} {:#?} {:?}\n", db.asset(it), db.place(it));
    }
    res
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 48, ..Default::default() })]
    #[test]
    fn the_live_database_equals_a_fresh_one(
        edits in proptest::collection::vec(edit(), 1..40)
    ) {
        let mut files: [File; 3] = Default::default();
        let mut other = BTreeMap::new();
        let mut live = TestProject::new(&[]);
        for (step, edit) in edits.iter().enumerate() {
            take(&mut files, &mut other, edit);
            write(&mut live, &files, &other);
            if step % 4 == 3 || step + 1 == edits.len() {
                let mut fresh = TestProject::new(&[]);
                write(&mut fresh, &files, &other);
                assert_eq!(answers(&live), answers(&fresh));
            }
        }
    }
}
