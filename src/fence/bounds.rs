//! `Fence`: a folder, and the ways to what lies in it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::fs::File;
use std::io;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use crate::fence::{OpenFolder, Trespass};

/// A folder that no link leads out of. It need not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    root: PathBuf,
}

/// How often a path may lead on from a link.
const MOST_LINKS: usize = 40;

/// What is done about links on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// Those that stay within are followed.
    Followed,
    /// There may be none.
    Refused,
}

/// How a missing folder on the way is met.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Refused,
    Made,
}

impl Fence {
    /// Around this folder. The way to it is its user's own, links and all.
    #[must_use]
    pub fn new(root: &Path) -> Fence {
        Fence { root: root.to_owned() }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file lies, from the folder on.
    ///
    /// # Errors
    ///
    /// If it is none below the folder.
    pub fn within<'a>(&self, path: &'a Path) -> io::Result<&'a Path> {
        path.strip_prefix(&self.root)
            .map_err(|_| Trespass::Outside { path: path.display().to_string() }.into())
    }

    /// Whether what is at a path, with all links followed, lies below the folder. What is not there
    /// does.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        match (self.root.canonicalize(), path.canonicalize()) {
            (Ok(root), Ok(path)) => path.starts_with(root),
            _ => true,
        }
    }

    /// The bytes of a file, which may be reached by links that stay within.
    ///
    /// # Errors
    ///
    /// If it is not there, cannot be read, is reached by a link that leaves the folder or leads to
    /// something hidden, is no file, or has more than `most` bytes.
    pub fn read(&self, file: impl AsRef<Path>, most: u64) -> io::Result<Vec<u8>> {
        let file = self.open(file)?;
        let n_bytes = file.metadata()?.len();
        let mut bytes = Vec::new();
        if n_bytes <= most {
            // One more, so that the end is noticed without room for another half of the file.
            bytes.reserve_exact(usize::try_from(n_bytes).unwrap_or(0).saturating_add(1));
            (&file).take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        }
        let whole = file.metadata()?.len() <= most && bytes.len() as u64 <= most;
        if whole { Ok(bytes) } else { Err(Trespass::TooLarge { most }.into()) }
    }

    /// Opens a file to read it, which may be reached by links that stay within. Nothing that is no
    /// file is waited for.
    ///
    /// # Errors
    ///
    /// As [`Fence::read`].
    pub fn open(&self, file: impl AsRef<Path>) -> io::Result<File> {
        let mut path = file.as_ref().to_owned();
        let mut by = path.clone();
        for _ in 0..MOST_LINKS {
            let (above, name) = parts(&path)?;
            let folder = self.way((above, &by), Links::Followed, Missing::Refused)?;
            let Some(target) = folder.link(name)? else { return folder.open(name) };
            let next = self.led(&path, &target)?;
            by = std::mem::replace(&mut path, next);
        }
        Err(too_many_links())
    }

    /// A folder below, which no link may stand on the way to; made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or there is a link.
    pub fn made(&self, folder: impl AsRef<Path>) -> io::Result<OpenFolder> {
        fs::create_dir_all(&self.root)?;
        let folder = folder.as_ref();
        self.way((folder, folder), Links::Refused, Missing::Made)
    }

    /// A folder below that is there, which no link may stand on the way to.
    ///
    /// # Errors
    ///
    /// If it is not there, cannot be opened, or there is a link.
    pub fn folder(&self, folder: impl AsRef<Path>) -> io::Result<OpenFolder> {
        let folder = folder.as_ref();
        self.way((folder, folder), Links::Refused, Missing::Refused)
    }

    /// Makes sure that no link stands on the way to a folder, as far as there is a way.
    ///
    /// # Errors
    ///
    /// If there is one.
    pub fn check(&self, folder: impl AsRef<Path>) -> io::Result<()> {
        match self.folder(folder) {
            Err(cause) if Trespass::of(&cause).is_some() => Err(cause),
            _ => Ok(()),
        }
    }

    /// Opens a file whose only use is to be locked; made, with its folder, if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or there is a link.
    pub fn open_lock(&self, file: impl AsRef<Path>) -> io::Result<File> {
        let (above, name) = parts(file.as_ref())?;
        self.made(above)?.open_lock(name)
    }

    /// Opens a file to append to it; made, with its folder, if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or there is a link.
    pub fn append(&self, file: impl AsRef<Path>) -> io::Result<File> {
        let (above, name) = parts(file.as_ref())?;
        self.made(above)?.append(name)
    }

    /// Removes a file that no link stands on the way to. A link is removed itself.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be removed.
    pub fn remove(&self, file: impl AsRef<Path>) -> io::Result<()> {
        let (above, name) = parts(file.as_ref())?;
        let removed = self.folder(above).and_then(|it| it.remove(name));
        removed.or_else(|cause| if is_missing(&cause) { Ok(()) } else { Err(cause) })
    }

    /// Removes a folder that is empty.
    ///
    /// # Errors
    ///
    /// If it is not, or not there, or there is a link.
    pub fn remove_folder(&self, folder: impl AsRef<Path>) -> io::Result<()> {
        let (above, name) = parts(folder.as_ref())?;
        self.folder(above)?.remove_folder(name)
    }

    /// Goes from folder to folder. Where the path leads out, `by` is what led there, unless a link on
    /// the way did.
    fn way(
        &self,
        (path, by): (&Path, &Path),
        links: Links,
        missing: Missing,
    ) -> io::Result<OpenFolder> {
        let mut by = by.to_owned();
        let mut held = vec![OpenFolder::at(&self.root)?];
        let mut names = PathBuf::new();
        let mut rest: Vec<OsString> = reversed(path);
        let mut led = 0;
        while let Some(part) = rest.pop() {
            if part == ".." {
                held.pop();
                names.pop();
            }
            let here = held.last().ok_or_else(|| leaves(&by))?;
            if part == ".." || part == "." {
                continue;
            }
            let entered = match here.enter(&part) {
                Err(cause) if cause.kind() == ErrorKind::NotFound && missing == Missing::Made => {
                    here.make(&part, NEW_FOLDER)?;
                    here.enter(&part)
                }
                other => other,
            };
            names.push(&part);
            match entered {
                Ok(folder) => held.push(folder),
                Err(cause) => {
                    let Ok(Some(target)) = here.link(&part) else { return Err(cause) };
                    led += 1;
                    if led > MOST_LINKS {
                        return Err(too_many_links());
                    }
                    if links == Links::Refused {
                        let link = names.display().to_string();
                        return Err(Trespass::Link { link }.into());
                    }
                    // From here on, or from the start where the link is absolute.
                    let target = self.led(&names, &target)?;
                    rest.extend(reversed(&target));
                    held.truncate(1);
                    by = std::mem::take(&mut names);
                }
            }
        }
        held.pop().ok_or_else(|| leaves(&by))
    }

    /// Where a link leads, from the folder on.
    fn led(&self, link: &Path, target: &Path) -> io::Result<PathBuf> {
        let below = |root: &Path| target.strip_prefix(root).ok().map(Path::to_owned);
        let real = || self.root.canonicalize().ok();
        let (above, within) = match target.is_relative() {
            true => (link.parent().unwrap_or(Path::new("")), Some(target.to_owned())),
            false => (Path::new(""), below(&self.root).or_else(|| below(&real()?))),
        };
        let within = within.ok_or_else(|| leaves(link))?;
        if within.components().any(is_hidden) {
            return Err(Trespass::Hidden { link: link.display().to_string() }.into());
        }
        Ok(above.join(within))
    }
}

/// Folders are for everybody whom the user lets in.
const NEW_FOLDER: u32 = 0o777;

fn leaves(link: &Path) -> io::Error {
    Trespass::Leaves { link: link.display().to_string() }.into()
}

fn too_many_links() -> io::Error {
    io::Error::other("links lead to links without end")
}

/// `a/b.png` is not there either if `a` is a file.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The folder and the name of a file.
fn parts(path: &Path) -> io::Result<(&Path, &OsStr)> {
    let name = path.file_name().ok_or(Trespass::NoFile)?;
    Ok((path.parent().unwrap_or(Path::new("")), name))
}

fn is_hidden(part: Component<'_>) -> bool {
    matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b"."))
}

/// The steps of a path, the first one last. An absolute one has a step that leads nowhere.
fn reversed(path: &Path) -> Vec<OsString> {
    let step = |it: Component<'_>| match it {
        Component::Normal(name) => name.to_owned(),
        Component::CurDir => ".".into(),
        Component::ParentDir | Component::RootDir | Component::Prefix(_) => "..".into(),
    };
    path.components().rev().map(step).collect()
}
