//! Exclusive canonical XML without comments (W3C, Exclusive XML Canonicalization 1.0): the one way to write a tree.
//!
//! The element is the apex: a namespace is declared where it is first used, whatever stood above it.

use super::names::XML;
use super::xml::{Attribute, Element, Node};

/// The element in canonical form.
pub fn canonical(element: &Element) -> String {
    let mut text = String::new();
    write(element, &mut Vec::new(), &mut text);
    text
}

/// Prefixes with the namespaces that were declared for them further up, the innermost last.
type Declared<'a> = Vec<(&'a str, &'a str)>;

fn declared<'a>(declared: &Declared<'a>, prefix: &str) -> &'a str {
    let found = declared.iter().rev().find(|(known, _)| *known == prefix);
    found.map_or("", |(_, space)| space)
}

fn write<'a>(element: &'a Element, above: &mut Declared<'a>, text: &mut String) {
    let depth = above.len();
    let name = qualified(&element.prefix, &element.name);
    text.push('<');
    text.push_str(&name);
    let mut used: Vec<(&str, &str)> = vec![(&element.prefix, &element.space)];
    let prefixed = element.attributes.iter().filter(|one| !one.prefix.is_empty());
    used.extend(prefixed.map(|one| (one.prefix.as_str(), one.space.as_str())));
    used.sort_unstable();
    used.dedup();
    for (prefix, space) in used {
        if space == XML || declared(above, prefix) == space {
            continue;
        }
        let declaration =
            if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        attribute(&declaration, space, text);
        above.push((prefix, space));
    }
    let mut sorted: Vec<&Attribute> = element.attributes.iter().collect();
    sorted.sort_by(|one, other| (&one.space, &one.name).cmp(&(&other.space, &other.name)));
    for one in sorted {
        attribute(&qualified(&one.prefix, &one.name), &one.value, text);
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => write(child, above, text),
            Node::Text(value) => escape(value, Place::Text, text),
        }
    }
    text.push_str("</");
    text.push_str(&name);
    text.push('>');
    above.truncate(depth);
}

fn qualified(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
}

fn attribute(name: &str, value: &str, text: &mut String) {
    text.push(' ');
    text.push_str(name);
    text.push_str("=\"");
    escape(value, Place::Attribute, text);
    text.push('"');
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

fn escape(value: &str, place: Place, text: &mut String) {
    for letter in value.chars() {
        match (letter, place) {
            ('&', _) => text.push_str("&amp;"),
            ('<', _) => text.push_str("&lt;"),
            ('>', Place::Text) => text.push_str("&gt;"),
            ('\r', _) => text.push_str("&#xD;"),
            ('"', Place::Attribute) => text.push_str("&quot;"),
            ('\t', Place::Attribute) => text.push_str("&#x9;"),
            ('\n', Place::Attribute) => text.push_str("&#xA;"),
            _ => text.push(letter),
        }
    }
}
