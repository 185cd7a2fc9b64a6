//! CBOR, written by a second hand: there is one way to write an item, so what is read is what was written, byte for byte.

use wire::webauthn::Value;

fn head(major: u8, number: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = number.to_be_bytes();
    match number {
        0..24 => out.push(major | bytes[7]),
        24..0x100 => out.extend([major | 24, bytes[7]]),
        0x100..0x1_0000 => {
            out.push(major | 25);
            out.extend(&bytes[6..]);
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(major | 26);
            out.extend(&bytes[4..]);
        }
        _ => {
            out.push(major | 27);
            out.extend(bytes);
        }
    }
}

/// The item in the canonical form of CTAP2.
pub(super) fn written(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Unsigned(number) => head(0, *number, out),
        Value::Negative(number) => head(1, *number, out),
        Value::Bytes(bytes) => {
            head(2, bytes.len() as u64, out);
            out.extend(*bytes);
        }
        Value::Text(text) => {
            head(3, text.len() as u64, out);
            out.extend(text.as_bytes());
        }
        Value::List(items) => {
            head(4, items.len() as u64, out);
            items.iter().for_each(|item| written(item, out));
        }
        Value::Map(members) => {
            head(5, members.len() as u64, out);
            for (key, value) in members {
                written(key, out);
                written(value, out);
            }
        }
        Value::Bool(is) => out.push(if *is { 0xf5 } else { 0xf4 }),
        Value::Null => out.push(0xf6),
    }
}
