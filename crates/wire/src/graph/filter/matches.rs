//! Whether an object meets a filter. What is not there is null; text is compared without regard to case.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::{Filter, Literal, Operator, Path};

impl Filter {
    /// Whether the object whose properties `value_of` returns meets the filter.
    pub fn matches<'v>(&self, value_of: &dyn Fn(&str) -> Cow<'v, Value>) -> bool {
        self.holds(&|path: &Path| {
            follow(value_of(path.head()).into_owned(), &path.0[1.min(path.0.len())..])
        })
    }

    fn holds(&self, find: &dyn Fn(&Path) -> Value) -> bool {
        match self {
            Self::Or(parts) => parts.iter().any(|part| part.holds(find)),
            Self::And(parts) => parts.iter().all(|part| part.holds(find)),
            Self::Not(inner) => !inner.holds(find),
            Self::Compare(path, operator, literal) => compare(&find(path), *operator, literal),
            Self::In(path, values) => {
                let value = find(path);
                values.iter().any(|literal| compare(&value, Operator::Eq, literal))
            }
            Self::StartsWith(path, text) => {
                folded(&find(path)).is_some_and(|value| value.starts_with(&text.to_lowercase()))
            }
            Self::EndsWith(path, text) => {
                folded(&find(path)).is_some_and(|value| value.ends_with(&text.to_lowercase()))
            }
            Self::Any(path, condition) => match (find(path), condition) {
                (Value::Array(elements), None) => !elements.is_empty(),
                (Value::Array(elements), Some((variable, condition))) => {
                    elements.iter().any(|element| {
                        condition.holds(&|inner: &Path| {
                            if inner.head() == variable {
                                follow(element.clone(), &inner.0[1..])
                            } else {
                                find(inner)
                            }
                        })
                    })
                }
                _ => false,
            },
        }
    }
}

fn follow(mut value: Value, names: &[String]) -> Value {
    for name in names {
        value = match value {
            Value::Array(elements) if name == "$count" => Value::from(elements.len()),
            Value::Null if name == "$count" => Value::from(0),
            Value::Object(mut members) => members.remove(name).unwrap_or(Value::Null),
            _ => Value::Null,
        };
    }
    value
}

fn folded(value: &Value) -> Option<String> {
    value.as_str().map(str::to_lowercase)
}

fn compare(value: &Value, operator: Operator, literal: &Literal) -> bool {
    let order = match literal {
        Literal::Null => value.is_null().then_some(Ordering::Equal),
        Literal::Flag(flag) => value.as_bool().map(|value| value.cmp(flag)),
        Literal::Number(number) => value.as_i64().map(|value| value.cmp(number)),
        Literal::Text(text) | Literal::Bare(text) => {
            folded(value).map(|value| value.cmp(&text.to_lowercase()))
        }
    };
    match operator {
        Operator::Eq => order == Some(Ordering::Equal),
        // A property without a value differs from every value.
        Operator::Ne => order != Some(Ordering::Equal),
        Operator::Gt => order == Some(Ordering::Greater),
        Operator::Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        Operator::Lt => order == Some(Ordering::Less),
        Operator::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
    }
}
