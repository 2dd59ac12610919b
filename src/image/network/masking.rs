//! `mask`: what a network takes for the subject.

use crate::image::Bitmap;
#[cfg(feature = "networks")]
use crate::image::network::run;
use crate::image::network::{NetworkForm, operators};

/// A network, ready to be asked.
#[derive(Debug, Clone)]
pub struct Network {
    /// The contents of its ONNX file.
    pub onnx: Vec<u8>,
    /// How it wants to be asked.
    pub form: NetworkForm,
}

/// Why there is no mask.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// A preset that does not exist.
    #[error(
        "no network is called `{name}`: it is one of {known}, or spell out its `size`, `mean`, \
         `std` and `activation`"
    )]
    Unknown {
        /// As it was asked for.
        name: String,
        /// All that there are.
        known: String,
    },
    /// A preset whose weights may not be used for a game that is sold.
    #[error(
        "the weights of `{name}` are for non-commercial use only (CC BY-NC 4.0): take `birefnet` \
         or `isnet-general-use`, or spell out its form if you have a licence"
    )]
    Licence {
        /// As it was asked for.
        name: String,
    },
    /// The file is no network, or not a whole one.
    #[error("the file is no ONNX network that can be read: {0}")]
    Unreadable(String),
    /// The network needs what the runtime in this program does not have.
    #[error(
        "the network needs {0}, which this program cannot run: take another export of it, such as \
         one without deformable convolutions"
    )]
    Unsupported(String),
    /// The network does not answer what its form says.
    #[error("the network answers {0}: its form must be another one")]
    Answer(String),
    /// The network failed.
    #[error("the network failed: {0}")]
    Failed(String),
    /// This program was built without networks.
    #[error("this program was built without networks: install a build with the feature `networks`")]
    NotBuiltIn,
}

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
