//! One body for every command and query, and what it is about. One without a sample fails the test by its name.

use serde_json::{Value, json};

use super::model::About;
use super::nation::{ELSEWHERE, Nation, PRODUCT, Target, register_file};

/// What a sample is made from.
pub(super) struct Scene<'a> {
    pub(super) nation: &'a Nation,
    /// The actor's organisation.
    pub(super) own: &'a Target,
    /// The organisation in question.
    pub(super) target: &'a Target,
}

/// One way of asking.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) about: About,
    pub(super) body: fn(&Scene<'_>) -> Value,
}

const fn sample(name: &'static str, about: About, body: fn(&Scene<'_>) -> Value) -> Sample {
    Sample { name, about, body }
}

const PASSWORD: &str = "quiet harbour seven lamps";

/// Commands, some in several ways: about the target, or about the actor's own organisation with something of the
/// target in it.
pub(super) const COMMANDS: &[Sample] = &[
    sample(
        "organisation.open",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" }),
    ),
    sample(
        "organisation.change",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "support_hours": "9 to 5" }),
    ),
    sample(
        "organisation.place",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "parent": null }),
    ),
    // With a number of people that there cannot be, so that who has left stays where it is.
    sample(
        "organisation.apply",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "asked_by": "A letter", "contact_name": "Ann", "contact_email": "ann@example.org", "contact_telephone": "01632 960000", "sector": "trust", "people": 0, "tier": "standard" }),
    ),
    sample(
        "organisation.decline-application",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "reason": "a test" }),
    ),
    sample(
        "organisation.record-check",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "check": "access-form", "outcome": "holds", "evidence": "a test" }),
    ),
    sample(
        "organisation.waive-check",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "check": "access-form", "reason": "a test", "until": "2027-03-31" }),
    ),
    // For a reason that is too long, so that every organisation stays as it is.
    sample(
        "organisation.administer-nationally",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "sector": "pharmacy", "reason": "a test ".repeat(100) }),
    ),
    sample(
        "organisation.administer-locally",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "reason": "a test ".repeat(100) }),
    ),
    sample(
        "intake.open",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "asked_by": "Ann", "way": "link", "ticket": "T-1" }),
    ),
    sample(
        "organisation.pass-turn",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "turn": "theirs", "waits_for": "a test" }),
    ),
    sample(
        "organisation.begin-opening",
        About::Nation,
        |s| json!({ "organisation": s.target.code }),
    ),
    // To an address that is none, so that nobody comes who was not there before.
    sample(
        "organisation.invite-administrator",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "administrator": { "given_name": "Ann", "family_name": "First", "address": "nowhere" } }),
    ),
    sample(
        "organisation.invite-again",
        About::Nation,
        |s| json!({ "organisation": s.target.code, "address": "nowhere" }),
    ),
    // On a day that has passed, so that no organisation closes and the rest of the test finds it as it was.
    sample(
        "organisation.begin-closing",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "day": "2020-01-01", "reason": "a test" }),
    ),
    sample(
        "organisation.cancel-closing",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample("organisation.close", About::Nation, |s| json!({ "organisation": s.target.code })),
    sample(
        "register.import",
        About::Nation,
        |_| json!({ "file": register_file(), "rows": [{ "code": "QZN1", "name": "NEW HOSPITAL", "kind": "trust", "status": "active" }] }),
    ),
    sample(
        "register.notice",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "kind": "renamed" }),
    ),
    sample(
        "register.settle",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "kind": "closed" }),
    ),
    sample(
        "unit.create",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "name": "Ward of a test" }),
    ),
    sample(
        "unit.create",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "parent": s.target.unit, "name": "Ward below a test" }),
    ),
    sample(
        "unit.rename",
        About::Organisation,
        |s| json!({ "unit": s.target.unit, "name": "Ward two" }),
    ),
    sample("unit.remove", About::Organisation, |s| json!({ "unit": s.target.unit })),
    sample(
        "person.create",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "given_name": "New", "family_name": "Colleague" }),
    ),
    sample(
        "person.create",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "given_name": "New", "family_name": "Colleague", "unit": s.target.unit }),
    ),
    sample(
        "person.create",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "given_name": "New", "family_name": "Colleague", "policy": s.target.policy }),
    ),
    sample(
        "person.change",
        About::Person,
        |s| json!({ "person": s.target.person, "job_title": "Nurse" }),
    ),
    sample(
        "person.change",
        About::OwnWith,
        |s| json!({ "person": s.own.person, "unit": s.target.unit }),
    ),
    sample(
        "mailbox.mark",
        About::Person,
        |s| json!({ "person": s.target.person, "is_read": true }),
    ),
    sample(
        "person.rename",
        About::Person,
        |s| json!({ "person": s.target.person, "given_name": "Other", "family_name": "Name" }),
    ),
    sample(
        "person.rename",
        About::OwnWith,
        |s| json!({ "person": s.own.person, "given_name": "Ann", "family_name": "Name", "address": s.target.address }),
    ),
    sample(
        "person.change-start",
        About::Person,
        |s| json!({ "person": s.target.person, "first_day": "2027-01-09" }),
    ),
    sample("person.start-due", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.disable", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.enable", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.delete", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.restore", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.erase-due", About::Person, |s| json!({ "person": s.target.person })),
    sample("address.release-due", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "person.mark-leaver",
        About::Person,
        |s| json!({ "person": s.target.person, "leaving": "moves" }),
    ),
    sample("person.cancel-leaver", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "person.accept-joiner",
        About::OwnFor,
        |s| json!({ "organisation": s.own.code, "person": s.target.person }),
    ),
    sample(
        "person.transfer",
        About::OwnAnd,
        |s| json!({ "organisation": s.own.code, "person": s.target.person }),
    ),
    sample(
        "person.transfer",
        About::OwnAnd,
        |s| json!({ "organisation": s.target.code, "person": s.own.person }),
    ),
    sample(
        "transfer.offer",
        About::Person,
        |s| json!({ "person": s.target.person, "organisation": ELSEWHERE }),
    ),
    sample(
        "transfer.ask",
        About::OwnCard,
        |s| json!({ "organisation": s.own.code, "person": s.target.person }),
    ),
    sample("transfer.accept", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample(
        "transfer.decline",
        About::Organisation,
        |s| json!({ "transfer": s.target.transfer, "reason": "a test" }),
    ),
    sample("transfer.withdraw", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample(
        "transfer.change-date",
        About::Organisation,
        |s| json!({ "transfer": s.target.transfer, "day": "2027-06-01" }),
    ),
    sample("transfer.remind", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample("transfer.lapse", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample("transfer.end", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample("transfer.move-due", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample("transfer.postpone", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample(
        "person.hold",
        About::Person,
        |s| json!({ "person": s.target.person, "reason": "a test", "reference": "1" }),
    ),
    sample(
        "person.release-hold",
        About::Person,
        |s| json!({ "person": s.target.person, "hold": s.target.unit, "reason": "a test" }),
    ),
    sample("person.block-leaver", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.delete-due", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "person.spare-due",
        About::Person,
        |s| json!({ "person": s.target.person, "night": s.target.unit }),
    ),
    sample(
        "night.hold",
        About::OrganisationKey,
        |s| json!({ "organisation": s.target.organisation, "people": [], "is_last": true }),
    ),
    sample("night.end", About::Organisation, |s| json!({ "night": s.target.night })),
    sample(
        "night.release",
        About::Organisation,
        |s| json!({ "night": s.target.night, "digest": "00" }),
    ),
    sample(
        "night.dismiss",
        About::Organisation,
        |s| json!({ "night": s.target.night, "digest": "00" }),
    ),
    sample(
        "activity.record",
        About::Nation,
        |s| json!({ "entries": [{ "account": s.target.person }] }),
    ),
    sample("profile.change", About::Own, |_| json!({ "mobile_hidden": true })),
    sample(
        "system-account.create",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "process": "rostering" }),
    ),
    sample(
        "system-account.create",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "process": "rostering", "policy": s.target.policy }),
    ),
    sample("account.unlock", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "start-link.send",
        About::Person,
        |s| json!({ "person": s.target.person, "address": "someone@home.example" }),
    ),
    sample("start-code.issue", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "start-code.redeem",
        About::List,
        |s| json!({ "username": s.target.address, "code": "AAAA-AAAA-AAAA", "password": PASSWORD }),
    ),
    sample("password.reset", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "password.change",
        About::Own,
        |_| json!({ "current": "not this one at all", "new": "another one altogether" }),
    ),
    sample(
        "password.set-by-operator",
        About::Person,
        |s| json!({ "person": s.target.person, "password": PASSWORD }),
    ),
    sample("session.end", About::Others, |s| json!({ "session": s.target.session })),
    sample("session.end-all", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "signin.admit",
        About::List,
        |s| json!({ "username": s.target.address, "password": "not this one at all" }),
    ),
    sample(
        "password.renew",
        About::List,
        |_| json!({ "step_key": "not the key of a step", "new": PASSWORD }),
    ),
    sample(
        "signin.prove",
        About::List,
        |_| json!({ "step_key": "not this one at all", "code": "000000" }),
    ),
    sample("authenticator.begin", About::Own, |_| json!({ "name": "another telephone" })),
    sample(
        "authenticator.confirm",
        About::Own,
        |s| json!({ "authenticator": s.target.act, "code": "000000" }),
    ),
    sample(
        "authenticator.remove",
        About::Own,
        |s| json!({ "authenticator": s.target.act, "code": "000000" }),
    ),
    sample("recovery-codes.draw", About::Own, |_| json!({ "code": "000000" })),
    sample("passkey.sign-in", About::List, |_| {
        json!({
            "browser_key": "not one",
            "assertion": { "ticket": "none", "credential": "", "client_data": "", "authenticator_data": "", "signature": "" },
        })
    }),
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
    sample("second-factor.reset", About::Person, |s| json!({ "person": s.target.person })),
    sample("telephone-word.set", About::Own, |_| json!({ "word": "not a word" })),
    sample(
        "identity-check.record",
        About::Person,
        |s| json!({ "person": s.target.person, "method": "in-person" }),
    ),
    sample("second-factor.clear-due", About::Nation, |_| json!({})),
    sample("second-factor.warn", About::Person, |s| json!({ "person": s.target.person })),
    sample("signing-key.turn", About::Nation, |_| json!({})),
    // Without an address to return to, so that nothing is registered.
    sample("application.register", About::Nation, |_| json!({ "name": "a test" })),
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
        "application.enter",
        About::Own,
        |s| json!({ "application": s.nation.application, "redirect_uri": "https://app.example/", "scopes": [] }),
    ),
    sample("application.end-entry", About::Nation, |s| json!({ "entry": s.target.act })),
    sample("application.clear-entries", About::Nation, |_| json!({})),
    sample("token.create", About::Own, |_| json!({ "name": "another", "expires_in_days": 7 })),
    sample("token.revoke", About::Others, |s| json!({ "token": s.target.token })),
    // Without a reason, so that nothing is given and what is seen of the holder stays as it is.
    sample(
        "grant.give",
        About::Organisation,
        |s| json!({ "person": s.target.person, "role": "auditor", "organisation": s.target.code, "reason": "" }),
    ),
    sample(
        "grant.give",
        About::OwnAnd,
        |s| json!({ "person": s.target.person, "role": "auditor", "organisation": s.own.code, "reason": "" }),
    ),
    sample(
        "grant.give",
        About::OwnAnd,
        |s| json!({ "person": s.own.person, "role": "auditor", "organisation": s.target.code, "reason": "" }),
    ),
    sample(
        "grant.give",
        About::Nation,
        |s| json!({ "person": s.target.person, "role": "platform administrator", "reason": "" }),
    ),
    sample(
        "grant.end",
        About::Organisation,
        |s| json!({ "grant": s.target.grant, "reason": "over" }),
    ),
    sample(
        "grant.end",
        About::NationalGrant,
        |s| json!({ "grant": s.nation.national_grant, "reason": "over" }),
    ),
    // Over already, so that nobody stands in and what is seen of anybody stays as it is.
    sample(
        "cover.arrange",
        About::Own,
        |s| json!({ "person": s.target.person, "grants": [s.target.grant], "ends_at": 1, "reason": "away" }),
    ),
    sample("cover.end", About::Others, |s| json!({ "cover": s.target.grant })),
    sample(
        "rule.change",
        About::Nation,
        |s| json!({ "name": "account.restore-days", "organisation": s.target.code, "value": 30 }),
    ),
    sample("product.import", About::Nation, |_| json!({ "rows": [] })),
    sample("product.ensure", About::Nation, |_| json!({})),
    sample(
        "licence.serve",
        About::OrganisationKey,
        |s| json!({ "organisation": s.target.organisation, "product": PRODUCT }),
    ),
    sample(
        "licence.top-up",
        About::OrganisationKey,
        |s| json!({ "organisation": s.target.organisation, "product": PRODUCT }),
    ),
    sample("licence.reclaim", About::Nation, |s| json!({ "subscription": s.target.subscription })),
    sample(
        "subscription.add",
        About::Nation,
        |s| json!({ "product": PRODUCT, "label": "More", "quantity": 1, "organisation": s.target.code }),
    ),
    // What is wrong with the words of a request is only for those to know who may send it.
    sample(
        "subscription.add",
        About::Nation,
        |_| json!({ "product": PRODUCT, "label": "", "quantity": -1 }),
    ),
    sample(
        "subscription.change-quantity",
        About::Nation,
        |s| json!({ "subscription": s.target.subscription, "quantity": 60 }),
    ),
    sample(
        "allotment.set",
        About::Nation,
        |s| json!({ "subscription": s.nation.national_subscription, "organisation": s.target.code, "amount": 1 }),
    ),
    sample(
        "allotment.set",
        About::Nation,
        |s| json!({ "subscription": s.target.subscription, "organisation": s.own.code, "amount": 1 }),
    ),
    sample(
        "policy.create",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "name": "Policy of a test", "base_product": PRODUCT }),
    ),
    sample(
        "policy.change",
        About::Organisation,
        |s| json!({ "policy": s.target.policy, "name": "Another name", "base_product": PRODUCT }),
    ),
    sample("policy.make-default", About::Organisation, |s| json!({ "policy": s.target.policy })),
    sample(
        "policy.remove",
        About::Organisation,
        |s| json!({ "policy": s.target.policy, "target": null }),
    ),
    sample(
        "policy.remove",
        About::OwnWith,
        |s| json!({ "policy": s.own.policy, "target": s.target.policy }),
    ),
    sample(
        "policy.move",
        About::Organisation,
        |s| json!({ "policy": s.target.policy, "accounts": [s.target.person] }),
    ),
    sample(
        "policy.move",
        About::OwnWith,
        |s| json!({ "policy": s.own.policy, "accounts": [s.target.person] }),
    ),
    sample(
        "policy.move",
        About::Organisation,
        |s| json!({ "policy": s.target.policy, "accounts": [s.target.person], "day": "2027-03-05" }),
    ),
    sample(
        "policy.move",
        About::OwnWith,
        |s| json!({ "policy": s.own.policy, "accounts": [s.target.person], "day": "2027-03-05" }),
    ),
    sample("policy.move-planned", About::Organisation, |s| json!({ "person": s.target.person })),
    sample("policy.cancel-move", About::Organisation, |s| json!({ "person": s.target.person })),
    sample("policy.apply", About::Organisation, |s| json!({ "policy": s.target.policy })),
    sample("audit.checkpoint", About::Nation, |_| json!({})),
    sample("signin.void-restored", About::Nation, |_| json!({})),
    sample("tenant.release-restored", About::Nation, |_| json!({})),
    sample("notice.retry", About::Nation, |s| json!({ "mail": s.target.act })),
    sample(
        "notice.bounced",
        About::Nation,
        |_| json!({ "report": "To: no-reply+0198c0de000070008000000000000001@guildhall.example\nAction: failed\nStatus: 5.1.1" }),
    ),
    sample(
        "notice.add-words",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "notice": "person.welcome", "words": "Ask at the front desk." }),
    ),
    sample(
        "password-words.change",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "words": ["maple"] }),
    ),
    sample(
        "rule.tighten",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "name": "sign-in.lock-failures", "value": 8 }),
    ),
    sample(
        "banner.put",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "words": "The car park is closed.", "ends_at": s.target.tomorrow }),
    ),
    sample("banner.end", About::Organisation, |s| json!({ "banner": s.target.banner })),
    sample("tenant.pause", About::Nation, |_| json!({ "reason": "a test" })),
    sample("tenant.resume", About::Nation, |_| json!({})),
    sample("tenant.retry", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "request.ask",
        About::Own,
        |_| json!({ "kind": "something-else", "answers": { "subject": "A chair", "details": "For the desk" } }),
    ),
    sample(
        "request.ask",
        About::Own,
        |s| json!({ "kind": "something-else", "asked_for": s.target.address, "organisation": s.target.code, "answers": { "subject": "A chair", "details": "For the desk" } }),
    ),
    sample(
        "request.answer",
        About::Organisation,
        |s| json!({ "request": s.target.request, "message": "Which one?" }),
    ),
    sample(
        "request.answer",
        About::Organisation,
        |s| json!({ "request": s.target.request, "message": "This one", "files": [{ "name": "a.txt", "content": "aGVsbG8=" }] }),
    ),
    sample(
        "request.decide",
        About::Organisation,
        |s| json!({ "request": s.target.request, "verdict": "done" }),
    ),
    sample("request.assign", About::Organisation, |s| json!({ "request": s.target.request })),
    sample("request.withdraw", About::Organisation, |s| json!({ "request": s.target.request })),
    sample("request.remind", About::Organisation, |s| json!({ "request": s.target.request })),
    sample("request.lapse", About::Organisation, |s| json!({ "request": s.target.request })),
    sample("request.settle", About::Organisation, |s| json!({ "request": s.target.request })),
    sample(
        "bulk.begin",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "act": "policy", "answer": s.target.policy, "people": s.target.address }),
    ),
    sample(
        "bulk.begin",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "act": "policy", "answer": s.target.policy, "people": s.target.person }),
    ),
    sample(
        "view.save",
        About::Own,
        |s| json!({ "list": format!("/o/{}/people", s.target.code), "name": "Mine" }),
    ),
    sample("view.rename", About::Others, |s| json!({ "view": s.target.view, "name": "Mine" })),
    sample("view.remove", About::Others, |s| json!({ "view": s.target.view })),
    sample(
        "report.schedule",
        About::Own,
        |s| json!({ "file": format!("/o/{}/people.csv", s.target.code), "name": "Mine", "every": "monday" }),
    ),
    sample(
        "report.change-schedule",
        About::Others,
        |s| json!({ "schedule": s.target.schedule, "name": "Mine", "every": "monday" }),
    ),
    sample("report.end-schedule", About::Others, |s| json!({ "schedule": s.target.schedule })),
    sample("bulk.run", About::Organisation, |s| json!({ "bulk": s.target.bulk })),
    sample("bulk.stop", About::Organisation, |s| json!({ "bulk": s.target.bulk })),
    sample("bulk.drop", About::Organisation, |s| json!({ "bulk": s.target.bulk })),
    sample("bulk.end", About::Organisation, |s| json!({ "bulk": s.target.bulk })),
    sample("bulk.forget", About::Organisation, |s| json!({ "bulk": s.target.bulk })),
];

/// Queries, some in several ways.
pub(super) const QUERIES: &[Sample] = &[
    sample("organisation.find", About::Nation, |_| json!({})),
    sample("organisation.mine", About::List, |_| json!({})),
    sample("organisation.support", About::List, |_| json!({ "text": "Nowhere in particular" })),
    sample("joining.list", About::Nation, |_| json!({})),
    sample("served.list", About::List, |_| json!({})),
    sample("served.summary", About::List, |_| json!({})),
    sample("served.by-code", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("joining.summary", About::Nation, |_| json!({})),
    sample("joining.by-code", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "joining.preview-alike",
        About::Nation,
        |s| json!({ "organisation": s.own.code, "codes": [s.target.code] }),
    ),
    sample("closing.people", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "closing.people",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "search": s.target.relation.canary() }),
    ),
    sample("organisation.count", About::List, |_| json!({})),
    sample("organisation.card", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "organisation.by-code",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample(
        "organisation.details",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample("register.preview", About::Nation, |_| json!({ "file": register_file(), "rows": [] })),
    sample("register.files", About::Nation, |_| json!({})),
    sample("register.successions", About::Nation, |s| json!({ "organisation": s.target.code })),
    sample("register.notices", About::List, |_| json!({})),
    sample("register.notices", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "organisation.suggest-short-name",
        About::Nation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample("organisation.units", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("unit.by-id", About::Organisation, |s| json!({ "unit": s.target.unit })),
    sample("person.acts", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.may-create", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "person.name-candidates",
        About::Person,
        |s| json!({ "person": s.target.person, "given_name": "Ann", "family_name": "Other" }),
    ),
    sample(
        "address.proposal",
        About::List,
        |_| json!({ "given_name": "Ann", "family_name": "Other", "domain": "guildhall.example" }),
    ),
    sample("person.find", About::List, |s| json!({ "search": s.target.relation.canary() })),
    sample("person.card", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.list", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "person.list",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "unit": s.target.unit }),
    ),
    sample(
        "person.list",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "search": s.target.relation.canary() }),
    ),
    sample("person.search", About::List, |s| json!({ "search": s.target.relation.canary() })),
    sample("person.deleted", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("person.starters", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("person.leavers", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("transfer.list", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("transfer.by-id", About::Organisation, |s| json!({ "transfer": s.target.transfer })),
    sample("transfer.agreed-by", About::Person, |s| json!({ "person": s.target.person })),
    sample("request.taken-by", About::Person, |s| json!({ "person": s.target.person })),
    sample("cover.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample("transfer.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.holds", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "joiner.find",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "search": "nobody@guildhall.example" }),
    ),
    sample(
        "joiner.find",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "search": s.target.address }),
    ),
    sample("night.list", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("night.list", About::List, |_| json!({})),
    sample("night.by-id", About::Organisation, |s| json!({ "night": s.target.night })),
    sample(
        "person.preview",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "given_name": "New", "family_name": "Colleague" }),
    ),
    sample(
        "person.preview",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "given_name": "New", "family_name": "Colleague", "unit": s.target.unit }),
    ),
    sample(
        "person.preview",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "given_name": "New", "family_name": "Colleague", "policy": s.target.policy }),
    ),
    sample(
        "person.as-of",
        About::Person,
        |s| json!({ "person": s.target.person, "at": "2020-01-01T00:00:00Z" }),
    ),
    sample("person.by-id", About::Person, |s| json!({ "person": s.target.person })),
    sample("person.me", About::Own, |_| json!({})),
    sample("signin.recent", About::Person, |s| json!({ "person": s.target.person })),
    sample("signin.log", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("signin.state", About::Person, |s| json!({ "person": s.target.person })),
    sample("session.mine", About::Own, |_| json!({})),
    sample("second-factor.mine", About::Own, |_| json!({})),
    sample("passkey.mine", About::Own, |_| json!({})),
    sample("passkey.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample("telephone-word.mine", About::Own, |_| json!({})),
    sample("identity-check.state", About::Person, |s| json!({ "person": s.target.person })),
    sample("password.mine", About::Own, |_| json!({})),
    sample("application.list", About::Nation, |_| json!({})),
    sample("application.one", About::Nation, |s| json!({ "application": s.nation.application })),
    sample("token.mine", About::Own, |_| json!({})),
    sample(
        "grant.in-organisation",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample("grant.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample("grant.national", About::Nation, |_| json!({})),
    sample("grant.mine", About::Own, |_| json!({})),
    sample("administrator.few", About::Nation, |_| json!({})),
    sample(
        "look.in-organisation",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample("look.mine", About::Own, |_| json!({})),
    sample("cover.mine", About::Own, |_| json!({})),
    // Colleagues are found by whoever has a role to hand on, so nobody of one's own organisation is asked for here.
    sample("cover.colleague", About::Others, |s| {
        let is_own = s.target.code == s.own.code;
        json!({ "address": if is_own { "nobody" } else { s.target.address.as_str() } })
    }),
    sample(
        "grant.candidate",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "person": s.target.person }),
    ),
    sample(
        "grant.candidate",
        About::OwnAnd,
        |s| json!({ "organisation": s.own.code, "person": s.target.address }),
    ),
    sample("administrator.card", About::Home, |s| json!({ "organisation": s.target.code })),
    sample(
        "history.of-organisation",
        About::Organisation,
        |s| json!({ "organisation": s.target.code }),
    ),
    sample(
        "history.of-organisation",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "person": s.target.person }),
    ),
    sample(
        "history.of-organisation",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "actor": s.target.person }),
    ),
    sample("history.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample(
        "history.whom",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "address": s.target.address }),
    ),
    sample(
        "history.whom",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "address": s.target.address }),
    ),
    sample("history.mine", About::Own, |_| json!({})),
    sample("audit.newest-checkpoint", About::List, |_| json!({})),
    sample("audit.coverage", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("audit.receipt", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("history.undo", About::Organisation, |s| json!({ "act": s.target.act })),
    sample("role.matrix", About::Nation, |_| json!({})),
    sample("rule.list", About::Nation, |_| json!({})),
    sample("product.list", About::List, |_| json!({})),
    sample("licence.overview", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "licence.queue",
        About::Organisation,
        |s| json!({ "organisation": s.target.code, "product": PRODUCT }),
    ),
    sample("licence.national", About::Nation, |_| json!({})),
    sample(
        "subscription.by-id",
        About::Nation,
        |s| json!({ "subscription": s.target.subscription }),
    ),
    sample("licence.check", About::Nation, |_| json!({})),
    sample("policy.list", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("policy.by-id", About::Organisation, |s| json!({ "policy": s.target.policy })),
    sample("policy.choices", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("policy.members", About::Organisation, |s| json!({ "policy": s.target.policy })),
    sample("policy.of-person", About::Person, |s| json!({ "person": s.target.person })),
    sample("policy.planned", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "policy.planned",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "policy": s.target.policy }),
    ),
    sample("policy.home", About::List, |_| json!({})),
    sample("tenant.state-of", About::Person, |s| json!({ "person": s.target.person })),
    sample("tenant.on-the-way", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("notice.catalogue", About::Nation, |_| json!({})),
    sample("notice.log", About::List, |_| json!({})),
    sample("notice.log", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample(
        "notice.log",
        About::OwnWith,
        |s| json!({ "organisation": s.own.code, "search": s.target.address }),
    ),
    sample("notice.mine", About::Own, |_| json!({})),
    sample("notice.additions", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("rule.own", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("password-words.own", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("password-words.national", About::Nation, |_| json!({})),
    sample("banner.list", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("tenant.overview", About::Nation, |_| json!({})),
    sample("tenant.release-state", About::Nation, |_| json!({})),
    sample("request.by-id", About::Organisation, |s| json!({ "request": s.target.request })),
    sample(
        "request.file",
        About::Organisation,
        |s| json!({ "request": s.target.request, "file": s.target.attachment }),
    ),
    sample("request.to-do", About::List, |_| json!({})),
    sample("request.to-do", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("policy.my-applications", About::Own, |_| json!({})),
    sample("request.mine", About::Own, |_| json!({})),
    sample("request.count", About::Own, |_| json!({})),
    sample("request.kinds", About::Own, |_| json!({})),
    sample("bulk.acts", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("bulk.list", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("bulk.by-id", About::Organisation, |s| json!({ "bulk": s.target.bulk })),
    sample("bulk.mine", About::Own, |_| json!({})),
    sample("view.mine", About::Own, |_| json!({})),
    sample("report.mine", About::Own, |_| json!({})),
    sample("report.file", About::Others, |s| json!({ "file": s.target.file })),
    sample("licence.unused", About::Organisation, |s| json!({ "organisation": s.target.code })),
    sample("policy.report", About::Organisation, |s| json!({ "organisation": s.target.code })),
];
