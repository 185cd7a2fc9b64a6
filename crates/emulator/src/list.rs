//! Lists of users: `$select`, `$filter`, `$search`, `$orderby`, `$top`, `$count` and the pages.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::clock::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;
use wire::graph::filter::{self, Filter};
use wire::graph::query::{self, Direction, Search};
use wire::graph::{Kind, Property};

use crate::catalogue::Catalogue;
use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::lookup;
use crate::record::Record;
use crate::state::State;
use crate::users;

/// Most users on a page.
const LARGEST_PAGE: usize = 999;
/// Most alternatives in a filter, values of `in` included.
const MOST_ALTERNATIVES: usize = 15;

/// The directory as a reader sees it.
pub(crate) struct View<'a> {
    pub(crate) state: &'a State,
    /// What happened after this moment is not seen yet; none for a reader that is up to date.
    pub(crate) horizon: Option<Timestamp>,
    pub(crate) catalogue: &'a Catalogue,
}

impl<'a> View<'a> {
    /// A live user by key or sign-in name.
    pub(crate) fn find(&self, key: &str) -> Option<&'a Arc<Record>> {
        let Some(horizon) = self.horizon else { return self.state.find(key) };
        let is_it = |record: &&Arc<Record>| {
            record
                .text(Property::UserPrincipalName)
                .is_some_and(|name| name.eq_ignore_ascii_case(key))
        };
        match users::key(key) {
            Some(id) => self.state.as_of(id, horizon),
            None => {
                let known = self
                    .state
                    .names
                    .get(&key.to_lowercase())
                    .and_then(|id| self.state.as_of(*id, horizon))
                    .filter(is_it);
                known.or_else(|| {
                    self.state
                        .history
                        .keys()
                        .filter_map(|id| self.state.as_of(*id, horizon))
                        .find(is_it)
                })
            }
        }
    }

    /// Live users after a key, by key.
    pub(crate) fn after(
        &self,
        after: Option<Uuid>,
    ) -> Box<dyn Iterator<Item = &'a Arc<Record>> + '_> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        match self.horizon {
            None => {
                Box::new(self.state.live.range((from, Bound::Unbounded)).map(|(_, record)| record))
            }
            Some(horizon) => {
                let ids: BTreeSet<Uuid> = self
                    .state
                    .live
                    .keys()
                    .chain(self.state.history.keys())
                    .copied()
                    .filter(|id| after.is_none_or(|after| *id > after))
                    .collect();
                Box::new(ids.into_iter().filter_map(move |id| self.state.as_of(id, horizon)))
            }
        }
    }

    /// Deleted users by key. Deletions are shown at once even by a slow replica.
    fn deleted(&self) -> Box<dyn Iterator<Item = &'a Arc<Record>> + '_> {
        Box::new(self.state.deleted.values())
    }

    fn matching<'f>(
        &'f self,
        source: Source,
        query: &'f Query,
    ) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'f> {
        let everyone = || {
            if query.order.is_empty() && !query.count {
                self.after(query.skip.as_ref().map(|skip| skip.after))
            } else {
                self.after(None)
            }
        };
        let found: Box<dyn Iterator<Item = &'a Arc<Record>> + 'f> = match (source, &query.filter) {
            (Source::Deleted, _) => self.deleted(),
            (Source::Live, Some(filter)) if self.horizon.is_none() => {
                match lookup::candidates(filter, self.state) {
                    Some(ids) => Box::new(
                        ids.into_iter()
                            .collect::<BTreeSet<_>>()
                            .into_iter()
                            .filter_map(|id| self.state.live.get(&id)),
                    ),
                    None => everyone(),
                }
            }
            (Source::Live, _) => everyone(),
        };
        Box::new(found.filter(|record| query.holds(record, self.catalogue)))
    }
}

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Live,
    Deleted,
}

struct Query {
    filter: Option<Filter>,
    search: Option<Search>,
    order: Vec<(Property, Direction)>,
    count: bool,
    top: usize,
    skip: Option<Skip>,
}

/// Where a page starts: after this user, and after these sort keys.
#[derive(Serialize, Deserialize)]
struct Skip {
    after: Uuid,
    keys: Vec<String>,
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
        let mut found = view.matching(source, &query);
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
    Ok(Reply::text(emulator.read(|view| view.matching(Source::Live, &query).count().to_string())))
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

impl Query {
    fn of(request: &Request, usual_page: usize) -> Result<Self, Refusal> {
        let filter = request
            .option("filter")
            .map(filter::parse)
            .transpose()
            .map_err(|error| errors::bad_filter(&error.0))?;
        let search = request
            .option("search")
            .map(query::search)
            .transpose()
            .map_err(|error| errors::malformed(error.0))?;
        let order = request.option("orderby").map(order).transpose()?.unwrap_or_default();
        let wants_count =
            request.option("count").is_some_and(|count| count.eq_ignore_ascii_case("true"));
        let count = wants_count && request.is_eventual();
        if search.is_some() && !request.is_eventual() {
            return Err(errors::search_needs_header());
        }
        if let Some(filter) = &filter {
            check(filter)?;
            if (filter.is_advanced() || !order.is_empty())
                && !count
                && request.path.last().is_none_or(|last| last != "$count")
            {
                return Err(errors::unsupported_query());
            }
        }
        let top = match request.option("top") {
            None => usual_page.clamp(1, LARGEST_PAGE),
            Some(top) => top
                .parse()
                .ok()
                .filter(|top| (1..=LARGEST_PAGE).contains(top))
                .ok_or_else(|| errors::bad_top(LARGEST_PAGE))?,
        };
        let skip = request.option("skiptoken").map(|token| {
            URL_SAFE_NO_PAD
                .decode(token)
                .ok()
                .and_then(|json| serde_json::from_slice(&json).ok())
                .ok_or_else(errors::bad_skip_token)
        });
        Ok(Self { filter, search, order, count, top, skip: skip.transpose()? })
    }

    fn holds(&self, record: &Record, catalogue: &Catalogue) -> bool {
        let value_of = |name: &str| {
            Property::find(name)
                .map_or(Cow::Owned(Value::Null), |property| record.value(property, catalogue))
        };
        let found = self.search.as_ref().is_none_or(|alternatives| {
            alternatives
                .iter()
                .any(|terms| terms.iter().all(|(name, words)| is_found(&value_of(name), words)))
        });
        found && self.filter.as_ref().is_none_or(|filter| filter.matches(&value_of))
    }

    fn keys(&self, record: &Record) -> Vec<String> {
        let key = |property: Property| match property {
            Property::Id => record.id.to_string(),
            Property::CreatedDateTime => crate::record::moment(record.created),
            _ => record.text(property).unwrap_or_default().to_lowercase(),
        };
        self.order.iter().map(|(property, _)| key(*property)).collect()
    }

    fn compare(
        &self,
        keys: &[String],
        id: Uuid,
        other_keys: &[String],
        other_id: Uuid,
    ) -> Ordering {
        for ((one, other), (_, direction)) in keys.iter().zip(other_keys).zip(&self.order) {
            let order =
                if *direction == Direction::Ascending { one.cmp(other) } else { other.cmp(one) };
            if order != Ordering::Equal {
                return order;
            }
        }
        id.cmp(&other_id)
    }
}

fn order(text: &str) -> Result<Vec<(Property, Direction)>, Refusal> {
    let fields = query::order(text).map_err(|error| errors::malformed(error.0))?;
    let known = |(name, direction): (String, Direction)| match Property::find(&name) {
        None => Err(errors::unknown_in_query(&name)),
        Some(property) if matches!(property.kind(), Kind::Text(_) | Kind::Moment) => {
            Ok((property, direction))
        }
        Some(_) => Err(errors::unsupported_query()),
    };
    fields.into_iter().map(known).collect()
}

fn check(filter: &Filter) -> Result<(), Refusal> {
    for path in filter.paths() {
        match Property::find(path.head()) {
            None => return Err(errors::unknown_in_query(path.head())),
            Some(property) if !property.is_filterable() => return Err(errors::not_indexed()),
            Some(_) => {}
        }
    }
    match alternatives(filter) {
        found if found > MOST_ALTERNATIVES => {
            Err(errors::too_many_clauses(found, MOST_ALTERNATIVES))
        }
        _ => Ok(()),
    }
}

fn alternatives(filter: &Filter) -> usize {
    match filter {
        Filter::Or(parts) => parts.iter().map(alternatives).sum(),
        Filter::In(_, values) => values.len(),
        Filter::And(parts) => parts.iter().map(alternatives).max().unwrap_or(1),
        Filter::Not(inner) => alternatives(inner),
        _ => 1,
    }
}

/// `$search` finds words by their beginning.
fn is_found(value: &Value, words: &str) -> bool {
    let (words, texts) =
        (words.to_lowercase(), value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    texts.iter().filter_map(Value::as_str).map(str::to_lowercase).any(|text| {
        text.starts_with(&words)
            || words.split_whitespace().all(|word| {
                text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
            })
    })
}
