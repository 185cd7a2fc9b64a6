//! The tree: elements with resolved namespaces, attributes, and text in which comments have left no seam.

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The prefix it was written with; empty without one.
    pub prefix: String,
    /// Its namespace; empty for none.
    pub space: String,
    /// Its name.
    pub name: String,
    /// Its attributes, without declarations of namespaces.
    pub attributes: Vec<Attribute>,
    /// What it holds.
    pub children: Vec<Node>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The prefix it was written with; empty without one.
    pub prefix: String,
    /// Its namespace; empty without a prefix.
    pub space: String,
    /// Its name.
    pub name: String,
    /// Its value, as it reads.
    pub value: String,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, as it reads; never two after one another.
    Text(String),
}

impl Element {
    /// An element without anything in it.
    pub(super) fn new(prefix: &str, space: &str, name: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            space: space.to_owned(),
            name: name.to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// The same with an attribute.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push(Attribute {
            prefix: String::new(),
            space: String::new(),
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// The same with an attribute, if there is a value for it.
    pub(super) fn with_some(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The same with an element in it.
    pub(super) fn and(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// The same with text in it.
    pub(super) fn text_of(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Whether it is the element of that name.
    pub fn is(&self, space: &str, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|one| one.space.is_empty() && one.name == name);
        found.map(|one| one.value.as_str())
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of that name in it.
    pub fn all<'a>(&'a self, space: &'a str, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.is(space, name))
    }

    /// The one element of that name in it; none if there are several.
    pub fn only(&self, space: &str, name: &str) -> Option<&Self> {
        let mut found = self.elements().filter(|element| element.is(space, name));
        let first = found.next();
        if found.next().is_some() { None } else { first }
    }

    /// Its text, if it holds nothing else; without the space around it.
    pub fn text(&self) -> Option<&str> {
        match self.children.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text.trim_matches([' ', '\t', '\n', '\r'])),
            _ => None,
        }
    }

    /// How many elements of that name there are in it, however deep.
    pub fn count(&self, space: &str, name: &str) -> usize {
        let here = usize::from(self.is(space, name));
        here + self.elements().map(|element| element.count(space, name)).sum::<usize>()
    }
}
