//! Bodies for the commands of passkeys, and of a new password without the one before.

use serde_json::json;

use super::model::About;
use super::samples::{Sample, sample};

pub(super) const COMMANDS: &[Sample] = &[
    sample("passkey.sign-in", About::List, |_| {
        json!({
            "browser_key": "not one",
            "assertion": { "ticket": "none", "credential": "", "client_data": "", "authenticator_data": "", "signature": "" },
        })
    }),
    sample("text-number.begin", About::Own, |_| json!({ "mobile": "07700 900123" })),
    sample(
        "text-number.confirm",
        About::Own,
        |s| json!({ "number": s.target.act, "code": "000000" }),
    ),
    sample("text-number.send-code", About::Own, |_| json!({})),
    sample("text-number.remove", About::Own, |_| json!({ "code": "000000" })),
    sample("recovery.prove", About::List, |_| json!({ "username": "nobody", "code": "000000" })),
    sample("recovery.finish", About::List, |_| json!({ "key": "none", "new": "copper meadow 17" })),
    sample("passkey.begin", About::Own, |_| json!({ "name": "another telephone" })),
    sample("passkey.confirm", About::Own, |_| {
        json!({
            "name": "another telephone",
            "registration": { "ticket": "none", "credential": "", "client_data": "", "attestation": "" },
        })
    }),
    sample(
        "passkey.rename",
        About::Own,
        |s| json!({ "passkey": s.target.act, "name": "another name" }),
    ),
    sample("passkey.remove", About::Own, |s| json!({ "passkey": s.target.act, "code": "000000" })),
    sample(
        "passkey.revoke",
        About::Person,
        |s| json!({ "person": s.target.person, "passkey": s.target.act }),
    ),
    sample(
        "passkey.warn",
        About::Person,
        |s| json!({ "person": s.target.person, "passkey": s.target.act }),
    ),
];
