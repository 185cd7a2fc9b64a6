//! What a token is and covers.

use std::collections::BTreeSet;

use kernel::dated::NumberRule;
use kernel::door::TokenScope;
use kernel::refusal::{Fault, Refusal};
use serde::{Deserialize, Serialize};

use super::messages;

/// Longest life of a token.
pub const MOST_DAYS: NumberRule =
    NumberRule::new("token.most-days", 365, 1..=1095, "days", "Product decision on API access")
        .of_the_nation();

/// How tokens begin, so that searches for leaked secrets find them.
pub(super) const PREFIX: &str = "ghd_";
/// Longest name, in characters.
pub(super) const LONGEST_NAME: usize = 100;
/// Most actions a token names.
pub(super) const MOST_ACTIONS: usize = 100;
/// Most tokens somebody has that still work.
pub(super) const MOST_TOKENS: i64 = 50;
/// Longest name of an action.
const LONGEST_ACTION: usize = 64;

/// What a token covers, as it is kept: the word "all", or a list of actions.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    All(String),
    Actions(BTreeSet<String>),
}

/// What a token covers, as it is kept.
pub(super) fn written(scope: &TokenScope) -> Result<String, Fault> {
    let kept = match scope {
        TokenScope::All => Kept::All("all".to_owned()),
        TokenScope::Actions(actions) => Kept::Actions(actions.clone()),
    };
    serde_json::to_string(&kept)
        .map_err(|error| Fault::defect("writing what a token covers").because(error))
}

/// What a kept token covers.
pub(super) fn read(kept: &str) -> Result<TokenScope, Fault> {
    match serde_json::from_str(kept) {
        Ok(Kept::All(word)) if word == "all" => Ok(TokenScope::All),
        Ok(Kept::Actions(actions)) => Ok(TokenScope::Actions(actions)),
        Ok(Kept::All(word)) => {
            Err(Fault::defect(format!("reading what a token covers, which says {word}")))
        }
        Err(error) => Err(Fault::defect("reading what a token covers").because(error)),
    }
}

/// What a new token covers, as asked for.
pub(super) fn asked(actions: Option<&[String]>) -> Result<TokenScope, Refusal> {
    let Some(actions) = actions else { return Ok(TokenScope::All) };
    let is_action = |action: &String| {
        action.len() <= LONGEST_ACTION
            && action.contains('.')
            && action.chars().all(|character| {
                character.is_ascii_lowercase()
                    || character.is_ascii_digit()
                    || ".-".contains(character)
            })
    };
    if actions.is_empty() || actions.len() > MOST_ACTIONS || !actions.iter().all(is_action) {
        return Err(messages::ACTIONS.at("actions").with("limit", MOST_ACTIONS));
    }
    Ok(TokenScope::Actions(actions.iter().cloned().collect()))
}

/// Whether what a call covers holds what a new token is to cover.
pub(super) fn holds(call: Option<&TokenScope>, new: &TokenScope) -> bool {
    match (call, new) {
        (None | Some(TokenScope::All), _) => true,
        (Some(TokenScope::Actions(_)), TokenScope::All) => false,
        (Some(TokenScope::Actions(own)), TokenScope::Actions(new)) => new.is_subset(own),
    }
}
