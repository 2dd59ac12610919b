//! How much of anything is taken in. `docs/limits.md` has them all in one table, with what is said
//! where one is passed.

/// Bytes of a text that a person wrote: a manifest, a template, a CSV, a palette.
pub const TEXT: u64 = 8 << 20;

/// Bytes of all manifests of a project.
pub const MANIFESTS: usize = 64 << 20;

/// Dots in one key of a manifest. Freeing a tree goes as deep as the tree does, and the parser of TOML
/// bounds the depth of brackets only.
pub const DOTS: usize = 32;

/// Values and headers of one manifest: a tree of them is many times larger than the text.
pub const VALUES: usize = 120_000;

/// Mistakes of one file that are kept; of the others the first of each asset is.
pub const MISTAKES: usize = 1000;

/// Columns of a CSV file.
pub const COLUMNS: usize = 1000;

/// Rows of a CSV file.
pub const ROWS: usize = 20_000;

/// Styles of a project.
pub const STYLES: usize = 1000;

/// Styles that extend each other in a row.
pub const STYLES_IN_A_ROW: usize = 64;

/// Bytes of a subject, with the row's in the set's.
pub const SUBJECT: usize = 32 << 10;

/// Bytes of a template of the user's, of each of its values, and of its prompt.
pub const TEMPLATE: usize = 32 << 10;

/// Steps that a template of the user's may take; the built-in ones need fewer than 200.
pub const TEMPLATE_STEPS: u64 = 10_000;

/// Words and signs of one expression of a template, texts in quotes apart.
pub const TEMPLATE_WORDS: usize = 100;

/// How deep blocks of a template may be nested; an `elif` is one in its `if`.
pub const TEMPLATE_BLOCKS: usize = 32;

/// Values of an answer in JSON.
pub const JSON_PARTS: usize = 1_000_000;

/// Pixels of all frames of an animation, its facings included.
pub const ANIMATION_PIXELS: u64 = 64 << 20;

/// Pixels of a picture that a model answers: what is painted at 4K has 17 million.
pub const ANSWER_PIXELS: u64 = 24 << 20;

/// Pixels of pictures that are unpacked and processed side by side. A larger one is worked on alone.
pub const PIXELS_AT_WORK: u64 = 24 << 20;

/// Folders that are looked through for manifests.
pub const FOLDERS: usize = 100_000;

/// Bytes of a picture, or of an output.
pub const PICTURE: u64 = 256 << 20;

/// Bytes of a lock: a project of a hundred thousand assets has less.
pub const LOCK: u64 = 256 << 20;

/// Bytes of a state file: a project of a million assets has less.
pub const STATE: u64 = 256 << 20;
