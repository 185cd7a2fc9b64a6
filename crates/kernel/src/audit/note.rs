//! Signed notes in the form of C2SP `signed-note`: a text, an empty line, and signatures of named Ed25519 keys.
//!
//! A *verifier key* is one line, `NAME+ID+KEY`: whoever checks notes has it from somewhere they trust.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{hash, hex};
use crate::refusal::Fault;

/// The octet that stands for Ed25519 in keys.
const KIND: u8 = 1;
/// What a line with a signature begins with: an em dash and a space.
const MARK: &str = "\u{2014} ";

/// Signs notes.
pub struct Signer {
    name: String,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// A signer of that name from the 32 octets of its key.
    pub fn new(name: &str, seed: &[u8]) -> Result<Self, Fault> {
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
            return Err(Fault::defect(format!("naming a signing key {name:?}")));
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .map_err(|_| Fault::defect("reading a signing key, which should have 32 octets"))?;
        Ok(Self { name: name.to_owned(), pair })
    }

    /// The key with which its notes are checked.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), public: self.pair.public_key().as_ref().to_vec() }
    }

    /// Signs a text, which ends with a line break.
    pub fn sign(&self, text: &str) -> String {
        let verifier = self.verifier();
        let signature = [&verifier.id()[..], self.pair.sign(text.as_bytes()).as_ref()].concat();
        format!("{text}\n{MARK}{} {}\n", self.name, STANDARD.encode(signature))
    }
}

/// Checks notes of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    public: Vec<u8>,
}

impl Verifier {
    /// Reads the line `NAME+ID+KEY`; none if it is no such line.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, rest) = line.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let key = STANDARD.decode(key).ok()?;
        let (kind, public) = key.split_first()?;
        let verifier = Self { name: name.to_owned(), public: public.to_vec() };
        (*kind == KIND && public.len() == 32 && !name.is_empty() && hex(&verifier.id()) == id)
            .then_some(verifier)
    }

    /// The line.
    pub fn line(&self) -> String {
        let key = [&[KIND], &self.public[..]].concat();
        format!("{}+{}+{}", self.name, hex(&self.id()), STANDARD.encode(key))
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        let whole = hash(&[self.name.as_bytes(), b"\n", &[KIND], &self.public]);
        [whole[0], whole[1], whole[2], whole[3]]
    }

    /// The text of a note that this key has signed; none of any other.
    pub fn open<'a>(&self, note: &'a str) -> Option<&'a str> {
        let parted = note.rfind("\n\n")?;
        let (text, signatures) = (&note[..=parted], &note[parted + 2..]);
        signatures.lines().any(|line| self.has_signed(text, line)).then_some(text)
    }

    fn has_signed(&self, text: &str, line: &str) -> bool {
        let Some((name, signature)) =
            line.strip_prefix(MARK).and_then(|line| line.rsplit_once(' '))
        else {
            return false;
        };
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        let Some(signature) = signature.strip_prefix(&self.id()) else { return false };
        name == self.name
            && UnparsedPublicKey::new(&ED25519, &self.public)
                .verify(text.as_bytes(), signature)
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key and note of the signed-note specification's own package documentation.
    #[test]
    fn a_note_of_another_implementation_is_read() {
        let verifier =
            Verifier::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .expect("a verifier key");
        let note = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n\
                    \n\
                    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        assert!(verifier.open(note).is_some_and(|text| text.ends_with("problem is.\n")));
        assert_eq!(verifier.open(&note.replace("answer", "cause")), None);
    }

    #[test]
    fn only_the_right_key_opens_a_note_and_only_unchanged() {
        let signer = Signer::new("log.example/audit", &[7; 32]).expect("a signer");
        let verifier = Verifier::parse(&signer.verifier().line()).expect("its key");
        assert_eq!(verifier, signer.verifier());
        let note = signer.sign("log.example/audit\n3\nroot\n");
        assert_eq!(verifier.open(&note), Some("log.example/audit\n3\nroot\n"));
        for place in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[place] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                let opened = verifier.open(&changed);
                assert!(opened.is_none_or(|text| text == "log.example/audit\n3\nroot\n"));
            }
        }
        let other = Signer::new("log.example/audit", &[8; 32]).expect("a signer").verifier();
        assert_eq!(other.open(&note), None);
        assert!(Verifier::parse("name+00000000+AQ==").is_none());
        assert!(Signer::new("a name", &[7; 32]).is_err());
    }
}
