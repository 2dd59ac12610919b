//! The text of `assetbuild --help`. Written by hand, since two groups of commands and the exit
//! codes are more than the parser's own layout knows.

use clap::{Command, CommandFactory};

use crate::cli::args::Args;

/// The commands that a newcomer needs; all others stand under "More".
const FIRST: [&str; 8] = ["build", "plan", "status", "why", "watch", "prompt", "show", "init"];

const OPTIONS: &str = "\
Options of every command:
  -C, --directory DIR  act as if started in this folder
  -v, --verbose        say more: unfold long lists, list what is fresh
  -q, --quiet          say only what was asked for, and what is wrong
      --color WHEN     auto, always or never
      --json           one JSON object a line on stdout, for programs
  -h, --help           print help; `assetbuild COMMAND --help` for one command
  -V, --version        print the version
";

const EXIT_CODES: &str = "\
Exit codes:
  0  done                               5  needs a network, a key or an original
  1  an asset failed                    6  store damaged, or bytes not reproducible
  2  wrong command line or manifest     7  not confirmed
  3  work pending (--locked, plan)    130  interrupted
  4  budget reached
";

/// The parser, with help of our own.
pub(crate) fn parser() -> Command {
    let parser = Args::command();
    let help = text(&parser);
    parser.override_help(help)
}

/// The whole text, with a line for each command that `parser` knows.
pub(crate) fn text(parser: &Command) -> String {
    let line = |command: &Command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        format!("  {:<12} {about}\n", command.get_name())
    };
    let first = FIRST.iter().filter_map(|name| parser.find_subcommand(name));
    let first: String = first.map(line).collect();
    let rest = parser.get_subcommands().filter(|it| !FIRST.contains(&it.get_name()));
    let rest: String = rest.map(line).collect();
    format!(
        "`make` for a game's generated art: TOML in, judged and locked pictures out\n\n\
         Usage: assetbuild [OPTIONS] [COMMAND]\n\n\
         Commands:\n{first}\nMore:\n{rest}\n{OPTIONS}\n{EXIT_CODES}"
    )
}
