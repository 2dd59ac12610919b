//! What a manifest's `params` may set, and of what kind each value is.
//!
//! `/docs` of a running server lists more. These shape pictures; others write files or load scripts
//! on the machine of whoever builds, which a project may not decide.

use serde_json::{Map, Value};

use crate::action::PaintRequest;
use crate::provider::SendError;
use crate::provider::send_error::cannot;

#[derive(Clone, Copy)]
enum Of {
    Number,
    Text,
    Switch,
}

/// By the name in the manifest.
const PARAMS: [(&str, &str, Of); 8] = [
    ("steps", "steps", Of::Number),
    ("cfg-scale", "cfg_scale", Of::Number),
    ("sampler", "sampler_name", Of::Text),
    ("scheduler", "scheduler", Of::Text),
    ("strength", "denoising_strength", Of::Number),
    ("tiling", "tiling", Of::Switch),
    ("restore-faces", "restore_faces", Of::Switch),
    ("clip-skip", "clip_skip", Of::Number),
];

/// Writes the parameters of a request into its body.
pub(crate) fn write(
    request: &PaintRequest,
    body: &mut Map<String, Value>,
) -> Result<(), SendError> {
    for (name, value) in &request.params {
        let Some((_, field, of)) = PARAMS.iter().find(|(it, _, _)| it == name) else {
            let names: Vec<&str> = PARAMS.iter().map(|it| it.0).collect();
            let help = format!("it takes: {}", names.join(", "));
            return Err(cannot(format!("`{name}` is no parameter of a1111"), help));
        };
        let fits = match of {
            Of::Number => value.is_number(),
            Of::Text => value.is_string(),
            Of::Switch => value.is_boolean(),
        };
        if !fits {
            let what = match of {
                Of::Number => "a number",
                Of::Text => "a text",
                Of::Switch => "`true` or `false`",
            };
            let reason = format!("`{name}` of a1111 cannot be {value}");
            return Err(cannot(reason, format!("it is {what}")));
        }
        if *field == "clip_skip" {
            body["override_settings"]["CLIP_stop_at_last_layers"] = value.clone();
        } else {
            body.insert((*field).to_owned(), value.clone());
        }
    }
    Ok(())
}
