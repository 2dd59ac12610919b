//! `WatchUi`: who shows what watch mode does, and whom it asks.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::project::ProjectError;
use crate::run::{BuildReport, EventSink};
use crate::watch::Notice;

/// The text of a file as it was last read, to underline words in.
pub type Sources<'a> = &'a dyn Fn(&ProjectPath) -> Option<Arc<str>>;

/// Who shows what watch mode does, and whom it asks. All of it is called on the thread that
/// called [`crate::watch::run`].
///
/// A round is `diagnostics`, then `building` and `built` (twice if paid work is agreed to), then
/// `waiting`. One that an edit cut short has no `waiting`: the next begins at once.
pub trait WatchUi {
    /// Where the events of the builds go.
    fn events(&self) -> Arc<dyn EventSink>;
    /// Everything that is wrong with the files now; empty once it is mended.
    fn diagnostics(&mut self, found: &[Diagnostic], sources: Sources<'_>);
    /// A build begins.
    fn building(&mut self);
    /// A build ended; cut short by an edit if its report says interrupted.
    fn built(&mut self, report: &BuildReport);
    /// Whether to do now what costs this much, for these assets.
    fn ask(&mut self, price: PriceRange, assets: &[AssetName]) -> bool;
    /// Nothing is to be done until a file changes.
    fn waiting(&mut self);
    /// The user should know something about the watching itself.
    fn notice(&mut self, notice: &Notice);
    /// A round came to nothing; the next change may help.
    fn trouble(&mut self, error: &ProjectError);
}
