//! What authenticators write is read, and nothing else.

mod cbor;
mod data;
mod properties;

/// CBOR of the few kinds that authenticators write.
mod write {
    fn head(major: u8, number: usize) -> Vec<u8> {
        let kind = major << 5;
        match (u8::try_from(number), u16::try_from(number)) {
            (Ok(number @ 0..24), _) => vec![kind | number],
            (Ok(number), _) => vec![kind | 24, number],
            (_, Ok(number)) => [vec![kind | 25], number.to_be_bytes().to_vec()].concat(),
            _ => panic!("longer than any test needs"),
        }
    }

    pub(super) fn number(number: i64) -> Vec<u8> {
        match usize::try_from(number) {
            Ok(number) => head(0, number),
            Err(_) => head(1, usize::try_from(-1 - number).unwrap()),
        }
    }

    pub(super) fn bytes(bytes: &[u8]) -> Vec<u8> {
        [head(2, bytes.len()), bytes.to_vec()].concat()
    }

    pub(super) fn text(text: &str) -> Vec<u8> {
        [head(3, text.len()), text.as_bytes().to_vec()].concat()
    }

    /// A map of members that are written already.
    pub(super) fn map(members: &[[Vec<u8>; 2]]) -> Vec<u8> {
        [head(5, members.len()), members.concat().concat()].concat()
    }
}

/// An ES256 key.
fn es256() -> Vec<u8> {
    write::map(&[
        [write::number(1), write::number(2)],
        [write::number(3), write::number(-7)],
        [write::number(-1), write::number(1)],
        [write::number(-2), write::bytes(&[7; 32])],
        [write::number(-3), write::bytes(&[9; 32])],
    ])
}

/// What an authenticator says on making that key, with flags and whatever follows.
fn said(flags: u8, rest: &[u8]) -> Vec<u8> {
    [&[1; 32], [flags].as_slice(), &[0, 0, 1, 2], rest].concat()
}

/// The key as it stands in what is said.
fn attested(credential_id: &[u8], key: &[u8]) -> Vec<u8> {
    let length = u16::try_from(credential_id.len()).unwrap().to_be_bytes();
    [&[5; 16], length.as_slice(), credential_id, key].concat()
}

fn attestation(format: &str, statement: Vec<u8>, said: &[u8]) -> Vec<u8> {
    write::map(&[
        [write::text("fmt"), write::text(format)],
        [write::text("attStmt"), statement],
        [write::text("authData"), write::bytes(said)],
    ])
}
