//! `Network` and `NetworkForm`: a network, how it wants to be asked, and the forms of those that
//! are well known.

use serde::{Deserialize, Serialize};

use crate::image::network::NetworkError;

/// What a picture is divided by before it is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Divisor {
    /// The brightest value in the picture.
    #[default]
    Max,
    /// 255.
    Full,
}

/// What is left to be done with what the network answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// Nothing: the network ends in it.
    #[default]
    None,
    /// The network answers logits.
    Sigmoid,
}

/// How answers are brought to 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalised {
    /// The least becomes 0 and the most 1.
    #[default]
    MinMax,
    /// They are clamped.
    None,
}

/// How a network wants to be asked: one tensor of 1 × 3 × size × size, red first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NetworkForm {
    /// The side of the square that the painting is brought to, in pixels; its proportions are not
    /// kept.
    pub size: u32,
    /// Taken off red, green, blue.
    pub mean: [f32; 3],
    /// What red, green, blue are divided by after that.
    pub std: [f32; 3],
    /// Which output is the mask, counted from 0.
    #[serde(default)]
    pub output: usize,
    /// What is left to be done with it.
    #[serde(default)]
    pub activation: Activation,
    /// How it is brought to 0 to 1.
    #[serde(default)]
    pub normalise: Normalised,
    /// What the painting is divided by at first.
    #[serde(default)]
    pub divide: Divisor,
}

const IMAGENET_MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const IMAGENET_STD: [f32; 3] = [0.229, 0.224, 0.225];
const HALF: [f32; 3] = [0.5; 3];
const ONE: [f32; 3] = [1.0; 3];

/// Name, size, mean, standard deviation, activation.
type Preset = (&'static str, u32, [f32; 3], [f32; 3], Activation);

const PRESETS: &[Preset] = &[
    ("u2net", 320, IMAGENET_MEAN, IMAGENET_STD, Activation::None),
    ("u2netp", 320, IMAGENET_MEAN, IMAGENET_STD, Activation::None),
    ("u2net-human-seg", 320, IMAGENET_MEAN, IMAGENET_STD, Activation::None),
    ("silueta", 320, IMAGENET_MEAN, IMAGENET_STD, Activation::None),
    ("isnet-general-use", 1024, HALF, ONE, Activation::None),
    ("isnet-anime", 1024, IMAGENET_MEAN, ONE, Activation::None),
    ("birefnet", 1024, IMAGENET_MEAN, IMAGENET_STD, Activation::Sigmoid),
    ("birefnet-lite", 1024, IMAGENET_MEAN, IMAGENET_STD, Activation::Sigmoid),
    ("ben2", 1024, HALF, ONE, Activation::None),
    ("inspyrenet", 1024, IMAGENET_MEAN, IMAGENET_STD, Activation::None),
    ("inspyrenet-fast", 384, IMAGENET_MEAN, IMAGENET_STD, Activation::None),
];

impl NetworkForm {
    /// The names of the forms that are known.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|it| it.0)
    }

    /// The form of a well-known network.
    ///
    /// # Errors
    ///
    /// If none has this name, or its weights are not for games that are sold.
    pub fn preset(name: &str) -> Result<NetworkForm, NetworkError> {
        if name.to_ascii_lowercase().contains("rmbg") {
            return Err(NetworkError::Licence { name: name.to_owned() });
        }
        let found = PRESETS.iter().find(|it| it.0 == name);
        let &(_, size, mean, std, activation) = found.ok_or_else(|| NetworkError::Unknown {
            name: name.to_owned(),
            known: NetworkForm::presets().collect::<Vec<_>>().join(", "),
        })?;
        let (normalise, divide) = (Normalised::MinMax, Divisor::Max);
        Ok(NetworkForm { size, mean, std, output: 0, activation, normalise, divide })
    }
}

/// A network, ready to be asked.
#[derive(Debug, Clone)]
pub struct Network {
    /// The contents of its ONNX file.
    pub onnx: Vec<u8>,
    /// How it wants to be asked.
    pub form: NetworkForm,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_found_by_its_name_and_others_are_listed() {
        assert_eq!(NetworkForm::preset("birefnet").unwrap().activation, Activation::Sigmoid);
        assert_eq!(NetworkForm::preset("isnet-anime").unwrap().std, ONE);
        let unknown = NetworkForm::preset("u3net").unwrap_err().to_string();
        assert!(unknown.contains("`u3net`") && unknown.contains("u2netp, "), "{unknown}");
    }

    #[test]
    fn weights_that_may_not_be_sold_are_refused() {
        let refused = NetworkForm::preset("RMBG-2.0").unwrap_err().to_string();
        assert!(refused.contains("non-commercial"), "{refused}");
    }
}
