//! Which handler answers which path. Function names may carry their namespace and, without parameters, may be
//! called with or without parentheses; SDKs do all of it.

use crate::emulator::Emulator;
use crate::errors;
use crate::exchange::{Outcome, Request};
use crate::list::Source;
use crate::{deleted, delta, licences, list, organisation, rules, users};

/// Answers a request, batches excepted.
pub(crate) fn dispatch(emulator: &Emulator, request: &Request) -> Outcome {
    let path: Vec<&str> = request.path.iter().map(|segment| plain(segment)).collect();
    let method = request.method.as_str();
    match path.as_slice() {
        ["users"] => match method {
            "GET" => list::list(emulator, request, Source::Live),
            "POST" => users::create(emulator, request),
            _ => Err(errors::method("GET, POST")),
        },
        ["users", "$count"] => only("GET", method, || list::count(emulator, request)),
        ["users", "delta"] => only("GET", method, || delta::users(emulator, request)),
        ["users", key] => match method {
            "GET" => users::read(emulator, request, key),
            "PATCH" => users::change(emulator, request, key),
            "DELETE" => users::delete(emulator, key),
            _ => Err(errors::method("GET, PATCH, DELETE")),
        },
        ["users", key, "assignLicense"] => {
            only("POST", method, || licences::assign(emulator, request, key))
        }
        ["users", key, "reprocessLicenseAssignment"] => {
            only("POST", method, || licences::reprocess(emulator, request, key))
        }
        ["users", key, "licenseDetails"] => {
            only("GET", method, || licences::details(emulator, request, key))
        }
        ["users", key, "revokeSignInSessions"] => {
            only("POST", method, || users::revoke_sessions(emulator, request, key))
        }
        ["users", key, "mailFolders", "inbox", "messageRules"] => match method {
            "GET" => rules::list(emulator, request, key),
            "POST" => rules::create(emulator, request, key),
            _ => Err(errors::method("GET, POST")),
        },
        ["users", key, "mailFolders", "inbox", "messageRules", rule] => {
            only("PATCH", method, || rules::change(emulator, request, key, rule))
        }
        ["subscribedSkus"] => {
            only("GET", method, || organisation::products(emulator, request, None))
        }
        ["subscribedSkus", key] => {
            only("GET", method, || organisation::products(emulator, request, Some(key)))
        }
        ["organization"] => {
            only("GET", method, || organisation::organisation(emulator, request, None))
        }
        ["organization", key] => {
            only("GET", method, || organisation::organisation(emulator, request, Some(key)))
        }
        ["domains"] => only("GET", method, || organisation::domains(emulator, request, None)),
        ["domains", key] => {
            only("GET", method, || organisation::domains(emulator, request, Some(key)))
        }
        ["directory", "deletedItems", "user"] => only("GET", method, || {
            emulator.sweep_now();
            list::list(emulator, request, Source::Deleted)
        }),
        ["directory", "deletedItems", key] => match method {
            "GET" => deleted::read(emulator, request, key),
            "DELETE" => deleted::purge(emulator, key),
            _ => Err(errors::method("GET, DELETE")),
        },
        ["directory", "deletedItems", key, "restore"] => {
            only("POST", method, || deleted::restore(emulator, request, key))
        }
        ["$batch"] => Err(errors::method("POST")),
        ["me", ..] => Err(errors::no_user_behind_the_token()),
        other => Err(errors::no_segment(unknown(other))),
    }
}

fn only(allowed: &'static str, method: &str, answer: impl FnOnce() -> Outcome) -> Outcome {
    if method == allowed { answer() } else { Err(errors::method(allowed)) }
}

/// A segment without namespace and without empty parentheses.
fn plain(segment: &str) -> &str {
    let segment = segment.strip_suffix("()").unwrap_or(segment);
    let name = segment.strip_prefix("microsoft.graph.").or_else(|| segment.strip_prefix("graph."));
    name.unwrap_or(segment)
}

/// The first segment nothing is known about.
fn unknown<'a>(path: &[&'a str]) -> &'a str {
    let known = match path {
        ["users" | "subscribedSkus" | "organization" | "domains", ..] => 2,
        ["directory", "deletedItems", ..] => 3,
        ["directory", ..] => 1,
        _ => 0,
    };
    path.get(known).or(path.last()).copied().unwrap_or_default()
}
