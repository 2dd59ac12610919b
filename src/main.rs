//! The `assetbuild` program.

use assetbuild::cli;
use assetbuild::cli::ExitStatus;

fn main() -> ExitStatus {
    cli::run(std::env::args_os())
}
