//! Bodies for what stands around signing in: terms of use, the first sign-in, accounts that somebody else got into.

use serde_json::json;

use super::model::About;
use super::samples::{Sample, sample};

pub(super) const COMMANDS: &[Sample] = &[
    // Without words, so that nobody's account is shut.
    sample(
        "compromise.open",
        About::Person,
        |s| json!({ "person": s.target.person, "found": "mail", "words": "" }),
    ),
    sample("compromise.report", About::Own, |_| json!({ "words": "" })),
    sample("compromise.release", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "compromise.check-devices",
        About::Person,
        |s| json!({ "person": s.target.person, "words": "the laptop" }),
    ),
    sample("compromise.lift", About::Person, |s| json!({ "person": s.target.person })),
    sample("compromise.end-lift", About::Person, |s| json!({ "person": s.target.person })),
    sample("compromise.forget-words", About::Nation, |_| json!({})),
    sample("break-glass.remind", About::Nation, |s| json!({ "person": s.target.person })),
    sample(
        "tenant.record-containment",
        About::Person,
        |s| json!({ "person": s.target.person, "containment": s.target.act, "is_there": true, "rules": [], "left": [] }),
    ),
    sample(
        "compromise.close",
        About::Person,
        |s| json!({ "person": s.target.person, "words": "a copied page" }),
    ),
    sample(
        "application.enter-saml",
        About::Own,
        |s| json!({ "application": s.nation.application, "reply_to": "https://app.example/" }),
    ),
    sample(
        "terms.draft",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "title": "", "sentences": [], "text": "", "counts_from": "2027-03-05", "put_off_until": "2027-03-05" }),
    ),
    sample(
        "terms.discard",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "revision": s.target.act }),
    ),
    sample(
        "terms.publish",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "revision": s.target.act }),
    ),
    // Nobody is enrolled or let in, and no alarm is closed.
    sample("break-glass.enrol", About::Nation, |s| json!({ "person": s.target.person })),
    sample("break-glass.end", About::Nation, |s| json!({ "person": s.target.person })),
    sample(
        "break-glass.close-alarm",
        About::Nation,
        |s| json!({ "alarm": s.target.act, "outcome": "use", "reason": "" }),
    ),
    sample(
        "break-glass.recover",
        About::Person,
        |s| json!({ "person": s.target.person, "reason": "" }),
    ),
    sample(
        "second-person.ask",
        About::Others,
        |s| json!({ "proposal": s.target.act, "reason": "a test" }),
    ),
    sample(
        "second-person.approve",
        About::Others,
        |s| json!({ "proposal": s.target.act, "plan": "none" }),
    ),
    sample(
        "second-person.decline",
        About::Others,
        |s| json!({ "proposal": s.target.act, "reason": "a test" }),
    ),
    sample("second-person.withdraw", About::Others, |s| json!({ "proposal": s.target.act })),
    sample("welcome.confirm-details", About::Own, |_| json!({})),
    sample("welcome.put-off", About::Own, |_| json!({})),
    sample("welcome.finish", About::Own, |_| json!({})),
    sample("terms.remind", About::Organisation, |s| json!({ "organisation": s.target.code })),
    // At a day that is over, so that nobody is asked for anything.
    sample(
        "second-step.oblige-organisation",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "policy": "standard", "from": "2000-01-01" }),
    ),
    sample(
        "second-step.oblige-person",
        About::Person,
        |s| json!({ "person": s.target.person, "policy": "none" }),
    ),
    sample(
        "second-step.propose-network",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "addresses": "", "name": "" }),
    ),
    sample(
        "second-step.decide-network",
        About::Nation,
        |s| json!({ "network": s.target.act, "decision": "refuse" }),
    ),
    sample(
        "second-step.remove-network",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "network": s.target.act }),
    ),
    sample(
        "second-step.except",
        About::Person,
        |s| json!({ "person": s.target.person, "reason": "no-signal" }),
    ),
    sample(
        "second-step.ask-exception",
        About::Person,
        |s| json!({ "person": s.target.person, "ground": "accessibility", "words": "" }),
    ),
    sample(
        "second-step.decide-exception",
        About::Nation,
        |s| json!({ "exception": s.target.act, "decision": "refuse" }),
    ),
    sample("second-step.end-exception", About::Person, |s| json!({ "person": s.target.person })),
    sample("second-step.remind", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "second-step.tell",
        About::Organisation,
        |s| json!({ "organisation": s.target.organisation }),
    ),
    sample("second-step.tell-missed", About::Nation, |_| json!({})),
    sample("second-step.begin", About::List, |_| json!({ "step_key": "no key", "name": "An app" })),
    sample(
        "second-step.begin-passkey",
        About::List,
        |_| json!({ "step_key": "no key", "name": "A key" }),
    ),
    sample(
        "second-step.register-passkey",
        About::List,
        |_| json!({ "step_key": "no key", "name": "A key", "registration": { "ticket": "", "credential": "", "client_data": "", "attestation": "" } }),
    ),
    sample(
        "second-step.register",
        About::List,
        |s| json!({ "step_key": "no key", "authenticator": s.target.act, "code": "000000" }),
    ),
    sample("terms.accept", About::List, |_| json!({ "terms": [], "step_key": "no key" })),
    sample("terms.exempt-application", About::Nation, |_| json!({ "client_id": "none" })),
    sample("terms.end-exemption", About::Nation, |s| json!({ "application": s.target.act })),
];

pub(super) const QUERIES: &[Sample] = &[
    sample("break-glass.state", About::Nation, |_| json!({})),
    sample("signing-key.list", About::Nation, |_| json!({})),
    sample("second-person.waiting", About::Own, |_| json!({})),
    sample("second-person.by-id", About::Others, |s| json!({ "proposal": s.target.act })),
    sample("compromise.state", About::Person, |s| json!({ "person": s.target.person })),
    sample("compromise.cases", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("terms.campaign", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "terms.campaign",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "search": s.target.address }),
    ),
    sample(
        "second-step.readiness",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample(
        "second-step.readiness",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "search": s.target.address }),
    ),
    sample("second-step.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample("second-step.mine", About::Own, |_| json!({})),
    sample("second-step.by-organisation", About::Nation, |_| json!({})),
    sample("second-step.waiting", About::Nation, |_| json!({})),
    sample("second-step.missed", About::Nation, |_| json!({})),
    sample("second-step.report", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("terms.by-organisation", About::Nation, |_| json!({})),
    sample("terms.own", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("terms.national", About::Nation, |_| json!({})),
    sample("terms.exempt-applications", About::Nation, |_| json!({})),
    sample("welcome.mine", About::Own, |_| json!({})),
    sample("terms.mine", About::Own, |_| json!({})),
    sample("terms.one-of-mine", About::Others, |s| json!({ "terms": s.target.act })),
];
