//! What is written is what is signed, and is read back as what it was.

use proptest::prelude::*;

use crate::saml::request::Asks;
use crate::saml::{
    Answer, Assertion, Kind, LONGEST_MESSAGE, LogoutRequest, NameId, Signed, Status, Told, address,
    arrived, canonical, format, from_form, parse, signed_info, to_form, with_signature,
    without_signature,
};

fn assertion(value: &str) -> Assertion {
    let text = |text: &str| text.to_owned();
    Assertion {
        id: text("_1"),
        issuer: text("https://idp.example/saml/metadata"),
        issued_at: text("2026-11-22T12:00:00Z"),
        name_id: NameId {
            value: text(value),
            format: Some(text(format::PERSISTENT)),
            qualifier: None,
            service: Some(text("https://sp.example/")),
        },
        recipient: text("https://sp.example/acs?a=1&b=2"),
        in_response_to: Some(text("_2")),
        not_before: text("2026-11-22T11:59:00Z"),
        ends_at: text("2026-11-22T12:05:00Z"),
        audience: text("https://sp.example/"),
        authenticated_at: text("2026-11-22T11:00:00Z"),
        session: text("_3"),
        session_ends_at: text("2026-11-22T20:00:00Z"),
        context: text("urn:x"),
        told: vec![Told { name: "urn:oid:1", friendly: "mail", values: vec![text(value)] }],
    }
}

#[test]
fn an_assertion_is_the_same_text_alone_and_within_an_answer() {
    let alone = assertion("somebody").element();
    let answer = Answer {
        id: "_4".to_owned(),
        issuer: "https://idp.example/saml/metadata".to_owned(),
        issued_at: "2026-11-22T12:00:00Z".to_owned(),
        destination: "https://sp.example/acs".to_owned(),
        in_response_to: None,
        status: Status::SUCCESS,
        assertion: Some(alone.clone()),
    };
    assert!(canonical(&answer.element()).contains(&canonical(&alone)));
}

#[test]
fn canaries_come_out_as_text() {
    for canary in [
        "</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"roles\">",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "]]>",
        "&amp;&#65;&x;",
        "\"'><script>alert(1)</script>",
        "a\r\nb\tc",
        "<?x?>",
    ] {
        let text = canonical(&assertion(canary).element());
        let read = parse(&text, LONGEST_MESSAGE).unwrap();
        let space = "urn:oasis:names:tc:SAML:2.0:assertion";
        assert_eq!(read.count(space, "Attribute"), 1, "{canary}");
        let told = read.only(space, "AttributeStatement").unwrap();
        let value = told.elements().next().and_then(|one| one.elements().next()).unwrap();
        assert_eq!(value.text(), Some(canary));
    }
}

#[test]
fn a_signature_is_found_where_it_was_put_and_nowhere_else() {
    let root = assertion("somebody").element();
    let signed = with_signature(root.clone(), signed_info("_1", b"digest"), b"value", "QUJD");
    let text = canonical(&signed);
    let again = parse(&text, LONGEST_MESSAGE).unwrap();
    let found = Signed::of(&again).unwrap().unwrap();
    assert_eq!(found.document, canonical(&root));
    assert_eq!((found.digest.as_slice(), found.value.as_slice()), (&b"digest"[..], &b"value"[..]));
    assert_eq!(found.info, canonical(&signed_info("_1", b"digest")));
    assert_eq!(canonical(&without_signature(&again)), canonical(&root));
    assert!(Signed::of(&root).unwrap().is_none());
    for (from, to) in [
        ("rsa-sha256", "hmac-sha256"),
        ("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1"),
        ("xmlenc#sha256", "xmldsig#sha1"),
        ("URI=\"#_1\"", "URI=\"\""),
        ("URI=\"#_1\"", "URI=\"#_2\""),
        ("xmldsig#enveloped-signature", "TR/1999/REC-xpath-19991116"),
        ("2001/10/xml-exc-c14n#", "TR/2001/REC-xml-c14n-20010315"),
        ("</ds:Reference>", "</ds:Reference><ds:Reference></ds:Reference>"),
        ("</ds:KeyInfo>", "</ds:KeyInfo><ds:Object></ds:Object>"),
        ("</ds:SignedInfo>", "text</ds:SignedInfo>"),
        (
            "Version=\"2.0\"><saml:Issuer",
            "Version=\"2.0\"><saml:Advice></saml:Advice><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature><saml:Issuer",
        ),
        // A second one further down, beside the one that is right.
        (
            "<saml:Subject>",
            "<saml:Advice><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature></saml:Advice><saml:Subject>",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = parse(&text.replacen(from, to, 1), LONGEST_MESSAGE).unwrap();
        assert!(Signed::of(&changed).is_err(), "{from} {to}");
    }
}

#[test]
fn a_signature_anywhere_but_below_the_root_is_refused() {
    let root = assertion("somebody").element();
    let signed = with_signature(root, signed_info("_1", b"digest"), b"value", "QUJD");
    let wrapped = format!("<w ID=\"_w\">{}</w>", canonical(&signed));
    assert!(Signed::of(&parse(&wrapped, LONGEST_MESSAGE).unwrap()).is_err());
}

#[test]
fn messages_travel_in_addresses_and_come_back() {
    let sign = |text: &str| Ok::<_, ()>(text.as_bytes().to_vec());
    let to =
        address("https://sp.example/slo?a=1", Kind::Request, "<a/>", Some("x y&z"), sign).unwrap();
    let query = to.strip_prefix("https://sp.example/slo?a=1&").unwrap();
    let came = arrived(query).unwrap();
    assert_eq!(
        (came.kind, came.xml.as_str(), came.relay.as_deref()),
        (Kind::Request, "<a/>", Some("x y&z"))
    );
    let (signed, value) = came.signature.unwrap();
    assert_eq!(signed.as_bytes(), value);
    for bad in [
        query.replace("rsa-sha256", "rsa-sha1"),
        query.replace("&Signature=", "&Other="),
        query.replace("&SigAlg=", "&Other="),
        format!("{query}&RelayState=other"),
        format!("{query}&Relay%53tate=other"),
        format!("{query}&SAMLRequest=AAAA"),
        format!("{query}&SAMLResponse=AAAA"),
        format!("{query}&SAMLEncoding=other"),
        query.replace("SAMLRequest=", "Other="),
        query.replace("RelayState=", &format!("RelayState={}", "a".repeat(1025))),
    ] {
        assert!(arrived(&bad).is_err(), "{bad}");
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let sign = |_: &str| Ok::<_, ()>(Vec::new());
    let bomb = " ".repeat(LONGEST_MESSAGE + 1);
    let to = address("https://sp.example/", Kind::Request, &bomb, None, sign).unwrap();
    assert!(to.len() < 2000);
    assert!(arrived(to.split_once('?').unwrap().1).is_err());
    assert!(from_form(&"A".repeat(LONGEST_MESSAGE * 2 + 1)).is_err());
    assert_eq!(from_form(&to_form("<a/>")).unwrap(), "<a/>");
}

proptest! {
    #[test]
    fn what_is_told_stays_text(value in "\\PC{1,40}") {
        let text = canonical(&assertion(&value).element());
        let read = parse(&text, LONGEST_MESSAGE).unwrap();
        prop_assert_eq!(canonical(&read), text);
    }

    #[test]
    fn who_signs_out_is_read_back(value in "[!-~]{1,40}", session in "[!-~]{1,20}") {
        let request = LogoutRequest {
            asks: Asks {
                id: "_1".to_owned(),
                issued_at: 1_795_383_361,
                destination: Some("https://sp.example/slo".to_owned()),
                issuer: "https://idp.example/".to_owned(),
            },
            ends_at: Some(1_795_383_361),
            name_id: NameId { value, format: None, qualifier: None, service: None },
            sessions: vec![session],
        };
        let element = request.element("2026-11-22T21:36:01Z", "2026-11-22T21:36:01Z");
        let read = parse(&canonical(&element), LONGEST_MESSAGE).unwrap();
        prop_assert_eq!(LogoutRequest::read(&read).unwrap(), request);
    }
}
