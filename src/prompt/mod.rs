//! What is said to models: prompts, avoid lists, the judge's and the refiner's instructions.
//!
//! Pure text in, text out. All wording belongs to an **edition**, which is frozen: a changed word
//! re-bills every project that uses it. What a user wrote goes into a template as a value, never
//! as a part of its source.

mod avoid;
mod background;
mod defaults;
mod edition;
mod engine;
mod guard;
mod judge;
mod key_colour;
mod named_colour;
mod part;
mod plate;
mod references;
mod refine;
mod section;
mod subject;
mod template;

#[cfg(test)]
mod reading;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wording;

pub use avoid::{Shows, avoid_list, avoid_words};
pub use background::{background_line, open_prompt, whole_prompt};
pub use defaults::{defaults, primary_and_accent};
pub use edition::editions;
pub use engine::RenderProblem;
pub use judge::{JudgeSubject, judge_prompt};
pub use key_colour::key_colour;
pub use part::{frame_words, sheet_words, state_words};
pub use plate::plate_prompt;
pub use references::{ReferenceUse, reference_words};
pub use refine::refine_instruction;
pub use subject::with_subject;
pub use template::{
    BuiltIn, Template, built_in_template, custom_template, render, template_names, variables_used,
};
