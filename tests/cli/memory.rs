//! How much memory a large picture takes, where the system tells.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use assetbuild::action::{AskedBackground, CheckLimits, CheckSpec, Edges, Step, Way};
use assetbuild::colour::Rgb;
use assetbuild::image;
use assetbuild::image::Bitmap;

/// In MiB.
const MOST: u64 = 200;
const SIDE: u32 = 2048;
const MAGENTA: Rgb = Rgb([255, 0, 255]);
/// Set in the process that does nothing else than work on the picture.
const ALONE: &str = "ASSETBUILD_TEST_ALONE";

#[test]
fn a_picture_of_2048_by_2048_peaks_below_200_mib() {
    if std::env::var_os(ALONE).is_some() {
        let steps = [
            Step::CutOut {
                asked: AskedBackground::Key(MAGENTA),
                edges: Edges::Soft,
                shadow: None,
                way: Way::Auto,
            },
            Step::Bleed,
        ];
        work_on(&painting(), &steps);
        return;
    }
    // A process of its own, since the peak is the process's.
    let this = "memory::a_picture_of_2048_by_2048_peaks_below_200_mib";
    let program = std::env::current_exe().unwrap();
    let args = ["--exact", this, "--nocapture", "--test-threads", "1"];
    let output = Command::new(program).args(args).env(ALONE, "1").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let peak = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let peak = peak.unwrap_or_else(|| panic!("no peak was printed: {text}"));
    let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kib / 1024 < MOST, "{} MiB", kib / 1024);
}

/// From the bytes of a file to those of another one; prints the most memory of this process.
#[expect(clippy::print_stdout, reason = "this is how a process tells the one that started it")]
fn work_on(bytes: &[u8], steps: &[Step]) {
    let picture = image::decode(bytes).unwrap();
    let done = image::process(picture, steps, &image::no_blobs).unwrap().bitmap;
    let spec = CheckSpec {
        size: [SIDE, SIDE],
        transparent: true,
        pixel_art: false,
        max_colors: Some(64),
        border: 800,
        sharpness: Some(100),
        tileable: None,
        palette: vec![MAGENTA],
        limits: CheckLimits::DEFAULT,
    };
    assert!(!image::check(&done, &spec, Some(MAGENTA)).0.is_empty());
    assert!(!image::sealed_png(&done).is_empty());
    let status = fs::read_to_string("/proc/self/status").unwrap();
    println!("\n{}", status.lines().find(|it| it.starts_with("VmHWM:")).unwrap());
}

/// A shaded disc with noise on magenta, as a file.
fn painting() -> Vec<u8> {
    let mut res = Bitmap::new(SIDE, SIDE);
    let mut seed = 1_u32;
    for y in 0..SIDE {
        for x in 0..SIDE {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (seed >> 28) as u8;
            let inside = x.abs_diff(1024).pow(2) + y.abs_diff(1024).pow(2) < 800 * 800;
            let own = [(x / 10) as u8, (y / 10) as u8 + noise, noise * 3, 255];
            res.set(x, y, if inside { own } else { [255 - noise, noise, 255, 255] });
        }
    }
    image::encode_png(&res, &[])
}
