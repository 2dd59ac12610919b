//! A network small enough to reckon by hand, written as ONNX by the test itself.

use crate::image::Bitmap;
use crate::image::network::{
    Activation, Divisor, Network, NetworkError, NetworkForm, Normalised, mask,
};

/// A number in groups of seven bits.
fn varint(mut it: u64) -> Vec<u8> {
    let mut res = Vec::new();
    while it >= 0x80 {
        res.push(it as u8 | 0x80);
        it >>= 7;
    }
    res.push(it as u8);
    res
}

fn number(field: u64, it: u64) -> Vec<u8> {
    [varint(field << 3), varint(it)].concat()
}

fn message(field: u64, it: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(it.len() as u64), it.to_vec()].concat()
}

fn node(operator: &str, inputs: &[&str], output: &str, attributes: &[u8]) -> Vec<u8> {
    let inputs = inputs.iter().flat_map(|it| message(1, it.as_bytes()));
    let rest = [message(2, output.as_bytes()), message(4, operator.as_bytes())].concat();
    message(1, &[inputs.collect(), rest, attributes.to_vec()].concat())
}

/// An attribute of whole numbers.
fn numbers(name: &str, all: &[u64]) -> Vec<u8> {
    let all: Vec<u8> = all.iter().flat_map(|it| number(8, *it)).collect();
    message(5, &[message(1, name.as_bytes()), all, number(20, 7)].concat())
}

fn weights(name: &str, shape: &[u64], values: &[f32]) -> Vec<u8> {
    let shape = shape.iter().flat_map(|it| number(1, *it)).collect();
    let raw: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
    let rest = [number(2, 1), message(8, name.as_bytes()), message(9, &raw)].concat();
    message(5, &[shape, rest].concat())
}

/// An input or output of floats whose shape is not told.
fn tensor(field: u64, name: &str) -> Vec<u8> {
    let kind = message(1, &number(1, 1));
    message(field, &[message(1, name.as_bytes()), message(2, &kind)].concat())
}

fn model(nodes: &[Vec<u8>], weights: &[Vec<u8>], output: &str) -> Vec<u8> {
    let graph = [
        nodes.concat(),
        message(2, b"tiny"),
        weights.concat(),
        tensor(11, "picture"),
        tensor(12, output),
    ];
    let opset = message(8, &number(2, 13));
    [number(1, 8), message(7, &graph.concat()), opset].concat()
}

/// Red less blue at every pixel, five times, as logits; then a sigmoid.
fn red_less_blue(ends_in_sigmoid: bool) -> Vec<u8> {
    let steps = [numbers("strides", &[1, 1]), numbers("kernel_shape", &[1, 1])].concat();
    let conv = node("Conv", &["picture", "kernel"], "logits", &steps);
    let sigmoid = node("Sigmoid", &["logits"], "mask", &[]);
    let kernel = weights("kernel", &[1, 3, 1, 1], &[5.0, 0.0, -5.0]);
    if ends_in_sigmoid {
        model(&[conv, sigmoid], &[kernel], "mask")
    } else {
        model(&[conv], &[kernel], "logits")
    }
}

fn form(activation: Activation) -> NetworkForm {
    NetworkForm {
        size: 4,
        mean: [0.5; 3],
        std: [0.5; 3],
        output: 0,
        activation,
        normalise: Normalised::None,
        divide: Divisor::Full,
    }
}

fn picture() -> Bitmap {
    let pixel = |idx: u32| [(idx * 16) as u8, 77, 255 - (idx * 16) as u8, 255];
    Bitmap::from_pixels(4, 4, (0..16).map(pixel).collect())
}

/// What the network must answer at a pixel of the picture.
fn by_hand(pixel: [u8; 4]) -> f64 {
    let input = |value: u8| (f64::from(value) / 255.0 - 0.5) / 0.5;
    let logit = 5.0 * input(pixel[0]) - 5.0 * input(pixel[2]);
    1.0 / (1.0 + (-logit).exp()) * 255.0
}

#[test]
fn a_mask_is_what_the_network_says_of_each_pixel() {
    for (ends_in_sigmoid, activation) in [(true, Activation::None), (false, Activation::Sigmoid)] {
        let network = Network { onnx: red_less_blue(ends_in_sigmoid), form: form(activation) };
        let mask = mask(&picture(), &network).unwrap();
        for (is, pixel) in mask.pixels().iter().zip(picture().pixels()) {
            let should = by_hand(*pixel);
            assert!((f64::from(is[0]) - should).abs() <= 1.01, "{is:?} is not {should}");
            assert_eq!([is[1], is[2], is[3]], [is[0], is[0], 255]);
        }
    }
}

#[test]
fn a_mask_is_as_large_as_the_painting_and_spans_all_greys_if_it_is_normalised() {
    let form = NetworkForm { normalise: Normalised::MinMax, ..form(Activation::None) };
    let network = Network { onnx: red_less_blue(true), form };
    let pixel = |idx: u32| if idx % 31 < 12 { [200, 90, 90, 255] } else { [90, 90, 120, 255] };
    let painting = Bitmap::from_pixels(31, 17, (0..31 * 17).map(pixel).collect());
    let mask = mask(&painting, &network).unwrap();
    assert_eq!((mask.width(), mask.height()), (31, 17));
    assert!(mask.get(1, 8)[0] > 200 && mask.get(29, 8)[0] < 60);
}

#[test]
fn what_the_runtime_cannot_do_is_said_before_it_tries() {
    let deformed = model(&[node("DeformConv", &["picture"], "mask", &[])], &[], "mask");
    let cubic = [message(1, b"mode"), message(4, b"cubic")].concat();
    let resized = model(&[node("Resize", &["picture"], "mask", &message(5, &cubic))], &[], "mask");
    let refused = |onnx: Vec<u8>| {
        mask(&picture(), &Network { onnx, form: form(Activation::None) }).unwrap_err()
    };
    let missing = NetworkError::Unsupported("the operator DeformConv".to_owned());
    assert_eq!(refused(deformed), missing);
    assert_eq!(refused(resized), NetworkError::Unsupported("cubic resizing".to_owned()));
    assert!(matches!(refused(b"GIF89a".to_vec()), NetworkError::Unreadable(_)));
    assert!(matches!(refused(Vec::new()), NetworkError::Unreadable(_)));
}

#[test]
fn a_form_that_does_not_fit_is_an_error_that_says_so() {
    let wrong = |change: &dyn Fn(&mut NetworkForm)| {
        let mut form = form(Activation::None);
        change(&mut form);
        mask(&picture(), &Network { onnx: red_less_blue(true), form }).unwrap_err()
    };
    assert!(matches!(wrong(&|it| it.output = 3), NetworkError::Answer(_)));
    assert!(matches!(wrong(&|it| it.size = 0), NetworkError::Failed(_)));
}
