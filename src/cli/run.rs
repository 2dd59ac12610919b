//! `run`: from arguments to an exit status.

use std::ffi::OsString;
use std::sync::Arc;

use clap::FromArgMatches;
use clap::error::ErrorKind;

use crate::cli::args::{Args, BuildArgs, Command};
use crate::cli::build_flags::BuildFlags;
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::environment::Environment;
use crate::cli::exit_status::ExitStatus;
use crate::cli::printer::Printer;
use crate::cli::settings::Settings;
use crate::cli::{commands, help};

/// Runs the program.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let args = match parse(argv) {
        Ok(args) => args,
        Err(error) => return unparsed(&error),
    };
    let settings = Settings::new(&args.shared, Environment::read());
    let printer = Arc::new(Printer::new(&settings));
    let ctx = Context { settings, printer };
    let status = dispatch(&ctx, args).unwrap_or_else(|complaint| ctx.complain(&complaint));
    match ctx.printer.lost() {
        Some(error) => {
            ctx.printer.error(&format!("cannot write the result: {error}"), None);
            status.and(ExitStatus::Failed)
        }
        None => status,
    }
}

fn parse(argv: impl IntoIterator<Item = OsString>) -> Result<Args, clap::Error> {
    let mut matches = help::parser().try_get_matches_from(argv)?;
    Args::from_arg_matches_mut(&mut matches)
}

/// Help, version, or what was typed wrong.
fn unparsed(error: &clap::Error) -> ExitStatus {
    // Nowhere is left to say that the stream is gone.
    let _gone = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitStatus::Done,
        _ => ExitStatus::Usage,
    }
}

fn dispatch(ctx: &Context, args: Args) -> Answer {
    let Args { shared: _, flags, command } = args;
    let Some(command) = command else {
        return commands::build::run(ctx, BuildArgs { flags, ..BuildArgs::default() });
    };
    if flags != BuildFlags::default() {
        return Err(Complaint::usage("flags of a build must follow the word `build`"));
    }
    match command {
        Command::Build(args) => commands::build::run(ctx, args),
        Command::Plan(args) => commands::plan::run(ctx, args),
        Command::Status(args) => commands::status::run(ctx, args),
        Command::Why(args) => commands::why::run(ctx, &args),
        Command::Watch(args) => commands::watch::run(ctx, args),
        Command::Prompt(args) => commands::prompt::run(ctx, &args),
        Command::Show(args) => commands::show::run(ctx, &args),
        Command::Reroll(args) => commands::reroll::run(ctx, args),
        Command::Pick(args) => commands::choose::pick(ctx, &args),
        Command::Judge(args) => commands::reroll::judge(ctx, args),
        Command::Accept(args) => commands::choose::accept(ctx, &args),
        Command::Unaccept(args) => commands::choose::unaccept(ctx, &args),
        Command::Undo(args) => commands::choose::undo(ctx, &args),
        Command::Adopt(args) => commands::choose::adopt(ctx, &args),
        Command::Init(args) => commands::init::run(ctx, &args),
        Command::Add(args) => commands::add::run(ctx, &args),
        Command::Log(args) => commands::log::run(ctx, &args),
        Command::Cost(args) => commands::cost::run(ctx, &args),
        Command::Graph(args) => commands::graph::run(ctx, &args),
        Command::Check(args) => commands::check::run(ctx, &args),
        Command::Image(args) => commands::image::run(ctx, &args),
        Command::Clean(args) => commands::clean::run(ctx, &args),
        Command::Verify(args) => commands::verify::run(ctx, &args),
        Command::Gc(args) => commands::gc::run(ctx, &args),
        Command::Lock(args) => commands::lock::run(ctx, &args),
        Command::Schema(args) => commands::schema::run(ctx, &args),
        Command::Key(args) => commands::key::run(ctx, &args),
        Command::Models(args) => commands::models::run(ctx, &args),
        Command::Doctor(args) => commands::doctor::run(ctx, &args),
        Command::Completions(args) => commands::completions::run(ctx, &args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn typed(line: &str) -> Result<Args, clap::Error> {
        let words = ["assetbuild"].into_iter().chain(line.split_whitespace());
        parse(words.map(OsString::from))
    }

    #[test]
    fn the_parser_is_sound() {
        help::parser().debug_assert();
    }

    #[test]
    fn help_names_every_command() {
        let help = help::text(&Args::command());
        for command in Args::command().get_subcommands() {
            let line = format!("\n  {} ", command.get_name());
            assert_eq!(help.matches(&line).count(), 1, "{}", command.get_name());
        }
    }

    #[test]
    fn a_build_need_not_be_spelled_out() {
        assert!(typed("--frozen").unwrap().flags.frozen);
        assert!(typed("").unwrap().command.is_none());
        let args = typed("build hero ui_* --max-cost 2 -j 4").unwrap();
        let Some(Command::Build(build)) = args.command else { panic!("not a build") };
        assert_eq!(build.targets.targets.len(), 2);
        assert_eq!(build.flags.jobs, Some(4));
    }

    #[test]
    fn what_every_command_takes_may_stand_anywhere() {
        assert!(typed("plan --json").unwrap().shared.json);
        assert!(typed("--json plan -C art").unwrap().shared.directory.is_some());
        assert!(typed("-q -v plan").is_err());
    }
}
