//! Documents that were signed once and are something else by now: wrapped, cut, joined, changed at random. None is taken for
//! signed. Seeds are printed.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use wire::saml::{AuthnRequest, Kind, LogoutRequest, to_form};

use super::scene::{ENTITY, by_address, key, request_of, signed};
use crate::saml::model::{Proof, Sent, proved};

fn sample() -> String {
    let at = kernel::clock::Timestamp::from_micros(1_795_383_361_000_000);
    signed(&request_of(ENTITY, "_good", at, "", ""), key())
}

fn keys() -> Vec<wire::saml::Certificate> {
    vec![wire::saml::Certificate::read(&key().certificate).expect("a certificate")]
}

/// What is read of a document if it is taken for signed.
fn taken(xml: &str) -> Option<AuthnRequest> {
    let sent = Sent::by_form(Kind::Request, &to_form(xml), None).ok()?;
    if proved(&sent, &keys()) != Proof::Signed {
        return None;
    }
    AuthnRequest::read(&sent.root).ok()
}

fn parts(xml: &str) -> (String, String, String) {
    let begin = xml.find("<ds:Signature").expect("a signature");
    let end = xml.find("</ds:Signature>").expect("its end") + "</ds:Signature>".len();
    (xml[..begin].to_owned(), xml[begin..end].to_owned(), xml[end..].to_owned())
}

#[test]
fn what_was_signed_is_taken() {
    assert_eq!(taken(&sample()).expect("it is signed").asks.issuer, ENTITY);
}

#[test]
fn wrapped_documents_are_refused() {
    let good = sample();
    let (before, signature, after) = parts(&good);
    let plain = format!("{before}{after}");
    let evil = plain.replace("_good", "_evil").replace(ENTITY, "https://evil.example");
    let (open, rest) = evil.split_once('>').expect("a root");
    let inside = |what: &str| format!("{open}>{what}{rest}");
    let last =
        |what: &str| evil.replace("</samlp:AuthnRequest>", &format!("{what}</samlp:AuthnRequest>"));
    let object = |what: &str| {
        signature.replace("</ds:Signature>", &format!("<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{what}</ds:Object></ds:Signature>"))
    };
    let extension = |what: &str| format!("<samlp:Extensions>{what}</samlp:Extensions>");
    let shapes = [
        // The eight shapes of the literature: the signed document beside, within or around another one.
        inside(&format!("{signature}{plain}")),
        inside(&format!("{plain}{signature}")),
        inside(&good),
        last(&good),
        last(&format!("{signature}{plain}")),
        inside(&object(&plain)),
        last(&object(&plain)),
        inside(&extension(&good)),
        inside(&format!("{signature}{}", extension(&plain))),
        last(&extension(&good)),
        // The same id twice, in either spelling.
        inside(&good).replace("_evil", "_good"),
        inside(&format!("{signature}{}", extension(&plain))).replace("_evil", "_good"),
        inside(&format!("{signature}{}", extension(&plain.replace("ID=", "Id="))))
            .replace("_evil", "_good"),
        // The signature of one document in another.
        last(&signature),
        inside(&signature),
        inside(&signature).replace("_evil", "_good"),
        format!("{before}{signature}{signature}{after}"),
        // What parsers read differently.
        good.replace("rota.example/saml<", "rota.example/saml<!-- -->.evil.example<"),
        good.replace("rota.example/saml<", "<!-- -->evil.example<"),
        format!("<!DOCTYPE a [<!ENTITY e \"x\">]>{good}"),
        good.replace("rota.example", "&e;"),
        good.replace("rota.example", "<![CDATA[evil.example]]>"),
        good.replace("<saml:Issuer", "<?evil?><saml:Issuer"),
        good.replace("Version=\"2.0\"", "Version=\"2.0\" ForceAuthn=\"true\""),
        good.replace("Version=\"2.0\"", "Version=\"2.0\" xmlns:x=\"urn:x\" x:ID=\"_evil\""),
        // Other algorithms.
        good.replace("rsa-sha256", "hmac-sha256"),
        good.replace("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512"),
        good.replace(
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        ),
        good.replace(
            "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2000/09/xmldsig#sha1",
        ),
        good.replace("2001/10/xml-exc-c14n#", "2001/10/xml-exc-c14n#WithComments"),
        good.replace("URI=\"#_good\"", "URI=\"\""),
        good.replace("#enveloped-signature", "#base64"),
    ];
    for (number, shape) in shapes.iter().enumerate() {
        assert!(shape != &good, "shape {number} is no other document");
        let read = taken(shape);
        assert!(read.is_none(), "shape {number}: {read:?}");
    }
    for end in (0..good.len()).step_by(37) {
        assert!(taken(&good[..end]).is_none(), "cut at {end}");
    }
}

/// One change.
#[derive(Clone, Debug)]
enum Change {
    Put(usize, char),
    Drop(usize, usize),
    Twice(usize, usize),
    Swap(usize, usize),
}

fn changed(text: &str, change: &Change) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| place % letters.len();
    let mut out = letters.clone();
    match *change {
        Change::Put(place, letter) => out[at(place)] = letter,
        Change::Drop(place, many) => {
            let from = at(place);
            out.drain(from..(from + many).min(letters.len()));
        }
        Change::Twice(place, many) => {
            let from = at(place);
            let part: Vec<char> = letters[from..(from + many).min(letters.len())].to_vec();
            out.splice(from..from, part);
        }
        Change::Swap(one, other) => out.swap(at(one), at(other)),
    }
    out.into_iter().collect()
}

fn change() -> impl Strategy<Value = Change> {
    let letter = prop_oneof![prop::char::range(' ', '~'), any::<char>()];
    prop_oneof![
        (any::<usize>(), letter).prop_map(|(place, letter)| Change::Put(place, letter)),
        (any::<usize>(), 1_usize..80).prop_map(|(place, many)| Change::Drop(place, many)),
        (any::<usize>(), 1_usize..400).prop_map(|(place, many)| Change::Twice(place, many)),
        (any::<usize>(), any::<usize>()).prop_map(|(one, other)| Change::Swap(one, other)),
    ]
}

/// Changes something a thousand times, each time anew from what it was.
fn thousand_times(good: &str, holds: impl Fn(String) -> bool) {
    let seed = kernel::random::bytes::<32>();
    println!("seed {seed:?}");
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::with_cases(1000), rng);
    let outcome = runner.run(&prop::collection::vec(change(), 1..3), |changes| {
        let mutant = changes.iter().fold(good.to_owned(), |text, change| changed(&text, change));
        prop_assert!(holds(mutant));
        Ok(())
    });
    outcome.expect("every mutant");
}

// What is not signed may change (the keys that a signature names, space between its parts): then what is read is still what
// was signed, to the letter.

#[test]
fn a_thousand_mutants_of_a_request_say_what_was_signed_or_are_refused() {
    let good = sample();
    let original = taken(&good).expect("it is signed");
    thousand_times(&good, |mutant| taken(&mutant).is_none_or(|read| read == original));
}

#[test]
fn a_thousand_mutants_of_a_request_to_sign_out_do_so_too() {
    let at = "2026-11-22T12:00:00Z";
    let good = signed(
        &format!(
            r#"<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out" Version="2.0" IssueInstant="{at}" Destination="https://idp.example/"><saml:Issuer>{ENTITY}</saml:Issuer><saml:NameID>somebody@rota.example</saml:NameID></samlp:LogoutRequest>"#
        ),
        key(),
    );
    let read = |xml: &str| {
        let sent = Sent::by_form(Kind::Request, &to_form(xml), None).ok()?;
        (proved(&sent, &keys()) == Proof::Signed).then_some(())?;
        LogoutRequest::read(&sent.root).ok()
    };
    let original = read(&good).expect("it is signed");
    // A name that a comment cuts is read whole, or not at all.
    let cut = good.replace("somebody@rota.example", "somebody@rota.example<!-- -->.evil.example");
    assert!(read(&cut).is_none());
    thousand_times(&good, |mutant| read(&mutant).is_none_or(|read| read == original));
}

#[test]
fn a_thousand_mutants_of_an_address_do_so_too() {
    let at = kernel::clock::Timestamp::from_micros(1_795_383_361_000_000);
    let place = by_address(&request_of(ENTITY, "_good", at, "", ""), Some(key()));
    let good = place.split_once('?').expect("a query").1;
    let read = |query: &str| {
        let sent = Sent::by_address(query).ok()?;
        (proved(&sent, &keys()) == Proof::Signed).then_some(())?;
        AuthnRequest::read(&sent.root).ok().map(|request| (request, sent.relay))
    };
    let original = read(good).expect("it is signed");
    thousand_times(good, |mutant| read(&mutant).is_none_or(|read| read == original));
}
