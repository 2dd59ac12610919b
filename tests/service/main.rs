//! The services as a program: one line `NAME URL` for each, until standard input ends.
//!
//! `fake-services KEY`. A script is posted to `/control/script` of a service, what it counted is
//! read from `/control/ledger`.

#[expect(dead_code, reason = "some of it is for tests that have the services in themselves")]
#[path = "mod.rs"]
mod service;

use std::io::{Read, Write};

use crate::service::{Brand, FakeServer};

fn main() -> std::io::Result<()> {
    let key = std::env::args().nth(1).unwrap_or_else(|| "a-key".to_owned());
    let brands = [
        ("google", Brand::Google),
        ("openai", Brand::OpenAi),
        ("a1111", Brand::A1111),
        ("comfyui", Brand::ComfyUi),
        ("retrodiffusion", Brand::RetroDiffusion),
        ("pixellab", Brand::PixelLab),
        ("seedream", Brand::Seedream),
        ("comfy-router", Brand::Router),
    ];
    let servers = brands.map(|(name, brand)| (name, FakeServer::start(brand, &key)));
    let mut out = std::io::stdout();
    for (name, server) in &servers {
        writeln!(out, "{name} {}", server.url())?;
    }
    out.flush()?;
    std::io::stdin().read_to_end(&mut vec![])?;
    Ok(())
}
