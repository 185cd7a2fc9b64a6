//! Lists of users, page by page.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use wire::graph::{Property, query};

use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::lookup;
use crate::options::{Query, Skip};
use crate::record::Record;
use crate::users;
use crate::view::View;

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Live,
    Deleted,
}

/// `GET /users` and `GET /directory/deletedItems/microsoft.graph.user`.
pub(crate) fn list(emulator: &Emulator, request: &Request, source: Source) -> Outcome {
    let selected = selected(request)?;
    let shape = selected.as_ref().map(|properties| shape(properties)).unwrap_or_default();
    let properties = selected.unwrap_or_else(|| match source {
        Source::Live => Property::DEFAULT.to_vec(),
        Source::Deleted => {
            Property::DEFAULT.into_iter().chain([Property::DeletedDateTime]).collect()
        }
    });
    let query = Query::of(request, emulator.settings.limits.list_page)?;
    emulator.read(|view| {
        let mut found = matching(view, source, &query);
        let (rows, count) = if query.order.is_empty() && !query.count {
            let after = query.skip.as_ref().map(|skip| skip.after);
            (found.by_ref().filter(|record| after.is_none_or(|after| record.id > after)).take(query.top + 1).collect(), None)
        } else {
            let mut all: Vec<_> = found.collect();
            let count = all.len();
            all.sort_by(|a, b| query.compare(&query.keys(a), a.id, &query.keys(b), b.id));
            let start = query.skip.as_ref().map_or(0, |skip| all.partition_point(|record| query.compare(&query.keys(record), record.id, &skip.keys, skip.after) != Ordering::Greater));
            (all.drain(start..).take(query.top + 1).collect(), query.count.then_some(count))
        };
        let rows: Vec<&Arc<Record>> = rows;
        let page = &rows[..rows.len().min(query.top)];
        let value: Vec<Value> = page.iter().map(|record| Value::Object(users::members(record, &properties, view.catalogue))).collect();
        let mut body = json!({ "@odata.context": request.address(&format!("$metadata#users{shape}")), "value": value });
        if let Some(count) = count.filter(|_| query.skip.is_none()) {
            body["@odata.count"] = json!(count);
        }
        if let Some(last) = page.last().filter(|_| rows.len() > query.top) {
            body["@odata.nextLink"] = json!(next_link(request, &Skip { after: last.id, keys: query.keys(last) }));
        }
        Ok(Reply::json(200, body))
    })
}

/// `GET /users/$count`.
pub(crate) fn count(emulator: &Emulator, request: &Request) -> Outcome {
    if !request.is_eventual() {
        return Err(errors::count_needs_header());
    }
    let mut query = Query::of(request, emulator.settings.limits.list_page)?;
    query.count = true;
    Ok(Reply::text(emulator.read(|view| matching(view, Source::Live, &query).count().to_string())))
}

/// The properties of `$select`; none if it is absent.
pub(crate) fn selected(request: &Request) -> Result<Option<Vec<Property>>, Refusal> {
    if let Some(expand) = request.option("expand") {
        let message = format!(
            "Parsing OData Select and Expand failed: Could not find a property named '{expand}' on type 'microsoft.graph.user'."
        );
        return Err(errors::malformed(message));
    }
    let Some(select) = request.option("select") else { return Ok(None) };
    let names = query::select(select).map_err(|error| errors::malformed(error.0))?;
    let find = |name: &String| Property::find(name).ok_or_else(|| errors::unknown_in_query(name));
    names.iter().map(find).collect::<Result<_, _>>().map(Some)
}

/// The part of a context that names what was selected.
pub(crate) fn shape(properties: &[Property]) -> String {
    let names: Vec<_> = properties.iter().map(|property| property.name()).collect();
    format!("({})", names.join(","))
}

fn next_link(request: &Request, skip: &Skip) -> String {
    let token = URL_SAFE_NO_PAD.encode(json!(skip).to_string());
    let is_token = |name: &str| name.trim_start_matches('$').eq_ignore_ascii_case("skiptoken");
    let kept = request.query.iter().filter(|(name, _)| !is_token(name));
    let mut options: Vec<String> = kept
        .map(|(name, value)| {
            format!("{}={}", query::encode(name).replace("%24", "$"), query::encode(value))
        })
        .collect();
    options.push(format!("$skiptoken={token}"));
    request.address(&format!("{}?{}", request.path.join("/"), options.join("&")))
}

/// The users a query means, by key.
fn matching<'a: 'f, 'f>(
    view: &'f View<'a>,
    source: Source,
    query: &'f Query,
) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'f> {
    let everyone = || {
        if query.order.is_empty() && !query.count {
            view.after(query.skip.as_ref().map(|skip| skip.after))
        } else {
            view.after(None)
        }
    };
    let found: Box<dyn Iterator<Item = &'a Arc<Record>> + 'f> = match (source, &query.filter) {
        (Source::Deleted, _) => view.deleted(),
        (Source::Live, Some(filter)) if view.horizon.is_none() => {
            match lookup::candidates(filter, view.state) {
                Some(ids) => Box::new(
                    ids.into_iter()
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .filter_map(|id| view.state.live.get(&id)),
                ),
                None => everyone(),
            }
        }
        (Source::Live, _) => everyone(),
    };
    Box::new(found.filter(|record| query.holds(record, view.catalogue)))
}
