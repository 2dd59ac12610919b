//! `Target`: one thing that takes in bytes.

/// One thing that takes in bytes, as the driver sees it: a plain function, which any fuzzer can call.
pub(crate) struct Target {
    /// Names its corpus.
    pub(crate) name: &'static str,
    /// Takes them in. What came of it, in words: inputs with new words are worth mutating further.
    ///
    /// Panics if something is wrong.
    pub(crate) takes: fn(&[u8]) -> String,
    /// Sound inputs beside the corpus.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// Puts sums and lengths right that a mutation breaks, so that what lies behind them is reached.
    pub(crate) mend: fn(&mut Vec<u8>),
    /// Words that its inputs are made of.
    pub(crate) words: &'static [&'static str],
    /// How many mutations are tried where nobody asks for more.
    pub(crate) few: u64,
}

/// For targets whose inputs have no sums.
pub(crate) fn as_it_is(_: &mut Vec<u8>) {}

/// The files of this repository with such an ending below a folder, those first that are first by name.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths.retain(|it| it.is_file() && it.to_string_lossy().ends_with(ending));
    paths.iter().map(|it| std::fs::read(it).unwrap()).collect()
}
