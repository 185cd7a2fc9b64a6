//! The parser against what is said to break parsers, and against chance.

use proptest::prelude::*;

use crate::saml::{Element, LONGEST_MESSAGE, canonical, parse, seconds};

fn read(text: &str) -> Option<Element> {
    parse(text, LONGEST_MESSAGE).ok()
}

#[test]
fn what_hides_meaning_is_refused() {
    let deep = format!("{}{}", "<a>".repeat(33), "</a>".repeat(33));
    let wide = format!("<a>{}</a>", "<b/>".repeat(5000));
    for bad in [
        "",
        " ",
        "text",
        "<a>",
        "<a></b>",
        "<a/><a/>",
        "<a/>text",
        "<a>\u{1}</a>",
        "<a>&unknown;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#x110000;</a>",
        "<a>&#+65;</a>",
        "<a b=\"<\"/>",
        "<a b=\"&x;\"/>",
        "<a b=\"1\" b=\"2\"/>",
        "<a xmlns:p=\"urn:1\" xmlns:q=\"urn:1\" p:b=\"1\" q:b=\"2\"/>",
        "<p:a/>",
        "<a p:b=\"1\"/>",
        "<a xmlns:p=\"\"/>",
        "<a xmlns:xml=\"urn:1\"/>",
        "<a xmlns=\"http://www.w3.org/2000/xmlns/\"/>",
        "<a ID=\"x\"><b ID=\"x\"/></a>",
        "<a ID=\"x\"><b Id=\"x\"/></a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>",
        "<a><?run this?></a>",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>",
        "<a/><?xml version=\"1.0\"?>",
        "<\u{e4}/>",
        "<a:b:c xmlns:a=\"urn:1\"/>",
        &deep,
        &wide,
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
    assert!(parse("<a>12345</a>", 11).is_err());
}

#[test]
fn a_comment_leaves_no_seam() {
    for text in ["<a>one<!-- x -->two</a>", "<a>one<![CDATA[two]]></a>", "<a>o&#110;etwo</a>"] {
        assert_eq!(read(text).unwrap().text(), Some("onetwo"), "{text}");
    }
    assert_eq!(read("<a>one<b/>two</a>").unwrap().text(), None);
}

#[test]
fn canonical_form_is_that_of_the_standard() {
    for (written, canonical_form) in [
        ("<a/>", "<a></a>"),
        ("<a  c='1'\n b=\"2\" />", "<a b=\"2\" c=\"1\"></a>"),
        ("<?xml version=\"1.0\"?>\n<a>\r\n<!-- x --></a>\n", "<a>\n</a>"),
        (
            "<a b='&quot;&#9;&#10;&#13;&lt;&amp;&apos;>'/>",
            "<a b=\"&quot;&#x9;&#xA;&#xD;&lt;&amp;'>\"></a>",
        ),
        ("<a>&gt;\"'&#13;<![CDATA[<&]]></a>", "<a>&gt;\"'&#xD;&lt;&amp;</a>"),
        // Namespaces stand where they are used first, and unused ones nowhere.
        (
            "<p:a xmlns:p='urn:p' xmlns:q='urn:q' xmlns:r='urn:r'><q:b/><q:c r:d='1'/></p:a>",
            "<p:a xmlns:p=\"urn:p\"><q:b xmlns:q=\"urn:q\"></q:b><q:c xmlns:q=\"urn:q\" xmlns:r=\"urn:r\" r:d=\"1\"></q:c></p:a>",
        ),
        (
            "<a xmlns='urn:1'><b/><c xmlns=''><d/></c></a>",
            "<a xmlns=\"urn:1\"><b></b><c xmlns=\"\"><d></d></c></a>",
        ),
        // Attributes in the order of namespace and name, those without one first.
        (
            "<a xmlns:z='urn:1' xmlns:y='urn:2' y:b='1' z:c='2' d='3' xml:lang='en'/>",
            "<a xmlns:y=\"urn:2\" xmlns:z=\"urn:1\" d=\"3\" xml:lang=\"en\" z:c=\"2\" y:b=\"1\"></a>",
        ),
    ] {
        assert_eq!(canonical(&read(written).unwrap()), canonical_form, "{written}");
    }
}

#[test]
fn moments_are_in_utc() {
    assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(seconds("2026-11-22T21:36:01.5Z"), Some(1_795_383_361));
    assert_eq!(seconds("2024-02-29T00:00:00Z"), Some(1_709_164_800));
    for bad in [
        "",
        "2026-11-22T21:36:01",
        "2026-11-22T21:36:01+00:00",
        "2026-11-31T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T21:36:01.Z",
        "2026-1-22T21:36:01Z",
        "+026-11-22T21:36:01Z",
    ] {
        assert_eq!(seconds(bad), None, "{bad}");
    }
}

/// Text that is often nearly XML.
fn nearly() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<a>".to_owned()),
        Just("</a>".to_owned()),
        Just("<b xmlns:p=\"urn:1\" p:c='&amp;'>".to_owned()),
        Just("</b>".to_owned()),
        Just("<!-- -->".to_owned()),
        Just("<![CDATA[ ]]>".to_owned()),
        Just("&#65;".to_owned()),
        Just("&".to_owned()),
        "\\PC{0,4}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_comes_is_read_or_refused(text in nearly()) {
        let wrapped = format!("<a>{text}</a>");
        for text in [text, wrapped] {
            if let Some(read_once) = read(&text) {
                // What was read says the same once it is written.
                let written = canonical(&read_once);
                let again = read(&written).expect("canonical form is XML");
                prop_assert_eq!(canonical(&again), written);
            }
        }
    }
}
