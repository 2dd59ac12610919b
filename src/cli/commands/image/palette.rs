//! A palette as it is typed: colours with commas between them, or a file.

use std::path::Path;

use crate::cli::commands::image::picture;
use crate::cli::complaint::Complaint;
use crate::colour::Rgb;
use crate::image::palette_of;
use crate::manifest::{is_palette_picture, parse_palette};
use crate::path::ProjectPath;

/// The colours of `#2D2D2D,#F4A460`, or of a file that is a palette; none if nothing was typed.
pub(crate) fn read(folder: &Path, typed: Option<&str>) -> Result<Vec<Rgb>, Complaint> {
    let Some(typed) = typed else { return Ok(Vec::new()) };
    if typed.starts_with('#') {
        let colours = typed.split(',').map(|it| it.trim().parse::<Rgb>());
        let colours: Result<Vec<Rgb>, _> = colours.collect();
        return colours.map_err(|why| Complaint::usage(why.to_string()));
    }
    let path = folder.join(typed);
    if is_palette_picture(typed) {
        let colours = palette_of(&picture::read_palette(&path)?);
        return colours.map_err(|why| Complaint::usage(format!("`{typed}`: {why}")));
    }
    let text = picture::read_text(&path)?;
    // The reader names the file as a project would: by its name alone.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = ProjectPath::parse(&name).map_err(|why| Complaint::usage(why.to_string()))?;
    parse_palette(&name, &text).map_err(|why| {
        let complaint = Complaint::usage(why.message.clone());
        match why.help {
            Some(help) => complaint.help(help),
            None => complaint,
        }
    })
}
