//! Cut-outs of whole pictures, as models and JPEG leave them.

mod kinds;
mod ways;
