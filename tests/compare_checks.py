#!/usr/bin/env python3
"""Compares the exact figures of `assetbuild image check` with Pillow, NumPy and OpenCV.

    python3 tests/compare_checks.py target/release/assetbuild    compare, on more pictures than are committed
    python3 tests/compare_checks.py --write                      make the committed pictures and figures anew

Needs: pip install pillow numpy opencv-python-headless
"""

import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

import cv2
import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).parent / "pictures" / "exact"
# How far two sums of the same numbers in another order may lie apart.
RELATIVE = 1e-9


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(samples, colour_type, depth, *more):
    """A PNG file with these samples, rows x columns x channels, as they are."""
    height, width = samples.shape[:2]
    rows = samples.reshape(height, -1)
    if depth == 16:
        rows = [row.astype(">u2").tobytes() for row in rows]
    else:
        bits = ((rows[..., None] >> np.arange(depth)[::-1]) & 1).reshape(height, -1)
        rows = [np.packbits(row.astype(np.uint8)).tobytes() for row in bits]
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = [(b"IHDR", header), *more, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*it) for it in chunks)


def eight(samples):
    """Sixteen bits as eight, to the nearest."""
    return np.round(samples / 257).astype(np.uint8)


def rgba_of_grey(grey, alpha=None):
    alpha = np.full(grey.shape, 255, np.uint8) if alpha is None else alpha
    return np.dstack([grey, grey, grey, alpha]).astype(np.uint8)


def with_alpha(rgb):
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]).astype(np.uint8)


def sprite(size, random):
    """A disc of few colours, and nothing around it."""
    y, x = np.mgrid[:size, :size]
    there = (x - size / 2) ** 2 + (y - size / 2) ** 2 < (0.4 * size) ** 2
    colours = random.integers(0, 256, (9, 4), np.uint8)
    colours[:, 3] = 255
    return np.where(there[..., None], colours[(x * 3 // size) + 3 * (y * 3 // size)], 0).astype(np.uint8)


def photo(height, width, random):
    y, x = np.mgrid[:height, :width]
    smooth = np.dstack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)])
    return np.clip(smooth + random.normal(0, 9, smooth.shape), 0, 255).astype(np.uint8)


def committed():
    """Name, file and RGBA pixels of every kind of picture, small."""
    random = np.random.default_rng(20261122)

    def bytes_of(*shape):
        return random.integers(0, 256, shape, np.uint8)

    def words_of(*shape):
        return random.integers(0, 65536, shape, np.uint16)

    for name, rgb in [
        ("one-pixel", bytes_of(1, 1, 3)),
        ("one-row", bytes_of(1, 37, 3)),
        ("one-column", bytes_of(29, 1, 3)),
        ("two-by-two", bytes_of(2, 2, 3)),
        ("constant", np.full((7, 5, 3), [12, 200, 99], np.uint8)),
        ("random", bytes_of(23, 17, 3)),
        ("photo", photo(40, 52, random)),
    ]:
        yield name, png(rgb, 2, 8), with_alpha(rgb)
    for name, rgba in [
        ("random-alpha", bytes_of(9, 31, 4)),
        ("sprite", sprite(32, random)),
        ("empty", np.zeros((6, 8, 4), np.uint8)),
        ("hidden-colours", np.dstack([bytes_of(12, 12, 3), bytes_of(12, 12) // 128 * 255])),
    ]:
        yield name, png(rgba, 6, 8), rgba
    grey, alpha = bytes_of(13, 11), bytes_of(13, 11)
    yield "grey", png(grey, 0, 8), rgba_of_grey(grey)
    yield "grey-alpha", png(np.dstack([grey, alpha]), 4, 8), rgba_of_grey(grey, alpha)
    bits = bytes_of(10, 19) // 128
    yield "one-bit", png(bits, 0, 1), rgba_of_grey(bits * 255)
    for depth in (1, 2, 4, 8):
        n = 2**depth
        colours, alphas = bytes_of(n, 3), bytes_of(n)
        index = random.integers(0, n, (14, 21), np.uint8)
        tables = [(b"PLTE", colours.tobytes()), (b"tRNS", alphas.tobytes())]
        rgba = np.dstack([colours[index], alphas[index]])
        yield f"palette-{depth}", png(index, 3, depth, *tables), rgba
    for name, colour_type, channels in [("grey", 0, 1), ("grey-alpha", 4, 2), ("rgb", 2, 3), ("rgba", 6, 4)]:
        words = words_of(15, 16, channels)
        low = eight(words)
        rgba = {
            1: lambda: rgba_of_grey(low[..., 0]),
            2: lambda: rgba_of_grey(low[..., 0], low[..., 1]),
            3: lambda: with_alpha(low),
            4: lambda: low,
        }[channels]()
        yield f"sixteen-bit-{name}", png(words, colour_type, 16), rgba


def more():
    """Pictures that are larger or many."""
    random = np.random.default_rng(1)
    for idx in range(40):
        height, width = random.integers(1, 257, 2)
        few = int(random.integers(2, 257))
        rgba = random.integers(0, 256, (height, width, 4), np.uint8) // (256 // few + 1)
        yield f"many-{idx}", png(rgba, 6, 8), rgba
    for name, rgb in [("photo-1024", photo(1024, 1024, random)), ("wide", photo(3, 5000, random))]:
        yield name, png(rgb, 2, 8), with_alpha(rgb)
    rgba = sprite(1024, random)
    yield "sprite-1024", png(rgba, 6, 8), rgba


def figures(rgba):
    alpha = rgba[..., 3]
    ring = np.zeros(alpha.shape, bool)
    ring[[0, -1], :] = ring[:, [0, -1]] = True
    grey = np.asarray(Image.fromarray(np.ascontiguousarray(rgba[..., :3])).convert("L"))
    return {
        "colors": len(np.unique(rgba[alpha > 0][:, :3], axis=0)),
        "border-transparency": float((alpha[ring] == 0).mean()),
        "transparency": float((alpha == 0).mean()),
        "laplacian-variance": float(cv2.Laplacian(grey, cv2.CV_64F).var()),
    }


def check_reading(name, file, rgba):
    """Pillow sees in a file of eight bits or less what was meant."""
    if not name.startswith("sixteen"):
        assert (np.asarray(Image.open(io.BytesIO(file)).convert("RGBA")) == rgba).all(), name


def write():
    FOLDER.mkdir(parents=True, exist_ok=True)
    table = {}
    for name, file, rgba in committed():
        check_reading(name, file, rgba)
        (FOLDER / f"{name}.png").write_bytes(file)
        table[name] = {"width": rgba.shape[1], "height": rgba.shape[0], **figures(rgba)}
    (FOLDER / "figures.json").write_text(json.dumps(table, indent=1) + "\n")
    print(f"{len(table)} pictures written")


def compare(program):
    wrong, seen = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        wanted = {}
        for name, file, rgba in [*committed(), *more()]:
            check_reading(name, file, rgba)
            path = pathlib.Path(folder).resolve() / f"{name}.png"
            path.write_bytes(file)
            wanted[str(path)] = figures(rgba)
        run = subprocess.run([program, "--json", "image", "check", *wanted], stdout=subprocess.PIPE)
        for line in run.stdout.splitlines():
            event = json.loads(line)
            found, expected = event["figures"], wanted[event["path"]]
            seen += 1
            for key, value in expected.items():
                slack = RELATIVE * abs(value) if key == "laplacian-variance" else 0
                if not abs(found[key] - value) <= slack:
                    wrong += 1
                    print(f"{event['path']}: {key} is {found[key]}, and should be {value}")
    print(f"{seen} pictures compared with Pillow, NumPy and OpenCV, {wrong} figures differ")
    return wrong == 0 and seen == len(wanted)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    elif not compare(*sys.argv[1:]):
        sys.exit(1)
