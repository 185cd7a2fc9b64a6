//! What an application asks for when it sends a browser here, read strictly and in the order in which it is judged.

use super::{Demanded, Parameters, ProtocolError, Wanted, is_challenge};
use crate::applications::{Application, Kind, OFFLINE, OPENID};

/// The longest value of `state` and `nonce`, in bytes.
const LONGEST: usize = 2048;

/// The names that may stand in a request once only.
const ONCE: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "code_challenge",
    "code_challenge_method",
    "id_token_hint",
    "claims",
    "login_hint",
    "request",
    "request_uri",
    "registration",
];

/// How an answer comes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::oidc) enum Mode {
    /// In the address.
    #[default]
    Query,
    /// In a form that the browser sends.
    FormPost,
}

/// What the person has to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::oidc) struct Prompt {
    /// Nothing at all: an error where something would have to be.
    pub(in crate::oidc) is_none: bool,
    /// To prove once more who they are.
    pub(in crate::oidc) login: bool,
    /// Whether the application may be told, or with which account.
    pub(in crate::oidc) confirm: bool,
}

/// What an application asks for.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Asked {
    pub(in crate::oidc) redirect_uri: String,
    pub(in crate::oidc) mode: Mode,
    pub(in crate::oidc) state: Option<String>,
    pub(in crate::oidc) nonce: String,
    /// What it asks to be told, as far as it may be.
    pub(in crate::oidc) scopes: Vec<String>,
    pub(in crate::oidc) challenge: String,
    pub(in crate::oidc) prompt: Prompt,
    /// The most seconds since the person proved who they are.
    pub(in crate::oidc) max_age: Option<i64>,
    /// Who it believes is signed in.
    pub(in crate::oidc) hint: Option<String>,
    /// Single things that it asks to be told.
    pub(in crate::oidc) wanted: Wanted,
    /// What has to be so.
    pub(in crate::oidc) demanded: Demanded,
}

/// An error that goes back to the application.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Refused {
    pub(in crate::oidc) error: ProtocolError,
    pub(in crate::oidc) mode: Mode,
    pub(in crate::oidc) state: Option<String>,
}

const fn malformed(words: &'static str) -> ProtocolError {
    ProtocolError("invalid_request", words)
}

impl Asked {
    /// Reads a request of an application whose address to return to has been checked.
    pub(in crate::oidc) fn read(
        application: &Application,
        sent: &Parameters,
    ) -> Result<Self, Refused> {
        // Even an error goes back in the way and with the state that was asked for, where these can be read.
        let mode = match sent.one("response_mode") {
            None | Some("query") => Ok(Mode::Query),
            Some("form_post") => Ok(Mode::FormPost),
            Some(_) => Err(malformed("response_mode is query or form_post")),
        };
        let state = sent.one("state").filter(|state| state.len() <= LONGEST).map(str::to_owned);
        let refused =
            |error| Refused { error, mode: mode.unwrap_or_default(), state: state.clone() };
        if sent.has_twice(ONCE) {
            return Err(refused(malformed("a parameter stands in the request twice")));
        }
        if state.is_none() && sent.one("state").is_some() {
            return Err(refused(malformed("state is too long")));
        }
        let mode = mode.map_err(refused)?;
        unsupported(sent).map_err(refused)?;
        let challenge = challenge(application, sent).map_err(refused)?;
        let mut scopes = asked_scopes(application, sent).map_err(refused)?;
        // Nobody looks on as this comes: it is no moment to be given something that lasts.
        if prompt(sent).map_err(refused)?.is_none {
            scopes.retain(|scope| scope != OFFLINE);
        }
        let nonce = sent.one("nonce").unwrap_or_default();
        if nonce.len() > LONGEST {
            return Err(refused(malformed("nonce is too long")));
        }
        let max_age = match sent.one("max_age").map(|text| (text, text.parse::<u32>())) {
            None => None,
            Some((text, Ok(seconds))) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(i64::from(seconds))
            }
            Some(_) => return Err(refused(malformed("max_age is a number of seconds"))),
        };
        let (wanted, demanded) = Wanted::read(application, sent.one("claims")).map_err(refused)?;
        Ok(Self {
            wanted,
            demanded,
            redirect_uri: sent.one("redirect_uri").unwrap_or_default().to_owned(),
            mode,
            nonce: nonce.to_owned(),
            scopes,
            challenge,
            prompt: prompt(sent).map_err(refused)?,
            max_age,
            hint: sent.one("id_token_hint").map(str::to_owned),
            state,
        })
    }

    /// What it is told, by scopes: those that it names, and those that tell the single things.
    pub(in crate::oidc) fn told(&self) -> Vec<String> {
        let mut told = self.scopes.clone();
        told.extend(self.wanted.scopes().into_iter().filter(|scope| !self.scopes.contains(scope)));
        told
    }

    /// An error that goes back to where the request came from.
    pub(in crate::oidc) fn refused(&self, error: ProtocolError) -> Refused {
        Refused { error, mode: self.mode, state: self.state.clone() }
    }
}

/// What the standard lets a provider leave out, with its own error for each.
fn unsupported(sent: &Parameters) -> Result<(), ProtocolError> {
    let errors = [
        ("request", ProtocolError("request_not_supported", "send the parameters themselves")),
        (
            "request_uri",
            ProtocolError("request_uri_not_supported", "send the parameters themselves"),
        ),
        (
            "registration",
            ProtocolError("registration_not_supported", "register the application first"),
        ),
    ];
    for (name, error) in errors {
        if sent.one(name).is_some() {
            return Err(error);
        }
    }
    match sent.one("response_type") {
        Some("code") => Ok(()),
        None => Err(malformed("response_type is missing")),
        Some(_) => Err(ProtocolError("unsupported_response_type", "response_type is code")),
    }
}

fn challenge(application: &Application, sent: &Parameters) -> Result<String, ProtocolError> {
    match (sent.one("code_challenge"), sent.one("code_challenge_method")) {
        (Some(challenge), Some("S256")) if is_challenge(challenge) => Ok(challenge.to_owned()),
        (Some(_), Some("S256")) => Err(malformed("code_challenge is 43 letters of base64url")),
        (Some(_), _) => Err(malformed("code_challenge_method is S256")),
        (None, Some(_)) => Err(malformed("code_challenge is missing")),
        (None, None) if application.kind == Kind::Public => {
            Err(malformed("code_challenge is missing; an application without a secret needs it"))
        }
        (None, None) => Ok(String::new()),
    }
}

/// What is asked to be told, as far as it may be.
pub(in crate::oidc) fn asked_scopes(
    application: &Application,
    sent: &Parameters,
) -> Result<Vec<String>, ProtocolError> {
    let asked = sent.one("scope").unwrap_or_default();
    if asked.len() > LONGEST {
        return Err(ProtocolError("invalid_scope", "scope is too long"));
    }
    let asked: Vec<&str> = asked.split(' ').collect();
    if !asked.contains(&OPENID) {
        return Err(ProtocolError("invalid_scope", "scope has openid in it"));
    }
    // What it may not be told, or nobody knows here, is left out; the answer says what is left.
    let allowed = application.scopes.iter().filter(|scope| asked.contains(&scope.as_str()));
    Ok(allowed.cloned().collect())
}

fn prompt(sent: &Parameters) -> Result<Prompt, ProtocolError> {
    let mut prompt = Prompt::default();
    let words: Vec<&str> = sent.one("prompt").unwrap_or_default().split(' ').collect();
    for word in words.iter().filter(|word| !word.is_empty()) {
        match *word {
            "none" if words.len() == 1 => prompt.is_none = true,
            "none" => return Err(malformed("prompt is none, or something else")),
            "login" => prompt.login = true,
            "consent" | "select_account" => prompt.confirm = true,
            _ => return Err(malformed("prompt is none, login, consent or select_account")),
        }
    }
    Ok(prompt)
}
