//! Options of a fixture, taken one by one: what is left over is an option that our
//! component does not offer, and the fixture is out of scope.

use serde_json::{Map, Value};

use crate::content::Content;

/// The options not yet taken.
pub(super) struct Options(Map<String, Value>);

impl Options {
    /// Options from JSON; a bare string is the option `text`.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Object(map) => Self(map.clone()),
            Value::String(_) => Self(Map::from_iter([("text".to_owned(), value.clone())])),
            _ => Self(Map::new()),
        }
    }

    /// An option, none when absent or null.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key).filter(|value| !value.is_null())
    }

    /// An option that is words.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.0.get(key) {
            Some(Value::String(text)) => {
                let text = text.clone();
                self.0.remove(key);
                Some(text)
            }
            Some(Value::Number(number)) => {
                let text = number.to_string();
                self.0.remove(key);
                Some(text)
            }
            _ => None,
        }
    }

    /// Words that stay where they are, so that what is not understood is refused later.
    pub(super) fn peek(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    /// Words, empty when absent.
    pub(super) fn words(&mut self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    /// Whether an option is true.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        match self.0.get(key) {
            Some(Value::Bool(flag)) => {
                let flag = *flag;
                self.0.remove(key);
                flag
            }
            _ => false,
        }
    }

    /// Whether an option that is true by default was set to false.
    pub(super) fn denied(&mut self, key: &str) -> bool {
        match self.0.get(key) {
            Some(Value::Bool(false)) => {
                self.0.remove(key);
                true
            }
            _ => false,
        }
    }

    /// Options inside an option.
    pub(super) fn inner(&mut self, key: &str) -> Option<Self> {
        self.take(key).map(|value| Self::of(&value))
    }

    /// Whether a list has places with nothing in them.
    pub(super) fn has_gaps(&self, key: &str) -> bool {
        let items = self.0.get(key).and_then(Value::as_array);
        items.is_some_and(|items| items.iter().any(|item| !item.is_object()))
    }

    /// The options in a list.
    pub(super) fn list(&mut self, key: &str) -> Vec<Self> {
        match self.take(key) {
            Some(Value::Array(items)) => items
                .iter()
                .filter(|item| item.is_object() || item.is_string())
                .map(Self::of)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The option `html`, or else `text`.
    pub(super) fn content(&mut self) -> Content {
        match (self.text("html"), self.text("text")) {
            (Some(html), _) => maud::PreEscaped(html.trim().to_owned()).into(),
            (None, text) => text.unwrap_or_default().trim().into(),
        }
    }

    /// Content in an option, none when absent.
    pub(super) fn content_in(&mut self, key: &str) -> Result<Option<Content>, String> {
        let Some(mut inner) = self.inner(key) else { return Ok(None) };
        let content = inner.content();
        inner.done()?;
        Ok((!content.is_empty()).then_some(content))
    }

    /// Words in an option, none when absent.
    pub(super) fn words_in(&mut self, key: &str) -> Result<Option<String>, String> {
        if self.flag(key) {
            return Err(format!("option {key} without words"));
        }
        let Some(mut inner) = self.inner(key) else { return Ok(None) };
        let words = inner.text("text");
        inner.done()?;
        Ok(words)
    }

    /// Refuses when something is left that our component does not offer.
    pub(super) fn done(self) -> Result<(), String> {
        match self.0.iter().find(|(_, value)| !value.is_null()) {
            None => Ok(()),
            Some((key, Value::String(value)))
                if matches!(key.as_str(), "variant" | "type" | "size") =>
            {
                Err(format!("option {key} = {value}"))
            }
            Some((key, _)) => Err(format!("option {key}")),
        }
    }
}
