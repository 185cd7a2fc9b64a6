//! What is wrong with a form.

use maud::Markup;

use crate::components::{ErrorSummary, SummaryItem, error_summary};

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field; none when no single field is at fault.
    pub field: Option<String>,
    /// What to do, in words that stand alone.
    pub text: String,
}

/// The problems of a form, in the order in which they were found: the order of its
/// fields, when the form is read from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// No problem yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a problem of a field.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.push(Problem { field: Some(field.into()), text: text.into() });
    }

    /// Notes a problem of the whole form.
    pub fn add_general(&mut self, text: impl Into<String>) {
        self.0.push(Problem { field: None, text: text.into() });
    }

    /// Whether the form is in order.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems in order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// What is wrong with a field, for the `error` of its component: the first problem
    /// noted, because a person mends one thing at a time.
    pub fn of(&self, field: &str) -> Option<String> {
        self.0
            .iter()
            .find(|problem| problem.field.as_deref() == Some(field))
            .map(|problem| problem.text.clone())
    }

    /// The summary for the top of the page; none when there is nothing to say. Each
    /// field appears once, with the words that stand beside it.
    pub fn summary(&self) -> Option<Markup> {
        if self.0.is_empty() {
            return None;
        }
        let mut items: Vec<SummaryItem> = Vec::new();
        for problem in &self.0 {
            let seen =
                problem.field.is_some() && items.iter().any(|item| item.field == problem.field);
            if !seen {
                items
                    .push(SummaryItem { text: problem.text.clone(), field: problem.field.clone() });
            }
        }
        Some(error_summary(&ErrorSummary { items, ..ErrorSummary::default() }))
    }
}

impl FromIterator<(String, String)> for Problems {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(pairs.into_iter().map(|(field, text)| Problem { field: Some(field), text }).collect())
    }
}
