//! How full the pages of atlases are, and how long packing takes: one line for each set of
//! pictures. `cargo run --release --example pack-benchmark`
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop at the first surprise")]

use std::time::Instant;

use assetbuild::action::{AtlasScale, DataFormat, PackOptions};
use assetbuild::image;
use assetbuild::image::Bitmap;

fn main() {
    println!("pictures                     fill      page         ms");
    type Size = fn(&mut Numbers) -> [u32; 2];
    let sets: [(&str, usize, Size); 4] = [
        ("200 of 8 to 128 a side", 200, |it| [it.within(8, 128), it.within(8, 128)]),
        ("1000 trimmed of 16, 32, 64", 1000, |it| {
            let side = [16, 32, 32, 32, 64][it.within(0, 4) as usize];
            [side - it.within(0, side / 2), side - it.within(0, side / 2)]
        }),
        ("40 frames of a walk", 40, |it| [it.within(20, 28), it.within(26, 32)]),
        ("30 of 8 to 64 a side", 30, |it| [it.within(8, 64), it.within(8, 64)]),
    ];
    for (name, count, size) in sets {
        for seed in 1..=3 {
            let mut numbers = Numbers(seed * 77_777 + 1);
            measure(name, (0..count).map(|_| size(&mut numbers)).collect());
        }
    }
}

fn measure(name: &str, sizes: Vec<[u32; 2]>) {
    let picture = |(idx, [width, height]): (usize, [u32; 2])| {
        // No two are the same, and nothing is left to trim.
        let [low, high, ..] = idx.to_le_bytes();
        let pixels = vec![[low, high, 7, 255]; (width * height) as usize];
        (format!("{idx:04}"), Bitmap::from_pixels(width, height, pixels))
    };
    let pictures: Vec<(String, Bitmap)> = sizes.into_iter().enumerate().map(picture).collect();
    let area: usize = pictures.iter().map(|(_, it)| it.pixels().len()).sum();
    let start = Instant::now();
    let packed = image::pack(&pictures, &options()).unwrap();
    let ms = start.elapsed().as_millis();
    let pages: usize = packed.pages.iter().map(|it| it.pixels().len()).sum();
    let fill = area as f64 / pages as f64;
    let page = format!("{}x{}", packed.pages[0].width(), packed.pages[0].height());
    println!("{name:28} {:5.1} %  {page:>9}  {ms:>6}", fill * 100.0);
}

fn options() -> PackOptions {
    PackOptions {
        image: "atlas".to_owned(),
        grid: false,
        cells: Default::default(),
        max_size: 4096,
        padding: 0,
        extrude: 0,
        power_of_two: false,
        trim: true,
        format: DataFormat::Hash,
        scales: vec![AtlasScale::ONE],
        marks: Default::default(),
        sequences: Vec::new(),
    }
}

/// Xorshift: the same numbers everywhere.
struct Numbers(u64);

impl Numbers {
    fn within(&mut self, low: u32, high: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        low + (self.0 % u64::from(high - low + 1)) as u32
    }
}
