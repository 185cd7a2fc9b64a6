//! As much of X.509 as it takes to find the public key in a certificate (RFC 5280, 4.1). Nothing else in it is believed:
//! metadata says which key is whose, and a certificate is only how it writes keys down.

/// The public key of a certificate, as `SubjectPublicKeyInfo`.
pub fn public_key_of(certificate: &[u8]) -> Option<&[u8]> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    const INTEGER: u8 = 0x02;
    let (whole, rest) = take(certificate, SEQUENCE)?;
    rest.is_empty().then_some(())?;
    let (mut fields, _) = take(whole.1, SEQUENCE).map(|(signed, rest)| (signed.1, rest))?;
    if let Some((_, rest)) = take(fields, VERSION) {
        fields = rest;
    }
    // Serial number, algorithm, issuer, validity, subject; then the key.
    for tag in [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] {
        fields = take(fields, tag)?.1;
    }
    take(fields, SEQUENCE).map(|((key, _), _)| key)
}

/// Whole and content of a value.
type Value<'a> = (&'a [u8], &'a [u8]);

/// The value with this tag at the beginning, and what comes behind it.
fn take(bytes: &[u8], tag: u8) -> Option<(Value<'_>, &[u8])> {
    let (&[found, first], rest) = bytes.split_first_chunk::<2>()?;
    if found != tag {
        return None;
    }
    let (length, head) = match first {
        0..=0x7f => (usize::from(first), 2),
        0x81..=0x83 => {
            let count = usize::from(first & 0x7f);
            let length = rest.get(..count)?;
            (length.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), 2 + count)
        }
        _ => return None,
    };
    let end = head.checked_add(length)?;
    let (whole, behind) = (bytes.get(..end)?, bytes.get(end..)?);
    Some(((whole, &whole[head..]), behind))
}
