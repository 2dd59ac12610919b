//! The background becomes transparent, in the way that suits what was asked for and what came.
//!
//! | what came                                  | way                                            |
//! |--------------------------------------------|------------------------------------------------|
//! | alpha, clear around the subject            | its own alpha ([`native`])                     |
//! | a key, a flat or shaded colour, a painted checkerboard | what the border shows ([`one_plate`]) |
//! | the same subject before another colour too | what differs is background ([`two_plates`])    |
//! | a mask that a network made                 | the mask says where, the pixels how much ([`masked`]) |
//!
//! Every way ends in an [`account::Account`]: what was done, how sure that is, what would be surer.

mod account;
mod art_pixels;
mod backing;
mod bleeding;
mod border;
mod channels;
mod checkerboard;
mod cutting;
mod finding;
mod flared;
mod found;
mod holes;
mod inpaint;
mod keyness;
mod lattice;
mod mask;
mod masked;
mod native;
mod one_plate;
mod register;
mod seen;
mod shading;
mod shadow;
mod sums;
mod surety;
#[cfg(test)]
mod tests;
mod trimap;
mod two_plates;
mod unbled;
mod unmix;

pub(crate) use checkerboard::Checkerboard;
pub use checkerboard::shows_checkerboard;
#[cfg(test)]
pub(crate) use cutting::CutOut;
pub(crate) use cutting::cut_out;
pub(crate) use flared::Flared;
