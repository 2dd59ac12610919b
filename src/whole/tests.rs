use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::fence::Fence;
use crate::whole::{Durable, Finish, WholeFiles};

const FINISH: Finish = Finish { mode: Some(0o644), durable: Durable::Now };

/// A folder for targets and one for unfinished files, which need not be there.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> World {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        World { folder }
    }

    /// One in which no folder for unfinished files can be made.
    fn without_state() -> World {
        let world = World::new();
        fs::write(world.folder.path().join("state"), "a file").unwrap();
        world
    }

    fn files(&self) -> WholeFiles {
        WholeFiles::new(Fence::new(self.folder.path()), Path::new("state/tmp"), None)
    }

    fn write(&self, files: &WholeFiles, name: &str) {
        files.write(&self.folder.path().join("out").join(name), name.as_bytes(), FINISH).unwrap();
    }

    fn put(&self, path: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "somebody's").unwrap();
    }

    /// The names in a folder, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join(folder)).unwrap();
        let name = |it: fs::DirEntry| it.file_name().into_string().unwrap();
        let mut res: Vec<String> = entries.map(|it| name(it.unwrap())).collect();
        res.sort();
        res
    }
}

#[test]
fn a_file_is_written_over_the_one_before_and_nothing_is_left_beside_it() {
    for world in [World::new(), World::without_state()] {
        let files = world.files();
        let target = world.folder.path().join("out/deep/a.png");
        for text in ["one", "two"] {
            files.write(&target, text.as_bytes(), FINISH).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o644);
        }
        drop(files);
        assert_eq!(world.names("out/deep"), ["a.png"]);
    }
    let world = World::new();
    world.write(&world.files(), "a");
    assert_eq!(world.names("state/tmp"), ["guard"]);
}

#[test]
fn whoever_writes_nothing_leaves_no_trace() {
    let world = World::new();
    let files = world.files();
    files.sweep();
    drop(files);
    assert_eq!(world.names("."), ["out"]);
}

#[test]
fn what_cannot_be_written_leaves_nothing() {
    for world in [World::new(), World::without_state()] {
        world.put("out/a/file");
        let files = world.files();
        let target = world.folder.path().join("out/a");
        assert!(files.write(&target, b"over a folder", FINISH).is_err());
        drop(files);
        assert_eq!(world.names("out"), ["a"]);
        assert_eq!(world.names("out/a"), ["file"]);
    }
}

#[test]
fn a_folder_that_its_user_deletes_is_made_again() {
    let world = World::new();
    let files = world.files();
    world.write(&files, "a");
    fs::remove_dir_all(world.folder.path().join("state")).unwrap();
    world.write(&files, "b");
    assert_eq!(world.names("state/tmp").len(), 2);
    assert_eq!(world.names("out"), ["a", "b"]);
}

#[test]
fn what_a_dead_process_left_goes_and_what_is_nobodys_stays() {
    let world = World::new();
    for path in ["1-dead/lock", "1-dead/0", "1-dead/17", "2-kept/lock", "2-kept/thesis.txt"] {
        world.put(&format!("state/tmp/{path}"));
    }
    for path in ["notes/lock", "notes/0", "elsewhere/lock", "elsewhere/0"] {
        world.put(&format!("state/tmp/{path}"));
    }
    fs::create_dir(world.folder.path().join("state/tmp/3-early")).unwrap();
    #[cfg(unix)]
    {
        let link = world.folder.path().join("state/tmp/4-link");
        std::os::unix::fs::symlink("elsewhere", link).unwrap();
    }
    world.files().sweep();
    let links: &[&str] = if cfg!(unix) { &["4-link"] } else { &[] };
    let left = [&["2-kept"], links, &["elsewhere", "guard", "notes"]].concat();
    assert_eq!(world.names("state/tmp"), left);
    assert_eq!(world.names("state/tmp/2-kept"), ["thesis.txt"]);
    assert_eq!(world.names("state/tmp/elsewhere"), ["0", "lock"]);
}

#[test]
fn beside_their_targets_too_leftovers_go_and_what_is_nobodys_stays() {
    let world = World::without_state();
    for name in [".assetbuild-99-aB3dE6", ".assetbuild-aB3dE6", ".assetbuild-99-", "other"] {
        world.put(&format!("out/{name}"));
    }
    world.write(&world.files(), "a");
    assert_eq!(world.names("out"), [".assetbuild-99-", ".assetbuild-aB3dE6", "a", "other"]);
}

#[test]
fn a_new_file_takes_no_others_place() {
    let world = World::new();
    let files = WholeFiles::beside(None);
    let target = world.folder.path().join("out/deep/a");
    files.write_new(&target, b"one", FINISH).unwrap();
    let again = files.write_new(&target, b"two", FINISH);
    assert_eq!(again.unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(target).unwrap(), "one");
    assert_eq!(world.names("out/deep"), ["a"]);
}

#[cfg(unix)]
#[test]
fn what_nobody_else_may_read_is_hidden_before_it_is_written() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::new();
    let out = world.folder.path().join("out");
    let modes = move |_: &'static str| {
        for entry in fs::read_dir(&out).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        Ok(())
    };
    let files = WholeFiles::beside(Some(Arc::new(modes)));
    let finish = Finish { mode: Some(0o600), durable: Durable::Now };
    files.write(&world.folder.path().join("out/a"), b"a key", finish).unwrap();
}

#[test]
fn the_unfinished_file_of_a_living_writer_survives_the_sweep_of_another() {
    for world in [World::new(), World::without_state()] {
        let world = Arc::new(world);
        let meanwhile = Arc::clone(&world);
        let faults = move |step: &'static str| {
            if step == "unfinished" {
                let other = meanwhile.files();
                other.sweep();
                meanwhile.write(&other, "b");
            }
            Ok(())
        };
        let fence = Fence::new(world.folder.path());
        let files = WholeFiles::new(fence, Path::new("state/tmp"), Some(Arc::new(faults)));
        world.write(&files, "a");
        assert_eq!(world.names("out"), ["a", "b"]);
    }
}

#[test]
fn writers_at_the_same_time_are_not_in_each_others_way() {
    for world in [World::new(), World::without_state()] {
        std::thread::scope(|scope| {
            for writer in 0..6 {
                let world = &world;
                scope.spawn(move || {
                    for idx in 0..5 {
                        let files = world.files();
                        files.sweep();
                        world.write(&files, &format!("{writer}-{idx}"));
                    }
                });
            }
        });
        assert_eq!(world.names("out").len(), 30);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_target_on_another_file_system_is_written_all_the_same() {
    let world = World::new();
    let elsewhere = TempDir::new_in("/dev/shm").unwrap();
    let tmp = world.folder.path().join("state/tmp");
    let tmp = tmp.strip_prefix("/").unwrap();
    let files = WholeFiles::new(Fence::new(Path::new("/")), tmp, None);
    for text in ["one", "two"] {
        let target = elsewhere.path().join("a");
        files.write(&target, text.as_bytes(), FINISH).unwrap();
        assert_eq!(fs::read_to_string(target).unwrap(), text);
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
    assert_eq!(files_below(&world.folder.path().join("state/tmp")), 2);
}

/// How many files there are: the guard, and the lock of a living writer.
#[cfg(target_os = "linux")]
fn files_below(folder: &Path) -> usize {
    let entries = walkdir::WalkDir::new(folder).into_iter();
    entries.filter(|it| it.as_ref().unwrap().file_type().is_file()).count()
}
