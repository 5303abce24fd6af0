//! Text in HTML and SVG.

/// The text so that a page shows it and does nothing else with it, between tags and in quoted attributes.
/// Control characters mean nothing there, and terminals that show the source fear them.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(super::escape("a<b>&\"'\u{1b}[\nc"), "a&lt;b&gt;&amp;&quot;&#39;\u{fffd}[\nc");
    }
}
