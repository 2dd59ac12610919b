//! What a custom template may not say: expressions that build ever larger values, and what is
//! nested so deep that no stack is large enough to read it.
//!
//! The engine counts steps, not bytes: forty times `{% set s = s ~ s %}` takes few steps and fills
//! any memory. Prompts need no such expressions, so they are refused before anything runs. It reads
//! by recursion, too: each sign and each word of an expression may be a level, each block and each
//! `elif` is one. What this scanner misreads (an unbalanced brace, say) is a syntax error to the
//! engine anyway.

use crate::limit;

/// The characters of expressions that build values: joining, adding, repeating, maps.
const BUILDING: [char; 4] = ['~', '+', '*', '{'];

/// The first expression of `source` that is refused: why, and the line, counted from 1.
pub(crate) fn refused(source: &str) -> Option<(String, usize)> {
    let mut at = 0;
    let mut blocks = Blocks::default();
    while let Some(start) = source[at..].find('{').map(|it| at + it) {
        let inside = start + 2;
        at = match source.as_bytes().get(start + 1) {
            Some(b'#') => end(source, inside, "#}"),
            Some(sign @ (b'{' | b'%')) => {
                let tag = scan_tag(source, inside).and_then(|end| {
                    let text = &source[inside..end];
                    let deep = *sign == b'%' && blocks.passed(text);
                    let why =
                        || format!("blocks are nested more than {} deep", limit::TEMPLATE_BLOCKS);
                    if deep { Err((why(), inside)) } else { Ok(end) }
                });
                match tag {
                    Ok(end) => end,
                    Err((why, at)) => return Some((why, line_of(source, at))),
                }
            }
            _ => start + 1,
        };
    }
    None
}

fn end(source: &str, from: usize, mark: &str) -> usize {
    let found = source[from..].find(mark);
    found.map_or(source.len(), |it| from + it + mark.len())
}

/// The end of the tag whose inside starts at `from`; or what is refused in it, and where.
fn scan_tag(source: &str, from: usize) -> Result<usize, (String, usize)> {
    let text = &source[from..];
    // `{%+` and `+%}` control white space.
    let signs = ['-', '+'];
    let mut words = text.trim_start_matches(signs).split_whitespace();
    let first = words.next().map(|it| it.trim_end_matches(['-', '+', '%', '}']));
    if source[..from].ends_with('%') && first == Some("raw") {
        return Err(("templates have no raw blocks".to_owned(), from));
    }
    let mut n_words = 0;
    let mut in_word = false;
    let mut quote = None;
    let mut escaped = false;
    for (idx, it) in text.char_indices() {
        let rest = &text[idx..];
        let is_letter = it.is_alphanumeric() || it == '_';
        if quote.is_none() && !it.is_whitespace() && !(is_letter && in_word) {
            n_words += 1;
        }
        in_word = is_letter;
        if n_words > limit::TEMPLATE_WORDS {
            let most = limit::TEMPLATE_WORDS;
            let why = format!("this expression has more than {most} words and signs");
            return Err((why, from + idx));
        }
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if it == '\\' => escaped = true,
            Some(open) if it == open => quote = None,
            Some(_) => {}
            None if it == '"' || it == '\'' => quote = Some(it),
            None if rest.starts_with("}}") || rest.starts_with("%}") => return Ok(from + idx + 2),
            None if it == '+' && (idx == 0 || rest.starts_with("+%}")) => {}
            None if BUILDING.contains(&it) => {
                return Err(("templates have no `~`, `+`, `*` and maps".to_owned(), from + idx));
            }
            None => {}
        }
    }
    Ok(source.len())
}

/// The blocks that are open: for each, how many levels it is.
#[derive(Default)]
struct Blocks(Vec<usize>);

impl Blocks {
    /// Goes past a tag. Whether blocks are nested too deep then.
    fn passed(&mut self, tag: &str) -> bool {
        let word = tag.trim_start_matches(['-', '+']).trim_start();
        let end = word.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(word.len());
        match &word[..end] {
            "elif" => match self.0.last_mut() {
                Some(levels) => *levels += 1,
                None => self.0.push(1),
            },
            "else" => {}
            // Without a value it is a block.
            "set" if tag.contains('=') => {}
            it if it.starts_with("end") => drop(self.0.pop()),
            _ => self.0.push(1),
        }
        self.0.iter().sum::<usize>() > limit::TEMPLATE_BLOCKS
    }
}

fn line_of(source: &str, at: usize) -> usize {
    source[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_that_build_values_are_refused_where_they_stand() {
        let refused_on = |source: &str| refused(source).map(|(_, line)| line);
        assert_eq!(refused_on("a\n{% set s = s ~ s %}"), Some(2));
        assert_eq!(refused_on("{{ 'a' * 99999 }}"), Some(1));
        assert_eq!(refused_on("{{ {'a': 1} }}"), Some(1));
        assert_eq!(refused_on("{# it's #}{{ s + s }}"), Some(1));
        assert_eq!(refused_on("{%- raw %}{{ ' {% endraw %}{{ s + s }}"), Some(1));
        assert_eq!(refused_on("{{ 'a\\' ' ~ s }}"), Some(1));
    }

    #[test]
    fn what_is_nested_too_deep_is_refused_before_it_is_read() {
        let n = limit::TEMPLATE_BLOCKS + 1;
        let each = [
            format!("{{{{ {}1 }}}}", "-".repeat(24_000)),
            format!("{{{{ a{} }}}}", "|trim".repeat(6_000)),
            format!("{{{{ {}1 }}}}", "1 and ".repeat(5_000)),
            format!("{{{{ {}1 }}}}", "not ".repeat(5_000)),
            format!("{{{{ {}1{} }}}}", "(".repeat(5_000), ")".repeat(5_000)),
            format!("{{{{ {}1{} }}}}", "[".repeat(5_000), "]".repeat(5_000)),
            format!("{{{{ a{} }}}}", ".a".repeat(5_000)),
            format!("{{{{ a{} }}}}", "[0]".repeat(5_000)),
            format!("{{{{ {}1 }}}}", "1 if a else ".repeat(5_000)),
            format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(n)),
            format!("{}{}", "{% if a %}".repeat(n), "{% endif %}".repeat(n)),
            format!("{}{}", "{% for a in b %}".repeat(n), "{% endfor %}".repeat(n)),
            format!("{}{}", "{% set a %}".repeat(n), "{% endset %}".repeat(n)),
            format!("{}{}", "{%- if a -%}".repeat(n), "{%- endif -%}".repeat(n)),
        ];
        for source in &each {
            let (why, line) = refused(source).expect(&source[..40]);
            assert!(why.contains("more than"), "{why}");
            assert_eq!(line, 1);
        }
    }

    #[test]
    fn prose_may_use_every_sign() {
        for text in [
            "about ~16 px + 2 * 3 { not a tag }",
            "{{ mood | default('a + b ~ c {') }}",
            "{%+ if mood +%} x {% endif %}",
            "{# 1 + 1 #}",
            "{{ raw_mood }}{{ raw }}",
            "{{ open",
            "{",
            "é{é",
            &"{% if a %}x{% elif b %}y{% else %}z{% endif %}".repeat(500),
            &"{% set a = b %}".repeat(500),
            &"{{ mood }} - ".repeat(500),
            &format!("{{{{ mood | default('{}') }}}}", "word ".repeat(500)),
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
