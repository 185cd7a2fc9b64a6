//! Delta rounds over users.
//!
//! A token carries all it means: which directory it is of, when it was made, what was selected, and how far the
//! reader has come. A first round walks the users by key and ends with a link to everything that changed since it
//! began, so a change during the walk is shown twice rather than never. A later round walks the order of change,
//! in which each object stands once, at its last change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::graph::Property;
use wire::graph::filter::{self, Filter, Literal, Operator};

use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::list;
use crate::record::Record;
use crate::view::View;

/// Days a token is good for (Graph documentation, "delta query overview", directory objects).
const TOKEN_DAYS: i64 = 7;
/// Most users one round can be narrowed to.
const MOST_IDS: usize = 50;
/// Most objects on a page.
const LARGEST_PAGE: usize = 999;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    epoch: Uuid,
    /// When it was made, microseconds since 1970.
    made: i64,
    /// What was selected; none for the usual properties.
    names: Option<Vec<String>>,
    /// Whom the round is narrowed to.
    ids: Option<Vec<Uuid>>,
    place: Place,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Place {
    /// In the first round, which began at change `start`, behind this user.
    Walk { start: u64, after: Option<Uuid> },
    /// In a later round over what came after change `since`, behind change `cursor`.
    Changes { since: u64, cursor: u64 },
}

/// `GET /users/delta`.
pub(crate) fn users(emulator: &Emulator, request: &Request) -> Outcome {
    emulator.sweep_now();
    if let Some(option) = ["expand", "top", "orderby", "search", "count"]
        .into_iter()
        .find(|option| request.option(option).is_some())
    {
        return Err(errors::not_in_delta(&format!("${option}")));
    }
    let resync = || errors::resync(request.address("users/delta?$deltatoken="));
    let decode = |text: &str| decode(emulator, text).ok_or_else(resync);
    let token = match (request.option("skiptoken"), request.option("deltatoken")) {
        (Some(token), _) => decode(token)?,
        (None, Some("")) | (None, None) => first(emulator, request)?,
        (None, Some("latest")) => {
            let token = first(emulator, request)?;
            return Ok(latest(request, token));
        }
        (None, Some(token)) => decode(token)?,
    };
    let size = request
        .preferred_page()
        .unwrap_or(emulator.settings.limits.delta_page)
        .clamp(1, LARGEST_PAGE);
    let reply = emulator.read(|view| Round { view, request, token: &token, size }.page());
    Ok(if request.prefers("return=minimal") {
        reply.header("Preference-Applied", "return=minimal".to_owned())
    } else {
        reply
    })
}

struct Round<'a> {
    view: &'a View<'a>,
    request: &'a Request,
    token: &'a Token,
    size: usize,
}

impl Round<'_> {
    fn page(&self) -> Reply {
        match self.token.place {
            Place::Walk { start, after } => self.walk(start, after),
            Place::Changes { since, cursor } => self.changes(since, cursor),
        }
    }

    fn walk(&self, start: u64, after: Option<Uuid>) -> Reply {
        let mut users = self.view.after(after).filter(|record| self.is_wanted(record.id));
        let page: Vec<_> = users.by_ref().take(self.size).collect();
        let next =
            users.next().and(page.last()).map(|last| Place::Walk { start, after: Some(last.id) });
        let value = page.iter().map(|record| self.properties(record, 0)).collect();
        self.reply(value, next, Place::Changes { since: start, cursor: start })
    }

    fn changes(&self, since: u64, cursor: u64) -> Reply {
        let end = visible_end(self.view);
        let mut value = Vec::new();
        let mut last = cursor;
        for (sequence, id) in
            self.view.state.order.range(cursor + 1..).take_while(|(sequence, _)| **sequence <= end)
        {
            if value.len() >= self.size {
                return self.reply(
                    value,
                    Some(Place::Changes { since, cursor: last }),
                    self.token.place,
                );
            }
            last = *sequence;
            value.extend(self.object(*id, since).filter(|_| self.is_wanted(*id)));
        }
        let end = end.max(since);
        self.reply(value, None, Place::Changes { since: end, cursor: end })
    }

    /// What is said about an object that changed after `since`; none if nothing that was selected changed.
    fn object(&self, id: Uuid, since: u64) -> Option<Value> {
        let state = self.view.state;
        if let Some(record) = state.live.get(&id) {
            let changed = self
                .selected()
                .iter()
                .any(|property| record.change_of(*property).is_some_and(|change| change > since));
            let after = if self.request.prefers("return=minimal") { since } else { 0 };
            return changed.then(|| self.properties(record, after));
        }
        let reason = if state.deleted.contains_key(&id) { "changed" } else { "deleted" };
        Some(json!({ "id": id, "@removed": { "reason": reason } }))
    }

    /// The selected properties that were ever set, and set after change `after` if that is not zero.
    fn properties(&self, record: &Record, after: u64) -> Value {
        let is_shown = |property: &Property| {
            *property == Property::Id
                || record.change_of(*property).is_some_and(|change| after == 0 || change > after)
        };
        let mut selected = self.selected();
        selected.retain(is_shown);
        let mut members: Map<String, Value> =
            crate::users::members(record, &selected, self.view.catalogue);
        members.insert("id".to_owned(), json!(record.id));
        Value::Object(members)
    }

    fn selected(&self) -> Vec<Property> {
        self.token.names.as_ref().map_or_else(
            || Property::DEFAULT.to_vec(),
            |names| names.iter().filter_map(|name| Property::find(name)).collect(),
        )
    }

    fn is_wanted(&self, id: Uuid) -> bool {
        self.token.ids.as_ref().is_none_or(|ids| ids.contains(&id))
    }

    fn reply(&self, value: Vec<Value>, next: Option<Place>, end: Place) -> Reply {
        let context = self.request.address("$metadata#users");
        let mut body = json!({ "@odata.context": context, "value": value });
        let token = Token { place: next.unwrap_or(end), ..self.token.clone() };
        match next {
            Some(_) => body["@odata.nextLink"] = json!(link(self.request, "$skiptoken", &token)),
            None => body["@odata.deltaLink"] = json!(link(self.request, "$deltatoken", &token)),
        }
        Reply::json(200, body)
    }
}

/// The token of a round that starts now.
fn first(emulator: &Emulator, request: &Request) -> Result<Token, Refusal> {
    let names = list::selected(request)?
        .map(|properties| properties.iter().map(|property| property.name().to_owned()).collect());
    let ids = request.option("filter").map(ids).transpose()?;
    let (epoch, start) = emulator.read(|view| (view.state.founded.epoch, visible_end(view)));
    Ok(Token {
        epoch,
        made: emulator.clock.now().micros(),
        names,
        ids,
        place: Place::Walk { start, after: None },
    })
}

/// The answer to "from now on": nothing, and where to go on.
fn latest(request: &Request, token: Token) -> Reply {
    let (Place::Walk { start, .. } | Place::Changes { since: start, .. }) = token.place;
    let token = Token { place: Place::Changes { since: start, cursor: start }, ..token };
    let context = request.address("$metadata#users");
    Reply::json(
        200,
        json!({ "@odata.context": context, "@odata.deltaLink": link(request, "$deltatoken", &token), "value": [] }),
    )
}

/// The newest change a reader may see. Changes are numbered in the order of time, so everything up to it is visible.
fn visible_end(view: &View<'_>) -> u64 {
    let Some(horizon) = view.horizon else { return view.state.sequence };
    let state = view.state;
    let changed = |id: &Uuid| {
        let record = state.live.get(id).or_else(|| state.deleted.get(id));
        record.map(|record| record.changed).or_else(|| state.gone.get(id).map(|gone| gone.at))
    };
    let hidden = state
        .order
        .iter()
        .rev()
        .take_while(|(_, id)| changed(id).is_some_and(|at| at > horizon))
        .last();
    hidden.map_or(state.sequence, |(sequence, _)| sequence - 1)
}

/// The users of `id eq '…' or id eq '…'`, the only filter a delta round takes.
fn ids(text: &str) -> Result<Vec<Uuid>, Refusal> {
    let filter = filter::parse(text).map_err(|error| errors::bad_filter(&error.0))?;
    let parts = match filter {
        Filter::Or(parts) => parts,
        other => vec![other],
    };
    let one = |part: &Filter| match part {
        Filter::Compare(path, Operator::Eq, Literal::Text(text) | Literal::Bare(text))
            if path.0 == ["id"] =>
        {
            crate::users::key(text)
        }
        _ => None,
    };
    let ids: Option<Vec<Uuid>> = parts.iter().map(one).collect();
    ids.filter(|ids| ids.len() <= MOST_IDS).ok_or_else(|| errors::not_in_delta("$filter"))
}

fn link(request: &Request, name: &str, token: &Token) -> String {
    request.address(&format!(
        "users/delta?{name}={}",
        URL_SAFE_NO_PAD.encode(json!(token).to_string())
    ))
}

/// A token of this directory that has not ended.
fn decode(emulator: &Emulator, text: &str) -> Option<Token> {
    let token: Token = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let now = emulator.clock.now();
    let is_fresh = kernel::clock::Timestamp::from_micros(token.made).plus_days(TOKEN_DAYS) > now;
    let is_ours = emulator.look(|state| state.founded.epoch) == token.epoch;
    (is_fresh && is_ours).then_some(Token { made: now.micros(), ..token })
}
