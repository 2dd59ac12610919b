//! `Graph`: in which order assets can be made, and which of them wait for each other in a ring.
//!
//! Nothing here recurses: a chain of 50,000 assets is walked on any stack.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::name::AssetName;
use crate::resolve::Edge;

/// In which order assets can be made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// What an asset needs stands before it, ties by name. Those of a ring are not in it.
    pub order: Vec<AssetName>,
    /// One ring for each group of assets that need each other: its members along the ring, the
    /// lowest name first.
    pub cycles: Vec<Vec<AssetName>>,
    /// All that need themselves, on any way: members of a ring that is not shown as well.
    pub tangled: BTreeSet<AssetName>,
}

/// The graph of assets by what each needs. Edges to what is not there are left out.
#[must_use]
pub fn graph(edges: &BTreeMap<AssetName, Vec<Edge>>) -> Graph {
    let names: Vec<&AssetName> = edges.keys().collect();
    let at = |name: &AssetName| names.binary_search(&name).ok();
    let needs: Vec<Vec<usize>> = edges
        .values()
        .map(|list| {
            let found: BTreeSet<usize> = list.iter().filter_map(|it| at(&it.to)).collect();
            found.into_iter().collect()
        })
        .collect();
    let groups = tangles(&needs);
    let tangled: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let named = |it: &usize| names[*it].clone();
    let ring = |group: &BTreeSet<usize>| shortest_ring(group, &needs).iter().map(named).collect();
    let mut cycles: Vec<Vec<AssetName>> = groups.iter().map(ring).collect();
    cycles.sort();
    Graph {
        order: order(&needs, &tangled).iter().map(named).collect(),
        cycles,
        tangled: tangled.iter().map(named).collect(),
    }
}

/// Needs first, ties by index (Kahn 1962). What a tangled one needs does not count, and it counts
/// as made, so that all that merely need it still have a place.
fn order(needs: &[Vec<usize>], tangled: &BTreeSet<usize>) -> Vec<usize> {
    let mut open: Vec<usize> = vec![0; needs.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (idx, list) in needs.iter().enumerate() {
        for need in list.iter().filter(|it| !tangled.contains(it)) {
            open[idx] += 1;
            needed_by[*need].push(idx);
        }
    }
    let free = |it: &usize| !tangled.contains(it);
    let mut ready: BTreeSet<usize> =
        (0..needs.len()).filter(|it| open[*it] == 0).filter(free).collect();
    let mut res = Vec::new();
    while let Some(next) = ready.pop_first() {
        res.push(next);
        for waiting in &needed_by[next] {
            open[*waiting] -= 1;
            if open[*waiting] == 0 && free(waiting) {
                ready.insert(*waiting);
            }
        }
    }
    res
}

/// The strongly connected groups that hold a ring (Tarjan 1972, with a stack of its own).
fn tangles(needs: &[Vec<usize>]) -> Vec<BTreeSet<usize>> {
    let mut search = Search {
        needs,
        index: vec![None; needs.len()],
        low: vec![0; needs.len()],
        open: vec![false; needs.len()],
        stack: Vec::new(),
        count: 0,
        found: Vec::new(),
    };
    for start in 0..needs.len() {
        if search.index[start].is_none() {
            search.run(start);
        }
    }
    search.found
}

struct Search<'a> {
    needs: &'a [Vec<usize>],
    /// In which order a node was reached.
    index: Vec<Option<usize>>,
    /// The lowest index that is reached from a node through open ones.
    low: Vec<usize>,
    /// Whether a node is on the stack.
    open: Vec<bool>,
    stack: Vec<usize>,
    count: usize,
    found: Vec<BTreeSet<usize>>,
}

impl Search<'_> {
    fn run(&mut self, start: usize) {
        // A node, and how many of its needs were looked at.
        let mut trail = vec![(start, 0)];
        self.enter(start);
        while let Some((node, seen)) = trail.last_mut() {
            let node = *node;
            let Some(need) = self.needs[node].get(*seen).copied() else {
                trail.pop();
                if let Some((parent, _)) = trail.last() {
                    self.low[*parent] = self.low[*parent].min(self.low[node]);
                }
                self.leave(node);
                continue;
            };
            *seen += 1;
            match self.index[need] {
                None => {
                    self.enter(need);
                    trail.push((need, 0));
                }
                Some(index) if self.open[need] => self.low[node] = self.low[node].min(index),
                Some(_) => {}
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.count);
        self.low[node] = self.count;
        self.count += 1;
        self.open[node] = true;
        self.stack.push(node);
    }

    fn leave(&mut self, node: usize) {
        if self.index[node] != Some(self.low[node]) {
            return;
        }
        let mut group = BTreeSet::new();
        while let Some(member) = self.stack.pop() {
            self.open[member] = false;
            group.insert(member);
            if member == node {
                break;
            }
        }
        if group.len() > 1 || self.needs[node].contains(&node) {
            self.found.push(group);
        }
    }
}

/// How many links may be followed in search of a shorter ring.
const EFFORT: usize = 1_000_000;

/// The shortest ring of a group; of a very large group, the shortest of those that were tried.
fn shortest_ring(group: &BTreeSet<usize>, needs: &[Vec<usize>]) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::new();
    let mut effort = EFFORT;
    for start in group {
        let found = ring_through(*start, group, needs, best.len(), &mut effort);
        if let Some(found) = found {
            best = found;
        }
        if best.len() == 1 || (effort == 0 && !best.is_empty()) {
            break;
        }
    }
    let lowest = best.iter().enumerate().min_by_key(|(_, it)| **it);
    let lowest = lowest.map_or(0, |(at, _)| at);
    best.rotate_left(lowest);
    best
}

/// The shortest ring through one node, by breadth, if it is shorter than `bound` (0: no bound).
fn ring_through(
    start: usize,
    group: &BTreeSet<usize>,
    needs: &[Vec<usize>],
    bound: usize,
    effort: &mut usize,
) -> Option<Vec<usize>> {
    let mut from: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut queue = VecDeque::from([(start, 1)]);
    while let Some((node, depth)) = queue.pop_front() {
        if bound > 0 && (depth >= bound || *effort == 0) {
            return None;
        }
        for need in needs[node].iter().filter(|it| group.contains(it)) {
            *effort = effort.saturating_sub(1);
            if *need == start {
                return Some(trail_to(node, start, &from));
            }
            if !from.contains_key(need) {
                from.insert(*need, (node, depth));
                queue.push_back((*need, depth + 1));
            }
        }
    }
    None
}

fn trail_to(end: usize, start: usize, from: &BTreeMap<usize, (usize, usize)>) -> Vec<usize> {
    let mut res = vec![end];
    let mut node = end;
    while node != start {
        node = from[&node].0;
        res.push(node);
    }
    res.reverse();
    res
}

/// At most so many members of a ring are named in a message.
const SHOWN: usize = 8;

/// Where the first asset names the second.
type Mention<'a> = dyn Fn(&AssetName, &AssetName) -> Option<Anchor> + 'a;

/// One diagnostic for each asset that needs itself. `place` is where the first asset names the
/// second; see [`crate::resolve::Declaration::mention`].
///
/// Those of one ring differ in nothing but the asset, so that they can be printed as one.
#[must_use]
pub fn cycle_diagnostics(graph: &Graph, place: &Mention<'_>) -> Vec<Diagnostic> {
    let mut res = Vec::new();
    let mut told = BTreeSet::new();
    for ring in &graph.cycles {
        let Some(found) = ring_diagnostic(ring, place) else {
            continue;
        };
        for member in ring {
            told.insert(member);
            res.push(found.clone().of_asset(member));
        }
    }
    for member in graph.tangled.iter().filter(|it| !told.contains(it)) {
        let Some(at) = place(member, member) else {
            continue;
        };
        let message = format!("`{member}` needs itself, through others that form a ring");
        res.push(Diagnostic::error(Code::Cycle, at, message).of_asset(member));
    }
    res
}

fn ring_diagnostic(ring: &[AssetName], place: &Mention<'_>) -> Option<Diagnostic> {
    let first = ring.first()?;
    let message = match ring.len() {
        1 => format!("`{first}` refers to itself"),
        2 => format!("two assets refer to each other: {}", shown(ring)),
        n => format!("{} assets refer to each other in a ring: {}", count(n), shown(ring)),
    };
    let next = |idx: usize| &ring[(idx + 1) % ring.len()];
    let needs = |idx: usize| format!("needs `{}`", next(idx));
    let mut res = Diagnostic::error(Code::Cycle, place(first, next(0))?, message).label(needs(0));
    for (idx, member) in ring.iter().enumerate().take(SHOWN).skip(1) {
        if let Some(at) = place(member, next(idx)) {
            res = res.also(at, needs(idx));
        }
    }
    Some(res.help("remove one of these references"))
}

/// `a → b → c → a`, with a gap where it is long.
fn shown(ring: &[AssetName]) -> String {
    let mut names: Vec<&str> = ring.iter().take(SHOWN).map(AssetName::as_str).collect();
    if ring.len() > SHOWN {
        names.push("…");
    }
    names.extend(ring.first().map(AssetName::as_str));
    names.join(" → ")
}

fn count(n: usize) -> String {
    let words = ["three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = n.checked_sub(3).and_then(|it| words.get(it));
    word.map_or_else(|| n.to_string(), |it| (*it).to_owned())
}
