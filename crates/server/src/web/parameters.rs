//! The parameters of a query, from the address to the JSON that the query reads.
//!
//! An address knows only text. The query's own schema says which parameters are numbers, flags or lists, so that
//! nobody has to write a second reader for them.

use kernel::refusal::{Refusal, messages};
use serde_json::{Map, Value};

/// Reads `a=1&b=x` by the schema of the query's input.
pub(super) fn to_json(query: &str, schema: &Value) -> Result<Value, Refusal> {
    let mut object = Map::new();
    for (name, text) in pairs(query)? {
        let kinds = kinds(schema, &name);
        let value = match kinds {
            Kinds::Number => text
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| malformed(&name, "a whole number"))?,
            Kinds::Flag => text
                .parse::<bool>()
                .map(Value::from)
                .map_err(|_| malformed(&name, "true or false"))?,
            Kinds::List => {
                let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(Value::String(text));
                }
                continue;
            }
            Kinds::Json => {
                serde_json::from_str(&text).map_err(|_| malformed(&name, "written as JSON"))?
            }
            Kinds::Text => Value::String(text),
        };
        if object.insert(name.clone(), value).is_some() {
            return Err(messages::MALFORMED
                .refuse()
                .with("problem", format!("{name} stands in it twice")));
        }
    }
    Ok(Value::Object(object))
}

fn malformed(name: &str, wanted: &str) -> Refusal {
    messages::MALFORMED.refuse().with("problem", format!("{name} should be {wanted}"))
}

enum Kinds {
    Number,
    Flag,
    List,
    Json,
    Text,
}

fn kinds(schema: &Value, name: &str) -> Kinds {
    let property = schema.pointer("/properties").and_then(|properties| properties.get(name));
    if property.is_some_and(super::openapi::holds_object) {
        return Kinds::Json;
    }
    let kind = property.and_then(|property| property.get("type"));
    let is = |wanted: &str| match kind {
        Some(Value::String(one)) => one == wanted,
        Some(Value::Array(several)) => several.iter().any(|one| one == wanted),
        _ => false,
    };
    if is("integer") || is("number") {
        Kinds::Number
    } else if is("boolean") {
        Kinds::Flag
    } else if is("array") {
        Kinds::List
    } else {
        Kinds::Text
    }
}

/// The pairs of a form or an address (`application/x-www-form-urlencoded`).
pub(super) fn pairs(query: &str) -> Result<Vec<(String, String)>, Refusal> {
    let decode = |text: &str| {
        decode(text).ok_or_else(|| {
            messages::MALFORMED.refuse().with("problem", "it is not encoded as UTF-8")
        })
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parameters_become_what_the_schema_says() {
        let schema = json!({ "properties": { "limit": { "type": ["integer", "null"] }, "open": { "type": "boolean" }, "state": { "type": "array" } } });
        let read = to_json("limit=5&open=true&state=a&state=b&name=O%27Neil+%C3%A9", &schema)
            .expect("it reads");
        assert_eq!(
            read,
            json!({ "limit": 5, "open": true, "state": ["a", "b"], "name": "O'Neil é" })
        );
        let schema = json!({ "properties": { "file": { "type": "object" }, "rows": { "type": "array", "items": { "type": "object" } } } });
        let read = to_json("file=%7B%22a%22:1%7D&rows=[]", &schema).expect("it reads");
        assert_eq!(read, json!({ "file": { "a": 1 }, "rows": [] }));
        assert!(to_json("file=%7B", &schema).is_err(), "half an object");
        let schema = json!({ "properties": { "limit": { "type": "integer" }, "open": { "type": "boolean" } } });
        for bad in ["limit=five", "open=yes", "name=a&name=b", "name=%ff", "name=%2"] {
            assert!(to_json(bad, &schema).is_err(), "{bad}");
        }
    }
}
