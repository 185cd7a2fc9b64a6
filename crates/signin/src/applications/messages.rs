//! What people are told about applications, and the words for what can be chosen.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind as K};

use super::model::{Asks, Authentication, Devices, Encryption, Kind, OpenTo, Protocol, Subject};
use super::queries::Hindrance;

/// The name is missing or too long.
pub(crate) const NAME: Code = Code::new(
    K::Invalid,
    "application.name",
    "Enter the name of 1 to {limit} characters by which people know the application.",
);
/// An address to return to cannot be taken.
pub(crate) const REDIRECT: Code = Code::new(
    K::Invalid,
    "application.redirect",
    "Enter 1 to {limit} addresses, one on each line. Each begins with https://, is at most {longest} characters long, and has no * and no # in it. A program on the person's own machine may use http://127.0.0.1, http://[::1] or http://localhost.",
);
/// A service was given addresses to return to.
pub(crate) const NO_REDIRECT: Code = Code::new(
    K::Invalid,
    "application.no-redirect",
    "A service signs nobody in, so it has no addresses to return to. Leave this empty.",
);
/// An address to go to after signing out cannot be taken.
pub(crate) const LOGOUT: Code = Code::new(
    K::Invalid,
    "application.logout",
    "Enter up to {limit} addresses, one on each line, with the same rules as the addresses to return to, or leave this empty.",
);
/// The address at which it is told cannot be taken.
pub(crate) const BACKCHANNEL: Code = Code::new(
    K::Invalid,
    "application.backchannel",
    "Enter one address at which the application is told that somebody signed out, or leave this empty. It begins with https:// and has no # in it.",
);
/// It cannot be told.
pub(crate) const NO_BACKCHANNEL: Code = Code::new(
    K::Invalid,
    "application.no-backchannel",
    "Only applications that sign people in with OpenID Connect are told that somebody signed out. Leave this empty.",
);
/// Nobody signs in to it on a device.
pub(crate) const NO_DEVICES: Code = Code::new(
    K::Invalid,
    "application.no-devices",
    "Only applications that sign people in with OpenID Connect have devices on which they do. Choose no.",
);
/// Its keys cannot be taken.
pub(crate) const KEYS: Code = Code::new(
    K::Invalid,
    "application.keys",
    "Enter 1 to {limit} public keys as a JSON Web Key Set: RSA with at least 2048 bits, or EC on P-256, each with a kid of its own. Leave this empty if the application has a secret.",
);
/// The address of its keys cannot be taken.
pub(crate) const KEYS_URI: Code = Code::new(
    K::Invalid,
    "application.keys-uri",
    "Enter one address at which the application publishes its public keys, and no keys beside it. It begins with https:// and has no # in it. Leave this empty if the application has a secret.",
);
/// A private key was entered.
pub(crate) const PRIVATE_KEY: Code = Code::new(
    K::Invalid,
    "application.private-key",
    "This is a private key. Enter the public one only, and make a new pair: nobody but the application may ever see its private key.",
);
/// It has no use for keys.
pub(crate) const NO_KEYS: Code = Code::new(
    K::Invalid,
    "application.no-keys",
    "Only an application that runs on a server, speaks OpenID Connect and was registered with keys proves with them who it is. Leave this empty.",
);
/// What it may ask for cannot be taken.
pub(crate) const SCOPE: Code = Code::new(
    K::Invalid,
    "application.scope",
    "Choose what the application may be told from the list. Signing people in needs openid.",
);
/// The names of what a service may do cannot be taken.
pub(crate) const SERVICE_SCOPE: Code = Code::new(
    K::Invalid,
    "application.service-scope",
    "Enter up to {limit} names with letters, digits, dots, hyphens, underscores and colons, at most 64 characters each, or leave this empty. Names that stand for what is told about people are not for services.",
);
/// Where tokens of a service are taken cannot be taken itself.
pub(crate) const AUDIENCE: Code = Code::new(
    K::Invalid,
    "application.audience",
    "Enter the address of the interface that takes its tokens. It begins with https:// and has no # in it.",
);
/// It signs people in, so its tokens are for the service itself.
pub(crate) const NO_AUDIENCE: Code = Code::new(
    K::Invalid,
    "application.no-audience",
    "Only the tokens of a service are made out to an interface. Leave this empty.",
);
/// The organisations cannot be taken.
pub(crate) const ORGANISATIONS: Code = Code::new(
    K::Invalid,
    "application.organisations",
    "Enter 1 to {limit} codes of organisations, one on each line.",
);
/// One of them is not there.
pub(crate) const ORGANISATION: Code = Code::new(
    K::Invalid,
    "application.organisation",
    "There is no organisation with the code {code}. Check it under All organisations.",
);
/// Organisations were named although it is not for some only.
pub(crate) const NO_ORGANISATIONS: Code = Code::new(
    K::Invalid,
    "application.no-organisations",
    "Choose “people of these organisations” or leave the codes empty.",
);
/// It was taken out of use.
pub(crate) const RETIRED: Code = Code::new(
    K::Conflict,
    "application.retired",
    "This application was taken out of use. Register it again as a new one.",
);
/// It has no secret.
pub(crate) const NO_SECRET: Code = Code::new(
    K::Conflict,
    "application.no-secret",
    "This application has no secret: it proves with a key of its own who it is, or runs where no secret can be kept.",
);
/// The metadata cannot be taken.
pub(crate) const METADATA: Code = Code::new(
    K::Invalid,
    "application.metadata",
    "Enter the metadata of the application as its makers gave it to you: an XML document that begins with EntityDescriptor. What you entered cannot be used: {problem}.",
);
/// There is metadata, and there are addresses beside it.
pub(crate) const METADATA_OR_FIELDS: Code = Code::new(
    K::Invalid,
    "application.metadata-or-fields",
    "The metadata says where people return to. Leave the addresses empty, or leave the metadata empty.",
);
/// Its name in the protocol cannot be taken.
pub(crate) const ENTITY: Code = Code::new(
    K::Invalid,
    "application.entity-id",
    "Enter the metadata of the application, or its entity id of 1 to 1024 characters without spaces.",
);
/// Another one goes by that name.
pub(crate) const ENTITY_TAKEN: Code = Code::new(
    K::Invalid,
    "application.entity-id-taken",
    "An application with this entity id is registered already. Change that one, or take it out of use first.",
);
/// It cannot get another name.
pub(crate) const ENTITY_CHANGED: Code = Code::new(
    K::Invalid,
    "application.entity-id-changed",
    "This metadata is of an application with another entity id. Register that one as a new application.",
);
/// A certificate cannot be read.
pub(crate) const CERTIFICATE: Code = Code::new(
    K::Invalid,
    "application.certificate",
    "Enter the certificate as its makers gave it to you: lines of letters and digits between BEGIN CERTIFICATE and END CERTIFICATE.",
);
/// There is no key to encrypt for.
pub(crate) const NO_ENCRYPTION: Code = Code::new(
    K::Invalid,
    "application.no-encryption",
    "Enter a certificate to encrypt for, or choose that what is said is not encrypted.",
);
/// It speaks something else.
pub(crate) const NOT_SAML: Code = Code::new(
    K::Invalid,
    "application.not-saml",
    "Only applications that speak SAML have metadata. Choose SAML, or leave this empty.",
);
/// What it may be told cannot be taken.
pub(crate) const SAML_SCOPE: Code = Code::new(
    K::Invalid,
    "application.saml-scope",
    "Choose what the application may be told from the list. Leave out openid and offline_access: SAML has neither.",
);
/// It is of a kind that signs nobody in with SAML.
pub(crate) const SAML_KIND: Code = Code::new(
    K::Invalid,
    "application.saml-kind",
    "An application that speaks SAML is a website or server that signs people in. Choose that.",
);
/// It names people in a way that only SAML has.
pub(crate) const SAML_SUBJECT: Code = Code::new(
    K::Invalid,
    "application.saml-subject",
    "Only applications that speak SAML know a person by that. Choose another way.",
);

/// Organisations register none.
pub(crate) const NOT_BY_ORGANISATIONS: Code = Code::new(
    K::Conflict,
    "application.not-by-organisations",
    "Organisations do not register applications of their own in this service. Ask those who run the service to register it.",
);
/// It has as many as it may.
pub(crate) const OWN_MOST: Code = Code::new(
    K::Conflict,
    "application.own-most",
    "Your organisation has {limit} applications in use, which is as many as it may have. Take one out of use first.",
);
/// What speaks SAML is registered by those who run the service.
pub(crate) const OWN_PROTOCOL: Code = Code::new(
    K::Invalid,
    "application.own-protocol",
    "Organisations register applications that speak OpenID Connect. Ask those who run the service to register one that speaks SAML.",
);
/// So are services.
pub(crate) const OWN_KIND: Code = Code::new(
    K::Invalid,
    "application.own-kind",
    "Organisations register applications that sign people in. Ask those who run the service to register a service that works in its own name.",
);
/// It may not be told that.
pub(crate) const OWN_SCOPE: Code = Code::new(
    K::Invalid,
    "application.own-scope",
    "An application of an organisation is not told which roles people hold, because they may hold them elsewhere. Leave that out.",
);
/// An organisation that is not theirs.
pub(crate) const OWN_ORGANISATION: Code = Code::new(
    K::Invalid,
    "application.own-organisation",
    "{code} is neither the code of your organisation nor of one below it. Enter another one.",
);
/// The days cannot be taken.
pub(crate) const OLD_FOR_DAYS: Code = Code::new(
    K::Invalid,
    "application.old-for-days",
    "Enter for how many days the secret in use goes on working: 0 to {limit}.",
);
/// The reason cannot be taken.
pub(crate) const HOLD_REASON: Code =
    Code::new(K::Invalid, "application.hold-reason", "Enter why, in 1 to {limit} characters.");
/// It is so already.
pub(crate) const AS_IT_IS: Code = Code::new(
    K::Conflict,
    "application.as-it-is",
    "Somebody else did this already. There is nothing left to do.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    NAME,
    REDIRECT,
    NO_REDIRECT,
    LOGOUT,
    BACKCHANNEL,
    NO_BACKCHANNEL,
    NO_DEVICES,
    KEYS,
    KEYS_URI,
    PRIVATE_KEY,
    NO_KEYS,
    SCOPE,
    SERVICE_SCOPE,
    AUDIENCE,
    NO_AUDIENCE,
    ORGANISATIONS,
    ORGANISATION,
    NO_ORGANISATIONS,
    RETIRED,
    NO_SECRET,
    METADATA,
    METADATA_OR_FIELDS,
    ENTITY,
    ENTITY_TAKEN,
    ENTITY_CHANGED,
    CERTIFICATE,
    NO_ENCRYPTION,
    NOT_SAML,
    SAML_SCOPE,
    SAML_KIND,
    SAML_SUBJECT,
    NOT_BY_ORGANISATIONS,
    OWN_MOST,
    OWN_PROTOCOL,
    OWN_KIND,
    OWN_SCOPE,
    OWN_ORGANISATION,
    OLD_FOR_DAYS,
    HOLD_REASON,
    AS_IT_IS,
];

/// A protocol in words.
pub(crate) const fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Oidc => "OpenID Connect",
        Protocol::Saml => "SAML 2.0",
    }
}

/// Whether it is encrypted, in words.
pub(crate) const fn encryption(encryption: Encryption) -> &'static str {
    match encryption {
        Encryption::Never => "Signed, and not encrypted: what carries it is",
        Encryption::Always => "Signed, and encrypted for the key that its metadata names",
    }
}

/// A kind in words.
pub(crate) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Web => "A website or server that signs people in and keeps a secret",
        Kind::Public => {
            "A program on the person's own machine, or in their browser, without a secret"
        }
        Kind::Service => "A service that works in its own name and signs nobody in",
    }
}

/// Its secret, in words.
pub(crate) const fn authentication(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Secret => {
            "One that only the application knows, in the header or in the form"
        }
        Authentication::Key => {
            "None: it signs with a key of its own, of which only the public part is registered here"
        }
        Authentication::None => {
            "None: it proves with each sign-in that it is the one that began it, or is told only where it is registered"
        }
    }
}

/// Whether there are devices without a browser, in words.
pub(crate) const fn devices(devices: Devices) -> &'static str {
    match devices {
        Devices::No => "No",
        Devices::ByCode => {
            "Yes: the device shows a short code, and people type it here, where they are signed in"
        }
    }
}

/// Why somebody would not be let in, in words.
pub(crate) const fn hindrance(hindrance: Hindrance) -> &'static str {
    match hindrance {
        Hindrance::Retired => "Nobody is let in: this application was taken out of use.",
        Hindrance::Held => "Nobody is let in: those who run the service hold this application.",
        Hindrance::Service => "Nobody is let in: a service works in its own name.",
        Hindrance::NotForYou => {
            "You would not be let in: the application is not for you. Change who may use it, or ask somebody it is for to try."
        }
        Hindrance::Terms => "You would be asked first to accept terms of use that wait for you.",
        Hindrance::Account => "You would not be let in: your account may not act at the moment.",
    }
}

/// How it names people, in words.
pub(crate) const fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Public => "The same key for a person as in every other application",
        Subject::Pairwise => "A key of its own for each person, which no other application knows",
        Subject::Email => "Their email address (SAML only)",
        Subject::Immutable => {
            "The key by which Microsoft 365 knows them, for a federated domain (SAML only)"
        }
    }
}

/// Whether people are asked, in words.
pub(crate) const fn asks(asks: Asks) -> &'static str {
    match asks {
        Asks::No => "No: those who run this service answer for it",
        Asks::ToStay => "Yes: each person allows it first",
    }
}

/// Who may use one of an organisation, in words.
pub(crate) const fn open_to_own(open_to: OpenTo) -> &'static str {
    match open_to {
        OpenTo::Nobody => "Nobody: it is switched off",
        OpenTo::Organisations => "People of these organisations",
        OpenTo::Everybody => "Everybody at work in the organisation and in those below it",
    }
}

/// Who may use it, in words.
pub(crate) const fn open_to(open_to: OpenTo) -> &'static str {
    match open_to {
        OpenTo::Nobody => "Nobody yet",
        OpenTo::Organisations => "People of these organisations",
        OpenTo::Everybody => "Everybody who has an account",
    }
}

/// What is told with a scope, in words.
pub(crate) fn scope(scope: &str) -> &'static str {
    match scope {
        "openid" => "Who signs in (openid)",
        "profile" => "Their name and username (profile)",
        "email" => "Their email address (email)",
        "phone" => "Their telephone number, if the directory shows it (phone)",
        "organisation" => "Code and name of their organisation (organisation)",
        "roles" => "The roles they hold in this service (roles)",
        "offline_access" => "Stay signed in after they have left (offline_access)",
        _ => "",
    }
}

/// What is told with a scope, in words to the person whom it is about.
pub(crate) fn scope_to_person(scope: &str) -> &'static str {
    match scope {
        "openid" => "a key that stands for your account, so that it knows you again",
        "profile" => "your name and username",
        "email" => "your email address",
        "phone" => "your telephone number, if the directory shows it",
        "organisation" => "the code and name of your organisation",
        "roles" => "the roles you hold in this service",
        "offline_access" => "all of this also when you are not there, until you end it",
        _ => "",
    }
}
