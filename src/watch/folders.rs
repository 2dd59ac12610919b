//! `Folders`: the folders under watch. `DiskFolders`: those of the real disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Config, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::project::Watched;
use crate::watch::coverage::coverage;
use crate::watch::hints::Hints;
use crate::watch::inbox::Inbox;
use crate::watch::{Notice, WatchError};

/// How often to look at the files where the system cannot tell of changes.
const FALLBACK: Duration = Duration::from_millis(500);

/// The folders under watch.
pub(crate) trait Folders {
    /// Watches what a project is made from, and its outputs. Whether anything is watched now that was not: what
    /// changed in it before is not known.
    fn follow(&mut self, watched: &Watched, hints: &Hints) -> Result<bool, WatchError>;

    /// What the user should know about it, once.
    fn notice(&mut self) -> Option<Notice>;

    /// How often to look at everything; `None`: the events can be trusted, as far as ever.
    fn poll(&self) -> Option<Duration>;
}

/// Folders of the real disk.
pub(crate) struct DiskFolders {
    root: PathBuf,
    inbox: Arc<Inbox>,
    watcher: Box<dyn Watcher>,
    followed: BTreeMap<PathBuf, RecursiveMode>,
    /// Folders that appeared beside those that the project is made from, and may become such.
    new: BTreeSet<PathBuf>,
    poll: Option<Duration>,
    notice: Option<Notice>,
}

impl DiskFolders {
    /// Watches nothing yet. Without `poll`, the system is asked to tell of changes.
    ///
    /// # Errors
    ///
    /// If files cannot even be looked at again and again.
    pub(crate) fn new(
        root: &Path,
        poll: Option<Duration>,
        inbox: &Arc<Inbox>,
    ) -> Result<DiskFolders, WatchError> {
        let (watcher, poll, notice) = match poll {
            Some(every) => (polling(inbox, every)?, Some(every), None),
            None => match native(inbox) {
                Ok(watcher) => (watcher, None, None),
                Err(error) => {
                    let notice = Notice::Polling { why: reason(&error), every: FALLBACK };
                    (polling(inbox, FALLBACK)?, Some(FALLBACK), Some(notice))
                }
            },
        };
        Ok(DiskFolders {
            root: root.to_owned(),
            inbox: Arc::clone(inbox),
            watcher,
            followed: BTreeMap::new(),
            new: BTreeSet::new(),
            poll,
            notice,
        })
    }

    /// Watches what is wanted and not yet watched, and nothing else.
    fn change_to(&mut self, wanted: &BTreeMap<PathBuf, RecursiveMode>) -> notify::Result<bool> {
        let gone = |it: &(&PathBuf, &RecursiveMode)| wanted.get(it.0) != Some(it.1);
        let gone: Vec<PathBuf> = self.followed.iter().filter(gone).map(|it| it.0.clone()).collect();
        for path in gone {
            self.leave(&path);
        }
        let mut any = false;
        for (path, mode) in wanted {
            if self.followed.contains_key(path) {
                continue;
            }
            match self.watcher.watch(path, *mode) {
                Ok(()) => {
                    self.followed.insert(path.clone(), *mode);
                    any = true;
                }
                Err(error) if is_exhausted(&error) => return Err(error),
                // It vanished a moment ago, or may not be read: the project says what that means.
                Err(_) => {}
            }
        }
        Ok(any)
    }

    fn leave(&mut self, path: &Path) {
        self.followed.remove(path);
        // The folder may be gone, and its watch with it.
        drop(self.watcher.unwatch(path));
    }

    /// A folder that is made again under its old name is another one: its watch is gone.
    fn leave_replaced(&mut self, hints: &Hints) {
        let is_replaced = |it: &&PathBuf| hints.has(it) || !it.is_dir();
        let replaced: Vec<PathBuf> = self
            .followed
            .keys()
            .filter(|it| **it != self.root)
            .filter(is_replaced)
            .cloned()
            .collect();
        for path in replaced {
            self.leave(&path);
        }
    }

    /// Folders that are new may soon hold manifests, and what is written into them before that is
    /// known would be missed.
    fn remember_new(&mut self, watched: &Watched, hints: &Hints) {
        let is_known =
            |it: &Path| followed(watched).any(|dir| dir != &self.root && it.starts_with(dir));
        let new = hints.paths().filter(|it| !is_known(it) && it.starts_with(&self.root));
        let new: Vec<PathBuf> =
            new.filter(|it| *it != self.root && it.is_dir()).map(Path::to_owned).collect();
        self.new.extend(new);
        self.new.retain(|it| it.is_dir());
    }
}

impl Folders for DiskFolders {
    fn follow(&mut self, watched: &Watched, hints: &Hints) -> Result<bool, WatchError> {
        self.leave_replaced(hints);
        self.remember_new(watched, hints);
        let mut wanted = coverage(&self.root, followed(watched).chain(&self.new));
        wanted.retain(|path, _| path.is_dir());
        match self.change_to(&wanted) {
            Ok(any) => Ok(any),
            Err(error) if self.poll.is_none() => {
                self.notice = Some(Notice::Polling { why: reason(&error), every: FALLBACK });
                self.watcher = polling(&self.inbox, FALLBACK)?;
                self.poll = Some(FALLBACK);
                self.followed.clear();
                Ok(self.change_to(&wanted)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn notice(&mut self) -> Option<Notice> {
        self.notice.take()
    }

    fn poll(&self) -> Option<Duration> {
        self.poll
    }
}

/// What a project is made from, and what it makes: that may be edited and removed by hand.
fn followed(watched: &Watched) -> impl Iterator<Item = &PathBuf> {
    watched.dirs.iter().chain([&watched.out])
}

fn native(inbox: &Arc<Inbox>) -> notify::Result<Box<dyn Watcher>> {
    let inbox = Arc::clone(inbox);
    let watcher = RecommendedWatcher::new(move |it| inbox.take(it), Config::default())?;
    Ok(Box::new(watcher))
}

fn polling(inbox: &Arc<Inbox>, every: Duration) -> notify::Result<Box<dyn Watcher>> {
    let inbox = Arc::clone(inbox);
    let config = Config::default().with_poll_interval(every);
    Ok(Box::new(PollWatcher::new(move |it| inbox.take(it), config)?))
}

/// No space left on device: what Linux says when no more folders may be watched.
const ENOSPC: i32 = 28;
/// Too many open files.
const EMFILE: i32 = 24;

/// Whether the system watches nothing more for us, whatever it is.
fn is_exhausted(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(cause) => matches!(cause.raw_os_error(), Some(ENOSPC | EMFILE)),
        ErrorKind::Generic(_)
        | ErrorKind::PathNotFound
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_) => false,
    }
}

fn reason(error: &notify::Error) -> String {
    let code = match &error.kind {
        ErrorKind::MaxFilesWatch => Some(ENOSPC),
        ErrorKind::Io(cause) => cause.raw_os_error(),
        ErrorKind::Generic(_)
        | ErrorKind::PathNotFound
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_) => None,
    };
    match code {
        Some(ENOSPC) => "the system watches no more folders (raise it with \
             `sudo sysctl fs.inotify.max_user_watches=524288`)"
            .to_owned(),
        Some(EMFILE) => "too many programs watch files (raise it with \
             `sudo sysctl fs.inotify.max_user_instances=1024`)"
            .to_owned(),
        _ => format!("the system cannot tell of changed files ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use crate::watch::debounce::Pace;
    use crate::watch::inbox::Woken;

    use super::*;

    /// How long a system may take to tell of a change before a test gives up.
    const PATIENCE: Duration = Duration::from_secs(30);

    struct Disk {
        folder: tempfile::TempDir,
        inbox: Arc<Inbox>,
        folders: DiskFolders,
        watched: Watched,
    }

    impl Disk {
        /// A project made from `art`, which may not be there.
        fn new() -> Disk {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            let inbox = Arc::new(Inbox::default());
            let folders = DiskFolders::new(root, None, &inbox).unwrap();
            let dirs = vec![root.to_owned(), root.join("art")];
            let watched = Watched { dirs, out: root.join("out") };
            Disk { inbox, folders, watched, folder }
        }

        fn follow(&mut self, hints: &Hints) -> bool {
            self.folders.follow(&self.watched, hints).unwrap()
        }

        fn make_folder(&self, name: &str) {
            std::fs::create_dir_all(self.folder.path().join(name)).unwrap();
        }

        /// Waits until the system tells of a change of `name`, and of what else up to then.
        fn hints_of(&self, name: &str) -> Hints {
            let (path, mut res) = (self.folder.path().join(name), Hints::default());
            while !res.has(&path) {
                match self.inbox.next(&Pace::LIVE, PATIENCE) {
                    Woken::Hints(hints) => res.merge(hints),
                    Woken::Idle | Woken::Interrupted => panic!("nothing was told of {name}"),
                }
            }
            res
        }

        fn write(&self, name: &str) {
            std::fs::write(self.folder.path().join(name), "text").unwrap();
        }
    }

    #[test]
    fn a_folder_that_was_missing_and_one_made_again_are_watched() {
        let mut disk = Disk::new();
        assert!(disk.follow(&Hints::everywhere()));
        for _ in 0..2 {
            disk.make_folder("art");
            let hints = disk.hints_of("art");
            assert!(disk.follow(&hints));
            disk.write("art/hero.toml");
            disk.hints_of("art/hero.toml");
            std::fs::remove_dir_all(disk.folder.path().join("art")).unwrap();
            let hints = disk.hints_of("art");
            disk.follow(&hints);
        }
    }

    #[test]
    fn a_new_folder_beside_those_of_the_project_is_watched_before_it_holds_anything() {
        let mut disk = Disk::new();
        disk.follow(&Hints::everywhere());
        disk.make_folder("more");
        let hints = disk.hints_of("more");
        assert!(disk.follow(&hints));
        disk.write("more/hero.toml");
        disk.hints_of("more/hero.toml");
        assert!(!disk.follow(&Hints::default()));
    }

    #[test]
    fn outputs_are_watched_from_the_first_one_on() {
        let mut disk = Disk::new();
        disk.follow(&Hints::everywhere());
        disk.make_folder("out");
        let hints = disk.hints_of("out");
        assert!(disk.follow(&hints));
        disk.make_folder("out/sprite");
        disk.hints_of("out/sprite");
        disk.write("out/sprite/hero.png");
        disk.hints_of("out/sprite/hero.png");
        std::fs::remove_file(disk.folder.path().join("out/sprite/hero.png")).unwrap();
        disk.hints_of("out/sprite/hero.png");
    }

    #[test]
    fn a_system_that_watches_no_more_says_how_to_raise_the_limit() {
        let full = notify::Error::new(ErrorKind::MaxFilesWatch);
        assert!(is_exhausted(&full));
        assert!(reason(&full).contains("max_user_watches"));
        let many = notify::Error::io(std::io::Error::from_raw_os_error(EMFILE));
        assert!(is_exhausted(&many));
        assert!(reason(&many).contains("max_user_instances"));
        assert!(!is_exhausted(&notify::Error::path_not_found()));
    }
}
