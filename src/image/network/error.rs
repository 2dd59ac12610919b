//! `NetworkError`: why there is no mask.

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
