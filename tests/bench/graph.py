#!/usr/bin/env python3
"""Compare a build that has nothing, or little, to do with other build tools on the same graph.

    tests/bench/graph.py [--sizes 1000,10000] [--runs 9] [--dir DIR] [--binary PATH]

For each size it makes a project of N assets, and the same graph for every other tool that is
installed (ninja, make, n2): asset i has a manifest of its own and a reference picture, uses one of
20 styles, and 10 % refer to an earlier asset; each has a picture and its metadata. The other tools
copy a file for each target, so what is measured is their own work and not the target's.

For each tool it prints
    noop   nothing changed
    edit   one manifest was written again with another subject, and the build that follows
as CPU seconds (user + system, children included; median and minimum) and peak memory. On a shared
machine trust CPU and the minimum. Only Python's standard library is needed.
"""
import argparse
import os
import random
import shutil
import statistics
import struct
import sys
import tempfile
import time
import zlib

NOUNS = "slime sword potion tree knight wizard goblin coin chest wand axe key heart gem crate rock".split()
WORDS = "small old mossy shiny cracked golden cursed frozen burning tiny huge royal rusty".split()


def png(pixels):
    """A picture of 16 x 16 pixels."""
    rows = b"".join(b"\0" + pixels[y * 48 : y * 48 + 48] for y in range(16))
    chunk = lambda kind, data: (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def graph(count):
    """(index, style, the earlier asset that it refers to or None), the same at every run."""
    rng = random.Random(1)
    res = []
    for idx in range(count):
        other = rng.randrange(max(0, idx - 5000), idx) if idx and rng.random() < 0.1 else None
        res.append((idx, rng.randrange(20), other))
    return res


def place(idx):
    return f"g{idx // 100:04}/a{idx:06}"


def manifest(asset, word):
    idx, style, other = asset
    references = [f'"refs/{place(idx)}.png"'] + ([f'"a{other:06}"'] if other is not None else [])
    noun = NOUNS[idx % len(NOUNS)]
    return (
        f'[asset.a{idx:06}]\nsubject = "{word} {noun} number {idx}"\nstyle = "s{style:02}"\n'
        f'category = "g{idx // 100:04}"\nreferences = [{", ".join(references)}]\n'
    )


def project(root, assets):
    rng = random.Random(2)
    write(
        f"{root}/assetbuild.toml",
        '[project]\nname = "graph"\nedition = "2026"\n[quality]\nmax-attempts = 1\n',
    )
    palette = '["#1a1c2c", "#b13e53", "#ef7d57", "#ffcd75", "#38b764", "#29366f", "#41a6f6", "#f4f4f4"]'
    styles = [
        f'[style.s{it:02}]\ntemplate = "pixel-art"\npalette = {palette}\nsize = 16\nmood = "mood {it}"\n'
        for it in range(20)
    ]
    write(f"{root}/art/styles.toml", "".join(styles))
    for asset in assets:
        write(f"{root}/art/{place(asset[0])}.toml", manifest(asset, WORDS[asset[0] % len(WORDS)]))
        write(f"{root}/refs/{place(asset[0])}.png", png(rng.randbytes(768)))


def inputs(asset):
    idx, _, other = asset
    own = [f"art/{place(idx)}.toml", f"refs/{place(idx)}.png", "art/styles.toml"]
    return own + ([f"out/{place(other)}.png"] if other is not None else [])


def outputs(asset):
    return [f"out/{place(asset[0])}.png", f"out/{place(asset[0])}.json"]


def rules(root, assets):
    ninja = ["rule make", "  command = cp $first $one && cp $first $two"]
    make = ["MAKEFLAGS += -rR", ".SUFFIXES:", "all: " + " ".join(it for a in assets for it in outputs(a))]
    for asset in assets:
        first, (one, two) = inputs(asset)[0], outputs(asset)
        ninja += [
            f"build {one} {two}: make {' '.join(inputs(asset))}",
            f"  first = {first}\n  one = {one}\n  two = {two}",
        ]
        make.append(f"{one} {two} &: {' '.join(inputs(asset))}\n\t@cp {first} {one} && cp {first} {two}")
        os.makedirs(f"{root}/{os.path.dirname(one)}", exist_ok=True)
    write(f"{root}/build.ninja", "\n".join(ninja) + "\n")
    write(f"{root}/Makefile", "\n".join(make) + "\n")


def run(command, cwd, log):
    """(CPU seconds, peak MB) of a command that must succeed."""
    pid = os.fork()
    if pid == 0:
        os.chdir(cwd)
        out = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{command} failed:\n{open(log).read()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(command, cwd, log, runs, before=None):
    found = []
    for idx in range(runs):
        if before:
            before(idx)
        found.append(run(command, cwd, log))
    cpu = [it[0] for it in found]
    return statistics.median(cpu), min(cpu), max(it[1] for it in found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--dir")
    parser.add_argument("--binary", default="target/release/assetbuild")
    args = parser.parse_args()
    binary = os.path.abspath(args.binary)
    top = args.dir or tempfile.mkdtemp(prefix="assetbuild-bench-")
    log = os.path.join(top, "log")
    os.makedirs(top, exist_ok=True)
    os.environ["ASSETBUILD_STORE"] = os.path.join(top, "store")
    print(f"{'tool':10} {'assets':>8} {'noop s':>9} {'min':>8} {'edit s':>9} {'min':>8} {'MB':>6}")
    for count in [int(it) for it in args.sizes.split(",")]:
        assets = graph(count)
        root = f"{top}/{count}"
        if not os.path.exists(root):
            project(root, assets)
            rules(root, assets)
        tools = [("assetbuild", [binary, "build"])]
        known = [("ninja", ["ninja"]), ("make", ["make", "-s", "-j2"]), ("n2", ["n2"])]
        tools += [it for it in known if shutil.which(it[0])]
        for name, command in tools:
            edited = assets[count // 2]
            path = f"{root}/art/{place(edited[0])}.toml"

            def edit(idx):
                time.sleep(0.05)
                write(path, manifest(edited, f"{WORDS[idx % len(WORDS)]} {idx}"))

            run(command, root, log)
            time.sleep(0.1)
            run(command, root, log)
            noop = measure(command, root, log, args.runs)
            one = measure(command, root, log, args.runs, edit)
            print(
                f"{name:10} {count:8} {noop[0]:9.3f} {noop[1]:8.3f} {one[0]:9.3f} {one[1]:8.3f} {noop[2]:6.0f}",
                flush=True,
            )
    if not args.dir:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
