//! Documents of SAML, and the two ways in which they travel.

use testkit::fuzz::Fuzz;
use wire::saml::{
    AuthnRequest, Certificate, Element, Kind, LONGEST_MESSAGE, LONGEST_RELAY, LogoutRequest,
    LogoutResponse, ServiceProvider, Signed, address, arrived, canonical, from_form,
    is_signed_within, parse, to_form, without_signature,
};

const WORDS: &[&str] = &[
    "<!DOCTYPE a [<!ENTITY e \"x\">]>",
    "<!ENTITY",
    "&e;",
    "&amp;",
    "&#x0;",
    "&#0;",
    "&#xD;",
    "&#10;",
    "&lt;",
    "<!-- -->",
    "<![CDATA[x]]>",
    "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
    "<?pi?>",
    "]]>",
    "--",
    "/>",
    "</",
    "xmlns=\"\"",
    " xmlns:a=\"urn:a\"",
    " xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
    " xml:lang=\"en\"",
    " a:ID=\"_x\"",
    " ID=\"_x\"",
    "urn:oasis:names:tc:SAML:2.0:protocol",
    "urn:oasis:names:tc:SAML:2.0:assertion",
    "http://www.w3.org/2000/09/xmldsig#",
    "ForceAuthn=\"true\"",
    "IsPassive=\"1\"",
    "Version=\"2.0\"",
    "AssertionConsumerServiceIndex=\"65536\"",
    "\u{feff}",
    "\u{2028}",
    "\u{fffe}",
    "\r\n",
    "\t",
    "'",
    "<ds:Signature>",
    "</ds:Signature>",
    "isDefault=\"true\"",
];
const NESTS: &[(&str, &str)] = &[
    ("<a>", "</a>"),
    ("<x:a xmlns:x=\"urn:x\">", "</x:a>"),
    ("<a/>", ""),
    (" a=\"b\"", ""),
    ("<!--", "-->"),
    ("&amp;", ""),
];

/// The same tree with the attributes in one order: the order says nothing.
fn sorted(mut element: Element) -> Element {
    element
        .attributes
        .sort_by(|one, other| (&one.space, &one.name).cmp(&(&other.space, &other.name)));
    for child in &mut element.children {
        if let wire::saml::Node::Element(inside) = child {
            *inside = sorted(inside.clone());
        }
    }
    element
}

/// What was read and written is read as the same, and written alike.
fn written(root: &Element) {
    let text = canonical(root);
    let again = parse(&text, usize::MAX).unwrap_or_else(|error| panic!("{error:?}: {text}"));
    assert_eq!(canonical(&again), text);
    assert_eq!(sorted(again), sorted(root.clone()));
}

/// How far what is read as each kind of message gets, in words.
fn messages(root: &Element) -> [&'static str; 4] {
    let words =
        |read: Result<(), wire::saml::Malformed>| read.map_or_else(|error| error.0, |()| "read");
    let asked = AuthnRequest::read(root);
    let left = LogoutRequest::read(root);
    if let Ok(left) = &left {
        let at = root.attribute("IssueInstant").expect("it was read");
        let ends = root.attribute("NotOnOrAfter").unwrap_or(at);
        let again = LogoutRequest::read(&left.element(at, ends)).expect("what was written");
        assert_eq!(
            (&again.asks, &again.name_id, &again.sessions),
            (&left.asks, &left.name_id, &left.sessions)
        );
    }
    let answered = LogoutResponse::read(root);
    let signed = Signed::of(root);
    match &signed {
        Ok(None) => assert!(!is_signed_within(root)),
        Ok(Some(signed)) => {
            assert!(is_signed_within(root));
            let plain = without_signature(root);
            assert!(!is_signed_within(&plain), "a second signature");
            assert_eq!(signed.document, canonical(&plain), "what is read is not what is signed");
        }
        Err(_) => {}
    }
    [
        words(asked.map(drop)),
        words(left.map(drop)),
        words(answered.map(drop)),
        words(signed.map(drop)),
    ]
}

#[test]
fn fuzz_documents() {
    super::fuzz(Fuzz::on("saml").words(WORDS).nests(NESTS), |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Err("no text") };
        let root = parse(text, LONGEST_MESSAGE).map_err(|error| error.0)?;
        assert!(text.len() <= LONGEST_MESSAGE);
        written(&root);
        Ok((root.name.len(), root.elements().count().min(9), messages(&root)))
    });
}

#[test]
fn fuzz_metadata() {
    super::fuzz(Fuzz::on("saml-metadata").words(WORDS).nests(NESTS), |input| {
        let Ok(text) = std::str::from_utf8(input) else { return Err("no text") };
        if let Some(certificate) = Certificate::read(text) {
            assert!(certificate.public_key().is_some());
        }
        let service = ServiceProvider::read(text).map_err(|error| error.0)?;
        let kept = serde_json::to_string(&service).expect("JSON");
        assert_eq!(serde_json::from_str::<ServiceProvider>(&kept).expect("what is kept"), service);
        assert!(!service.reply_to.is_empty() && service.entity_id.is_ascii());
        Ok((
            service.reply_to.len(),
            service.logout.len(),
            service.signing.len(),
            service.encryption.is_some(),
        ))
    });
}

#[test]
fn fuzz_bindings() {
    let words = [
        "SAMLRequest=",
        "SAMLResponse=",
        "&RelayState=",
        "&SigAlg=",
        "&Signature=",
        "&SAMLEncoding=",
        "%53AMLRequest=",
        "&",
        "%26",
        "http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256",
        "%0A",
        "+",
        "=",
        "%3D",
    ];
    super::fuzz(Fuzz::on("saml-bindings").words(&words), |input| {
        let Ok(text) = std::str::from_utf8(input) else { return ("no text", "no text") };
        if let Ok(xml) = from_form(text) {
            assert_eq!(from_form(&to_form(&xml)).as_ref(), Ok(&xml));
        }
        // Packed as a message, whatever it is; small enough it has to arrive as it was.
        let (relay, xml) = text.split_once('\n').unwrap_or(("", text));
        let sign = |_: &str| Ok::<_, ()>(vec![1, 2, 3]);
        let sent = address("", Kind::Request, xml, Some(relay), sign).expect("it is signed");
        let packed = arrived(sent.trim_start_matches('?'));
        match &packed {
            Ok(came) => assert_eq!((came.xml.as_str(), came.relay.as_deref()), (xml, Some(relay))),
            Err(_) => assert!(
                sent.len() > 16 << 10 || xml.len() > LONGEST_MESSAGE || relay.len() > LONGEST_RELAY,
                "it did not arrive"
            ),
        }
        let came = arrived(text);
        if let Ok(came) = &came {
            assert!(came.xml.len() <= LONGEST_MESSAGE);
            let sent =
                address("https://a.example/b?c", came.kind, &came.xml, came.relay.as_deref(), sign)
                    .expect("it is signed");
            let query = sent.strip_prefix("https://a.example/b?c&").expect("behind what is there");
            if query.len() <= 16 << 10 {
                let again = arrived(query).expect("what was sent");
                assert_eq!(
                    (again.kind, &again.xml, &again.relay),
                    (came.kind, &came.xml, &came.relay)
                );
                assert!(again.signature.is_some());
            }
        }
        (
            came.map_or_else(|error| error.0, |_| "came"),
            packed.map_or_else(|error| error.0, |_| "came"),
        )
    });
}
