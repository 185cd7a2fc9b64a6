//! Keys, what authenticators and browsers say: what is read of it and what is refused.

use super::{attestation, attested, es256, said, write};
use crate::webauthn::{
    ALGORITHMS, AttestationObject, AuthenticatorData, Ceremony, ClientData, LONGEST_CLIENT_DATA,
    PublicKey,
};

fn rsa(n: &[u8], e: &[u8]) -> Vec<u8> {
    write::map(&[
        [write::number(1), write::number(3)],
        [write::number(3), write::number(-257)],
        [write::number(-1), write::bytes(n)],
        [write::number(-2), write::bytes(e)],
    ])
}

fn ed25519(curve: i64, x: &[u8]) -> Vec<u8> {
    write::map(&[
        [write::number(1), write::number(1)],
        [write::number(3), write::number(-8)],
        [write::number(-1), write::number(curve)],
        [write::number(-2), write::bytes(x)],
    ])
}

#[test]
fn keys_of_three_kinds_are_read_and_no_others() {
    let (n, e) = (vec![3; 256], vec![1, 0, 1]);
    let keys = [
        (es256(), PublicKey::Es256 { x: [7; 32], y: [9; 32] }),
        (ed25519(6, &[4; 32]), PublicKey::Ed25519 { x: [4; 32] }),
        (rsa(&n, &e), PublicKey::Rs256 { n: n.clone(), e: e.clone() }),
    ];
    for ((written, key), algorithm) in keys.into_iter().zip(ALGORITHMS) {
        assert_eq!(key.algorithm(), algorithm);
        assert_eq!(PublicKey::parse(&written), Ok(key));
    }
    let other = |place: usize, byte: u8| {
        let mut key = es256();
        key[place] = byte;
        key
    };
    for (key, why) in [
        (other(2, 1), "another kind of key"),
        (other(4, 0x27), "another algorithm"),
        (other(6, 2), "another curve"),
        (other(0, 0xa4), "less than there is"),
        (ed25519(5, &[4; 32]), "another curve"),
        (ed25519(6, &[4; 31]), "a short point"),
        (rsa(&[3; 255], &e), "a short modulus"),
        (rsa(&[3; 513], &e), "a long modulus"),
        (rsa(&[vec![0], n.clone()].concat(), &e), "a zero in front"),
        (rsa(&n, &[]), "no exponent"),
        (rsa(&n, &[0, 3]), "a zero in front"),
        (rsa(&n, &[1, 0, 0, 0, 1]), "a long exponent"),
        (vec![0], "no map"),
    ] {
        assert!(PublicKey::parse(&key).is_err(), "{why}");
    }
    let private = [vec![0xa6], es256()[1..].to_vec(), write::number(-4), write::bytes(&[1; 32])];
    assert!(PublicKey::parse(&private.concat()).is_err(), "a private key");
}

#[test]
fn what_an_authenticator_says_is_read_to_its_last_byte() {
    let key = attested(&[6; 20], &es256());
    let all = said(0x5d, &key);
    let read = AuthenticatorData::parse(&all).unwrap();
    assert_eq!((read.rp_id_hash, read.sign_count), ([1; 32], 258));
    let flags = read.flags;
    assert!(
        flags.is_present() && flags.is_verified() && flags.may_be_copied() && flags.is_copied()
    );
    let made = read.attested.unwrap();
    assert_eq!((made.aaguid, made.credential_id), ([5; 16], [6; 20].as_slice()));
    assert_eq!((made.written_key, made.key.algorithm()), (es256().as_slice(), -7));
    let bare = said(0x01, &[]);
    let read = AuthenticatorData::parse(&bare).unwrap();
    assert!(read.attested.is_none() && !read.flags.is_verified() && !read.flags.may_be_copied());
    let extended = said(0x81, &write::map(&[[write::text("credProtect"), write::number(2)]]));
    assert!(AuthenticatorData::parse(&extended).is_ok());
    for (bytes, why) in [
        (said(0x01, &[0]), "something behind it"),
        (said(0x41, &[]), "no key"),
        (said(0x01, &key), "a key that is not announced"),
        (said(0x81, &[]), "no extensions"),
        (said(0x81, &write::text("x")), "extensions that are no map"),
        (said(0x11, &[]), "copied, though it may not be"),
        (said(0x41, &attested(&[], &es256())), "an empty id"),
        (said(0x41, &attested(&[0; 1024], &es256())), "a long id"),
        (bare[..36].to_vec(), "too short"),
        (vec![0; 9000], "too long"),
    ] {
        assert!(AuthenticatorData::parse(&bytes).is_err(), "{why}");
    }
}

#[test]
fn attestations_are_read_past_and_trusted_in_nothing() {
    let told = said(0x45, &attested(&[6; 20], &es256()));
    let none = attestation("none", write::map(&[]), &told);
    let read = AttestationObject::parse(&none).unwrap();
    assert_eq!((read.format, read.authenticator_data), ("none", told.as_slice()));
    let statement = write::map(&[
        [write::text("alg"), write::number(-7)],
        [write::text("sig"), write::bytes(&[1; 70])],
    ]);
    let packed = attestation("packed", statement.clone(), &told);
    assert_eq!(AttestationObject::parse(&packed).unwrap().format, "packed");
    for (bytes, why) in [
        (attestation("none", statement.clone(), &told), "a statement where there is none"),
        (attestation("nome", statement, &told), "a format that nobody knows"),
        (attestation("packed", write::map(&[]), &told), "no statement where there is one"),
        (attestation("packed", write::number(1), &told), "a statement that is no map"),
        (write::map(&[[write::text("fmt"), write::text("none")]]), "less than there is"),
        ([none.as_slice(), &[0]].concat(), "something behind it"),
    ] {
        assert!(AttestationObject::parse(&bytes).is_err(), "{why}");
    }
}

#[test]
fn client_data_is_read_and_unknown_members_are_passed_over() {
    let text = r#"{"type":"webauthn.get","challenge":"AQID","origin":"https://a.example","crossOrigin":false,"other":{"x":[1]}}"#;
    let read = ClientData::parse(text.as_bytes()).unwrap();
    let expected = ClientData {
        ceremony: Ceremony::Get,
        challenge: vec![1, 2, 3],
        origin: "https://a.example".to_owned(),
        is_within_another: false,
    };
    assert_eq!(read, expected);
    let within = text.replace("false", "true");
    assert!(ClientData::parse(within.as_bytes()).unwrap().is_within_another);
    let within = text.replace("\"other\":", "\"topOrigin\":\"https://b.example\",\"other\":");
    assert!(ClientData::parse(within.as_bytes()).unwrap().is_within_another);
    for (text, why) in [
        (text.replace("webauthn.get", "payment.get"), "another kind"),
        (text.replace("AQID", "AQI="), "padding"),
        (text.replace("AQID", "AQ ID"), "a blank"),
        (text.replace("\"other\":", "\"origin\":\"https://b.example\",\"other\":"), "twice"),
        (text.replace("\"origin\"", "\"Origin\""), "no origin"),
        (text.replace("false", "1"), "a number for yes"),
        (format!("{text}x"), "something behind it"),
        (format!("\u{feff}{text}"), "a mark in front"),
        (" ".repeat(LONGEST_CLIENT_DATA) + text, "too long"),
        (String::new(), "nothing"),
    ] {
        assert!(ClientData::parse(text.as_bytes()).is_err(), "{why}");
    }
}
