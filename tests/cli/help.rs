//! What the program says of itself.

use crate::harness::TestProject;

#[test]
fn help_shows_first_what_a_newcomer_needs() {
    let run = TestProject::empty().run(&["--help"]).success();
    insta::assert_snapshot!(run.out, @r"
    `make` for a game's generated art: TOML in, judged and locked pictures out

    Usage: assetbuild [OPTIONS] [COMMAND]

    Commands:
      build        Bring targets up to date (the default)
      plan         Show what a build would do, why, and for how much; spends nothing
      status       One line per asset: fresh, dirty, waiting, held, edited, below target, failed
      why          Tell what changed since the lock, and what it leads to
      watch        Build on every edit
      prompt       Print the request that a model would get; calls nothing
      show         Print where the pictures of an asset are
      init         Begin a project that builds

    More:
      reroll       Have more paintings made of an asset, with a note or without; says the price first
      pick         Have one painting shown, whatever the scores say; free
      judge        Ask the judge again about what is there; says the price first
      accept       Keep these paintings, whatever the manifest says; free
      unaccept     Let accepted assets follow their manifest again
      undo         Take the last choice about these assets back; free
      adopt        Make a hand-made picture the one that is shown and kept; free
      add          Append an asset to a manifest, comments kept
      log          Tell what ran: every attempt, its score and its price
      cost         Tell what was spent and saved, by model, asset and day
      graph        Print who depends on whom
      check        Look for mistakes in manifests and in the pictures that are there; never pays
      image        Cut out, snap, check or join plain files, without a project
      clean        Remove the files that builds wrote; paid originals stay in the store
      verify       Compute the pictures again and compare; read the whole store for damage
      gc           Delete from the store what can be computed again; originals only by name
      lock         Join the locks of two branches, as git's merge driver or after a conflict
      schema       Print the JSON Schema of manifests, for editors
      key          Keep a key of a service, or forget it; it is read hidden and never shown
      models       List the models that can be used, with price and abilities
      doctor       Look for what is wrong with the machine and around the project
      completions  Print completions for a shell

    Options of every command:
      -C, --directory DIR  act as if started in this folder
      -v, --verbose        say more: unfold long lists, list what is fresh
      -q, --quiet          say only what was asked for, and what is wrong
          --color WHEN     auto, always or never
          --json           one JSON object a line on stdout, for programs
      -h, --help           print help; `assetbuild COMMAND --help` for one command
      -V, --version        print the version

    Exit codes:
      0  done                               5  needs a network, a key or an original
      1  an asset failed                    6  store damaged, or bytes not reproducible
      2  wrong command line or manifest     7  not confirmed
      3  work pending (--locked, plan)    130  interrupted
      4  budget reached
    ");
}

#[test]
fn an_unknown_flag_is_a_mistake_of_the_command_line() {
    TestProject::empty().run(&["build", "--frozzen"]).fails_with(2);
}

#[test]
fn help_works_without_a_project() {
    for command in ["build", "plan", "watch", "cost"] {
        TestProject::empty().run(&[command, "--help"]).success();
    }
}

#[test]
fn schemas_and_completions_are_results() {
    let project = TestProject::empty();
    for args in [["schema"].as_slice(), &["schema", "--events"], &["completions", "bash"]] {
        let run = project.run(args).success();
        assert!(!run.out.is_empty() && run.err.is_empty(), "{args:?}");
    }
}
