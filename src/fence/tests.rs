use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use tempfile::TempDir;

use crate::fence::{Fence, Trespass, unguessable};

/// A folder inside, and one outside beside it that nothing may reach: each with a file `a`.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> World {
        let folder = TempDir::new().unwrap();
        for part in ["in/sub", "out/sub"] {
            fs::create_dir_all(folder.path().join(part)).unwrap();
            fs::write(folder.path().join(part).join("a"), part).unwrap();
        }
        fs::write(folder.path().join("in/a"), "in").unwrap();
        fs::create_dir(folder.path().join("in/.hidden")).unwrap();
        fs::write(folder.path().join("in/.hidden/a"), "hidden").unwrap();
        World { folder }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn fence(&self) -> Fence {
        Fence::new(&self.path("in"))
    }

    /// All that is outside: paths, and what the files say.
    fn outside(&self) -> Vec<(PathBuf, Option<String>)> {
        let all = walkdir::WalkDir::new(self.path("out")).sort_by_file_name();
        let path = |it: walkdir::Result<walkdir::DirEntry>| it.unwrap().into_path();
        all.into_iter().map(path).map(|it| (it.clone(), fs::read_to_string(it).ok())).collect()
    }
}

/// What may be done with a file, each as far as its result goes.
type Deed = fn(&Fence, &str) -> std::io::Result<()>;

const WRITERS: &[(&str, Deed)] = &[
    ("made", |fence, it| fence.made(it).map(drop)),
    ("folder", |fence, it| fence.folder(it).map(drop)),
    ("open_lock", |fence, it| fence.open_lock(it).map(drop)),
    ("append", |fence, it| fence.append(it).map(drop)),
    ("remove_folder", |fence, it| fence.remove_folder(it)),
    ("remove", |fence, it| fence.remove(it)),
    ("create", |fence, it| {
        let path = Path::new(it);
        let name = path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?;
        fence.made(path.parent().unwrap())?.create(name, 0o600).map(drop)
    }),
];

#[test]
fn what_is_given_as_a_path_leaves_the_folder_neither() {
    let world = World::new();
    let absolute = world.path("out/sub/a").display().to_string();
    for path in ["../out/sub/a", "sub/../../out/sub/a", &absolute, "..", "sub/.."] {
        for (deed, run) in WRITERS {
            let before = world.outside();
            let came = run(&world.fence(), path);
            let harmless = path == "sub/.." && came.is_ok();
            assert!(harmless || came.is_err(), "{deed} {path}");
            assert_eq!(world.outside(), before, "{deed} {path}");
        }
        assert!(world.fence().read(path, 99).is_err(), "{path}");
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// What links lead to, and whether that lies inside.
    fn targets(world: &World) -> Vec<(String, bool)> {
        let absolute = |it: &str| world.path(it).display().to_string();
        vec![
            ("../out/sub".into(), false),
            ("../out/sub/a".into(), false),
            ("../out/nothing".into(), false),
            ("sub/../../out/sub".into(), false),
            (absolute("out/sub"), false),
            (absolute("out/sub/a"), false),
            (absolute("out/nothing"), false),
            ("..".into(), false),
            ("/".into(), false),
            ("sub".into(), true),
            ("sub/a".into(), true),
            ("./sub/../sub".into(), true),
            (absolute("in/sub"), true),
            (absolute("in/sub/a"), true),
            ("nothing".into(), true),
            ("link".into(), true),
            (".hidden".into(), false),
            ("./.hidden/../sub".into(), false),
            (absolute("in/.hidden"), false),
        ]
    }

    #[test]
    fn no_writer_goes_through_a_link_wherever_it_stands_and_leads() {
        let places = ["link", "link/a", "link/new", "link/sub/a", "link/a/b"];
        let all = WRITERS.iter().flat_map(|it| places.iter().map(move |place| (it, place)));
        for ((deed, run), place) in all {
            for idx in 0..targets(&World::new()).len() {
                let world = World::new();
                let (target, _) = targets(&world).swap_remove(idx);
                symlink(&target, world.path("in/link")).unwrap();
                let (before, inside) = (world.outside(), fs::read(world.path("in/sub/a")).unwrap());
                let came = run(&world.fence(), place);
                let which = format!("{deed} {place} -> {target}");
                assert_eq!(world.outside(), before, "{which}");
                assert_eq!(fs::read(world.path("in/sub/a")).unwrap(), inside, "{which}");
                // A link itself may be removed: it is what its path says.
                let removed = *deed == "remove" && *place == "link";
                assert_eq!(came.is_ok(), removed, "{which}");
                if !removed {
                    let why = came.unwrap_err();
                    let told = matches!(Trespass::of(&why), Some(Trespass::Link { link }) if link == "link");
                    assert!(
                        told || *deed == "remove_folder" || *deed == "create",
                        "{which}: {why}"
                    );
                }
            }
        }
    }

    #[test]
    fn reading_follows_links_that_stay_inside_and_no_others() {
        for idx in 0..targets(&World::new()).len() {
            let world = World::new();
            let (target, inside) = targets(&world).swap_remove(idx);
            symlink(&target, world.path("in/link")).unwrap();
            symlink("link", world.path("in/again")).unwrap();
            for place in ["link", "link/a", "again", "again/a", "link/sub/a"] {
                let expected = fs::read(world.path("in").join(place)).ok().filter(|_| inside);
                let read = world.fence().read(place, 99);
                assert_eq!(read.as_ref().ok(), expected.as_ref(), "{place} -> {target}: {read:?}");
            }
        }
    }

    #[test]
    fn a_link_that_is_not_gone_along_is_named() {
        let world = World::new();
        symlink("../../out", world.path("in/sub/link")).unwrap();
        let fence = world.fence();
        let said = fence.read("sub/link/sub/a", 99).unwrap_err().to_string();
        assert_eq!(said, "`sub/link` is a link that leaves the project's folder");
        let said = fence.append("sub/link/sub/a").unwrap_err().to_string();
        assert_eq!(said, "`sub/link` is a link, and nothing is written through links");
    }

    #[test]
    fn nothing_but_a_file_is_read_or_waited_for() {
        let world = World::new();
        let pipe = world.path("in/pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(world.path("in/socket")).unwrap();
        symlink("/dev/zero", world.path("in/zero")).unwrap();
        let (send, done) = channel();
        let fence = world.fence();
        std::thread::spawn(move || {
            for place in ["pipe", "socket", "zero", "sub", "pipe/a"] {
                let deeds = WRITERS.iter().filter(|it| ["open_lock", "append"].contains(&it.0));
                for (deed, run) in deeds {
                    assert!(run(&fence, place).is_err(), "{deed} {place}");
                }
                assert!(fence.read(place, 1 << 20).is_err(), "{place}");
            }
            send.send(()).unwrap();
        });
        done.recv_timeout(Duration::from_secs(60)).expect("nothing is waited for");
    }
}

#[test]
fn a_file_is_read_to_its_limit_and_not_beyond() {
    let world = World::new();
    let fence = world.fence();
    fs::write(world.path("in/a"), [b'x'; 100]).unwrap();
    assert_eq!(fence.read("a", 100).unwrap().len(), 100);
    assert_eq!(fence.read("a", 99).unwrap_err().to_string(), "it has more than 99 bytes");
    fs::write(world.path("in/a"), vec![b'x'; (1 << 20) + 1]).unwrap();
    assert_eq!(fence.read("a", 1 << 20).unwrap_err().to_string(), "it has more than 1 MiB");
}

#[test]
fn what_is_to_be_new_takes_no_ones_place() {
    let world = World::new();
    let folder = world.fence().folder("").unwrap();
    assert!(folder.create("a".as_ref(), 0o600).is_err());
    assert!(folder.make_new("sub".as_ref(), 0o700).is_err());
    folder.create("b".as_ref(), 0o600).unwrap();
    assert!(folder.rename_new("b".as_ref(), "a".as_ref()).is_err());
    assert_eq!(fs::read_to_string(world.path("in/a")).unwrap(), "in");
    folder.rename_new("b".as_ref(), "c".as_ref()).unwrap();
    assert!(world.path("in/c").exists() && !world.path("in/b").exists());
}

#[test]
fn no_two_names_are_the_same() {
    let names: std::collections::BTreeSet<String> = (0..1000).map(|_| unguessable()).collect();
    assert_eq!(names.len(), 1000);
}
