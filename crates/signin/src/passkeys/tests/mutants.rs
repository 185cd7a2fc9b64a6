//! One good registration and one good signature, changed a little in every way: none is taken.
//!
//! What a registration says freely (make of the device, counter, that the key may be copied) is left as it is: nobody vouches
//! for it, so another value is another registration and not a wrong one.

use kernel::random;
use wire::jose::{from_base64url, to_base64url};
use wire::webauthn::{AttestationObject, AuthenticatorData};

use super::device::{Asked, Device, HOST, ORIGIN, flipped};
use crate::passkeys::model::{Assertion, Expected, Party, Registration, Verdict, registration};
use crate::passkeys::model::{KnownKey, NewKey, assertion};

const CHALLENGE: [u8; 32] = [9; 32];

fn party() -> Party {
    Party { id: HOST.to_owned(), origin: ORIGIN.to_owned() }
}

fn asked() -> Asked {
    Asked { ticket: String::new(), challenge: to_base64url(&CHALLENGE) }
}

fn taken(given: &Registration) -> Option<NewKey> {
    let party = party();
    let expected = Expected { party: &party, challenge: &CHALLENGE };
    given.bytes().and_then(|made| registration(&made, &expected))
}

fn judged(given: &Assertion, key: &NewKey) -> Verdict {
    let party = party();
    let expected = Expected { party: &party, challenge: &CHALLENGE };
    let known = KnownKey {
        public_key: &key.public_key,
        sign_count: key.sign_count,
        is_synced: key.is_synced,
    };
    given.bytes().map_or(Verdict::Wrong, |signed| assertion(&signed, &known, &expected))
}

fn made() -> (Device, Registration, NewKey) {
    let device = Device::new(b"a credential of some length");
    let given = device.made("", &device.says("webauthn.create", &asked().challenge));
    let key = taken(&given).expect("the one that is right is taken");
    (device, given, key)
}

fn bits(text: &str) -> usize {
    from_base64url(text).expect("base64url").len() * 8
}

#[test]
fn no_bit_of_a_signature_can_be_another() {
    let (mut device, _, key) = made();
    let right = device.answer(&asked());
    assert_eq!(judged(&right, &key), Verdict::Right(2));
    let mut mutants = 0;
    for bit in 0..bits(&right.client_data) {
        let client_data = flipped(&right.client_data, bit);
        let mutant = Assertion { client_data, ..right.clone() };
        assert_eq!(judged(&mutant, &key), Verdict::Wrong, "client data, bit {bit}");
        mutants += 1;
    }
    for bit in 0..bits(&right.authenticator_data) {
        let authenticator_data = flipped(&right.authenticator_data, bit);
        let mutant = Assertion { authenticator_data, ..right.clone() };
        assert_eq!(judged(&mutant, &key), Verdict::Wrong, "authenticator data, bit {bit}");
        mutants += 1;
    }
    for bit in 0..bits(&right.signature) {
        let mutant = Assertion { signature: flipped(&right.signature, bit), ..right.clone() };
        assert_eq!(judged(&mutant, &key), Verdict::Wrong, "signature, bit {bit}");
        mutants += 1;
    }
    for bit in 0..key.public_key.len() * 8 {
        let mut other = key.clone();
        other.public_key[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(judged(&right, &other), Verdict::Wrong, "public key, bit {bit}");
        mutants += 1;
    }
    assert!(mutants >= 500, "{mutants}");
}

/// The places, in bits, of what a registration says freely: flags of copies and two that are not used, the counter, the make.
fn free(attestation: &str) -> Vec<usize> {
    let bytes = from_base64url(attestation).expect("base64url");
    let said = AttestationObject::parse(&bytes).expect("an attestation").authenticator_data;
    AuthenticatorData::parse(said).expect("what a device says");
    let start = bytes.len() - said.len();
    let flags = [1, 3, 5].map(|bit| (start + 32) * 8 + bit);
    let rest = (start + 33) * 8..(start + 53) * 8;
    flags.into_iter().chain(rest).collect()
}

#[test]
fn no_bit_of_a_registration_that_counts_can_be_another() {
    let (_, right, _) = made();
    let free = free(&right.attestation);
    let mut mutants = 0;
    // Under another name that member is one that nobody knows, and those are passed over.
    let text = String::from_utf8(from_base64url(&right.client_data).unwrap()).unwrap();
    let name = text.find("crossOrigin").unwrap();
    let name = name * 8..(name + "crossOrigin".len()) * 8;
    for bit in (0..bits(&right.client_data)).filter(|bit| !name.contains(bit)) {
        let client_data = flipped(&right.client_data, bit);
        let mutant = Registration { client_data, ..right.clone() };
        assert_eq!(taken(&mutant), None, "client data, bit {bit}");
        mutants += 1;
    }
    for bit in (0..bits(&right.attestation)).filter(|bit| !free.contains(bit)) {
        let attestation = flipped(&right.attestation, bit);
        let mutant = Registration { attestation, ..right.clone() };
        assert_eq!(taken(&mutant), None, "attestation, bit {bit}");
        mutants += 1;
    }
    for bit in 0..bits(&right.credential) {
        let mutant = Registration { credential: flipped(&right.credential, bit), ..right.clone() };
        assert_eq!(taken(&mutant), None, "credential, bit {bit}");
        mutants += 1;
    }
    assert!(mutants >= 500, "{mutants}");
}

/// The parts of both, each in each other's place, cut, doubled, empty, and bytes drawn by chance.
#[test]
fn no_part_can_stand_in_the_place_of_another() {
    let (mut device, made, key) = made();
    let right = device.answer(&asked());
    let seed = random::bytes::<32>();
    println!("drawn: {}", to_base64url(&seed));
    let parts = [
        right.client_data.clone(),
        right.authenticator_data.clone(),
        right.signature.clone(),
        made.client_data.clone(),
        made.attestation.clone(),
        right.credential.clone(),
        to_base64url(&seed),
        String::new(),
        "not base64url!".to_owned(),
    ];
    let mut others = parts.to_vec();
    for part in &parts {
        others.push(format!("{part}{part}"));
        for cut in (0..part.len()).step_by(7) {
            others.push(part[..cut].to_owned());
        }
    }
    let mut mutants = 0;
    for other in &others {
        let signed = [
            Assertion { client_data: other.clone(), ..right.clone() },
            Assertion { authenticator_data: other.clone(), ..right.clone() },
            Assertion { signature: other.clone(), ..right.clone() },
        ];
        let was = [&right.client_data, &right.authenticator_data, &right.signature];
        for (mutant, was) in signed.iter().zip(was).filter(|(_, was)| *was != other) {
            assert_eq!(judged(mutant, &key), Verdict::Wrong, "{other} for {was}");
            mutants += 1;
        }
        let registered = [
            Registration { client_data: other.clone(), ..made.clone() },
            Registration { attestation: other.clone(), ..made.clone() },
            Registration { credential: other.clone(), ..made.clone() },
        ];
        let was = [&made.client_data, &made.attestation, &made.credential];
        for (mutant, was) in registered.iter().zip(was).filter(|(_, was)| *was != other) {
            assert_eq!(taken(mutant), None, "{other} for {was}");
            mutants += 1;
        }
    }
    assert!(mutants >= 500, "{mutants}");
}

#[test]
fn keys_of_both_kinds_sign_and_neither_for_the_other() {
    let mut devices = [Device::new(b"one"), Device::with_ed25519(b"two")];
    let keys = devices.each_ref().map(|device| {
        let given = device.made("", &device.says("webauthn.create", &asked().challenge));
        taken(&given).expect("both kinds are taken")
    });
    for (place, device) in devices.iter_mut().enumerate() {
        let answer = device.answer(&asked());
        assert_eq!(judged(&answer, &keys[place]), Verdict::Right(2));
        assert_eq!(judged(&answer, &keys[1 - place]), Verdict::Wrong);
    }
}
