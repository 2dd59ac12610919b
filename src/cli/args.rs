//! `Args`: what was typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::choose::Which;
use crate::cli::add_args::AddArgs;
use crate::cli::build_flags::BuildFlags;
use crate::cli::care_args::{GcArgs, LockArgs, VerifyArgs};
use crate::cli::image_args::{ImageArgs, Preview};
use crate::name::{AssetName, PartName};
use crate::resolve::{Target, parse_target};

/// `make` for a game's generated art.
#[derive(Debug, Parser)]
#[command(name = "assetbuild", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) shared: Shared,
    /// Those of a build that is not spelled out: `assetbuild --frozen`.
    #[command(flatten)]
    pub(crate) flags: BuildFlags,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Shared {
    /// Act as if started in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(crate) directory: Option<PathBuf>,
    /// Say more: unfold long lists, list what is fresh
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Say nothing but what is wrong
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colours: auto, always or never
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) color: When,
    /// One JSON object a line on stdout, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Bring targets up to date (the default)
    Build(BuildArgs),
    /// Show what a build would do, why, and for how much; spends nothing
    Plan(PlanArgs),
    /// One line per asset: fresh, dirty, waiting, held, edited, below target, failed
    Status(TargetArgs),
    /// Tell what changed since the lock, and what it leads to
    Why(NameArgs),
    /// Build on every edit
    Watch(WatchArgs),
    /// Print the request that a model would get; calls nothing
    Prompt(NameArgs),
    /// Print where the pictures of an asset are
    Show(ShowArgs),
    /// Have more paintings made of an asset, with a note or without; says the price first
    Reroll(RerollArgs),
    /// Have one painting shown, whatever the scores say; free
    Pick(PickArgs),
    /// Ask the judge again about what is there; says the price first
    Judge(JudgeArgs),
    /// Keep these paintings, whatever the manifest says; free
    Accept(KeepArgs),
    /// Let accepted assets follow their manifest again
    Unaccept(KeepArgs),
    /// Take the last choice about these assets back; free
    Undo(KeepArgs),
    /// Make a hand-made picture the one that is shown and kept; free
    Adopt(AdoptArgs),
    /// Begin a project that builds
    Init(InitArgs),
    /// Append an asset to a manifest, comments kept
    Add(AddArgs),
    /// Tell what ran: every attempt, its score and its price
    Log(LogArgs),
    /// Tell what was spent and saved, by model, asset and day
    Cost(CostArgs),
    /// Print who depends on whom
    Graph(GraphArgs),
    /// Look for mistakes in manifests and in the pictures that are there; never pays
    Check(CheckArgs),
    /// Cut out, snap, check or join plain files, without a project
    Image(ImageArgs),
    /// Remove the files that builds wrote; paid originals stay in the store
    Clean(CleanArgs),
    /// Compute the pictures again and compare; read the whole store for damage
    Verify(VerifyArgs),
    /// Delete from the store what can be computed again; originals only by name
    Gc(GcArgs),
    /// Join the locks of two branches, as git's merge driver or after a conflict
    Lock(LockArgs),
    /// Print the JSON Schema of manifests, for editors
    Schema(SchemaArgs),
    /// Keep a key of a service, or forget it; it is read hidden and never shown
    Key(KeyArgs),
    /// List the models that can be used, with price and abilities
    Models(ModelsArgs),
    /// Look for what is wrong with the machine and around the project
    Doctor(DoctorArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
}

/// `build`.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub(crate) targets: TargetArgs,
    #[command(flatten)]
    pub(crate) flags: BuildFlags,
}

/// Which assets.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(crate) struct TargetArgs {
    /// Names, globs, style:NAME, set:NAME, @new, @failed, @held; all if there are none
    #[arg(value_name = "TARGETS", value_parser = parse_target)]
    pub(crate) targets: Vec<Target>,
}

/// `plan`.
#[derive(Debug, ClapArgs)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) targets: TargetArgs,
    /// End with 3 if anything is to be done
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// What it would cost in batches: `build --batch`
    #[arg(long)]
    pub(crate) batch: bool,
    /// Ask services for exact prices where they tell them beforehand; costs nothing
    #[arg(long)]
    pub(crate) exact: bool,
}

/// One asset.
#[derive(Debug, ClapArgs)]
pub(crate) struct NameArgs {
    /// An asset, or a part of it: ok_button/hover
    #[arg(value_name = "NAME", value_parser = parse_named)]
    pub(crate) name: Named,
}

/// `show`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    pub(crate) which: NameArgs,
    /// Write 3 × 3 copies below .assetbuild/ and print where: shows seams
    #[arg(long)]
    pub(crate) tiled: bool,
    /// Write it on white or on a checkerboard below .assetbuild/ and print where: shows fringes
    #[arg(long, value_name = "BEHIND")]
    pub(crate) preview: Option<Preview>,
}

/// An asset, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Which asset.
    pub(crate) asset: AssetName,
    /// Which part, if one is named.
    pub(crate) part: Option<PartName>,
}

impl Named {
    /// Whether this part is meant.
    pub(crate) fn covers(&self, part: &PartName) -> bool {
        self.part.as_ref().is_none_or(|it| it == part)
    }
}

/// `watch`.
#[derive(Debug, ClapArgs)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) targets: TargetArgs,
    /// What to do about steps that cost money: ask, never or auto
    #[arg(long, value_name = "POLICY", default_value = "ask", hide_possible_values = true)]
    pub(crate) paid: PaidPolicy,
    /// Look at the files every so many milliseconds, where the system tells of no changes
    #[arg(long, value_name = "MS")]
    pub(crate) poll: Option<u64>,
}

/// What watch mode does about steps that cost money. No policy lifts a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PaidPolicy {
    /// Show the price, and wait for an answer
    Ask,
    /// Leave them pending
    Never,
    /// Take them, within the budget
    Auto,
}

/// `reroll`.
#[derive(Debug, ClapArgs)]
pub(crate) struct RerollArgs {
    /// An asset, or a part of it: ok_button/hover
    #[arg(value_name = "NAME", value_parser = parse_named)]
    pub(crate) name: Named,
    /// How many more; those that exist and nobody took cost nothing
    #[arg(short = 'n', long = "count", value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=32))]
    pub(crate) count: u32,
    /// What to do otherwise: the refiner writes a prompt of it
    #[arg(long, value_name = "TEXT", value_parser = parse_note)]
    pub(crate) note: Option<String>,
    /// The most that it may spend
    #[arg(long, value_name = "USD", value_parser = crate::cli::build_flags::parse_usd)]
    pub(crate) max_cost: Option<crate::money::Usd>,
    /// Confirm the price; never lifts a budget
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Only say what would follow, and the price
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// `pick`.
#[derive(Debug, ClapArgs)]
pub(crate) struct PickArgs {
    /// An asset, or a part of it: ok_button/hover
    #[arg(value_name = "NAME", value_parser = parse_named)]
    pub(crate) name: Named,
    /// The painting, by its number in `log` or the beginning of its digest
    #[arg(value_name = "PAINTING", value_parser = Which::parse)]
    pub(crate) painting: Which,
    /// Only say what would follow
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// `judge`.
#[derive(Debug, ClapArgs)]
pub(crate) struct JudgeArgs {
    #[command(flatten)]
    pub(crate) targets: TargetArgs,
    /// The most that it may spend
    #[arg(long, value_name = "USD", value_parser = crate::cli::build_flags::parse_usd)]
    pub(crate) max_cost: Option<crate::money::Usd>,
    /// Confirm the price; never lifts a budget
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Only say the price
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// `accept`, `unaccept`, `undo`.
#[derive(Debug, ClapArgs)]
pub(crate) struct KeepArgs {
    /// Names, globs, style:NAME, set:NAME, @new, @failed, @held
    #[arg(value_name = "NAME", required = true, value_parser = parse_target)]
    pub(crate) targets: Vec<Target>,
    /// Only say what would follow
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// `adopt`.
#[derive(Debug, ClapArgs)]
pub(crate) struct AdoptArgs {
    /// An asset, or a part of it: ok_button/hover
    #[arg(value_name = "NAME", value_parser = parse_named)]
    pub(crate) name: Named,
    /// The picture; without it the output that was changed by hand
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Only say what would follow
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// `init`.
#[derive(Debug, ClapArgs)]
pub(crate) struct InitArgs {
    /// The folder; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// The project's name; the folder's if it is not given
    #[arg(long)]
    pub(crate) name: Option<String>,
}

/// `log`.
#[derive(Debug, ClapArgs)]
pub(crate) struct LogArgs {
    /// Of this asset only
    #[arg(value_name = "NAME", value_parser = AssetName::parse)]
    pub(crate) name: Option<AssetName>,
    /// Write every stage of every attempt as files
    #[arg(long, value_name = "DIR")]
    pub(crate) save: Option<PathBuf>,
}

/// `cost`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CostArgs {
    #[command(subcommand)]
    pub(crate) command: Option<CostCommand>,
}

/// What else can be done with the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum CostCommand {
    /// Clear a request that was sent and never answered
    Settle {
        /// As `cost` lists it
        id: String,
    },
}

/// `graph`.
#[derive(Debug, ClapArgs)]
pub(crate) struct GraphArgs {
    /// How to write it: dot, mermaid or json
    #[arg(long, value_name = "FORMAT", default_value = "dot", hide_possible_values = true)]
    pub(crate) format: GraphFormat,
}

/// How a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For Graphviz
    Dot,
    /// For pages of Markdown
    Mermaid,
    /// For programs
    Json,
}

/// `check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CheckArgs {
    /// What should be better counts as wrong
    #[arg(long)]
    pub(crate) strict: bool,
}

/// `clean`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CleanArgs {
    /// Drop records of the lock that nothing declares any more, too
    #[arg(long)]
    pub(crate) lock: bool,
    /// Only list what would be removed
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

/// `schema`.
#[derive(Debug, ClapArgs)]
pub(crate) struct SchemaArgs {
    /// Of the lines that --json prints, instead
    #[arg(long)]
    pub(crate) events: bool,
}

/// `key`.
#[derive(Debug, ClapArgs)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

/// What can be done with a key.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Keep a key: asked for on a terminal, else read from stdin
    Set(KeyOf),
    /// Forget a key
    Remove(KeyOf),
}

/// Whose key.
#[derive(Debug, ClapArgs)]
pub(crate) struct KeyOf {
    /// google, openai, seedream, comfy-router, retrodiffusion or pixellab
    pub(crate) provider: String,
    /// Taken so that it is not repeated in a message: it may be a key.
    #[arg(hide = true, num_args = 0..)]
    pub(crate) rest: Vec<String>,
}

/// `models`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ModelsArgs {
    /// Those of one provider: builtin, google, openai, a1111, comfyui, exec, …
    pub(crate) provider: Option<String>,
    /// Ask the services, too, which models they have and when these end; costs nothing
    #[arg(long)]
    pub(crate) online: bool,
}

/// `doctor`.
#[derive(Debug, ClapArgs)]
pub(crate) struct DoctorArgs {
    /// Ask the services, too, whether they answer, take the key and have the models; costs nothing
    #[arg(long)]
    pub(crate) online: bool,
}

/// `completions`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    pub(crate) shell: clap_complete::Shell,
}

fn parse_note(text: &str) -> Result<String, String> {
    let note = text.trim();
    match note.chars().count() {
        0 => Err("the note is empty".to_owned()),
        1..=1000 => Ok(note.to_owned()),
        _ => Err("a note has at most 1000 characters".to_owned()),
    }
}

fn parse_named(text: &str) -> Result<Named, String> {
    let (asset, part) = text.split_once('/').unwrap_or((text, ""));
    let asset = AssetName::parse(asset).map_err(|why| why.to_string())?;
    let part = PartName::parse(part).map_err(|why| why.to_string())?;
    Ok(Named { asset, part: (!part.is_whole()).then_some(part) })
}
