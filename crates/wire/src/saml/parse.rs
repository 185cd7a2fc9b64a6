//! The parser. What it lets through is a small part of XML, and all that anybody needs to say here.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Malformed;
use super::names::{XML, XMLNS};
use super::xml::{Attribute, Element, Node};

/// Elements within one another at most.
const DEEPEST: usize = 32;
/// Elements at most.
const MOST_ELEMENTS: usize = 4000;
/// Longest name of a namespace, in bytes.
const LONGEST_SPACE: usize = 256;
/// Attributes of an element at most, declarations of namespaces among them.
const MOST_ATTRIBUTES: usize = 64;

/// Reads a document of at most so many bytes.
///
/// # Errors
/// If it is longer, is not XML, or holds what is not read here.
pub fn parse(text: &str, longest: usize) -> Result<Element, Malformed> {
    if text.len() > longest {
        return Err(Malformed("it is too long"));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    let mut is_first = true;
    loop {
        let event = reader.read_event().map_err(|_| Malformed("it is not well-formed XML"))?;
        match event {
            Event::Start(start) => tree.open(&start)?,
            Event::Empty(start) => {
                tree.open(&start)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&normal(checked(&text)?))?,
            Event::CData(data) => tree.inside(&normal(checked(&data)?))?,
            Event::GeneralRef(name) => tree.inside(&referred(&name)?.to_string())?,
            Event::Comment(_) => {}
            Event::Decl(declaration) if is_first => {
                let encoding = declaration.encoding().transpose();
                let encoding = encoding.map_err(|_| Malformed("its declaration cannot be read"))?;
                if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err(Malformed("it is not encoded as UTF-8"));
                }
            }
            Event::Decl(_) | Event::PI(_) => {
                return Err(Malformed("it holds a processing instruction"));
            }
            Event::DocType(_) => return Err(Malformed("it holds a document type")),
            Event::Eof => return tree.done(),
        }
        is_first = false;
    }
}

/// The tree as far as it has been read.
#[derive(Default)]
struct Tree {
    root: Option<Element>,
    open: Vec<Element>,
    /// Prefixes and namespaces in scope, the innermost last; and how many there were before each open element.
    scope: Vec<(String, String)>,
    marks: Vec<usize>,
    ids: HashSet<String>,
    elements: usize,
}

impl Tree {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Malformed> {
        self.elements += 1;
        if self.root.is_some() {
            return Err(Malformed("it holds more than one document"));
        }
        if self.open.len() >= DEEPEST || self.elements > MOST_ELEMENTS {
            return Err(Malformed("it is too deep or holds too many elements"));
        }
        self.marks.push(self.scope.len());
        let mut plain = Vec::new();
        for (number, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|_| Malformed("an attribute cannot be read"))?;
            if number >= MOST_ATTRIBUTES {
                return Err(Malformed("an element has too many attributes"));
            }
            let value = value(&attribute.value)?;
            let (prefix, name) = split(attribute.key.0)?;
            match (prefix, name) {
                ("", "xmlns") => self.declare("", value)?,
                ("xmlns", prefix) => self.declare(prefix, value)?,
                _ => plain.push((prefix.to_owned(), name.to_owned(), value)),
            }
        }
        let (prefix, name) = split(start.name().0)?;
        let mut element = Element::new(prefix, &self.space(prefix)?, name);
        for (prefix, name, value) in plain {
            let space = if prefix.is_empty() { String::new() } else { self.space(&prefix)? };
            if element.attributes.iter().any(|one| one.space == space && one.name == name) {
                return Err(Malformed("an element has an attribute twice"));
            }
            if name.eq_ignore_ascii_case("id") && !self.ids.insert(value.clone()) {
                return Err(Malformed("an id stands twice in it"));
            }
            element.attributes.push(Attribute { prefix, space, name, value });
        }
        self.open.push(element);
        Ok(())
    }

    fn declare(&mut self, prefix: &str, space: String) -> Result<(), Malformed> {
        let is_reserved = prefix == "xml" || prefix == "xmlns" || space == XML || space == XMLNS;
        // Every element has a copy of its namespace: a long one would fill the memory from a short message.
        if space.len() > LONGEST_SPACE {
            return Err(Malformed("it declares a namespace with a name that is too long"));
        }
        if is_reserved || (space.is_empty() && !prefix.is_empty()) {
            return Err(Malformed("it declares a namespace that nobody can declare"));
        }
        self.scope.push((prefix.to_owned(), space));
        Ok(())
    }

    fn space(&self, prefix: &str) -> Result<String, Malformed> {
        if prefix == "xml" {
            return Ok(XML.to_owned());
        }
        match self.scope.iter().rev().find(|(known, _)| known == prefix) {
            Some((_, space)) => Ok(space.clone()),
            None if prefix.is_empty() => Ok(String::new()),
            None => Err(Malformed("a prefix stands for nothing")),
        }
    }

    fn close(&mut self) -> Result<(), Malformed> {
        let (Some(element), Some(mark)) = (self.open.pop(), self.marks.pop()) else {
            return Err(Malformed("it ends more than it begins"));
        };
        self.scope.truncate(mark);
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Text, which may be space outside of everything.
    fn text(&mut self, text: &str) -> Result<(), Malformed> {
        if self.open.is_empty() && text.chars().all(|letter| " \t\r\n\u{feff}".contains(letter)) {
            return Ok(());
        }
        self.inside(text)
    }

    fn inside(&mut self, text: &str) -> Result<(), Malformed> {
        let Some(element) = self.open.last_mut() else {
            return Err(Malformed("there is text outside of its elements"));
        };
        match element.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => element.children.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }

    fn done(self) -> Result<Element, Malformed> {
        if self.open.is_empty() { self.root } else { None }.ok_or(Malformed("it ends too early"))
    }
}

/// Prefix and name, both of letters that every tool reads alike.
fn split(name: &str) -> Result<(&str, &str), Malformed> {
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) if !prefix.is_empty() => (prefix, local),
        Some(_) => return Err(Malformed("a name is none")),
        None => ("", name),
    };
    let is_name = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter))
    };
    if !is_name(local) || !(prefix.is_empty() || is_name(prefix)) {
        return Err(Malformed("a name is none, or not in ASCII"));
    }
    Ok((prefix, local))
}

const fn is_letter(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// The text, if XML lets it hold what it holds.
fn checked(text: &str) -> Result<&str, Malformed> {
    if text.chars().all(is_letter) {
        Ok(text)
    } else {
        Err(Malformed("it holds a character that XML has none of"))
    }
}

/// Ends of lines as XML reads them.
fn normal(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// What a reference stands for.
fn referred(name: &str) -> Result<char, Malformed> {
    let number = match name.strip_prefix('#') {
        Some(rest) => match rest.strip_prefix('x') {
            Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                u32::from_str_radix(hex, 16).ok()
            }
            None if rest.bytes().all(|byte| byte.is_ascii_digit()) => rest.parse().ok(),
            _ => None,
        },
        None => {
            return match name {
                "amp" => Ok('&'),
                "lt" => Ok('<'),
                "gt" => Ok('>'),
                "quot" => Ok('"'),
                "apos" => Ok('\''),
                _ => Err(Malformed("it refers to an entity")),
            };
        }
    };
    let letter = number.and_then(char::from_u32).filter(|letter| is_letter(*letter));
    letter.ok_or(Malformed("it refers to a character that there is none of"))
}

/// The value of an attribute, as XML reads it.
fn value(raw: &str) -> Result<String, Malformed> {
    let mut rest = checked(raw)?;
    let mut read = String::with_capacity(rest.len());
    while let Some(at) = rest.find(['&', '<', '\t', '\n', '\r']) {
        let (before, from) = rest.split_at(at);
        read.push_str(before);
        if from.starts_with('&') {
            let end = from.find(';').ok_or(Malformed("a reference does not end"))?;
            read.push(referred(&from[1..end])?);
            rest = &from[end + 1..];
        } else if from.starts_with('<') {
            return Err(Malformed("an attribute cannot be read"));
        } else {
            read.push(' ');
            rest = from.strip_prefix("\r\n").unwrap_or(&from[1..]);
        }
    }
    read.push_str(rest);
    Ok(read)
}
