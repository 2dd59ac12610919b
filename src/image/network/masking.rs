//! `mask`: what a network takes for the subject.

use crate::image::Bitmap;
#[cfg(feature = "networks")]
use crate::image::network::run;
use crate::image::network::{Network, NetworkError, operators};

/// What the network takes for the subject: a grey picture as large as the painting, white where
/// it is sure. Alpha of the painting is not looked at.
///
/// # Errors
///
/// If the file is no network, needs what is not there, or answers something else than its form
/// says.
pub fn mask(bitmap: &Bitmap, network: &Network) -> Result<Bitmap, NetworkError> {
    operators::check(&network.onnx)?;
    run::mask(bitmap, network)
}

/// A program without networks.
#[cfg(not(feature = "networks"))]
mod run {
    use crate::image::Bitmap;
    use crate::image::network::{Network, NetworkError};

    pub(crate) fn mask(_: &Bitmap, _: &Network) -> Result<Bitmap, NetworkError> {
        Err(NetworkError::NotBuiltIn)
    }
}
