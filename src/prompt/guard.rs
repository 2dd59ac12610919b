//! What a custom template may not say: expressions that build ever larger values.
//!
//! The engine counts steps, not bytes: forty times `{% set s = s ~ s %}` takes few steps and fills
//! any memory. Prompts need no such expressions, so they are refused before anything runs. What
//! this scanner misreads (an unbalanced brace, say) is a syntax error to the engine anyway.

/// The characters of expressions that build values: joining, adding, repeating, maps.
const BUILDING: [char; 4] = ['~', '+', '*', '{'];

/// The first expression of `source` that is refused: what it says, and the line, counted from 1.
pub(crate) fn refused(source: &str) -> Option<(&'static str, usize)> {
    let mut at = 0;
    while let Some(start) = source[at..].find('{').map(|it| at + it) {
        let inside = start + 2;
        at = match source.as_bytes().get(start + 1) {
            Some(b'#') => end(source, inside, "#}"),
            Some(b'{' | b'%') => match scan_tag(source, inside) {
                Ok(end) => end,
                Err((what, at)) => return Some((what, line_of(source, at))),
            },
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
fn scan_tag(source: &str, from: usize) -> Result<usize, (&'static str, usize)> {
    let text = &source[from..];
    // `{%+` and `+%}` control white space.
    let signs = ['-', '+'];
    let mut words = text.trim_start_matches(signs).split_whitespace();
    let first = words.next().map(|it| it.trim_end_matches(['-', '+', '%', '}']));
    if source[..from].ends_with('%') && first == Some("raw") {
        return Err(("raw blocks", from));
    }
    let mut quote = None;
    let mut escaped = false;
    for (idx, it) in text.char_indices() {
        let rest = &text[idx..];
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if it == '\\' => escaped = true,
            Some(open) if it == open => quote = None,
            Some(_) => {}
            None if it == '"' || it == '\'' => quote = Some(it),
            None if rest.starts_with("}}") || rest.starts_with("%}") => return Ok(from + idx + 2),
            None if it == '+' && (idx == 0 || rest.starts_with("+%}")) => {}
            None if BUILDING.contains(&it) => return Err(("`~`, `+`, `*` and maps", from + idx)),
            None => {}
        }
    }
    Ok(source.len())
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
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
