//! The `claims` parameter (OpenID Connect Core, 5.5): single things that an application asks to be told, and where. It is told
//! none that lies outside the scopes that it is registered for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ProtocolError;
use crate::applications::Application;

/// The longest parameter, in bytes.
const LONGEST: usize = 2048;
/// The most values that are named for one thing.
const MOST_VALUES: usize = 20;

/// What each scope tells.
const TOLD_BY: &[(&str, &[&str])] = &[
    ("profile", &["name", "given_name", "family_name", "preferred_username"]),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("organisation", &["organisation"]),
    ("roles", &["roles"]),
];

const fn malformed(words: &'static str) -> ProtocolError {
    ProtocolError("invalid_request", words)
}

/// What is told in each place beside what the scopes tell, by name. It is kept with the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::oidc) struct Wanted {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::oidc) id_token: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::oidc) userinfo: Vec<String>,
}

/// What has to be so, or nobody is let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::oidc) struct Demanded {
    /// Who signs in.
    pub(in crate::oidc) subject: Option<String>,
    /// How sure that has to be: one of these.
    pub(in crate::oidc) levels: Vec<String>,
}

/// The scope that tells of a claim.
fn scope_of(claim: &str) -> Option<&'static str> {
    TOLD_BY.iter().find(|(_, claims)| claims.contains(&claim)).map(|(scope, _)| *scope)
}

impl Wanted {
    /// The scopes that tell what is wanted.
    pub(in crate::oidc) fn scopes(&self) -> Vec<String> {
        let mut scopes: Vec<String> = Vec::new();
        for scope in self.id_token.iter().chain(&self.userinfo).filter_map(|name| scope_of(name)) {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
        scopes
    }

    /// What of it lies within the scopes of an application as they are now.
    pub(in crate::oidc) fn within(&self, scopes: &[String]) -> Self {
        let may = |name: &&String| {
            scope_of(name).is_some_and(|scope| scopes.iter().any(|known| known == scope))
        };
        Self {
            id_token: self.id_token.iter().filter(may).cloned().collect(),
            userinfo: self.userinfo.iter().filter(may).cloned().collect(),
        }
    }

    /// Reads the parameter; what nobody knows here, and what the application may not be told, is left out.
    pub(in crate::oidc) fn read(
        application: &Application,
        text: Option<&str>,
    ) -> Result<(Self, Demanded), ProtocolError> {
        let Some(text) = text else { return Ok(Default::default()) };
        if text.len() > LONGEST {
            return Err(malformed("claims is too long"));
        }
        let said: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| malformed("claims is a JSON object"))?;
        let (mut wanted, mut demanded) = (Self::default(), Demanded::default());
        for (place, names) in
            [("userinfo", &mut wanted.userinfo), ("id_token", &mut wanted.id_token)]
        {
            let members = match said.get(place) {
                None | Some(Value::Null) => continue,
                Some(Value::Object(members)) => members,
                Some(_) => return Err(malformed("userinfo and id_token in claims are objects")),
            };
            for (name, how) in members {
                let how = asked(how)?;
                demand(name, &how, &mut demanded)?;
                if scope_of(name).is_some() {
                    names.push(name.clone());
                }
            }
        }
        Ok((wanted.within(&application.scopes), demanded))
    }
}

/// How one thing is asked for.
struct How {
    is_essential: bool,
    values: Vec<String>,
}

fn asked(how: &Value) -> Result<How, ProtocolError> {
    let members = match how {
        Value::Null => return Ok(How { is_essential: false, values: Vec::new() }),
        Value::Object(members) => members,
        _ => return Err(malformed("what is said of a claim is null or an object")),
    };
    let is_essential = match members.get("essential") {
        None => false,
        Some(Value::Bool(is_essential)) => *is_essential,
        Some(_) => return Err(malformed("essential is true or false")),
    };
    let values: Vec<Value> = match (members.get("value"), members.get("values")) {
        (None, None) => Vec::new(),
        (Some(value), None) => vec![value.clone()],
        (None, Some(Value::Array(values))) if values.len() <= MOST_VALUES => values.clone(),
        _ => return Err(malformed("a claim has a value, or values in a list")),
    };
    let values = values.into_iter().filter_map(|value| value.as_str().map(str::to_owned));
    Ok(How { is_essential, values: values.collect() })
}

/// What has to be so: who signs in, where they are named; and how sure that is, where it is essential (Core, 5.5.1.1).
fn demand(name: &str, how: &How, demanded: &mut Demanded) -> Result<(), ProtocolError> {
    match (name, how.values.as_slice()) {
        ("sub", [subject]) => match &demanded.subject {
            Some(other) if other != subject => {
                return Err(malformed("claims names two people"));
            }
            _ => demanded.subject = Some(subject.clone()),
        },
        ("acr", values) if how.is_essential => demanded.levels.extend(values.iter().cloned()),
        _ => {}
    }
    Ok(())
}
