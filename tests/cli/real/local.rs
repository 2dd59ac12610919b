//! Servers on the user's own machine: where a project may say that they are, and who gets a login.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::paid::game::{NONE, all_files};
use crate::real::studio::{LOGIN, ONE, Studio};
use crate::service::ledger::{Call, Kind};
use crate::service::{Brand, FakeServer};

fn names(studio: &Studio, provider: &str, url: &str) {
    studio.append("assetbuild.toml", &format!("\n[provider.{provider}]\nurl = \"{url}\"\n"));
}

#[test]
fn a_project_says_where_on_this_machine_a_server_is_and_the_user_says_otherwise() {
    for (provider, brand) in [("a1111", Brand::A1111), ("comfyui", Brand::ComfyUi)] {
        let studio = match provider {
            "a1111" => Studio::a1111(ONE),
            _ => Studio::comfyui(ONE),
        };
        let of_the_project = FakeServer::start(brand, "");
        let heard = || [&studio.service, &of_the_project].map(|it| it.ledger().counts()[0]);
        names(&studio, provider, &of_the_project.url());
        studio.build_exactly(&[]).cost([1, 0, 0]);
        assert_eq!(heard(), [1, 0], "{provider}");
        // Without a word of the user's.
        studio.edit("art/assets.toml", "green", "blue");
        studio.run_with(&["build", "--yes"], &[]).success();
        assert_eq!(heard(), [1, 1], "{provider}");
        let doctor = studio.run_with(&["doctor", "--online"], &[]);
        assert!(doctor.err.contains(&of_the_project.url()), "{}", doctor.shown());
    }
}

#[test]
fn an_address_of_a_project_is_shown_and_confirmed_once_before_anything_is_sent_there() {
    for (provider, brand) in [("a1111", Brand::A1111), ("comfyui", Brand::ComfyUi)] {
        let studio = match provider {
            "a1111" => Studio::a1111(ONE),
            _ => Studio::comfyui(ONE),
        };
        let [first, second] = ["", ""].map(|script| FakeServer::start(brand, script));
        let (first_url, second_url) = (first.url(), second.url());
        names(&studio, provider, &first_url);
        for args in [
            &["plan"][..],
            &["build", "--offline", "--yes"],
            &["build", "--frozen", "--yes"],
            &["doctor", "--online"],
            &["models"],
            &["status"],
        ] {
            let run = studio.run_with(args, &[]);
            assert!(first.ledger().calls.is_empty(), "{args:?}: {}", run.shown());
        }
        for args in [&["build"][..], &["--json", "build"]] {
            let run = studio.run_with(args, &[]).fails_with(7);
            let said = run.shown();
            assert!(said.contains(&format!("{provider} at {first_url}")), "{args:?}: {said}");
            assert!(first.ledger().calls.is_empty(), "{args:?}: {said}");
        }
        let yes = studio.run_with(&["build", "--yes"], &[]).success();
        assert!(yes.err.contains(&format!("{provider} at {first_url}")), "{}", yes.shown());
        assert_eq!(first.ledger().counts()[0], 1, "{provider}");
        // Once for each address, also in another clone.
        studio.remove(".assetbuild");
        studio.edit("art/assets.toml", "green", "blue");
        let again = studio.run_with(&["build"], &[]).success();
        assert!(!again.err.contains(&first_url), "{}", again.shown());
        assert_eq!(first.ledger().counts()[0], 2, "{provider}");
        studio.edit("assetbuild.toml", &first_url, &second_url);
        studio.edit("art/assets.toml", "blue", "red");
        studio.run_with(&["build"], &[]).fails_with(7);
        assert!(second.ledger().calls.is_empty(), "{provider}");
        studio.run_with(&["build", "--yes"], &[]).success();
        assert_eq!([first.ledger().counts()[0], second.ledger().counts()[0]], [2, 1]);
        // A consent lies with the user's own data, so none can come with a clone.
        for file in all_files(&studio.root()) {
            let text = std::fs::read(&file).unwrap();
            let is_consent = text.starts_with(format!("{provider} http").as_bytes());
            assert!(!is_consent, "{}", file.display());
        }
    }
}

#[test]
fn a_project_that_names_any_other_machine_is_refused_before_a_socket_opens() {
    let listening = FakeServer::start(Brand::A1111, "");
    let url = listening.url();
    let port = url.trim_start_matches("http://127.0.0.1:");
    for (provider, studio) in [("a1111", Studio::a1111(ONE)), ("comfyui", Studio::comfyui(ONE))] {
        let before = studio.read("assetbuild.toml");
        let line = before.lines().count() + 3;
        for url in [
            format!("http://evil.example:{port}"),
            format!("http://127.0.0.1.evil.example:{port}"),
            format!("http://127.0.0.1:{port}@evil.example"),
            format!("https://127.0.0.1:{port}"),
            format!("http://0.0.0.0:{port}"),
            format!("http://[::ffff:127.0.0.1]:{port}"),
            "file:///etc/passwd".to_owned(),
        ] {
            names(&studio, provider, &url);
            let run = studio.run_with(&["build", "--yes"], &[]);
            assert!([2, 5].contains(&run.code.unwrap()), "{}", run.shown());
            assert!(run.err.contains(&format!("assetbuild.toml:{line}:")), "{}", run.shown());
            assert!(run.err.contains("servers on this machine only"), "{}", run.shown());
            let doctor = studio.run_with(&["doctor", "--online"], &[]).fails_with(1);
            assert!(doctor.err.contains("is no server on this machine"), "{}", doctor.shown());
            studio.write("assetbuild.toml", &before);
        }
        assert!(studio.service.ledger().calls.is_empty(), "{provider}");
    }
    assert!(listening.ledger().calls.is_empty());
}

#[test]
fn a_login_opens_the_users_server_and_goes_nowhere_else() {
    let studio = Studio::locked_a1111(ONE);
    let url = studio.service.url();
    let at = ("A1111_BASE_URL", url.as_str());
    let login = ("ASSETBUILD_A1111_AUTH", LOGIN);
    let mut said = String::new();
    let mut run = |args: &[&str], variables: &[(&str, &str)]| {
        let run = studio.run_with(args, variables);
        said += &run.shown();
        run
    };
    let shut = run(&["build", "--yes"], &[at]).fails_with(5);
    assert!(shut.err.contains("ASSETBUILD_A1111_AUTH"), "{}", shut.shown());
    let wrong = run(&["build", "--yes"], &[at, ("ASSETBUILD_A1111_AUTH", "artist:wrong-one")]);
    assert!(wrong.fails_with(5).err.contains("Incorrect username"));
    run(&["-v", "build", "--yes"], &[at, login]).success();
    run(&["doctor", "--online"], &[at, login]).success();
    // Kept with the other keys, it does the same.
    studio.edit("art/assets.toml", "green", "blue");
    let kept = studio.run_reading(&["key", "set", "a1111"], LOGIN).success();
    run(&["build", "--yes"], &[at]).success();
    // Whatever listens where a project says is not told.
    let other = FakeServer::start(Brand::A1111, "");
    studio.edit("art/assets.toml", "blue", "red");
    names(&studio, "a1111", &other.url());
    run(&["build", "--yes"], &[]).success();
    run(&["--json", "models"], &[login]).success();
    assert_eq!(other.ledger().of(Kind::Paint).len(), 1);
    let none = |it: &Call| it.request.header("authorization").is_empty();
    assert!(other.ledger().calls.iter().all(none));
    said += &kept.shown();
    let encoded = STANDARD.encode(LOGIN);
    let tells = |text: &str| text.contains("hush-3e81b0c7") || text.contains(&encoded);
    assert!(!tells(&said), "{said}");
    for file in [all_files(&studio.root()), all_files(&studio.store())].concat() {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!tells(&String::from_utf8_lossy(&bytes)), "{}", file.display());
    }
}

#[test]
fn a_login_that_is_none_is_said_and_nothing_is_sent() {
    let studio = Studio::a1111(ONE);
    let url = studio.service.url();
    let at = ("A1111_BASE_URL", url.as_str());
    let run = studio.run_with(&["build", "--yes"], &[at, ("ASSETBUILD_A1111_AUTH", "a b")]);
    let run = run.fails_with(5);
    assert!(run.err.contains("`ASSETBUILD_A1111_AUTH` holds no key"), "{}", run.shown());
    assert!(studio.service.ledger().calls.is_empty());
    let kept = studio.run_reading(&["key", "set", "a1111"], "no-colon-in-it").fails_with(2);
    assert!(!kept.shown().contains("no-colon-in-it"), "{}", kept.shown());
    studio.build_exactly(&[]).cost([1, 0, 0]);
    studio.build_exactly(&[]).cost(NONE);
}
