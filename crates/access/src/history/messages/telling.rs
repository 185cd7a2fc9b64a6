//! Sentences made from what an act changed: who was given which role, from where to where somebody was moved.
//!
//! Where an act says too little, or its values may not be shown, the plain words of the command are taken.

use ui::when::day_text;

use super::super::queries::Change;
use super::{self as messages, attribute};

/// Who did it, as far as the words depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::history) enum Doer {
    /// The person to whom it was done.
    Oneself,
    /// Nobody who was signed in.
    Nobody,
    /// Somebody else.
    Another,
}

/// What is told of an act.
#[derive(Clone, Copy, Debug)]
pub(in crate::history) struct Act<'a> {
    pub(in crate::history) command: &'a str,
    /// The name of what it was done to, if it is known.
    pub(in crate::history) thing: Option<&'a str>,
    pub(in crate::history) doer: Doer,
    pub(in crate::history) changes: &'a [Change],
}

/// What people do to themselves.
const ONESELF: &[(&str, &str)] = &[
    ("application.allow", "allowed an application to see something of them"),
    ("application.enter", "signed in to an application"),
    ("application.enter-saml", "signed in to an application"),
    ("application.leave", "signed out of an application"),
    ("application.withdraw", "took back what they had allowed an application"),
    ("authenticator.begin", "began to add an authenticator app"),
    ("authenticator.confirm", "added an authenticator app"),
    ("authenticator.remove", "removed one of their own authenticator apps"),
    ("passkey.begin", "began to add a passkey"),
    ("passkey.confirm", "added a passkey"),
    ("passkey.remove", "removed one of their own passkeys"),
    ("passkey.rename", "gave one of their own passkeys another name"),
    ("password.change", "changed their own password"),
    ("password.renew", "chose a new password in place of one that had ended, and signed in"),
    ("recovery-codes.draw", "made new recovery codes for themselves"),
    ("second-step.begin-passkey", "began to add a passkey on the way in"),
    ("second-step.register-passkey", "added a passkey on the way in, and signed in"),
    ("session.prove", "showed again that it is them, by a code or a passkey"),
    ("second-step.begin", "began to add an authenticator app on the way in"),
    ("second-step.register", "added an authenticator app on the way in, and signed in"),
    ("session.end", "ended one of their own sessions"),
    ("session.end-all", "ended all their own sessions"),
    ("signin.admit", "signed in"),
    ("signin.prove", "signed in with a code after the password"),
    ("start-code.redeem", "used their start code and set a password"),
    ("telephone-word.set", "chose a telephone word"),
    ("terms.accept", "accepted the terms of use"),
    ("token.create", "created an API token for themselves"),
    ("token.revoke", "ended one of their own API tokens"),
    ("welcome.confirm-details", "looked over their own details"),
    ("welcome.finish", "finished getting started"),
    ("welcome.put-off", "put off getting started"),
];

/// What people do before they are signed in, and who they are is known afterwards.
const BEFORE_SIGN_IN: &[&str] = &[
    "password.renew",
    "second-step.begin",
    "second-step.begin-passkey",
    "second-step.register",
    "second-step.register-passkey",
    "signin.admit",
    "signin.prove",
    "start-code.redeem",
    "terms.accept",
];

/// What was done, by whom, in one sentence.
pub(in crate::history) fn sentence(actor: &str, act: Act<'_>) -> String {
    let oneself =
        |command: &str| ONESELF.iter().find(|(name, _)| *name == command).map(|(_, words)| *words);
    if act.command == "signin.admit"
        && let (Some(who), Some(_)) = (act.thing, change_of(act.changes, "second_step", "account"))
    {
        let asked = match after(&act, "second_step", "asks") {
            Some("1") => "a new one, because it had ended",
            Some("2") => "a yes to the terms of use",
            Some("3") => "a second step to be added",
            _ => "a code or a passkey",
        };
        return format!("{who} entered the right password and was asked for {asked}");
    }
    match (act.doer, oneself(act.command), act.thing) {
        (Doer::Oneself, Some(words), _) => return format!("{actor} {words}"),
        (Doer::Nobody, Some(words), Some(who)) if BEFORE_SIGN_IN.contains(&act.command) => {
            return format!("{who} {words}");
        }
        _ => {}
    }
    match from_values(act) {
        Some(words) => format!("{actor} {words}"),
        None => messages::sentence(actor, act),
    }
}

/// The first change of an attribute, by the words it has on the page.
fn change_of<'a>(changes: &'a [Change], kind: &str, column: &str) -> Option<&'a Change> {
    let what = attribute(kind, column);
    changes.iter().find(|change| change.what == what)
}

fn after<'a>(act: &Act<'a>, kind: &str, column: &str) -> Option<&'a str> {
    change_of(act.changes, kind, column)?.after.as_deref().filter(|value| is_shown(value))
}

fn is_shown(value: &str) -> bool {
    value != messages::NOT_SHOWN
        && value != messages::NO_LONGER_KEPT
        && value.parse::<uuid::Uuid>().is_err()
}

fn from_values(act: Act<'_>) -> Option<String> {
    let named = |words: &str, name: Option<&str>| name.map(|name| format!("{words} {name}"));
    match act.command {
        "grant.give" => {
            let role = after(&act, "role_grant", "role")?;
            let place = after(&act, "role_grant", "organisation")
                .map_or_else(|| "in the whole service".to_owned(), |place| format!("at {place}"));
            Some(format!("gave {} the role {role} {place}", act.thing?))
        }
        "policy.move" => moved(act).or_else(|| planned(act)),
        "policy.move-planned" => moved(act).map(|words| words + ", as planned"),
        "policy.create" => named("created the user policy", after(&act, "user_policy", "name")),
        "policy.make-default" => {
            let policy = after(&act, "policy_default", "policy")?;
            Some(format!("chose {policy} as the user policy that new people start in"))
        }
        "policy.remove" => {
            let successor = after(&act, "user_policy", "successor");
            let to = successor.map(|name| format!("; its people move to {name}"));
            named("removed the user policy", act.thing).map(|words| words + &to.unwrap_or_default())
        }
        "subscription.add" => {
            let quantity = after(&act, "subscription", "quantity")?;
            let product = after(&act, "subscription", "product");
            let of = product.map(|product| format!(" of {product}")).unwrap_or_default();
            let label = after(&act, "subscription", "label")?;
            Some(format!("added a purchase of {quantity} licences{of}: {label}"))
        }
        "allotment.set" => {
            let change = change_of(act.changes, "allotment", "allotted")?;
            let before = change.before.as_deref().unwrap_or("0");
            let after = change.after.as_deref()?;
            Some(format!(
                "changed the licences handed to the organisation from {before} to {after}"
            ))
        }
        "unit.create" => named("created the unit", after(&act, UNIT, "name")),
        "unit.remove" => {
            named("removed the unit", change_of(act.changes, UNIT, "name")?.before.as_deref())
        }
        "unit.rename" => {
            let change = change_of(act.changes, UNIT, "name")?;
            let (before, after) = (change.before.as_deref()?, change.after.as_deref()?);
            Some(format!("renamed the unit {before} to {after}"))
        }
        "rule.change" | "rule.tighten" => {
            let rule = after(&act, "dated_rule", "name")?;
            let value = after(&act, "dated_rule", "value")?;
            let value = value
                .parse()
                .ok()
                .and_then(|number| crate::rules::in_words(rule, number))
                .unwrap_or(value);
            Some(format!("set the rule “{}” to {value}", crate::rules::title(rule)))
        }
        _ => None,
    }
}

const UNIT: &str = "organisation_unit";

/// To which user policy somebody is to move, and on which day.
fn planned(act: Act<'_>) -> Option<String> {
    let what = attribute("policy_move", "day");
    let days: Vec<_> = act.changes.iter().filter(|change| change.what == what).collect();
    let day = days.first()?.after.as_deref()?;
    let whom = match (days.len(), act.thing) {
        (1, name) => name?.to_owned(),
        (many, _) => format!("{many} people"),
    };
    let to = after(&act, "policy_move", "policy");
    let to = to.map_or_else(|| "the user policy that was planned".to_owned(), str::to_owned);
    Some(format!(
        "planned that {whom} {} to {to} on {}",
        if days.len() == 1 { "moves" } else { "move" },
        day_text(day)
    ))
}

/// From which user policy to which, for one person or for several.
fn moved(act: Act<'_>) -> Option<String> {
    let what = attribute("policy_membership", "policy");
    let moves: Vec<&Change> = act.changes.iter().filter(|change| change.what == what).collect();
    let to = moves.first()?.after.as_deref().filter(|to| is_shown(to))?;
    if moves.iter().any(|change| change.after.as_deref() != Some(to)) {
        return None;
    }
    let from = moves.first()?.before.as_deref().filter(|from| is_shown(from));
    let is_one_place = moves.iter().all(|change| change.before.as_deref() == from);
    let from = from.filter(|_| is_one_place).map(|from| format!(" from {from}"));
    let whom = match (moves.len(), act.thing) {
        (1, Some(name)) => name.to_owned(),
        (1, None) => "1 person".to_owned(),
        (many, _) => format!("{many} people"),
    };
    Some(format!("moved {whom}{} to {to}", from.unwrap_or_default()))
}
