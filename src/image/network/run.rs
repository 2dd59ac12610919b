//! Asks a network: the painting as a tensor, and its answer as a mask.

use rten::{Model, Value};

use crate::image::Bitmap;
use crate::image::network::lanczos::resized;
use crate::image::network::{Activation, Divisor, Network, NetworkError, NetworkForm, Normalised};

/// The most pixels on a side that a network is asked with.
const MOST: u32 = 4096;

pub(crate) fn mask(bitmap: &Bitmap, network: &Network) -> Result<Bitmap, NetworkError> {
    let form = &network.form;
    if bitmap.pixels().is_empty() {
        return Ok(bitmap.clone());
    }
    if form.size == 0 || form.size > MOST {
        return Err(NetworkError::Failed(format!(
            "a size of {} is not from 1 to {MOST}",
            form.size
        )));
    }
    let answer = answer(asked(bitmap, form), network)?;
    let side = form.size as usize;
    let [height, width] = answer.0;
    if answer.1.len() < width * height || width * height == 0 {
        return Err(NetworkError::Answer(format!("{width}x{height} values to {side}x{side}")));
    }
    let mut plane = answer.1;
    plane.truncate(width * height);
    normalise(&mut plane, form);
    // What is resized are bytes, as masks are commonly kept.
    plane.iter_mut().for_each(|it| *it = (*it * 255.0).floor());
    let size = [bitmap.width() as usize, bitmap.height() as usize];
    let grey = resized(&plane, [width, height], size).into_iter().map(|value| {
        let grey = (value.clamp(0.0, 255.0) + 0.5) as u8;
        [grey, grey, grey, 255]
    });
    Ok(Bitmap::from_pixels(bitmap.width(), bitmap.height(), grey.collect()))
}

/// Red, green, blue one after another, as the network wants them.
fn asked(bitmap: &Bitmap, form: &NetworkForm) -> Vec<f32> {
    let side = form.size as usize;
    let from = [bitmap.width() as usize, bitmap.height() as usize];
    let plane = |channel: usize| -> Vec<f32> {
        let values: Vec<f32> = bitmap.pixels().iter().map(|it| f32::from(it[channel])).collect();
        let resized = resized(&values, from, [side, side]);
        resized.into_iter().map(|it| (it.clamp(0.0, 255.0) + 0.5).floor()).collect()
    };
    let mut res: Vec<f32> = (0..3).flat_map(plane).collect();
    let most = match form.divide {
        Divisor::Full => 255.0,
        Divisor::Max => res.iter().copied().fold(1e-6, f32::max),
    };
    for (channel, values) in res.chunks_exact_mut(side * side).enumerate() {
        let (mean, std) = (form.mean[channel], form.std[channel]);
        values.iter_mut().for_each(|it| *it = (*it / most - mean) / std);
    }
    res
}

/// Height and width of the answer, and its values.
fn answer(asked: Vec<f32>, network: &Network) -> Result<([usize; 2], Vec<f32>), NetworkError> {
    let form = &network.form;
    let model = Model::load(network.onnx.clone())
        .map_err(|error| NetworkError::Unreadable(error.to_string()))?;
    let failed = |error: String| NetworkError::Failed(error);
    let input = model.input_ids().first().copied();
    let input = input.ok_or_else(|| failed("it takes nothing".to_owned()))?;
    let outputs = model.output_ids();
    let output = outputs.get(form.output).copied().ok_or_else(|| {
        NetworkError::Answer(format!("{} tensors, none with number {}", outputs.len(), form.output))
    })?;
    let side = form.size as usize;
    let tensor =
        Value::from_shape(&[1, 3, side, side], asked).map_err(|error| failed(error.to_string()))?;
    let mut answers = model
        .run(vec![(input, tensor.into())], &[output], None)
        .map_err(|error| failed(error.to_string()))?;
    let answer = answers.pop().ok_or_else(|| failed("it answered nothing".to_owned()))?;
    let ([_, _, height, width], values) = answer
        .into_shape_vec::<f32, 4>()
        .map_err(|error| NetworkError::Answer(format!("no planes of numbers ({error})")))?;
    Ok(([height, width], values))
}

fn normalise(plane: &mut [f32], form: &NetworkForm) {
    for it in plane.iter_mut() {
        if form.activation == Activation::Sigmoid {
            *it = 1.0 / (1.0 + libm::expf(-*it));
        }
        if !it.is_finite() {
            *it = 0.0;
        }
    }
    let least = plane.iter().copied().fold(f32::INFINITY, f32::min);
    let most = plane.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for it in plane.iter_mut() {
        *it = match form.normalise {
            Normalised::MinMax if most > least => (*it - least) / (most - least),
            Normalised::MinMax | Normalised::None => it.clamp(0.0, 1.0),
        };
    }
}
