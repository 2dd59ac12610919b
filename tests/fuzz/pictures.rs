//! What is drawn: palettes and pictures.

use assetbuild::ending::has_end;
use assetbuild::image::{
    decode, decode_palette, dimensions, encode_png, is_certified, moving_seal_of, seal_of,
    sealed_png,
};
use assetbuild::manifest::parse_palette;
use assetbuild::path::ProjectPath;

use crate::fuzz::mend;
use crate::fuzz::target::{Target, as_it_is, files};

pub(crate) const PALETTE: Target = Target {
    name: "palette",
    takes: palette,
    seeds: || {
        let folder = "tests/roguelike/art/palettes";
        [files(folder, ".hex"), files(folder, ".gpl")].concat()
    },
    mend: as_it_is,
    words: &[
        "GIMP Palette\n",
        "JASC-PAL\n0100\n",
        "Name: x\n",
        "Columns: 4\n",
        "#",
        ";",
        "255 255 255 x\n",
        "2d2d2d\n",
        "\r\n",
        "\n",
        "-1",
        "256",
        "\u{feff}",
    ],
    few: 1000,
};

pub(crate) const PICTURE: Target = Target {
    name: "picture",
    takes: picture,
    seeds: || {
        let mut res = files("tests/pictures", ".jpg");
        res.extend(files("tests/pictures/exact", ".png").into_iter().filter(|it| it.len() < 4096));
        let art = decode(&res[0]).unwrap();
        res.push(sealed_png(&art));
        res.push(assetbuild::image::gif(&[&art, &art], &[100, 100], true));
        res.push(WEBP.to_vec());
        res
    },
    mend: |bytes| mend::png(bytes),
    words: &[
        "IHDR",
        "IDAT",
        "IEND",
        "tEXt",
        "zTXt",
        "iTXt",
        "eXIf",
        "PLTE",
        "tRNS",
        "acTL",
        "fcTL",
        "fdAT",
        "GIF89a",
        "RIFF",
        "WEBP",
        "VP8 ",
        "VP8L",
        "VP8X",
        "ANIM",
        "EXIF",
        "assetbuild",
    ],
    few: 500,
};

/// One pixel, as the format's own documentation has it.
const WEBP: &[u8] =
    b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0";

fn palette(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut res = String::new();
    for file in ["a.hex", "a.gpl", "a.pal"] {
        res += &match parse_palette(&ProjectPath::parse(file).unwrap(), &text) {
            Ok(colours) => format!("{} colours", colours.len().min(3)),
            Err(problem) => problem.code.as_str().to_owned(),
        };
    }
    match decode_palette(bytes) {
        Ok(picture) => format!("{res} {}", picture.pixels().len().min(3)),
        Err(problem) => format!("{res} {problem}"),
    }
}

fn picture(bytes: &[u8]) -> String {
    let seals = format!("{:?} {:?}", kind(&seal_of(bytes)), kind(&moving_seal_of(bytes)));
    let header = dimensions(bytes);
    let end = has_end(bytes);
    match decode(bytes) {
        Ok(picture) => {
            let size = [picture.width(), picture.height()];
            assert_eq!(header, Ok(size), "the header says another size");
            assert_ne!(end, Some(false), "what is cut off was decoded");
            if picture.pixels().len() <= 1 << 14 {
                let written = encode_png(&picture, &[]);
                assert_eq!(
                    decode(&written).as_ref(),
                    Ok(&picture),
                    "written and read, it is another"
                );
                assert!(is_certified(&sealed_png(&picture)));
            }
            format!("{seals} {end:?} picture")
        }
        Err(problem) => format!("{seals} {end:?} {problem}"),
    }
}

fn kind(seal: &assetbuild::image::Seal) -> &'static str {
    match seal {
        assetbuild::image::Seal::Ours { .. } => "ours",
        assetbuild::image::Seal::Edited => "edited",
        assetbuild::image::Seal::Foreign => "foreign",
    }
}
