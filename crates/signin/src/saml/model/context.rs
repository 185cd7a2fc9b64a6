//! How sure it is who somebody is, in the words of SAML, and whether that is as sure as an application wants it.

use wire::saml::{Comparison, context};

use crate::sessions::Proofs;

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::saml) enum Sure {
    /// A password.
    One,
    /// Two factors.
    Two,
}

impl Sure {
    pub(in crate::saml) const fn of(proofs: Proofs) -> Self {
        match proofs {
            Proofs::Password | Proofs::PasswordAndText | Proofs::PasswordAndPaper => Self::One,
            Proofs::PasswordAndCode | Proofs::PasswordAndPasskey(_) | Proofs::Passkey(_) => {
                Self::Two
            }
        }
    }

    /// What it is called.
    pub(in crate::saml) const fn class(self) -> &'static str {
        match self {
            Self::One => context::PASSWORD_PROTECTED,
            Self::Two => context::MULTI_FACTOR,
        }
    }

    fn wanted(class: &str) -> Option<Self> {
        match class {
            context::UNSPECIFIED | context::PASSWORD | context::PASSWORD_PROTECTED => {
                Some(Self::One)
            }
            context::MULTI_FACTOR | context::MICROSOFT_MULTI_FACTOR => Some(Self::Two),
            _ => None,
        }
    }
}

/// As kept while somebody signs in.
pub(in crate::saml) const fn name(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Exact => "exact",
        Comparison::Minimum => "minimum",
        Comparison::Maximum => "maximum",
        Comparison::Better => "better",
    }
}

/// The class to name to an application that asks for some of them (SAML Core, 3.3.2.2.1); none if that cannot be met.
pub(in crate::saml) fn met(sure: Sure, asked: Option<&(String, Vec<String>)>) -> Option<String> {
    let Some((comparison, classes)) = asked else { return Some(sure.class().to_owned()) };
    let known: Vec<Option<Sure>> = classes.iter().map(|class| Sure::wanted(class)).collect();
    let mut levels = known.iter().flatten().copied();
    match comparison.as_str() {
        // Whoever gave a password and a code gave a password, too.
        "exact" => {
            let fits = |class: &&String| Sure::wanted(class).is_some_and(|level| level <= sure);
            classes.iter().find(fits).cloned()
        }
        "minimum" => levels.any(|level| level <= sure).then(|| sure.class().to_owned()),
        "maximum" => levels.max().map(|most| most.min(sure).class().to_owned()),
        "better" if known.iter().all(Option::is_some) => {
            levels.all(|level| level < sure).then(|| sure.class().to_owned())
        }
        _ => None,
    }
}
