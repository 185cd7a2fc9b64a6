//! Which users a filter can only mean, where an index knows: the way around looking at everybody.

use uuid::Uuid;
use wire::graph::filter::{Filter, Literal, Operator, Path};

use crate::addresses;
use crate::state::State;

/// Keys among which every match must be; none if no index helps. The filter must still be asked about each.
pub(crate) fn candidates(filter: &Filter, state: &State) -> Option<Vec<Uuid>> {
    match filter {
        Filter::Compare(path, Operator::Eq, literal) => {
            one(path, literal, state).map(|found| found.into_iter().collect())
        }
        Filter::In(path, literals) => {
            let found: Option<Vec<_>> =
                literals.iter().map(|literal| one(path, literal, state)).collect();
            Some(found?.into_iter().flatten().collect())
        }
        Filter::Any(path, Some((variable, condition))) if path.head() == "proxyAddresses" => {
            match condition.as_ref() {
                Filter::Compare(inner, Operator::Eq, Literal::Text(text))
                    if inner.head() == variable =>
                {
                    Some(
                        state
                            .addresses
                            .get(&addresses::bare(text).to_lowercase())
                            .copied()
                            .into_iter()
                            .collect(),
                    )
                }
                _ => None,
            }
        }
        Filter::And(parts) => parts.iter().find_map(|part| candidates(part, state)),
        Filter::Or(parts) => {
            let found: Option<Vec<_>> = parts.iter().map(|part| candidates(part, state)).collect();
            Some(found?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// What an index says about `path eq literal`: outside none, if there is no index for it.
fn one(path: &Path, literal: &Literal, state: &State) -> Option<Option<Uuid>> {
    let (Literal::Text(text) | Literal::Bare(text)) = literal else { return None };
    match path.head().to_ascii_lowercase().as_str() {
        "id" => Some(crate::users::key(text)),
        "userprincipalname" => Some(state.names.get(&text.to_lowercase()).copied()),
        "mail" => Some(state.addresses.get(&text.to_lowercase()).copied()),
        "onpremisesimmutableid" => Some(state.anchors.get(text).copied()),
        _ => None,
    }
}
