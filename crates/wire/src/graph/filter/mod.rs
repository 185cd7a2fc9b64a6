//! `$filter`: parsed into a tree, printed back, and evaluated against one object.
//!
//! The subset is what the directory part of Graph answers for users: comparisons, `in`, `startsWith`,
//! `endsWith`, `not`, `and`, `or`, null, `any` over a collection and `/$count`. A client builds a filter here
//! and prints it, so that a quotation mark in a name can never end a literal; a server parses and evaluates it.
//! Text is compared without regard to case, as the directory does. Size and depth are bounded ([`LONGEST`],
//! [`DEEPEST`]); which properties may be filtered, and with which header, is the server's rule, not this file's.

mod lexer;
mod matches;
mod parse;
mod print;
#[cfg(test)]
mod tests;

pub use parse::parse;

/// Longest filter that is read, in bytes.
pub const LONGEST: usize = 8 * 1024;
/// How deep parentheses, `not` and `any` may nest.
pub const DEEPEST: usize = 16;
/// Most comparisons in one filter, values of `in` included.
pub const MOST_TERMS: usize = 256;

/// A condition on an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// One of them holds; at least two.
    Or(Vec<Filter>),
    /// All of them hold; at least two.
    And(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A comparison.
    Compare(Path, Operator, Literal),
    /// The value is one of these.
    In(Path, Vec<Literal>),
    /// The value begins with this.
    StartsWith(Path, String),
    /// The value ends with this.
    EndsWith(Path, String),
    /// Some element of the collection meets the condition; the text is the variable's name. None: it has elements.
    Any(Path, Option<(String, Box<Filter>)>),
}

/// Where a value is found: names from the outside in. Inside `any` the first name may be the variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub Vec<String>);

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are OData's operators")]
pub enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// A value in a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Flag(bool),
    /// `'text'`, quotation marks doubled inside
    Text(String),
    /// A whole number
    Number(i64),
    /// A GUID or a moment, written without quotation marks
    Bare(String),
}

/// Why a filter cannot be used; text for developers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError(pub String);

impl Filter {
    /// `name eq 'text'`.
    pub fn text_is(name: &str, text: &str) -> Self {
        Self::Compare(Path::of(name), Operator::Eq, Literal::Text(text.to_owned()))
    }

    /// Every path the filter reads, variables of `any` left out.
    pub fn paths(&self) -> Vec<&Path> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Path>) {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().for_each(|part| part.collect(found)),
            Self::Not(inner) => inner.collect(found),
            Self::Compare(path, ..)
            | Self::In(path, _)
            | Self::StartsWith(path, _)
            | Self::EndsWith(path, _)
            | Self::Any(path, _) => found.push(path),
        }
    }

    /// Whether the directory answers it only with `ConsistencyLevel: eventual` and `$count=true`
    /// (Graph documentation, "advanced query capabilities").
    pub fn is_advanced(&self) -> bool {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().any(Self::is_advanced),
            Self::Not(_) | Self::EndsWith(..) => true,
            Self::Compare(path, operator, _) => *operator == Operator::Ne || path.is_count(),
            Self::Any(_, condition) => {
                condition.as_ref().is_some_and(|(_, condition)| condition.is_advanced())
            }
            Self::In(..) | Self::StartsWith(..) => false,
        }
    }
}

impl Path {
    /// A path of one name, or of several joined by slashes.
    pub fn of(name: &str) -> Self {
        Self(name.split('/').map(str::to_owned).collect())
    }

    /// The first name.
    pub fn head(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether it asks for the size of a collection.
    pub fn is_count(&self) -> bool {
        self.0.last().is_some_and(|last| last == "$count")
    }
}
