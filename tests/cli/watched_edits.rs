//! Watch mode through hundreds of edits at random, saved as editors save and switched as version
//! control switches: it ends with the tree of a fresh build, and asks nothing twice.

use std::fs;
use std::io::Write;

use assetbuild::image::{Bitmap, encode_png};
use serde_json::Value;

use crate::dice::Dice;
use crate::harness::{Events, Files, TestProject, set};
use crate::paid::game::Game;
use crate::watched::asked_nothing_twice;
use crate::watching::Watching;

/// Things in as many manifests.
const COUNT: usize = 6;

/// A template outside of the folders that manifests are looked for in.
const TEMPLATE: &str = "look/brief.jinja";

/// Whose picture tells how far watch mode has come.
const MARKER: &str = "art/marker.toml";

/// A game under watch and under edits.
struct Edited {
    game: Game,
    dice: Dice,
    watching: Watching,
    /// The files of the branch that is not checked out.
    branch: Files,
    /// What happened, for the message of a failure.
    story: Vec<String>,
}

impl Edited {
    fn new(seed: u64) -> Edited {
        let game = Game::of("");
        game.script(r#"{"default": {"scores": [95]}}"#);
        game.remove(&game.root().join("art/assets.toml"));
        fs::create_dir(game.root().join(".git")).unwrap();
        let logo = encode_png(&Bitmap::from_pixels(1, 1, vec![[200, 60, 50, 255]]), &[]);
        fs::write(game.root().join("art/logo.png"), logo).unwrap();
        for idx in 0..COUNT {
            game.write(&manifest(idx), &asset(idx, 0, ""));
        }
        // Where no manifests are looked for.
        game.edit("art/styles.toml", "art/brief.jinja", TEMPLATE);
        game.write(TEMPLATE, "A picture of {{ subject }}. {{ background }}\n");
        let branch = of_a_branch(&game);
        let watching = Watching::start_hasty(&game);
        watching.until("the first build", |it| summary(it, "pending") == 0);
        Edited {
            game,
            dice: Dice::new(seed),
            watching,
            branch,
            story: vec![format!("seed {seed}")],
        }
    }

    /// Makes one edit that was drawn.
    fn edit(&mut self) {
        let idx = self.dice.below(COUNT);
        let path = manifest(idx);
        let text = asset(idx, self.dice.below(3), "");
        let what = match self.dice.below(19) {
            0..=2 => self.save(&path, &text),
            3 => self.save(&path, &asset(idx, 0, "# a comment\n")),
            4 => self.save(&path, &asset(idx, 0, "check = { max-colors = 12 }\n")),
            5 if idx > 0 => {
                let more = format!("references = [\"a{}\"]\n", self.dice.below(idx));
                self.save(&path, &asset(idx, 0, &more))
            }
            6 => {
                // Saved before it was done, and mended by whoever comes next.
                let end = self.dice.below(text.len());
                self.save(&path, &text[..end])
            }
            7 => {
                let more =
                    format!("[asset.b{idx}]\nfrom = \"a{idx}\"\nedits = [{{ scale = 2 }}]\n");
                self.save(&path, &asset(idx, 0, &more))
            }
            8 => self.remove(&path),
            9 => self.remove("generated-assets"),
            10 => {
                let ending = self.dice.pick(&["png", "json"]);
                self.remove(&format!("generated-assets/sprite/a{idx}.{ending}"))
            }
            11 => self.paint_over(&format!("generated-assets/sprite/a{idx}.png")),
            12 => {
                let palette = *self.dice.pick(&["#F4A460", "#B03060", "#30B060"]);
                let text = self.game.read("art/styles.toml");
                let (before, rest) = text.split_once("palette = [").unwrap();
                let rest = rest.split_once(']').unwrap().1;
                let text = format!("{before}palette = [\"#2D2D2D\", \"{palette}\"]{rest}");
                self.save("art/styles.toml", &text)
            }
            13 => {
                let deep = format!("art/deep/er/c{idx}.toml");
                let text = format!("[asset.c{idx}]\nsource = \"art/logo.png\"\n");
                self.save(&deep, &text)
            }
            14 => self.remove("art/deep"),
            15 => self.save(TEMPLATE, "A painting of {{ subject }}. {{ background }}\n"),
            16 => self.remove(TEMPLATE),
            17 => self.move_away("look"),
            _ => self.switch(),
        };
        self.story.push(what);
    }

    /// Saves a file in the way of one of three editors.
    fn save(&mut self, path: &str, text: &str) -> String {
        let full = |it: &str| self.game.root().join(it);
        fs::create_dir_all(full(path).parent().unwrap()).unwrap();
        match self.dice.below(3) {
            0 => {
                let mut file = fs::File::create(full(path)).unwrap();
                let (head, tail) = text.split_at(text.len() / 2);
                file.write_all(head.as_bytes()).unwrap();
                file.sync_data().unwrap();
                file.write_all(tail.as_bytes()).unwrap();
                format!("{path} written in place: {text:?}")
            }
            1 => {
                let number = full(path).with_file_name("4913");
                fs::write(&number, "").unwrap();
                fs::remove_file(&number).unwrap();
                let backup = full(&format!("{path}~"));
                if full(path).exists() {
                    fs::rename(full(path), &backup).unwrap();
                }
                fs::write(full(&format!("{path}.tmp")), text).unwrap();
                fs::rename(full(&format!("{path}.tmp")), full(path)).unwrap();
                drop(fs::remove_file(&backup));
                format!("{path} renamed over: {text:?}")
            }
            _ => {
                drop(fs::remove_file(full(path)));
                fs::write(full(path), text).unwrap();
                format!("{path} deleted and made again: {text:?}")
            }
        }
    }

    fn remove(&mut self, path: &str) -> String {
        let full = self.game.root().join(path);
        // What a build does at the same time may make parts of it again.
        while full.is_dir() && fs::remove_dir_all(&full).is_err() {}
        drop(fs::remove_file(&full));
        format!("{path} removed")
    }

    /// Moves a folder away, or back if it was.
    fn move_away(&mut self, path: &str) -> String {
        let (here, away) = (self.game.root().join(path), self.game.root().join("away"));
        let (from, to) = if here.exists() { (here, away) } else { (away, here) };
        drop(fs::remove_dir_all(&to));
        drop(fs::rename(from, to));
        format!("{path} moved away or back")
    }

    /// Edits an output by hand, and thinks better of it.
    fn paint_over(&mut self, path: &str) -> String {
        let full = self.game.root().join(path);
        if full.exists() {
            fs::write(&full, "painted over").unwrap();
            drop(fs::remove_file(&full));
        }
        format!("{path} painted over and removed")
    }

    /// Puts what the other branch has in place of what is here, as `git checkout` does.
    fn switch(&mut self) -> String {
        let index = self.game.root().join(".git/index.lock");
        fs::write(&index, "").unwrap();
        let here = of_a_branch(&self.game);
        let there = std::mem::replace(&mut self.branch, here.clone());
        for path in here.keys().filter(|it| !there.contains_key(*it)) {
            let full = self.game.root().join(path);
            drop(fs::remove_file(&full));
            // Git keeps no empty folder.
            full.ancestors().skip(1).take_while(|it| fs::remove_dir(it).is_ok()).count();
        }
        for (path, bytes) in there.iter().filter(|(path, it)| here.get(*path) != Some(it)) {
            let full = self.game.root().join(path);
            drop(fs::remove_file(&full));
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, bytes).unwrap();
        }
        fs::remove_file(index).unwrap();
        "the other branch checked out".to_owned()
    }

    /// Waits until watch mode has seen all that was edited so far, and built it.
    fn catch_up(&mut self) {
        // A look may read one file before an edit of it, and the marker after it: only the look that
        // sees a marker which was saved after another one was built began after all edits.
        self.see_marker();
        self.see_marker();
        let story = format!("{:#?}", self.story);
        // Who comes fresh to it finds nothing to do.
        let run = self.game.copied().run(&["build", "--yes", "--json"]);
        let build = Events::of(&run);
        assert_eq!(build.in_state("built"), set(&[]), "{story}\n{}", run.shown());
        let removed = build.summary()["removed"].as_array().map_or(0, Vec::len);
        assert_eq!((removed, build.calls()), (0, 0), "{story}\n{}", run.shown());
    }

    /// Saves the marker, and waits until its picture is built.
    fn see_marker(&mut self) {
        // Whatever it was before, this makes its picture another one.
        let scale = self.dice.fresh() % 7 + 1;
        let text = format!("[asset.marker]\nsource = \"art/logo.png\"\nscale = {scale}\n");
        self.save(MARKER, &text);
        let is_marker =
            |it: &Value| it["name"] == "marker" && it["state"] == "built" && it["width"] == scale;
        let is_done = |seen: &[Value]| summary(seen, "pending") == 0;
        let story = format!("{:#?}", self.story);
        self.watching.until(&story, |seen| seen.iter().any(is_marker) && is_done(seen));
    }

    /// Mends whatever was left half-written.
    fn mend(&mut self) {
        self.save(TEMPLATE, "A picture of {{ subject }}. {{ background }}\n");
        for idx in 0..COUNT {
            self.save(&manifest(idx), &asset(idx, 0, ""));
        }
    }
}

/// A number of the last line.
fn summary(lines: &[Value], key: &str) -> u64 {
    lines.last().unwrap()[key].as_u64().unwrap()
}

/// What a branch has: manifests, and what they are made from.
fn of_a_branch(game: &Game) -> Files {
    let mut res = TestProject::files(game, "art");
    res.remove(MARKER);
    res
}

fn manifest(idx: usize) -> String {
    format!("art/a{idx}.toml")
}

fn asset(idx: usize, subject: usize, more: &str) -> String {
    format!("[asset.a{idx}]\nsubject = \"slime number {subject}\"\nstyle = \"dots\"\n{more}")
}

#[test]
fn through_two_hundred_edits_it_comes_to_the_tree_of_a_fresh_build() {
    let mut edited = Edited::new(7);
    for _ in 0..200 {
        edited.edit();
        if edited.dice.once_in(3) {
            edited.catch_up();
        }
    }
    edited.mend();
    edited.catch_up();
    let Edited { game, watching, story, .. } = edited;
    watching.end();

    let (copy, watched) = (game.copied(), game.made());
    // With the outputs that are there, and with none.
    for _ in 0..2 {
        copy.events(&["build"]);
        let made = copy.made();
        let differs = |it: &&String| watched.get(*it) != made.get(*it);
        let differing: Vec<&String> = watched.keys().chain(made.keys()).filter(differs).collect();
        assert!(differing.is_empty(), "{differing:?}\n{story:#?}");
        copy.remove("generated-assets");
    }
    asked_nothing_twice(&game);
}
