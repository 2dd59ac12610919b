//! The services that paint, a second time: local HTTP servers that speak their wire formats.
//!
//! They are written from what the services document and answer, not from the program's side of
//! it, so that a misunderstanding of one is not a misunderstanding of both. What they accept is
//! certified by the official clients of the services (`tests/certify_services.py`).
//!
//! A [`FakeServer`] is one service at an address of its own. It checks what it is asked as strictly
//! as the real one, answers with real pictures, keeps a [`Ledger`] of every call with what it
//! bills for it by a price computation of its own, and misbehaves as its [`Script`] says.

mod a1111;
mod comfyui;
mod google;
mod http;
pub(crate) mod ledger;
mod openai;
mod picture;
mod pixellab;
mod prompt;
mod retrodiffusion;
mod router;
mod script;
mod seedream;
mod server;
mod verdict;

pub(crate) use server::{Brand, FakeServer};
