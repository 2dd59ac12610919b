//! What was typed for `add`.

use clap::Args as ClapArgs;

use crate::action::PictureKind;
use crate::cli::image_args::parse_size;
use crate::name::AssetName;
use crate::word::Word;

/// `add`.
#[derive(Debug, ClapArgs)]
pub(crate) struct AddArgs {
    /// What the asset is called
    #[arg(value_parser = AssetName::parse)]
    pub(crate) name: AssetName,
    /// What it shows
    pub(crate) subject: String,
    /// The style that it has
    #[arg(long, value_name = "NAME")]
    pub(crate) style: Option<String>,
    /// What it is for a game, as `kind` in a manifest; else it is guessed from the words
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    pub(crate) kind: Option<PictureKind>,
    /// In art pixels: `48x16`, or one number for a square
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) size: Option<[u32; 2]>,
    /// The folder below the one for pictures
    #[arg(long, value_name = "FOLDER")]
    pub(crate) category: Option<String>,
    /// The manifest to append to; made if it is not there
    #[arg(long, value_name = "FILE", default_value = "art/added.toml")]
    pub(crate) to: String,
}

fn parse_kind(text: &str) -> Result<PictureKind, String> {
    let known = || PictureKind::ALL.map(PictureKind::as_str).join(", ");
    PictureKind::of(text).ok_or_else(|| format!("it can be {}", known()))
}
