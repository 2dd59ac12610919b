//! In which order assets are made, and what cannot be ordered.

use std::collections::BTreeMap;

use proptest::prelude::Strategy;
use proptest::proptest;

use crate::name::{AssetName, PartName};
use crate::resolve::tests::project_files::{TestProject, line, name};
use crate::resolve::{
    Edge, EdgeKind, Outputs, collisions, cycle_diagnostics, duplicates, graph, output_paths,
};

type Edges = BTreeMap<AssetName, Vec<Edge>>;

fn edges(needs: impl IntoIterator<Item = (String, Vec<String>)>) -> Edges {
    let edge =
        |to: String| Edge { to: name(&to), part: PartName::default(), kind: EdgeKind::Reference };
    let needs = needs.into_iter();
    needs.map(|(from, to)| (name(&from), to.into_iter().map(edge).collect())).collect()
}

#[test]
fn a_chain_and_a_ring_of_50_000_links_fit_on_a_small_stack() {
    let link = |idx: usize| format!("a{idx:05}");
    let check = move || {
        let chain =
            (0..50_000).map(|it| (link(it), if it == 0 { vec![] } else { vec![link(it - 1)] }));
        let chain = graph(&edges(chain));
        assert_eq!(chain.order.len(), 50_000);
        assert_eq!(chain.order[49_999].as_str(), "a49999");
        let ring = (0..50_000).map(|it| (link(it), vec![link((it + 1) % 50_000)]));
        let ring = graph(&edges(ring));
        assert!(ring.order.is_empty());
        assert_eq!(ring.cycles[0].len(), 50_000);
    };
    let small = std::thread::Builder::new().stack_size(256 * 1024);
    small.spawn(check).unwrap().join().unwrap();
}

#[test]
fn of_a_tangle_the_shortest_ring_is_shown() {
    let needs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("x", "a"), ("z", "")];
    let mut edges = edges(needs.map(|(from, to)| {
        let to = Some(to.to_owned()).filter(|it| !it.is_empty());
        (from.to_owned(), to.into_iter().collect())
    }));
    let back = edges[&name("d")][0].clone();
    let back = Edge { to: name("c"), ..back };
    edges.get_mut(&name("d")).unwrap().push(back);
    let found = graph(&edges);
    assert_eq!(found.cycles, [[name("c"), name("d")]]);
    assert_eq!(found.tangled.len(), 4);
    assert_eq!(found.order, [name("x"), name("z")]);
}

#[test]
fn a_ring_is_told_of_each_of_its_members() {
    let asset =
        |it: &str, to: &str| format!("[asset.{it}]\nsubject = \"x\"\nreferences = [\"{to}\"]\n");
    let manifest = [asset("a", "b"), asset("b", "c"), asset("c", "a"), asset("d", "d")].concat();
    let project = TestProject::of(&manifest);
    let edges = project.declarations.iter().map(|it| {
        let asset = project.asset(it.name.as_str());
        (it.name.clone(), asset.edges())
    });
    let found = graph(&edges.collect());
    let place = |from: &AssetName, to: &AssetName| {
        let found = project.declarations.iter().find(|it| it.name == *from);
        found.map(|it| it.mention(to))
    };
    let found = cycle_diagnostics(&found, &place);
    let ring = "cycle at asset.a.references[0]: three assets refer to each other in a ring: \
                a → b → c → a (remove one of these references)";
    let alone =
        "cycle at asset.d.references[0]: `d` refers to itself (remove one of these references)";
    let lines: Vec<String> = found.iter().map(line).collect();
    assert_eq!(lines, [ring, ring, ring, alone]);
    assert_eq!(found[0].secondary.len(), 2);
    let members: Vec<_> = found.iter().map(|it| it.asset.clone().unwrap()).collect();
    assert_eq!(members, ["a", "b", "c", "d"].map(name));
}

#[test]
fn two_assets_of_one_name_are_shown_both() {
    let project = TestProject::new(&[
        ("assetbuild.toml", ""),
        ("art/b.toml", "[animation.hero]\nsubject = \"x\""),
        ("art/a.toml", "[asset.hero]\nsubject = \"x\"\n[asset.foe]\nsubject = \"y\""),
    ]);
    let all: Vec<_> = project.declarations.iter().collect();
    let found = duplicates(&all);
    assert_eq!(found.len(), 1);
    assert_eq!(
        line(&found[0]),
        "duplicate-name at animation.hero: two assets are called `hero` (rename one of them)"
    );
    assert_eq!(found[0].secondary[0].at.file.as_str(), "art/a.toml");
}

#[test]
fn files_that_are_one_on_some_disks_collide() {
    let project = TestProject::of(
        "[asset.ok]\nsubject = \"x\"\nstates = [\"a\", \"b\"]\n[asset.OK_b]\nsubject = \"x\"\n\
         [asset.other]\nsubject = \"x\"\ncategory = \"else\"\n\
         [atlas.all]\npack = [\"o*\"]\ncategory = \"sprite\"\n[asset.all_2]\nsubject = \"x\"\n",
    );
    let outputs: Vec<(_, Outputs)> = project
        .declarations
        .iter()
        .map(|it| (it, output_paths(&project.asset(it.name.as_str()))))
        .collect();
    let found = collisions(outputs.iter().map(|(it, outputs)| (&it.name, it.at(), outputs)));
    let told: Vec<_> = found.iter().map(|it| it.asset.clone().unwrap()).collect();
    let mut sorted = told.clone();
    sorted.sort();
    assert_eq!(sorted, ["OK_b", "all", "all_2", "ok"].map(name), "{found:?}");
}

proptest! {
    #[test]
    fn what_an_asset_needs_stands_before_it(
        links in proptest::collection::vec((0..30_u32, 0..30_u32), 0..60)
            .prop_map(|links| links.into_iter().collect::<std::collections::BTreeSet<_>>())
    ) {
        let mut needs: BTreeMap<String, Vec<String>> =
            (0..30).map(|it| (format!("a{it:02}"), vec![])).collect();
        for (from, to) in links {
            needs.get_mut(&format!("a{from:02}")).unwrap().push(format!("a{to:02}"));
        }
        let edges = edges(needs);
        let found = graph(&edges);
        assert_eq!(found.order.len() + found.tangled.len(), 30);
        for (at, asset) in found.order.iter().enumerate() {
            for need in &edges[asset] {
                let before = found.order[..at].contains(&need.to);
                assert!(before || found.tangled.contains(&need.to), "{asset} before {}", need.to);
            }
        }
        for ring in &found.cycles {
            for (idx, member) in ring.iter().enumerate() {
                let next = &ring[(idx + 1) % ring.len()];
                assert!(edges[member].iter().any(|it| it.to == *next));
            }
        }
    }
}
