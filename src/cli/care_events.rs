//! Lines of `--json` about the store, the lock and the outputs: what `verify`, `gc`, `clean` and
//! `lock merge` found and did.

use schemars::JsonSchema;
use serde::Serialize;

use crate::project::UnnamedOriginal;
use crate::project::view::Cleaned;

/// Something in store or outputs that is not what it was.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct VerifiedEvent<'a> {
    /// `verified`.
    #[schemars(extend("const" = "verified"))]
    pub(crate) event: &'static str,
    /// What is not: a file of the store (`unsound`), an original (`lost`), an output (`output`), an
    /// asset that comes out otherwise (`other-bytes`) or cannot be made again (`not-compared`).
    #[schemars(extend("enum" = ["unsound", "lost", "output", "other-bytes", "not-compared"]))]
    pub(crate) what: &'static str,
    /// Of which asset.
    pub(crate) name: Option<&'a str>,
    /// Which file.
    pub(crate) path: Option<String>,
    /// Whether it was put right.
    pub(crate) repaired: bool,
    /// The same in words.
    pub(crate) detail: &'a str,
}

/// The last line of `verify`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct VerifySummaryEvent {
    /// `summary`.
    #[schemars(extend("const" = "summary"))]
    pub(crate) event: &'static str,
    /// How many assets come out as the lock says.
    pub(crate) same: usize,
    /// How many were not compared, since their manifests are not those of the lock.
    pub(crate) pending: usize,
    /// How many results in the store came out otherwise.
    pub(crate) wrong_results: usize,
    /// How many outputs were written again.
    pub(crate) restored: usize,
    /// The code that the program ends with.
    pub(crate) exit_code: u8,
}

/// What `gc` deletes of what can be computed again.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct GcEvent {
    /// `gc`.
    #[schemars(extend("const" = "gc"))]
    pub(crate) event: &'static str,
    /// How many files.
    pub(crate) files: u64,
    /// How many bytes they have.
    pub(crate) bytes: u64,
    /// How many files of the kind stay.
    pub(crate) left_files: u64,
    /// How many bytes those have.
    pub(crate) left_bytes: u64,
    /// Whether they were deleted; else they would be.
    pub(crate) deleted: bool,
}

/// A painting that was paid for and that no record of the lock names.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct GcOriginalEvent<'a> {
    /// `gc-original`.
    #[schemars(extend("const" = "gc-original"))]
    pub(crate) event: &'static str,
    /// The asset that it was bought for.
    pub(crate) name: &'a str,
    /// Who painted.
    pub(crate) model: String,
    /// When it was painted, as `2026-11-30`.
    pub(crate) day: String,
    /// What it cost, in USD.
    pub(crate) usd: f64,
    /// The digest of its answer: what `gc --originals` takes.
    pub(crate) answer: String,
    /// The digest of its picture.
    pub(crate) picture: String,
    /// Whether it was deleted.
    pub(crate) deleted: bool,
}

/// What `clean` removes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct CleanedEvent {
    /// `cleaned`.
    #[schemars(extend("const" = "cleaned"))]
    pub(crate) event: &'static str,
    /// Files that builds wrote, in the project.
    pub(crate) files: Vec<String>,
    /// Files that stay, since somebody changed them.
    pub(crate) kept: Vec<String>,
    /// Assets whose records leave the lock.
    pub(crate) records: Vec<String>,
    /// Whether nothing was removed.
    pub(crate) dry_run: bool,
}

/// An asset whose record both sides of a merge changed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct LockMergedEvent<'a> {
    /// `lock-merged`.
    #[schemars(extend("const" = "lock-merged"))]
    pub(crate) event: &'static str,
    /// Which.
    pub(crate) name: &'a str,
    /// Whose picture is shown: `ours`, `theirs` or `both`, which show the same.
    #[schemars(extend("enum" = ["ours", "theirs", "both"]))]
    pub(crate) shown: &'static str,
}

impl GcOriginalEvent<'_> {
    /// The line of an original.
    pub(crate) fn of(it: &UnnamedOriginal, deleted: bool) -> GcOriginalEvent<'_> {
        GcOriginalEvent {
            event: "gc-original",
            name: &it.asset,
            model: it.model.to_string(),
            day: it.day.to_string(),
            usd: it.usd.to_f64(),
            answer: it.answer.id.to_string(),
            picture: it.picture.to_string(),
            deleted,
        }
    }
}

impl CleanedEvent {
    /// The line of what was removed, or would be.
    pub(crate) fn of(it: &Cleaned, dry_run: bool) -> CleanedEvent {
        CleanedEvent {
            event: "cleaned",
            files: it.files.iter().map(ToString::to_string).collect(),
            kept: it.kept.iter().map(ToString::to_string).collect(),
            records: it.records.iter().map(ToString::to_string).collect(),
            dry_run,
        }
    }
}
