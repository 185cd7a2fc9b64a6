//! Enveloped signatures (W3C, XML Signature; SAML Core, 5.4) in one shape only: the whole document, by its id, RSA with
//! SHA-256, exclusive canonical form.
//!
//! What a signature says of keys is not read: whose key it has to be is known from elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Malformed;
use super::canonical::canonical;
use super::names::{ENVELOPED, EXCLUSIVE, RSA_SHA256, SHA256, SIGNATURE};
use super::xml::{Element, Node};

/// A signature as it was found in a document.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The text whose SHA-256 has to be `digest`: the document without the signature.
    pub document: String,
    /// What the signature says that is.
    pub digest: Vec<u8>,
    /// The text that `value` has to sign.
    pub info: String,
    /// The signature.
    pub value: Vec<u8>,
}

/// Whether a signature stands anywhere in a document; nothing is said of what it is worth.
pub fn is_signed_within(root: &Element) -> bool {
    root.count(SIGNATURE, "Signature") > 0
}

impl Signed {
    /// The signature of a document, if it has one. Whether it is right is for whoever has the key to say.
    ///
    /// # Errors
    /// If there are several, it stands anywhere but right below the root, covers anything but the root, or is made in any
    /// other way.
    pub fn of(root: &Element) -> Result<Option<Self>, Malformed> {
        match root.count(SIGNATURE, "Signature") {
            0 => return Ok(None),
            1 => {}
            _ => return Err(Malformed("it holds more than one signature")),
        }
        let signature = root.only(SIGNATURE, "Signature");
        let signature = signature.ok_or(Malformed("its signature stands in the wrong place"))?;
        Self::read(root, signature)
            .ok_or(Malformed("its signature is not of the kind that is read"))
            .map(Some)
    }

    fn read(root: &Element, signature: &Element) -> Option<Self> {
        let id = root.attribute("ID").filter(|id| !id.is_empty())?;
        let (info, value) = match children(signature)?.as_slice() {
            [info, value] => (*info, *value),
            [info, value, key] if key.is(SIGNATURE, "KeyInfo") => (*info, *value),
            _ => return None,
        };
        let is_plain = info.is(SIGNATURE, "SignedInfo") && value.is(SIGNATURE, "SignatureValue");
        let parts = children(info).filter(|_| is_plain)?;
        let [method, algorithm, reference] = parts.as_slice() else { return None };
        let is_known = is_only(method, "CanonicalizationMethod", EXCLUSIVE)
            && is_only(algorithm, "SignatureMethod", RSA_SHA256)
            && reference.is(SIGNATURE, "Reference")
            && reference.attribute("URI")?.strip_prefix('#') == Some(id);
        let parts = children(reference).filter(|_| is_known)?;
        let [transforms, method, digest] = parts.as_slice() else { return None };
        let steps = children(transforms)?;
        let [enveloped, exclusive] = steps.as_slice() else { return None };
        let is_known = transforms.is(SIGNATURE, "Transforms")
            && is_only(enveloped, "Transform", ENVELOPED)
            && is_only(exclusive, "Transform", EXCLUSIVE)
            && is_only(method, "DigestMethod", SHA256)
            && digest.is(SIGNATURE, "DigestValue");
        is_known.then_some(())?;
        Some(Self {
            document: canonical(&without_signature(root)),
            digest: base64_of(digest)?,
            info: canonical(info),
            value: base64_of(value)?,
        })
    }
}

/// The elements in one, if there is no text beside them.
fn children(element: &Element) -> Option<Vec<&Element>> {
    let is_space = |node: &Node| match node {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(_) => true,
    };
    element.children.iter().all(is_space).then(|| element.elements().collect())
}

/// Whether an element names an algorithm and nothing else.
fn is_only(element: &Element, name: &str, algorithm: &str) -> bool {
    element.is(SIGNATURE, name)
        && element.attribute("Algorithm") == Some(algorithm)
        && element.attributes.len() == 1
        && children(element).is_some_and(|children| children.is_empty())
}

fn base64_of(element: &Element) -> Option<Vec<u8>> {
    let text: String = element.text()?.split_ascii_whitespace().collect();
    STANDARD.decode(text).ok()
}

/// The document without its signature: what is signed.
pub fn without_signature(root: &Element) -> Element {
    let is_kept = |node: &&Node| !matches!(node, Node::Element(element) if element.is(SIGNATURE, "Signature"));
    Element { children: root.children.iter().filter(is_kept).cloned().collect(), ..root.clone() }
}

fn of(name: &str) -> Element {
    Element::new("ds", SIGNATURE, name)
}

fn by(name: &str, algorithm: &str) -> Element {
    of(name).with("Algorithm", algorithm)
}

/// What is signed instead of a document with that id and that SHA-256.
pub fn signed_info(id: &str, digest: &[u8]) -> Element {
    let transforms =
        of("Transforms").and(by("Transform", ENVELOPED)).and(by("Transform", EXCLUSIVE));
    let reference = of("Reference")
        .with("URI", format!("#{id}"))
        .and(transforms)
        .and(by("DigestMethod", SHA256))
        .and(of("DigestValue").text_of(STANDARD.encode(digest)));
    of("SignedInfo")
        .and(by("CanonicalizationMethod", EXCLUSIVE))
        .and(by("SignatureMethod", RSA_SHA256))
        .and(reference)
}

/// The document with its signature, which stands right behind its first element where that says who made it, and at the
/// beginning otherwise.
pub fn with_signature(
    mut root: Element,
    info: Element,
    value: &[u8],
    certificate: &str,
) -> Element {
    let key = of("KeyInfo").and(certified(certificate));
    let signature = of("Signature")
        .and(info)
        .and(of("SignatureValue").text_of(STANDARD.encode(value)))
        .and(key);
    let at = usize::from(root.elements().next().is_some_and(|first| first.name == "Issuer"));
    root.children.insert(at, Node::Element(signature));
    root
}

/// A certificate, as keys are named.
pub(super) fn certified(certificate: &str) -> Element {
    of("X509Data").and(of("X509Certificate").text_of(certificate))
}
