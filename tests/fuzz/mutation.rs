//! What is done to bytes: as random as a seed, and as cruel as people and fuzzers are.

use crate::dice::Dice;
use crate::fuzz::target::Target;

/// What grows longer than this is cut, but once in a while.
const LONG: usize = 32 << 10;
/// And this is never passed.
const LONGEST: usize = 1 << 20;

/// Numbers at which programs go wrong.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e308",
    "-0.0",
    "nan",
    "inf",
    "0.1",
    "1e-320",
    "99999999999999999999999999999999",
];

/// Bytes at which programs go wrong.
const BYTES: &[u8] = &[0, 1, 9, 10, 13, 27, 32, 34, 39, 91, 92, 93, 123, 125, 127, 128, 255];

/// A mutation of one input, with parts of another one.
pub(crate) fn mutated(target: &Target, base: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut res = base.to_vec();
    for _ in 0..1 << dice.below(4) {
        change(target, &mut res, other, dice);
        let most = if dice.once_in(200) { LONGEST } else { LONG };
        res.truncate(most);
    }
    if !dice.once_in(4) {
        (target.mend)(&mut res);
    }
    res
}

fn change(target: &Target, res: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let at = dice.below(res.len() + 1);
    match dice.below(13) {
        0 if at < res.len() => res[at] ^= 1 << dice.below(8),
        1 if at < res.len() => res[at] = *dice.pick(BYTES),
        2 => drop(res.splice(at..at, [*dice.pick(BYTES)])),
        3 => drop(res.drain(span(res.len(), dice))),
        4 => {
            let copy = res[span(res.len(), dice)].to_vec();
            drop(res.splice(at..at, copy));
        }
        // Nesting, and lists without end.
        5 => {
            let word = piece(target, res, dice);
            let most = if dice.once_in(8) { 14 } else { 7 };
            let n = 1 << dice.below(most);
            drop(res.splice(at..at, word.repeat(n)));
        }
        6 | 7 if !target.words.is_empty() => {
            drop(res.splice(at..at, dice.pick(target.words).bytes()));
        }
        8 => {
            if let Some(digits) = number(res, at) {
                drop(res.splice(digits, dice.pick(NUMBERS).bytes()));
            }
        }
        9 => {
            let part = span(other.len(), dice);
            drop(res.splice(at..at, other[part].to_vec()));
        }
        10 => {
            let from = span(res.len(), dice);
            let part = other[span(other.len(), dice)].to_vec();
            drop(res.splice(from, part));
        }
        11 => swap_lines(res, dice),
        _ => res.truncate(at),
    }
}

/// A stretch of so many bytes, short more often than long.
fn span(length: usize, dice: &mut Dice) -> std::ops::Range<usize> {
    let from = dice.below(length + 1);
    let most = (length - from).min(1 << dice.below(12));
    from..from + dice.below(most + 1)
}

/// A word of the target, or a few bytes of the input.
fn piece(target: &Target, bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    if !target.words.is_empty() && dice.once_in(2) {
        return dice.pick(target.words).as_bytes().to_vec();
    }
    let from = dice.below(bytes.len() + 1);
    bytes[from..(from + 1 + dice.below(8)).min(bytes.len())].to_vec()
}

/// Where the next number behind a place stands.
fn number(bytes: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let from = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
    let length = bytes[from..].iter().take_while(|it| it.is_ascii_digit()).count();
    Some(from..from + length)
}

fn swap_lines(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|it| *it == b'\n').collect();
    if lines.len() > 1 {
        let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
        lines.swap(one, other);
        *bytes = lines.concat();
    }
}
