//! The POST binding (SAML Bindings, 3.5): a message in a form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{LONGEST_MESSAGE, Malformed};

/// The document in the field of a form.
///
/// # Errors
/// If it is no base64, no text, or too long.
pub fn from_form(value: &str) -> Result<String, Malformed> {
    if value.len() > LONGEST_MESSAGE * 2 {
        return Err(Malformed("the message is too long"));
    }
    let text: String = value.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(text).map_err(|_| Malformed("the message is not base64"))?;
    String::from_utf8(bytes).map_err(|_| Malformed("the message is no text"))
}

/// A document as the field of a form.
pub fn to_form(xml: &str) -> String {
    STANDARD.encode(xml)
}
