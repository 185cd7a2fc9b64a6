//! The words of the history: what each command did, what each attribute is called, how a value reads.
//!
//! A command without words of its own still reads: its name is taken apart.

pub(super) mod telling;

use kernel::clock::Timestamp;
use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};
use serde_json::Value;

use super::queries::Change;
use telling::{Act, Doer};

pub(crate) const DATE_WRONG: Code = Code::new(
    Kind::Invalid,
    "history.date-wrong",
    "Enter a day, month and year that exist, such as 31 3 2027, or leave all three empty.",
);
pub(crate) const KEY_WRONG: Code = Code::new(
    Kind::Invalid,
    "history.key-wrong",
    "Enter the name of the person again, or leave this empty.",
);

pub(crate) const ALL: RefusalList = &[DATE_WRONG, KEY_WRONG];

/// Nobody of the organisation has the name that was typed.
pub(super) const NOBODY: &str = "Nobody in this organisation has this name. Enter a name, a staff number or a whole email address, as in the list of people.";
/// Several have it.
pub(super) const SEVERAL: &str = "Several people match. Choose one of them below.";

/// In place of a value that the retention rules have removed.
pub(super) const NO_LONGER_KEPT: &str = "(no longer kept)";
/// In place of a value about a person whom the reader does not look after.
pub(super) const NOT_SHOWN: &str = "(not shown)";

/// The last line of a file that does not go back to the first act.
pub(super) const FILE_ENDS_EARLY: &str = "The history goes back further than this file. Choose days before the last one above for the rest.";

/// What changed of another thing than the one whose history it is.
pub(super) fn of_another(name: &str, what: &str) -> String {
    format!("{what} of {name}")
}

/// Changes that one sentence can hold; more are listed below it only.
const TOLD: usize = 3;

/// What was done, after the name of whoever did it. A word in braces stands for the name of what it was done to,
/// with that word before it; for nothing, if there is no name.
const SENTENCES: &[(&str, &str)] = &[
    ("activity.record", "recorded the activity of people"),
    ("account.unlock", "unlocked the account{of}"),
    ("address.release-due", "released addresses whose time of being withheld is over"),
    ("allotment.set", "changed how many licences the organisation has"),
    ("application.allow", "allowed an application to see something of them"),
    ("application.allow-for-all", "said whether people are asked by the application"),
    ("application.change", "changed the application{named}"),
    ("application.clear-entries", "cleared sign-ins to applications that are over"),
    (
        "application.end-entry",
        "ended a sign-in to an application, which gave it back or had something of it used twice",
    ),
    ("application.clear-saml-entries", "cleared sign-ins to applications that are over"),
    ("application.enter", "signed in to an application"),
    ("application.enter-saml", "signed in to an application"),
    ("application.hold", "held the application{named}, or released it"),
    ("application.leave", "signed out of an application"),
    ("application.register", "registered an application"),
    ("application.retire", "took the application{named} out of use"),
    ("application.rotate-secret", "gave the application{named} a new secret"),
    ("application.withdraw", "took back what they had allowed an application"),
    ("authenticator.begin", "began to add an authenticator app{for}"),
    ("authenticator.confirm", "added an authenticator app{for}"),
    ("authenticator.remove", "removed an authenticator app{of}"),
    ("bulk.begin", "prepared a change of many people"),
    ("bulk.drop", "threw away a change of many people that had been prepared"),
    ("bulk.end", "finished a change of many people"),
    ("bulk.forget", "removed what was kept of a change of many people"),
    ("bulk.run", "began a change of many people"),
    ("bulk.stop", "stopped a change of many people"),
    ("cover.arrange", "arranged for{thing} to stand in for them"),
    ("cover.end", "ended cover before its last day"),
    ("grant.end", "ended a role{of}"),
    ("grant.give", "gave a role{to}"),
    ("intake.open", "recorded a request and how whoever asked was checked"),
    ("licence.reclaim", "took back licences that nobody used"),
    ("licence.serve", "gave free licences to people who were waiting"),
    ("licence.top-up", "added licences from the shared pool"),
    ("mailbox.mark", "said whether the mailbox{of} is read"),
    ("night.dismiss", "dismissed a list of deletions"),
    ("night.end", "ended a list of deletions, of which nothing was left to do"),
    ("night.hold", "held the deletions of a day, because they were too many"),
    ("night.release", "released a list of deletions"),
    ("notice.add-words", "changed what the organisation adds to a letter"),
    ("notice.bounced", "reported that a letter came back"),
    ("notice.retry", "had a letter sent again"),
    (
        "organisation.administer-locally",
        "ended that the organisation{named} is administered nationally",
    ),
    ("organisation.administer-nationally", "had the organisation{named} administered nationally"),
    ("organisation.apply", "recorded that the organisation{named} asks to join"),
    ("organisation.begin-closing", "began to close the organisation{named}"),
    ("organisation.begin-opening", "began to open the organisation{named}"),
    ("organisation.cancel-closing", "called off the closing of the organisation{named}"),
    ("organisation.change", "changed the organisation{named}"),
    ("organisation.close", "closed the organisation{named}"),
    ("organisation.decline-application", "declined the application of the organisation{named}"),
    ("organisation.invite-administrator", "invited{thing} to administer the organisation first"),
    ("organisation.invite-again", "had another link sent{to} as the first administrator"),
    ("organisation.open", "opened the organisation{named}"),
    ("organisation.pass-turn", "said who acts next for the organisation"),
    ("organisation.place", "moved the organisation{named} in the administrative tree"),
    ("organisation.record-check", "recorded a check of the organisation"),
    ("organisation.waive-check", "waived a check of the organisation for a time"),
    ("password-words.change", "changed the words that no password may hold"),
    ("password.change", "changed the password{of}"),
    ("password.renew", "chose a new password{for} in place of one that had ended"),
    ("password.reset", "set a new password{for}"),
    ("password.set-by-operator", "set a password{for}"),
    ("person.accept-joiner", "claimed{thing} from another organisation"),
    ("person.block-leaver", "blocked the account{of}, whose time as a leaver was over"),
    ("person.cancel-leaver", "took the mark of a leaver off{thing}"),
    ("person.change", "changed the details{of}"),
    ("person.change-start", "named another first day for{thing}"),
    ("passkey.begin", "began to add a passkey{for}"),
    ("passkey.confirm", "added a passkey{for}"),
    ("passkey.remove", "removed a passkey{of}"),
    ("passkey.rename", "gave a passkey another name{of}"),
    ("passkey.revoke", "took a lost passkey off the account{of}"),
    ("passkey.sign-in", "signed in with a passkey{as}"),
    ("passkey.warn", "wrote{to} about a passkey that may have been copied, and was refused"),
    ("person.create", "created the account{of}"),
    ("person.delete", "deleted the account{of}"),
    ("person.delete-due", "deleted the account{of}, whose time was over"),
    ("person.disable", "disabled the account{of}"),
    ("person.enable", "enabled the account{of}"),
    ("person.erase-due", "removed the details of people who were deleted long ago"),
    ("person.hold", "placed a legal hold on the account{of}"),
    ("person.mark-leaver", "marked{thing} as a leaver"),
    ("person.release-hold", "released a legal hold on the account{of}"),
    ("person.rename", "changed the name{of}"),
    ("person.restore", "restored the account{of}"),
    ("person.start-due", "let{thing} in, whose first day had come"),
    ("person.spare-due", "let the account{of} stay"),
    ("person.transfer", "moved{thing} to another organisation"),
    ("policy.apply", "brought people up to date with their user policy"),
    ("policy.cancel-move", "cancelled the move of{thing} to another user policy that was planned"),
    ("policy.change", "changed the user policy{named}"),
    ("policy.create", "created a user policy"),
    ("policy.make-default", "chose the user policy that new people are in"),
    ("policy.move", "moved{thing} to another user policy"),
    ("policy.move-planned", "moved{thing} to another user policy, as planned"),
    ("policy.remove", "removed a user policy"),
    ("product.ensure", "updated the list of products"),
    ("product.import", "imported the list of products"),
    ("profile.change", "changed the profile{of}"),
    ("recovery-codes.draw", "made new recovery codes{for}"),
    ("register.import", "imported the register"),
    ("register.notice", "noticed that the register says something else of the organisation"),
    ("register.settle", "marked a change of the register as dealt with"),
    ("request.answer", "wrote about a request"),
    ("request.ask", "asked for something"),
    ("request.assign", "said who works on a request"),
    ("request.decide", "decided a request"),
    ("request.lapse", "ended a request on which nobody acted"),
    ("request.remind", "brought a request to mind"),
    ("request.settle", "noted what came of a request"),
    ("request.withdraw", "withdrew a request"),
    ("rule.change", "changed a rule"),
    ("rule.tighten", "changed an own rule"),
    (
        "second-factor.clear-due",
        "cleared what had been begun and never finished of the second step of signing in",
    ),
    ("compromise.open", "shut the account{of}, into which somebody else may have got"),
    ("compromise.report", "shut the own account: somebody else may use it"),
    ("compromise.release", "let the person begin again whose account was shut{for}"),
    ("compromise.check-devices", "recorded a check of the devices{of}"),
    ("compromise.close", "closed the case of an account that somebody else had got into{for}"),
    ("compromise.lift", "left the second step out for a while{for} after the account was shut"),
    ("compromise.end-lift", "asked for the second step again{for}"),
    ("compromise.forget-words", "removed the words about cases that were closed long ago"),
    (
        "tenant.record-containment",
        "recorded what was done in Microsoft 365 about the account{of} that was shut",
    ),
    ("break-glass.remind", "had people reminded of an emergency account that has to be tried"),
    ("identity-check.send-code", "had a code sent{to}, to make sure who is asking"),
    ("identity-check.record", "recorded a check of who was asking{for}"),
    ("text-number.send-code", "had a code sent by text message{for}"),
    ("text-number.begin", "began to add a telephone number{for} for codes by text message"),
    ("text-number.confirm", "added a telephone number{for} for codes by text message"),
    ("text-number.remove", "removed the telephone number{for} for codes by text message"),
    ("telephone-word.set", "chose a telephone word{for}"),
    ("recovery.prove", "proved{for} without the password who they are"),
    (
        "recovery.finish",
        "chose a new password{for} without the one before, after a code or a passkey",
    ),
    ("second-factor.warn", "wrote{to} about wrong codes after the right password"),
    ("code-sheet.hand-over", "handed over codes on paper for the second step of signing in{of}"),
    ("second-factor.reset", "took the second step of signing in off the account{of}"),
    ("break-glass.close-alarm", "closed the alarm of an emergency account"),
    ("break-glass.end", "made an emergency account an ordinary one"),
    ("break-glass.enrol", "made an account an emergency account"),
    ("break-glass.recover", "let{thing} in again from the host"),
    ("second-person.approve", "approved what somebody else asked for"),
    ("second-person.ask", "asked for a second person"),
    ("second-person.decline", "declined what somebody else asked for"),
    ("second-person.withdraw", "took back what had been asked of a second person"),
    ("session.prove", "showed again who they are{of}"),
    (
        "second-step.oblige-organisation",
        "changed what the organisation asks of its people as the second step of signing in",
    ),
    ("second-step.oblige-person", "changed what is asked{of} as the second step of signing in"),
    ("second-step.propose-network", "proposed a network where nobody is asked for the second step"),
    (
        "second-step.decide-network",
        "decided about a network where nobody is asked for the second step",
    ),
    ("second-step.remove-network", "removed a network where nobody was asked for the second step"),
    ("second-step.except", "left the second step of signing in out for a day{for}"),
    (
        "second-step.ask-exception",
        "asked that the second step of signing in is left out for long{for}",
    ),
    (
        "second-step.decide-exception",
        "decided whether the second step of signing in is left out for long{for}",
    ),
    ("second-step.end-exception", "ended an exception from the second step of signing in{for}"),
    ("second-step.remind", "had everybody reminded who has to have a second step and has none"),
    ("second-step.tell", "had administrators told what about the second step needs looking at"),
    (
        "second-step.tell-missed",
        "had those who run the service told of sessions without a second step",
    ),
    ("second-step.begin-passkey", "began to add a passkey on the way in{for}"),
    ("second-step.register-passkey", "added a passkey on the way in{for}"),
    ("second-step.begin", "began to add an authenticator app on the way in{for}"),
    ("second-step.register", "added an authenticator app on the way in{for}"),
    ("session.end", "ended a session{of}"),
    (
        "signin.warn-of-guessing",
        "told those who run the service that many networks guess passwords",
    ),
    ("signing-key.withdraw", "withdrew a key of signatures at once"),
    ("signing-key.turn", "published, used or withdrew keys of signatures, whose time had come"),
    ("session.end-all", "ended every session{of}"),
    ("signin.admit", "signed in{as}"),
    ("signin.send-code", "had a code sent by text message, in the middle of signing in"),
    ("signin.prove", "signed in with a code or a passkey after the password{as}"),
    (
        "signin.void-restored",
        "ended what had been given out before a restore: sessions, sign-ins to applications, start codes, recovery codes, API tokens",
    ),
    ("banner.put", "put up a banner"),
    ("banner.end", "took a banner down"),
    ("start-code.issue", "made a start code{for}"),
    ("start-link.send", "had a start link sent{for}"),
    ("start-code.redeem", "used a start code{for} and set a password"),
    ("subscription.add", "added a purchase of licences"),
    ("subscription.change-quantity", "changed the number of licences bought"),
    ("system-account.create", "created the system account{named}"),
    ("tenant.pause", "paused the changes on their way to Microsoft 365"),
    ("tenant.release-restored", "released sending to Microsoft 365 after a restore"),
    ("tenant.resume", "resumed the changes on their way to Microsoft 365"),
    ("tenant.retry", "asked for a change to be sent to Microsoft 365 again"),
    ("terms.accept", "accepted the terms of use{for}"),
    ("terms.discard", "threw the draft of the next terms of use away"),
    ("terms.draft", "wrote a draft of the next terms of use"),
    ("terms.end-exemption", "had an application wait for the terms of use again"),
    (
        "terms.exempt-application",
        "let people into an application before they accept the terms of use",
    ),
    ("terms.publish", "published a version of the terms of use"),
    ("terms.remind", "had everybody reminded who has not accepted the terms of use"),
    ("token.create", "created an API token{for}"),
    ("token.revoke", "ended an API token{of}"),
    ("transfer.accept", "accepted the transfer{of}"),
    ("transfer.ask", "asked another organisation for{thing}"),
    ("transfer.change-date", "named another day for the transfer{of}"),
    ("transfer.decline", "declined the transfer{of}"),
    ("transfer.end", "ended the transfer{of}, because the account can no longer be transferred"),
    ("transfer.lapse", "ended the transfer{of}, which nobody decided in time"),
    ("transfer.move-due", "moved{thing} to another organisation, on the day that was agreed"),
    ("transfer.offer", "offered{thing} to another organisation"),
    ("transfer.postpone", "put the transfer{of} off until the next day"),
    ("transfer.remind", "reminded whoever has to decide on the transfer{of}"),
    ("transfer.withdraw", "withdrew the transfer{of}"),
    ("unit.create", "created a unit"),
    ("unit.remove", "removed a unit"),
    ("unit.rename", "renamed a unit"),
    ("report.change-schedule", "changed a scheduled report"),
    ("report.end-schedule", "ended a scheduled report"),
    ("report.schedule", "scheduled a report"),
    ("view.remove", "removed a view of a list"),
    ("view.rename", "renamed a view of a list"),
    ("view.save", "saved a view of a list"),
    ("welcome.confirm-details", "looked over the details{of}"),
    ("welcome.finish", "finished getting started{for}"),
    ("welcome.put-off", "put off getting started{for}"),
];

/// Commands of which the changes tell more than their name.
const TOLD_BY_CHANGES: &[&str] =
    &["person.change", "person.rename", "profile.change", "organisation.change", "policy.change"];

/// Attributes that are called otherwise than their columns.
const ATTRIBUTES: &[(&str, &str, &str)] = &[
    ("account", "due_at", "day on which it ends by itself"),
    ("account", "leaves_at", "end of the leaver's time"),
    ("account", "starts_on", "first day"),
    ("account", "held_since", "legal hold since"),
    ("unread_mailbox", "since", "mailbox not read since"),
    ("account_hold", "account", "account under legal hold"),
    ("account_hold", "released_at", "legal hold released at"),
    ("account_hold", "release_reason", "reason for releasing"),
    ("held_night", "deletions", "number of deletions"),
    ("policy_membership", "policy", "user policy"),
    ("policy_move", "policy", "user policy of the planned move"),
    ("policy_move", "day", "day of the planned move"),
    ("policy_default", "policy", "user policy of new people"),
    ("user_policy", "base_product", "base licence"),
    ("user_policy", "switched_off", "Microsoft 365 applications switched off"),
    ("user_policy", "successor", "user policy that follows it"),
    ("policy_addon", "product", "further licences"),
    ("licence_queue", "account", "person who waits"),
    ("licence_assignment", "account", "holder"),
    ("licence_assignment", "product", "licence"),
    ("subscription", "label", "name of the purchase"),
    ("subscription", "quantity", "number of licences"),
    ("allotment", "allotted", "licences handed out"),
    ("intake", "asked_by", "who asked"),
    ("intake", "way", "how they were checked"),
    ("intake", "ticket", "ticket"),
    ("intake", "note", "what was asked for"),
    ("intake", "expires_at", "counts until"),
    ("joining_case", "stage", "step of joining or leaving"),
    ("joining_case", "turn", "who acts next"),
    ("joining_case", "waits_for", "what is waited for"),
    ("joining_case", "people", "people expected"),
    ("joining_case", "tier", "tier wanted"),
    ("joining_case", "wanted_day", "wanted from"),
    ("joining_case", "closing_day", "day on which it is to be over"),
    ("joining_case", "followed_by", "organisation that takes its place"),
    ("joining_case", "lapses_on", "first day on which a check is no longer good"),
    ("joining_invitation", "address", "address outside the service"),
    ("joining_invitation", "sent_at", "link sent"),
    ("joining_invitation", "started_at", "first signed in"),
    ("joining_check", "kind", "check"),
    ("joining_check", "outcome", "outcome of the check"),
    ("joining_check", "level", "standing in data security"),
    ("joining_check", "evidence", "what shows it, or why it is waived"),
    ("joining_check", "expires_on", "last day on which the check is good"),
    ("served_organisation", "sector", "sector in which it is administered nationally"),
    ("served_organisation", "reason", "why, or why no longer"),
    ("organisation", "parent", "administered from above by"),
    ("organisation", "usage_location", "country of use"),
    ("transfer", "account", "person to move"),
    ("transfer", "from_organisation", "organisation that has the person"),
    ("transfer", "to_organisation", "organisation that wants the person"),
    ("transfer", "day", "day of the move"),
    ("transfer", "state", "state of the transfer"),
    ("transfer", "reminded", "reminders"),
    ("application", "held_at", "held since"),
    ("application", "hold_reason", "why it is held, or released"),
    ("application_consent", "scopes", "what the application may see"),
    ("authenticator", "name", "authenticator app"),
    ("authenticator", "confirmed_at", "authenticator app in use since"),
    ("passkey", "name", "passkey"),
    ("passkey", "counter_back_at", "passkey refused because its counter went back"),
    ("identity_check", "method", "how it was made sure who asked"),
    ("identity_check", "outcome", "outcome of the check"),
    ("identity_check", "word_set_at", "telephone word in use since"),
    ("identity_pass", "good_until", "the check counts until"),
    ("mfa_policy", "policy", "second step that is asked"),
    ("mfa_policy", "starts_at", "asked from"),
    ("mfa_membership", "policy", "second step that is asked of the person"),
    ("mfa_network", "addresses", "network where nobody is asked"),
    ("mfa_network", "state", "whether the network counts"),
    ("mfa_exception", "account", "person for whom the second step is left out"),
    ("mfa_exception", "reason", "why the second step is left out"),
    ("mfa_exception", "state", "where the exception stands"),
    ("mfa_exception", "until", "second step left out until"),
    ("mfa_reminder", "reminded_at", "people reminded of the second step"),
    ("recovery_code", "used_at", "recovery code used at"),
    ("second_step", "account", "person who is asked for a code"),
    ("session", "peer", "network address"),
    ("session", "user_agent", "device"),
    ("cover", "absent", "person who is away"),
    ("cover", "stand_in", "person who stands in"),
    ("cover", "starts_at", "start of the cover"),
    ("cover", "ends_at", "end of the cover"),
    ("cover", "reason", "reason for the cover"),
    ("role_grant", "starts_at", "start of the role"),
    ("role_grant", "ends_at", "end of the role"),
    ("role_grant", "account", "holder"),
    ("role_grant", "sector", "sector administered nationally"),
    ("role_grant", "with_descendants", "organisations below included"),
    ("role_grant", "reason", "reason"),
    ("grant_ending", "reason", "reason for ending the role"),
    ("request", "answers", "what was asked for"),
    ("request", "asked_by", "asked by"),
    ("request", "asked_for", "asked for"),
    ("request", "command", "what does it"),
    ("request", "decided_by", "decided by"),
    ("request", "desk", "who decides"),
    ("request", "messages", "number of messages"),
    ("request", "problem", "why it could not be done"),
    ("request", "ran_act", "act that did it"),
    ("request", "reason", "reason for the decision"),
    ("request", "taken_by", "who works on it"),
    ("request_file", "name", "file"),
    ("request_file", "kind", "kind of the file"),
    ("request_file", "size", "size of the file in bytes"),
    ("request_file", "digest", "SHA-256 of the file"),
    ("dated_rule", "name", "rule"),
    ("dated_rule", "value", "value of the rule"),
    ("dated_rule", "starts_at", "in force from"),
];

/// Attributes whose numbers are a yes or a no.
const FLAGS: &[&str] = &[
    "with_descendants",
    "listed",
    "mobile_hidden",
    "is_primary",
    "enabled",
    "disabled",
    "present",
];

/// What was done, by whom, in the words of the command.
pub(super) fn sentence(actor: &str, act: Act<'_>) -> String {
    let Act { command, thing, doer, changes } = act;
    if TOLD_BY_CHANGES.contains(&command) && !changes.is_empty() && changes.len() <= TOLD {
        let of = thing.map(|thing| format!(" of {thing}")).unwrap_or_default();
        let ofs = std::iter::once(of.as_str()).chain(std::iter::repeat(""));
        let told: Vec<String> = match doer {
            Doer::Oneself => changes.iter().map(|change| told(change, "their own", "")).collect(),
            _ => changes.iter().zip(ofs).map(|(change, of)| told(change, "the", of)).collect(),
        };
        return format!("{actor} {}", told.join(", and "));
    }
    let known = SENTENCES.iter().find(|(name, _)| *name == command);
    match known {
        Some((_, words)) => format!("{actor} {}", filled(words, thing)),
        None => {
            let (kind, act) = command.split_once('.').unwrap_or((command, ""));
            let about = thing.map(|thing| format!(", {thing}")).unwrap_or_default();
            let act = act.replace('-', " ");
            format!("{actor}: {} ({}{about})", act, kind.replace('-', " "))
        }
    }
}

/// The commands that have words of their own; a test holds them against the manifests.
pub fn worded_commands() -> impl Iterator<Item = &'static str> {
    SENTENCES.iter().map(|(name, _)| *name)
}

/// What can be looked for: the name of each command, and what it does, in words.
pub(super) fn commands() -> Vec<(&'static str, String)> {
    let mut commands: Vec<_> = SENTENCES
        .iter()
        .map(|(name, words)| (*name, filled(words, Some("")).trim().to_owned()))
        .collect();
    for (_, words) in &mut commands {
        if let Some(first) = words.get(..1).map(str::to_uppercase) {
            words.replace_range(..1, &first);
        }
    }
    commands.sort_by(|(_, first), (_, second)| first.cmp(second));
    commands
}

/// One change in a sentence.
fn told(change: &Change, whose: &str, of: &str) -> String {
    let what = &change.what;
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            format!("changed {whose} {what}{of} from {before} to {after}")
        }
        (None, Some(after)) => format!("set {whose} {what}{of} to {after}"),
        (Some(before), None) => {
            format!("removed {whose} {what}{of}, which was {before}")
        }
        (None, None) => format!("changed {whose} {what}{of}"),
    }
}

fn filled(words: &str, thing: Option<&str>) -> String {
    let mut text = words.to_owned();
    for (mark, before) in [
        ("{of}", " of "),
        ("{to}", " to "),
        ("{for}", " for "),
        ("{as}", " as "),
        ("{named}", " "),
        ("{thing}", " "),
    ] {
        let said = match (thing, mark) {
            (Some(thing), _) => format!("{before}{thing}"),
            (None, "{thing}") => " people".to_owned(),
            (None, _) => String::new(),
        };
        text = text.replace(mark, &said);
    }
    text
}

/// Who acts that is no account.
pub(super) fn actor(label: &str) -> String {
    match label.split_once(':') {
        Some(("operator", name)) => format!("The operator on the server ({name})"),
        Some(("service", _)) => "The service itself".to_owned(),
        Some(("account", _)) => "Somebody whose account is no longer kept".to_owned(),
        _ => "Somebody who was not signed in".to_owned(),
    }
}

/// What an attribute is called.
pub(super) fn attribute(kind: &str, attribute: &str) -> String {
    let known = ATTRIBUTES.iter().find(|(table, column, _)| *table == kind && *column == attribute);
    match known {
        Some((_, _, words)) => (*words).to_owned(),
        None => attribute.trim_end_matches("_at").replace('_', " "),
    }
}

/// How a value reads.
pub(super) fn value(attribute: &str, value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(micros) if attribute.ends_with("_at") => Timestamp::from_micros(micros).rfc3339(),
            Some(flag) if FLAGS.contains(&attribute) => {
                if flag == 0 { "no" } else { "yes" }.to_owned()
            }
            _ => number.to_string(),
        },
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
