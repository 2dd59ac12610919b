//! What a project tells about a project: plain values for whoever shows them.

use std::path::PathBuf;
use std::time::Duration;

use crate::action::{Criterion, Findings, Score};
use crate::diagnostic::Anchor;
use crate::digest::Digest;
use crate::lock::Ended;
use crate::model::{ModelId, Role};
use crate::money::{PriceRange, Usd};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::plan::{Decision, DirtyReason};
use crate::resolve::EdgeKind;

/// Why an asset would or would not be built.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// Which.
    pub name: AssetName,
    /// What a build would do.
    pub decision: Decision,
    /// Why, the first reason first.
    pub reasons: Vec<DirtyReason>,
    /// From the asset to what a person changed; empty where it is the asset itself.
    pub chain: Vec<Link>,
    /// What differs from the lock, its own first, then that of the assets in the chain.
    pub changes: Vec<Change>,
    /// What catching up costs: one attempt at the least, all that are allowed at the most.
    pub price: PriceRange,
    /// The score of what is shown now.
    pub score: Option<Score>,
    /// The score to reach.
    pub target: u8,
}

/// One step of the way to a root cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Another asset, which changed or will.
    Asset(AssetName),
    /// A key of a manifest, or a whole file.
    Place(Anchor),
}

/// One thing that differs from the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of which asset.
    pub asset: AssetName,
    /// Of which of its pictures; the empty name if of all.
    pub part: PartName,
    /// What differs, in a word or two: `prompt`, `size`, `origin`, `palette`.
    pub field: String,
    /// As it was; `None` if there was nothing.
    pub old: Option<String>,
    /// As it is; `None` if there is nothing any more.
    pub new: Option<String>,
    /// Whether both are running text, of which only the words that differ are worth showing.
    pub is_text: bool,
}

/// A request for a picture, as it would be sent first.
#[derive(Debug, Clone, PartialEq)]
pub struct PromptView {
    /// Which painting of the asset.
    pub part: PartName,
    /// Who would be asked.
    pub model: ModelId,
    /// The whole prompt, the line about the background included.
    pub prompt: String,
    /// What to leave out; empty where the model takes no such list and the prompt says it.
    pub avoid: Vec<String>,
    /// Width × height asked for, in pixels.
    pub size: [u32; 2],
    /// Parameters of the model, as JSON.
    pub params: Vec<(String, serde_json::Value)>,
    /// What is shown to the model beside the prompt, in order.
    pub references: Vec<ReferenceView>,
    /// Who judges.
    pub judge: ModelId,
    /// What the judge is told.
    pub judge_prompt: String,
}

/// A picture that is shown to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceView {
    /// An asset with its part (`ok_button/hover`), or the path of a file.
    pub what: String,
    /// Whether its picture is not known yet.
    pub is_pending: bool,
}

/// Where the pictures of an asset are.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which asset.
    pub name: AssetName,
    /// Its pictures, in the order of its parts; of an atlas, its pages.
    pub pictures: Vec<ShownPicture>,
    /// Everything else that belongs to it: metadata, sheets, previews.
    pub files: Vec<ShownFile>,
}

/// One picture.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownPicture {
    /// Which part.
    pub part: PartName,
    /// The file.
    pub file: ShownFile,
    /// The digest of its pixels.
    pub pixels: Digest,
    /// Width × height in pixels.
    pub size: [u32; 2],
    /// Its score, if it has one.
    pub score: Option<Score>,
    /// What names the painting that it was made from (`pick` takes it); `None` if there is none.
    pub painting: Option<Digest>,
}

/// A file of the outputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// Where it lies, an absolute path.
    pub path: PathBuf,
    /// The digest of its bytes, by the lock.
    pub digest: Digest,
    /// Whether it is there.
    pub exists: bool,
}

/// One painting in the history of an asset.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// Of which asset.
    pub name: AssetName,
    /// Which painting of it.
    pub part: PartName,
    /// What `pick` takes: counted from 1 among the paintings of its part. `None` if it was made for
    /// other words than those of today.
    pub number: Option<usize>,
    /// In which attempt of its stage, counted from 1; 0 if it was made beside them.
    pub attempt: u32,
    /// Whether a person made it.
    pub is_adopted: bool,
    /// What names it, for `pick`: its answer. `None` for built-in paintings.
    pub painting: Option<Digest>,
    /// Who painted.
    pub model: ModelId,
    /// The prompt that was sent.
    pub prompt: String,
    /// The score that counted.
    pub score: Option<Score>,
    /// Whether that reaches the target and the checks hold; `None` where nobody knows.
    pub passed: Option<bool>,
    /// The judge's criteria with score and feedback, in their order.
    pub criteria: Vec<(Criterion, Score, String)>,
    /// What was measured.
    pub findings: Findings,
    /// What was advised for the next attempt.
    pub suggestions: Vec<String>,
    /// What the painting cost, by its own price.
    pub usd: Usd,
    /// How long the model took; zero where it is not known.
    pub took: Duration,
    /// Whether the asset shows it.
    pub is_picked: bool,
    /// Whether a person picked it.
    pub by_person: bool,
    /// Why the loop ended after it; `None` if more followed.
    pub ended: Option<Ended>,
}

/// What was spent, saved and left open, of all that the store knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cost {
    /// By model, the dearest first.
    pub models: Vec<ModelCost>,
    /// By asset of this project, the dearest first.
    pub assets: Vec<AssetCost>,
    /// By day, the latest first.
    pub days: Vec<DayCost>,
    /// What this project was ever billed. Nothing: its first purchase is still to come.
    pub project: Usd,
    /// Requests that were sent and never answered; their prices are held.
    pub open: Vec<OpenCall>,
    /// Pictures that this project paid for and does not show.
    pub unchosen: Unchosen,
}

/// What one model cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCost {
    /// Which.
    pub model: ModelId,
    /// Pictures that it painted.
    pub pictures: u64,
    /// Verdicts that it gave.
    pub verdicts: u64,
    /// Prompts that it rewrote.
    pub prompts: u64,
    /// Tokens that it read and wrote, as far as its answers say how many.
    pub tokens: u64,
    /// The highest prices that were reserved for its calls.
    pub estimate: Usd,
    /// What it billed.
    pub billed: Usd,
    /// What taking answers that were there saved.
    pub saved: Usd,
}

/// What one asset cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetCost {
    /// Its name, as it was when it was paid for.
    pub name: String,
    /// Pictures bought for it.
    pub pictures: u64,
    /// The highest prices that were reserved for it.
    pub estimate: Usd,
    /// What was billed.
    pub billed: Usd,
}

/// What one day cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCost {
    /// `2026-11-22`, in UTC.
    pub day: String,
    /// The highest prices that were reserved.
    pub estimate: Usd,
    /// What was billed.
    pub billed: Usd,
}

/// A request that was sent, and never answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCall {
    /// What `cost settle` takes.
    pub id: String,
    /// Who was asked.
    pub model: ModelId,
    /// As what.
    pub role: Role,
    /// The asset that it was for, as it was called.
    pub asset: String,
    /// Its price, which is held.
    pub usd: Usd,
    /// Whether it lies in a batch that is not done: then it is in no doubt.
    pub in_batch: bool,
    /// How long ago it was sent.
    pub age: Duration,
}

/// Pictures that nobody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unchosen {
    /// How many.
    pub pictures: u64,
    /// What they cost.
    pub usd: Usd,
}

/// Who depends on whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// Every asset, by name.
    pub nodes: Vec<Node>,
    /// What they need of each other, by the name of who needs.
    pub edges: Vec<GraphEdge>,
}

/// An asset in the graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Which.
    pub name: AssetName,
    /// How it comes to be.
    pub kind: NodeKind,
}

/// How an asset comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// A model paints it.
    Image,
    /// A model paints it, in frames.
    Animation,
    /// It is a file.
    Source,
    /// It is made from another picture.
    Derived,
    /// It is packed.
    Atlas,
}

/// One asset that another needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GraphEdge {
    /// Who needs.
    pub from: AssetName,
    /// What it needs.
    pub to: AssetName,
    /// Which part of it.
    pub part: PartName,
    /// Why.
    pub kind: EdgeKind,
}

/// What was measured on a picture that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Which asset.
    pub name: AssetName,
    /// Which part.
    pub part: PartName,
    /// The file, below `out`.
    pub path: ProjectPath,
    /// What was measured, by the manifest of now.
    pub findings: Findings,
    /// The score that it has.
    pub score: Option<Score>,
    /// The score to reach.
    pub target: u8,
}

/// What cleaning removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// Files that were ours, below `out`.
    pub files: Vec<ProjectPath>,
    /// Files that stay, since somebody else wrote or changed them.
    pub kept: Vec<ProjectPath>,
    /// Assets whose records were dropped: nothing declares them any more.
    pub records: Vec<AssetName>,
}
