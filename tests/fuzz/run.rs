//! The driver: the corpus, then mutations of what was worth it, in a process of its own with little memory.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::fuzz::mutation::mutated;
use crate::fuzz::target::Target;

/// The most memory that a target may take, in KiB.
pub(crate) const MEMORY: u32 = 512 << 10;
/// How long one input may keep the processor busy, in seconds; the tests run unoptimised.
pub(crate) const LONGEST: u64 = 10;
/// How many inputs are worth mutating at once.
const MOST_KEPT: usize = 2000;
/// Set in the process that does nothing else: the folder that it leaves its input in.
const ALONE: &str = "ASSETBUILD_FUZZ_ALONE";
/// For how many seconds each target is tried, if somebody says so.
const SECONDS: &str = "ASSETBUILD_FUZZ_SECONDS";
/// Another number, other mutations.
const SEED: &str = "ASSETBUILD_FUZZ_SEED";

/// Tries a target, in a process of its own with little memory.
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
pub(crate) fn holds(target: &Target) {
    if let Some(folder) = std::env::var_os(ALONE) {
        alone(target, Path::new(&folder));
        return;
    }
    let folder = std::env::temp_dir().join(format!("assetbuild-fuzz-{}", target.name));
    fs::create_dir_all(&folder).unwrap();
    let thread = std::thread::current();
    let program = std::env::current_exe().unwrap();
    let args = ["--exact", thread.name().unwrap(), "--nocapture", "--test-threads", "1"];
    let output = limited(&program).args(args).env(ALONE, &folder).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let said = format!("{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let input = input_of(&folder);
    assert!(output.status.success(), "`{}` failed at `{}`: {said}", target.name, input.display());
    let figures = text.lines().find(|it| it.starts_with("fuzz: "));
    println!("{}", figures.unwrap_or_else(|| panic!("no figures were printed: {said}")));
    fs::remove_dir_all(&folder).unwrap();
}

/// A program that gets no more memory than a target may take.
fn limited(program: &Path) -> Command {
    if !cfg!(unix) {
        return Command::new(program);
    }
    let mut res = Command::new("sh");
    res.args(["-c", &format!("ulimit -d {MEMORY}; exec \"$@\""), "sh"]).arg(program);
    res.stdin(Stdio::null());
    res
}

fn input_of(folder: &Path) -> PathBuf {
    folder.join("input")
}

/// What one process came to.
struct Figures {
    runs: u64,
    kept: usize,
    seconds: u64,
}

#[expect(clippy::print_stdout, reason = "this is how a process tells the one that started it")]
fn alone(target: &Target, folder: &Path) {
    let number = |name| std::env::var(name).ok().map(|it| it.parse().unwrap());
    let watch = Watch::start(input_of(folder));
    let corpus = corpus(target);
    let n_corpus = corpus.len();
    let figures = tried(target, corpus, number(SECONDS), number(SEED).unwrap_or(1), &watch);
    let Figures { runs, kept, seconds } = figures;
    let name = target.name;
    let peak = peak().map_or("unknown".to_owned(), |it| format!("{} MiB", it / 1024));
    let busy = busy() / 100;
    println!(
        "\nfuzz: {name}: {runs} runs in {seconds} s, {busy} s of the processor; from {n_corpus} inputs \
         to {kept}; peak {peak}"
    );
}

fn tried(
    target: &Target,
    mut pool: Vec<Vec<u8>>,
    seconds: Option<u64>,
    seed: u64,
    watch: &Watch,
) -> Figures {
    let (began, mut dice, mut known) = (Instant::now(), Dice::new(seed), BTreeSet::new());
    for input in &pool {
        known.insert(watch.take(target, input));
    }
    let mut runs = pool.len() as u64;
    let is_enough = |runs: u64| match seconds {
        Some(seconds) => began.elapsed() >= Duration::from_secs(seconds),
        None => runs >= target.few,
    };
    while !is_enough(runs) {
        let [base, other] = [&pool[dice.below(pool.len())], &pool[dice.below(pool.len())]];
        let input = mutated(target, base, other, &mut dice);
        runs += 1;
        if known.insert(watch.take(target, &input)) && pool.len() < MOST_KEPT {
            pool.push(input);
        }
    }
    Figures { runs, kept: pool.len(), seconds: began.elapsed().as_secs() }
}

/// What was found before, and sound inputs.
fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let found = format!("tests/fuzz/corpus/{}", target.name);
    let there = Path::new(env!("CARGO_MANIFEST_DIR")).join(&found).is_dir();
    let mut res = if there { crate::fuzz::target::files(&found, "") } else { Vec::new() };
    res.extend((target.seeds)());
    assert!(!res.is_empty(), "`{}` has nothing to begin with", target.name);
    res
}

/// Ends the process if one input keeps it busy for too long.
struct Watch {
    input: PathBuf,
}

/// How busy the process was when the present input came, in hundredths of a second.
static SINCE: AtomicU64 = AtomicU64::new(0);

impl Watch {
    #[expect(clippy::print_stderr, reason = "this is how a process tells the one that started it")]
    fn start(input: PathBuf) -> Watch {
        SINCE.store(busy(), Ordering::Relaxed);
        std::thread::spawn(|| {
            while busy() < SINCE.load(Ordering::Relaxed) + LONGEST * 100 {
                std::thread::sleep(Duration::from_millis(200));
            }
            eprintln!("one input took more than {LONGEST} s");
            std::process::abort();
        });
        Watch { input }
    }

    /// Has the target take an input. What is new about what came of it: its words, without digits.
    fn take(&self, target: &Target, input: &[u8]) -> String {
        fs::write(&self.input, input).unwrap();
        SINCE.store(busy(), Ordering::Relaxed);
        let mut words = (target.takes)(input);
        words.retain(|it| !it.is_ascii_digit());
        words.truncate(words.floor_char_boundary(200));
        words
    }
}

/// For how long this process has kept the processor busy, in hundredths of a second; elsewhere than on
/// Linux nobody knows.
fn busy() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum()
}

/// The most memory that this process had, in KiB.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
