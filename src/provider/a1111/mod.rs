//! Local servers of the AUTOMATIC1111 kind: Forge, stable-diffusion.cpp and others speak it too.

mod params;
mod wire;

pub(crate) use wire::A1111;
