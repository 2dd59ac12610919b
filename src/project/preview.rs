//! Finished pictures laid out to be looked at: side by side, on white, on a checkerboard.

use std::io;
use std::path::PathBuf;

use crate::image::{self, on_checker, on_white, tiled};
use crate::name::{AssetName, PartName};
use crate::project::state::STATE;
use crate::project::{Project, ProjectError};
use crate::resolve::output_paths;
use crate::whole::{Durable, Finish};

/// How a picture is laid out to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// 3 × 3 copies.
    pub tiled: bool,
    /// What is behind it.
    pub behind: Behind,
}

/// What is behind a picture that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Nothing, as in the file.
    Nothing,
    /// White.
    White,
    /// The checkerboard that stands for transparency.
    Checker,
}

impl Project {
    /// Writes a finished picture, laid out to be looked at, below `.assetbuild/`. Returns the file.
    ///
    /// # Errors
    ///
    /// If there is no such picture, or a file cannot be read or written.
    pub fn preview(
        &self,
        name: &AssetName,
        part: &PartName,
        how: Preview,
    ) -> Result<PathBuf, ProjectError> {
        let (asset, out) = (self.asset(name)?, self.out());
        let outputs = output_paths(&asset).pictures;
        let output = outputs.iter().find(|it| it.0 == *part).map(|it| &it.1);
        let failed = |path: PathBuf| move |cause| ProjectError::Io { deed: "read", path, cause };
        let missing = || failed(PathBuf::from(name.as_str()))(io::ErrorKind::NotFound.into());
        let output = output.ok_or_else(missing)?;
        let from = output.on_disk(out.root());
        let bytes = out.read(output).ok().flatten().ok_or_else(missing)?;
        let no_picture = |it: String| failed(from.clone())(io::Error::other(it));
        let mut bitmap = image::decode(&bytes).map_err(|it| no_picture(it.to_string()))?;
        if how.tiled {
            bitmap = tiled(&bitmap).map_err(|it| no_picture(it.to_string()))?;
        }
        bitmap = match how.behind {
            Behind::Nothing => bitmap,
            Behind::White => on_white(&bitmap),
            Behind::Checker => on_checker(&bitmap),
        };
        let path = self.root().join(STATE).join("previews").join(file_name(name, part, how));
        let finish = Finish { mode: None, durable: Durable::Later };
        let written = self.whole.write(&path, &image::encode_png(&bitmap, &[]), finish);
        match written {
            Ok(()) => Ok(path),
            Err(cause) => Err(ProjectError::Io { deed: "write", path, cause }),
        }
    }
}

/// `grass-tiled.png`, `ok_button_hover-checker.png`.
fn file_name(name: &AssetName, part: &PartName, how: Preview) -> String {
    let part = if part.is_whole() { String::new() } else { format!("_{part}") };
    let tiled = if how.tiled { "-tiled" } else { "" };
    let behind = match how.behind {
        Behind::Nothing => "",
        Behind::White => "-white",
        Behind::Checker => "-checker",
    };
    format!("{name}{part}{tiled}{behind}.png")
}
