//! What was posted, as it was typed.

use serde::{Deserialize, Serialize};

use super::Problems;
use crate::components::{FileUpload, Input, PasswordInput, Radios, Select, Textarea};

/// Posted fields in order. Extract with axum's `Form<Values>`.
///
/// Values are never trimmed or changed here: what a person typed is shown to them
/// again exactly so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// The value of a field, empty when it was not sent. The first, when sent twice.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Whether a field was sent at all, as a button or a ticked box is.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// All values of a field, as checkboxes send them.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// Sets what a form shows before anything was typed.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// A field with its value and its problem, to be rendered.
    pub fn field(&self, name: &str, problems: &Problems) -> Field {
        Field { name: name.to_owned(), value: self.one(name).to_owned(), error: problems.of(name) }
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl From<Vec<(String, String)>> for Values {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

/// A field as it is shown: turn it into a component and fill in label and hint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Name in the form, and id in the page.
    pub name: String,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl From<Field> for Input {
    fn from(field: Field) -> Self {
        Self { name: field.name, value: field.value, error: field.error, ..Self::default() }
    }
}

impl From<Field> for Textarea {
    fn from(field: Field) -> Self {
        Self { name: field.name, value: field.value, error: field.error, ..Self::default() }
    }
}

impl From<Field> for Select {
    fn from(field: Field) -> Self {
        Self { name: field.name, value: field.value, error: field.error, ..Self::default() }
    }
}

impl From<Field> for Radios {
    fn from(field: Field) -> Self {
        Self { name: field.name, value: field.value, error: field.error, ..Self::default() }
    }
}

impl From<Field> for PasswordInput {
    /// A password that was typed is not sent back to the page.
    fn from(field: Field) -> Self {
        Self { name: field.name, error: field.error, ..Self::default() }
    }
}

impl From<Field> for FileUpload {
    /// Browsers give a page no file: it has to be chosen again.
    fn from(field: Field) -> Self {
        Self { name: field.name, error: field.error, ..Self::default() }
    }
}
