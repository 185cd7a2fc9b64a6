//! Markup in a form that can be compared: tokens with sorted attributes and classes,
//! entities decoded, white space that only lays the source out left away.
//!
//! A space without a line break is kept: "Change" and " name" must stay two words to a
//! screen reader, and losing that space is a real fault.

/// The tokens of a piece of markup.
pub(crate) fn normal(markup: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = markup;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('<') {
            let end = end_of_tag(inside);
            tag(&inside[..end], &mut tokens);
            rest = inside.get(end + 1..).unwrap_or_default();
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            text(&rest[..end], &mut tokens);
            rest = &rest[end..];
        }
    }
    tokens
}

/// Where a tag ends, quotes respected.
fn end_of_tag(inside: &str) -> usize {
    let mut quoted = false;
    for (index, character) in inside.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '>' if !quoted => return index,
            _ => {}
        }
    }
    inside.len()
}

/// A tag with its attributes in order.
fn tag(inside: &str, tokens: &mut Vec<String>) {
    let closed_itself = inside.ends_with('/');
    let inside = inside.trim_end_matches('/');
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|character: char| character == '=' || character.is_whitespace());
        let (key, after) = rest.split_at(end.unwrap_or(rest.len()));
        let value = match after.strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"').unwrap_or(quoted.len());
                rest = quoted.get(end + 1..).unwrap_or_default();
                decoded(&quoted[..end])
            }
            None => {
                assert!(
                    !after.starts_with('='),
                    "attributes are written in double quotes: {inside}"
                );
                rest = after;
                String::new()
            }
        };
        attributes.push(format!("{key}={:?}", attribute(key, &value)));
    }
    attributes.sort();
    tokens.push(format!("<{name} {}>", attributes.join(" ")).replace(" >", ">"));
    if closed_itself {
        tokens.push(format!("</{name}>"));
    }
}

/// The value of an attribute; the order of classes means nothing.
fn attribute(key: &str, value: &str) -> String {
    if key != "class" {
        return value.to_owned();
    }
    let mut names: Vec<&str> = value.split_whitespace().collect();
    names.sort_unstable();
    names.join(" ")
}

/// Text, marked by a leading quote so that it is never taken for a tag: white space with a line break at an edge is layout, inside it is one space.
fn text(raw: &str, tokens: &mut Vec<String>) {
    let decoded = decoded(raw);
    let start = decoded.len() - decoded.trim_start().len();
    let end = decoded.trim_end().len();
    if start >= end {
        if !decoded.is_empty() && !decoded.contains('\n') {
            tokens.push("' ".to_owned());
        }
        return;
    }
    let edge = |space: &str| if space.is_empty() || space.contains('\n') { "" } else { " " };
    let words: Vec<&str> = decoded.split_whitespace().collect();
    tokens.push(format!(
        "'{}{}{}",
        edge(&decoded[..start]),
        words.join(" "),
        edge(&decoded[end..])
    ));
}

/// Text without the entities that occur.
fn decoded(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn layout_order_and_entities_do_not_matter_but_spaces_between_words_do() {
    assert_eq!(
        normal("<a class=\"b a\" id=\"i\" hidden>\n  It&#39;s\n  on\n</a>"),
        normal("<a hidden id=\"i\" class=\"a b\">It's on</a>"),
    );
    assert_eq!(
        normal("<p id=\"i\" class=\"b a\">\n x\n</p>"),
        normal("<p class=\"a b\" id=\"i\">x</p>")
    );
    assert_eq!(normal("<path d=\"M1\"/>"), normal("<path d=\"M1\"></path>"));
    assert_ne!(normal("Change<span> name</span>"), normal("Change<span>name</span>"));
    assert_ne!(normal("<b>x</b>"), normal("<i>x</i>"));
}
