//! The `assetbuild` program.

fn main() {}
