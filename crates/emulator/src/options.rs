//! The query options of a list, checked: what may be asked, with which header, and how it is decided for one user.

use std::borrow::Cow;
use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use wire::graph::filter::{self, Filter};
use wire::graph::query::{self, Direction, Search};
use wire::graph::{Kind, Property};

use crate::catalogue::Catalogue;
use crate::errors::{self, Refusal};
use crate::exchange::Request;
use crate::record::Record;

/// Most users on a page.
const LARGEST_PAGE: usize = 999;
/// Most alternatives in a filter, values of `in` included.
const MOST_ALTERNATIVES: usize = 15;

/// What a list is asked for.
pub(crate) struct Query {
    pub(crate) filter: Option<Filter>,
    pub(crate) search: Option<Search>,
    pub(crate) order: Vec<(Property, Direction)>,
    pub(crate) count: bool,
    pub(crate) top: usize,
    pub(crate) skip: Option<Skip>,
}

/// Where a page starts: after this user, and after these sort keys.
#[derive(Serialize, Deserialize)]
pub(crate) struct Skip {
    pub(crate) after: Uuid,
    pub(crate) keys: Vec<String>,
}

impl Query {
    /// The options of a request, checked.
    pub(crate) fn of(request: &Request, usual_page: usize) -> Result<Self, Refusal> {
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

    /// Whether a user belongs in the list.
    pub(crate) fn holds(&self, record: &Record, catalogue: &Catalogue) -> bool {
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

    /// What the user is sorted by.
    pub(crate) fn keys(&self, record: &Record) -> Vec<String> {
        let key = |property: Property| match property {
            Property::Id => record.id.to_string(),
            Property::CreatedDateTime => crate::record::moment(record.created),
            _ => record.text(property).unwrap_or_default().to_lowercase(),
        };
        self.order.iter().map(|(property, _)| key(*property)).collect()
    }

    /// The order of two users; the key decides between equals, so that pages never overlap.
    pub(crate) fn compare(
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
