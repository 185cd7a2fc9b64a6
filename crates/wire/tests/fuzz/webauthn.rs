//! What browsers hand over about passkeys.

use testkit::fuzz::Fuzz;
use wire::webauthn::{
    AttestationObject, AuthenticatorData, ClientData, LONGEST, LONGEST_CLIENT_DATA, PublicKey,
    read, read_first,
};

use super::cbor::written;

#[test]
fn fuzz_what_authenticators_say() {
    let words = [
        "\u{63}fmt",
        "\u{64}none",
        "gattStmt",
        "hauthData",
        "packed",
        "\u{1}\u{2}\u{3}&",
        "\u{18}",
        "\u{19}\u{ff}",
    ];
    let target = Fuzz::on("webauthn").words(&words);
    super::fuzz(target, |input| {
        if let Ok((value, rest)) = read_first(input) {
            let mut bytes = Vec::new();
            written(&value, &mut bytes);
            assert_eq!(
                bytes,
                input[..input.len() - rest.len()],
                "there is one way to write an item"
            );
        }
        let item = read(input).map(|_| ());
        assert!(item.is_err() || input.len() <= LONGEST);
        let attestation = AttestationObject::parse(input);
        // What is inside is tried by itself, and the whole as if it were inside.
        let inside =
            attestation.as_ref().map_or(input, |attestation| attestation.authenticator_data);
        let said = AuthenticatorData::parse(inside);
        if let Ok(said) = &said {
            let attested = said.attested.as_ref();
            let key =
                attested.map_or(0, |made| 18 + made.credential_id.len() + made.written_key.len());
            assert!(37 + key <= inside.len());
            assert_eq!(said.rp_id_hash, inside[..32]);
            if let Some(made) = attested {
                assert_eq!(PublicKey::parse(made.written_key).as_ref(), Ok(&made.key));
            }
        }
        let key = PublicKey::parse(input);
        if let Ok(PublicKey::Rs256 { n, e }) = &key {
            assert!((256..=512).contains(&n.len()) && e.len() <= 4);
        }
        (
            item.map_err(|error| error.0),
            attestation.map(|attestation| attestation.format.len()).map_err(|error| error.0),
            said.map(|said| (said.attested.is_some(), said.sign_count.min(2)))
                .map_err(|error| error.0),
            key.map(|key| key.algorithm()).map_err(|error| error.0),
        )
    });
}

#[test]
fn fuzz_client_data() {
    let words = [
        "webauthn.create",
        "webauthn.get",
        "type",
        "challenge",
        "origin",
        "crossOrigin",
        "topOrigin",
        "true",
        "null",
        "tokenBinding",
        "\\u0000",
        "\\ud800",
        "https://",
        ",\"origin\":\"https://evil.example\"",
    ];
    let target = Fuzz::on("client-data").words(&words).nests(&[("[", "]"), ("{\"a\":", "}")]);
    super::fuzz(target, |input| {
        let said = ClientData::parse(input);
        if let Ok(said) = &said {
            assert!(input.len() <= LONGEST_CLIENT_DATA && said.challenge.len() < input.len());
            assert!(said.origin.len() < input.len());
        }
        said.map(|said| (said.ceremony as u8, said.is_within_another)).map_err(|error| error.0)
    });
}
