//! Whether the values a client writes are allowed, one property at a time.

use serde_json::{Map, Value, json};
use wire::graph::{Kind, Property, Writing};

use crate::countries;
use crate::errors::{self, Refusal};

/// Characters that may not stand in a mail nickname, besides what is not ASCII.
const NOT_IN_NICKNAME: &str = "@()\\[]\";:<>, ";
/// Longest part of a sign-in name before the at-sign, and after it.
const NAME_PARTS: (usize, usize) = (64, 48);

/// The properties of a body with checked values.
pub(crate) fn properties(body: &Map<String, Value>) -> Result<Vec<(Property, Value)>, Refusal> {
    let annotation = |name: &str| name.starts_with('@') || name.contains("@odata.");
    body.iter()
        .filter(|(name, _)| !annotation(name))
        .map(|(name, value)| property(name, value))
        .collect()
}

fn property(name: &str, value: &Value) -> Result<(Property, Value), Refusal> {
    let property = Property::find(name).ok_or_else(|| errors::no_property(name))?;
    if property.writing() == Writing::Kept {
        return Err(errors::read_only(property.name()));
    }
    let value = match property.kind() {
        Kind::Text(longest) => text(property, value, longest)?,
        Kind::Flag => match value {
            Value::Bool(_) | Value::Null => value.clone(),
            _ => return Err(errors::cannot_convert("Edm.Boolean")),
        },
        Kind::Moment => moment(value)?,
        Kind::Texts(most, longest) => texts(property, value, most, longest)?,
        Kind::Object | Kind::Objects => object(property, value)?,
    };
    if value.is_null() && is_required(property) {
        return Err(errors::required(property.name()));
    }
    Ok((property, value))
}

/// Properties every user has.
pub(crate) const REQUIRED: [Property; 4] = [
    Property::AccountEnabled,
    Property::DisplayName,
    Property::MailNickname,
    Property::UserPrincipalName,
];

fn is_required(property: Property) -> bool {
    REQUIRED.contains(&property)
}

fn text(property: Property, value: &Value, longest: usize) -> Result<Value, Refusal> {
    let text = match value {
        Value::Null => return Ok(Value::Null),
        Value::String(text) => text,
        _ => return Err(errors::cannot_convert("Edm.String")),
    };
    if text.chars().count() > longest {
        return Err(errors::too_long(property.name()));
    }
    let sound = match property {
        Property::UsageLocation => countries::is_code(text),
        Property::UserType => text == "Member" || text == "Guest",
        Property::MailNickname => {
            text.is_ascii()
                && !text.contains(|c: char| NOT_IN_NICKNAME.contains(c) || c.is_ascii_control())
        }
        Property::UserPrincipalName => is_sign_in_name(text),
        Property::Mail => is_address(text),
        _ => true,
    };
    // The directory has no empty text: a client that wants to clear a property sends null.
    if text.is_empty() || text.contains('\0') || !sound {
        return Err(errors::bad_value(property.name()));
    }
    Ok(value.clone())
}

fn moment(value: &Value) -> Result<Value, Refusal> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::String(text) if text.parse::<jiff::Timestamp>().is_ok() => Ok(value.clone()),
        _ => Err(errors::cannot_convert("Edm.DateTimeOffset")),
    }
}

fn texts(property: Property, value: &Value, most: usize, longest: usize) -> Result<Value, Refusal> {
    let entries = match value {
        Value::Null => return Ok(json!([])),
        Value::Array(entries) => entries,
        _ => return Err(errors::cannot_convert("Collection(Edm.String)")),
    };
    for entry in entries {
        let text = entry.as_str().ok_or_else(|| errors::cannot_convert("Edm.String"))?;
        if text.chars().count() > longest {
            return Err(errors::too_long(property.name()));
        }
        if text.is_empty() || (property == Property::OtherMails && !is_address(text)) {
            return Err(errors::bad_value(property.name()));
        }
    }
    if entries.len() > most { Err(errors::bad_value(property.name())) } else { Ok(value.clone()) }
}

fn object(property: Property, value: &Value) -> Result<Value, Refusal> {
    let members = match value {
        Value::Null if property == Property::PasswordProfile => {
            return Err(errors::bad_value(property.name()));
        }
        Value::Null => return Ok(Value::Null),
        Value::Object(members) => members,
        _ => return Err(errors::cannot_convert("microsoft.graph.user")),
    };
    for (name, value) in members.iter().filter(|(name, _)| !name.contains('@')) {
        let sound = match property {
            Property::PasswordProfile => match name.as_str() {
                "password" => value.is_string() || value.is_null(),
                "forceChangePasswordNextSignIn" | "forceChangePasswordNextSignInWithMfa" => {
                    value.is_boolean() || value.is_null()
                }
                _ => false,
            },
            _ => {
                let number =
                    name.strip_prefix("extensionAttribute").and_then(|number| number.parse().ok());
                let short = value
                    .as_str()
                    .is_none_or(|text| !text.is_empty() && text.chars().count() <= 1024);
                number.is_some_and(|number: u8| (1..=15).contains(&number))
                    && (value.is_null() || value.is_string())
                    && short
            }
        };
        if !sound {
            return Err(errors::bad_value(property.name()));
        }
    }
    Ok(value.clone())
}

fn is_sign_in_name(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "'.-_!#^~".contains(c);
    let dotted = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    !local.is_empty()
        && local.chars().all(allowed)
        && !dotted
        && local.len() <= NAME_PARTS.0
        && !domain.is_empty()
        && domain.len() <= NAME_PARTS.1
}

fn is_address(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_graphic() && !"()<>,;:\\\"[]@ ".contains(c);
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && local.chars().all(allowed)
            && domain.chars().all(allowed)
    })
}

/// Whether a password has 8 to 256 characters of at least three of the four kinds.
pub(crate) fn is_strong(password: &str) -> bool {
    let kinds: [fn(char) -> bool; 4] =
        [char::is_lowercase, char::is_uppercase, char::is_numeric, |c| !c.is_alphanumeric()];
    let found = kinds.iter().filter(|kind| password.chars().any(**kind)).count();
    (8..=256).contains(&password.chars().count()) && found >= 3
}
