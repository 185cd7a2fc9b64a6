//! Bodies for the commands and queries of applications.

use serde_json::json;

use super::model::About;
use super::samples::{Sample, sample};

pub(super) const COMMANDS: &[Sample] = &[
    // Without an address to return to, so that nothing is registered.
    sample("application.register", About::Nation, |_| json!({ "name": "a test" })),
    sample(
        "application.register",
        About::Organisation,
        |s| json!({ "name": "a test", "organisation": s.target.code }),
    ),
    sample(
        "application.change",
        About::Nation,
        |s| json!({ "application": s.nation.application, "name": "a test", "scopes": [], "open_to": "nobody" }),
    ),
    sample(
        "application.rotate-secret",
        About::Nation,
        |s| json!({ "application": s.nation.application }),
    ),
    sample("application.retire", About::Nation, |s| json!({ "application": s.nation.application })),
    sample(
        "application.change",
        About::Organisation,
        |s| json!({ "application": s.target.application, "name": "a test", "scopes": [], "open_to": "nobody" }),
    ),
    sample(
        "application.rotate-secret",
        About::Organisation,
        |s| json!({ "application": s.target.application }),
    ),
    sample(
        "application.retire",
        About::Organisation,
        |s| json!({ "application": s.target.application }),
    ),
    sample(
        "application.hold",
        About::Organisation,
        |s| json!({ "application": s.target.application, "reason": "a test" }),
    ),
    sample(
        "application.hold",
        About::Nation,
        |s| json!({ "application": s.nation.application, "reason": "a test" }),
    ),
    // Each person is asked already, so that nothing changes.
    sample(
        "application.allow-for-all",
        About::Organisation,
        |s| json!({ "application": s.target.application }),
    ),
    sample(
        "application.allow",
        About::Own,
        |s| json!({ "application": s.target.application, "scopes": ["everything"] }),
    ),
    sample("application.leave", About::Own, |s| json!({ "application": s.target.application })),
    sample("application.withdraw", About::Own, |s| json!({ "application": s.target.application })),
    sample(
        "application.enter",
        About::Own,
        |s| json!({ "application": s.nation.application, "redirect_uri": "https://app.example/", "scopes": [] }),
    ),
    sample("application.clear-saml-entries", About::Nation, |_| json!({})),
    sample("application.end-entry", About::Nation, |s| json!({ "entry": s.target.act })),
    sample("application.clear-entries", About::Nation, |_| json!({})),
];

pub(super) const QUERIES: &[Sample] = &[
    sample("application.list", About::Nation, |_| json!({})),
    sample("application.mine", About::Own, |_| json!({})),
    sample(
        "application.list-own",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample(
        "application.one-own",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "application": s.target.application }),
    ),
    sample(
        "application.allowed-for-all",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "application": s.target.application }),
    ),
    sample(
        "application.told-of-me",
        About::Nation,
        |s| json!({ "application": s.nation.application }),
    ),
    sample("application.one", About::Nation, |s| json!({ "application": s.nation.application })),
];
