//! Masks by a network of the user's: made once, kept like paintings, and found without the network.

use std::path::PathBuf;

use crate::paid::game::{Game, NONE};

/// A network that takes whatever has some green in it for the subject: one 1 × 1 convolution and
/// a sigmoid, in the form of U²-Net.
fn green_finder() -> Vec<u8> {
    let weights = [0.0, 20.0, 0.0_f32].map(f32::to_le_bytes).concat();
    let convolved =
        [tensor("weights", &[1, 3, 1, 1], &weights), tensor("bias", &[1], &34.0_f32.to_le_bytes())];
    let nodes = [
        [node("Conv", &["picture", "weights", "bias"], "convolved"), one_by_one()].concat(),
        node("Sigmoid", &["convolved"], "mask"),
    ];
    let graph = [
        nodes.map(|it| field(1, &it)).concat(),
        field(2, b"green"),
        convolved.map(|it| field(5, &it)).concat(),
        field(11, &value("picture", 3)),
        field(12, &value("mask", 1)),
    ]
    .concat();
    let opset = [field(1, b""), number(2, 13)].concat();
    [number(1, 8), field(7, &graph), field(8, &opset)].concat()
}

/// Side of what U²-Net sees.
const SIDE: u64 = 320;

fn node(kind: &str, inputs: &[&str], output: &str) -> Vec<u8> {
    let inputs: Vec<u8> = inputs.iter().flat_map(|it| field(1, it.as_bytes())).collect();
    [inputs, field(2, output.as_bytes()), field(4, kind.as_bytes())].concat()
}

/// What exporters always write beside a convolution, even where it is the default.
fn one_by_one() -> Vec<u8> {
    const INTS: u64 = 7;
    let attribute = |name: &str| {
        let ones = [number(8, 1), number(8, 1)].concat();
        field(5, &[field(1, name.as_bytes()), ones, number(20, INTS)].concat())
    };
    ["strides", "dilations", "kernel_shape"].map(attribute).concat()
}

fn tensor(name: &str, shape: &[u64], floats: &[u8]) -> Vec<u8> {
    let shape: Vec<u8> = shape.iter().flat_map(|it| number(1, *it)).collect();
    [shape, number(2, 1), field(8, name.as_bytes()), field(9, floats)].concat()
}

fn value(name: &str, channels: u64) -> Vec<u8> {
    let sides = [1, channels, SIDE, SIDE].map(|it| field(1, &number(1, it))).concat();
    let tensor = [number(1, 1), field(2, &sides)].concat();
    [field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat()
}

/// A field of a protocol buffer that holds a number.
fn number(tag: u64, value: u64) -> Vec<u8> {
    [varint(tag << 3), varint(value)].concat()
}

/// A field of a protocol buffer that holds bytes.
fn field(tag: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(tag << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut res = vec![];
    while value > 0x7f {
        res.push(u8::try_from(value & 0x7f | 0x80).unwrap());
        value >>= 7;
    }
    res.push(u8::try_from(value).unwrap());
    res
}

const PAINTED: &str = "\n[style.painted]\ntemplate = \"hand-drawn\"\nsize = 64\n";

/// A slime that a network cuts out, and the network's file.
fn slime() -> (Game, PathBuf) {
    let game = Game::of(
        "[asset.slime]\nsubject = \"green slime\"\nstyle = \"dots\"\ncutout = \"network\"\n\
         network = \"green\"\n",
    );
    let file = game.call_log().with_file_name("green.onnx");
    std::fs::write(&file, green_finder()).unwrap();
    (game, file)
}

/// The user's configuration has the network under this name.
fn has_network(game: &Game, name: &str, file: &std::path::Path) {
    let network =
        format!("[network.{name}]\nfile = '''{}'''\npreset = \"u2net\"\n", file.display());
    game.config(&game.user_config(&network));
}

fn metadata(game: &Game) -> serde_json::Value {
    serde_json::from_str(&game.files()["sprite/slime.json"]).unwrap()
}

#[test]
fn a_mask_is_made_once_and_found_without_its_network() {
    let (game, file) = slime();
    has_network(&game, "green", &file);
    game.build(&[]).cost([3, 3, 2]);
    let mask = &metadata(&game)["mask"];
    assert_eq!(mask["network"], "green");
    assert!(mask["form"].as_str().unwrap().contains("\"size\":320"), "{mask}");
    let before = game.files();
    game.build(&[]).cost(NONE);
    // On another machine, with the originals and without the network.
    game.config(&game.user_config(""));
    game.remove(&file);
    game.remove(&game.root().join("generated-assets"));
    game.remove(&game.store().join("derived"));
    game.build(&["--frozen"]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn another_network_makes_another_mask_and_buys_nothing() {
    let (game, file) = slime();
    has_network(&game, "green", &file);
    game.build(&[]).cost([3, 3, 2]);
    let first = metadata(&game)["mask"].clone();
    game.edit("art/assets.toml", "network = \"green\"", "network = \"other\"");
    let built = game.build(&[]).ends(5, NONE);
    assert!(built.run.out.contains("[network.other]"), "{}", built.run.shown());
    has_network(&game, "other", &file);
    game.build(&[]).cost(NONE);
    assert_eq!(metadata(&game)["mask"]["network"], "other");
    // Back again, what there is is found; the first network is not missed.
    game.edit("art/assets.toml", "network = \"other\"", "network = \"green\"");
    has_network(&game, "green", &file);
    game.build(&[]).cost(NONE);
    assert_eq!(metadata(&game)["mask"], first);
}

#[test]
fn nothing_is_painted_for_a_network_that_is_not_there() {
    let (game, file) = slime();
    let built = game.build(&[]).ends(5, NONE);
    assert!(built.run.out.contains("[network.green]"), "{}", built.run.shown());
    has_network(&game, "green", &file);
    let wrong = format!("blake3 = \"{}\"\n", "0".repeat(64));
    let network = format!("[network.green]\nfile = '''{}'''\n{wrong}", file.display());
    game.config(&game.user_config(&network));
    let built = game.build(&[]).ends(5, NONE);
    assert!(built.run.out.contains("not the one"), "{}", built.run.shown());
    game.remove(&file);
    game.build(&[]).ends(5, NONE);
}

#[test]
fn scenery_is_cut_out_by_the_only_network_that_there_is() {
    let lone = || {
        let game = Game::of("[asset.slime]\nsubject = \"green slime\"\nstyle = \"painted\"\n");
        // With all its colours: locked to a few, a scene may have one at its border.
        game.append("art/styles.toml", PAINTED);
        game.script(r#"{"default": {"picture": "scenery"}}"#);
        let file = game.call_log().with_file_name("green.onnx");
        std::fs::write(&file, green_finder()).unwrap();
        (game, file)
    };
    let network = |name: &str, file: &std::path::Path| {
        format!("[network.{name}]\nfile = '''{}'''\npreset = \"u2net\"\n", file.display())
    };
    // None, or no one: nothing can be shown.
    let (game, file) = lone();
    assert_eq!(game.does(&["build", "--yes"]).run.code, Some(1));
    game.config(&game.user_config(&(network("green", &file) + &network("other", &file))));
    assert_eq!(game.does(&["build", "--yes"]).run.code, Some(1));
    // With one it costs what any other picture costs.
    let (game, file) = lone();
    has_network(&game, "green", &file);
    game.build(&[]).cost([3, 3, 2]);
    let told = metadata(&game);
    assert_eq!(told["mask"]["network"], "green", "{told}");
    assert!(
        told.to_string().contains("no one colour surrounds the subject, so the mask of"),
        "{told}"
    );
    // Whoever has the originals needs no network.
    let before = game.files();
    game.config(&game.user_config(""));
    game.remove(&game.root().join("generated-assets"));
    game.remove(&game.store().join("derived"));
    game.build(&["--frozen"]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn a_network_is_not_asked_where_the_border_says_enough() {
    let game = Game::of("[asset.slime]\nsubject = \"green slime\"\nstyle = \"dots\"\n");
    has_network(&game, "green", &game.root().join("nowhere.onnx"));
    game.build(&[]).cost([3, 3, 2]);
    assert!(metadata(&game)["mask"].is_null());
}
