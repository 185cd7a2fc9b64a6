//! `/national/rules`: every number, now and next, and the form that changes one.

use std::collections::BTreeSet;

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use serde_json::json;
use ui::Link;
use ui::components::{
    Cell, Column, EmptyState, Filters, Heading, SearchInput, Select, SelectOption, SummaryList,
    SummaryRow, Table, TableLayout, empty_state, filters, heading, summary_list, table,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse, Width};

use super::{change_form, topics, value_of};
use crate::forms;
use crate::moments::Zone;
use crate::rules::commands::ChangeRule;
use crate::rules::messages;
use crate::rules::model::{Standing, standing};
use crate::rules::queries::{RuleList, RuleValue};

/// How many organisations there are, which the directory knows.
pub(crate) const COUNT: &str = "organisation.count";
/// Where the list is.
const LIST: &str = "/national/rules";

fn above() -> Vec<Link> {
    vec![Link::new("National", "/national")]
}

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let values = app.door.ask(&call, &RuleList {}).await?;
    let zone = Zone::of(&app.door);
    let wanted = Wanted::of(&asked);
    let all = app.door.dated().values().copied();
    let rules: Vec<&NumberRule> = all.filter(|rule| wanted.fits(rule, &values, call.now)).collect();
    Ok(frame.page(Page {
        title: "Rules".to_owned(),
        breadcrumbs: above(),
        width: Width::Full,
        body: html! {
            (heading(&Heading::page("Rules")))
            p { "Every number the service goes by: what it is now, and what it will be. An organisation can have a value of its own, where the rule allows it." }
            (filters(&wanted.form()))
            @if rules.is_empty() {
                (empty_state(&EmptyState {
                    text: "No rule matches".to_owned(),
                    help: "Try fewer words, or clear the search.".into(),
                    action: None,
                }))
            }
            @for topic in topics::all() {
                @let of_topic = rules.iter().filter(|rule| topics::of(rule.name) == topic);
                @let rows: Vec<_> = of_topic.map(|rule| row(rule, &values, call.now, &zone)).collect();
                @if !rows.is_empty() { (of_one_topic(topic, rows)) }
            }
        },
        ..Page::default()
    }))
}

/// Which rules are wanted.
struct Wanted {
    /// Words of the title, of the name or of where it comes from.
    text: String,
    /// "set" for those that were changed, "next" for those that will change.
    only: String,
}

impl Wanted {
    fn of(asked: &Values) -> Self {
        Self { text: asked.one("text").trim().to_owned(), only: asked.one("only").to_owned() }
    }

    fn fits(&self, rule: &NumberRule, values: &[RuleValue], now: Timestamp) -> bool {
        let title = messages::title(rule.name);
        let said = format!("{title} {} {}", rule.name, rule.source).to_lowercase();
        let has_words = self.text.to_lowercase().split_whitespace().all(|word| said.contains(word));
        let mut set = values.iter().filter(|value| value.name == rule.name);
        has_words
            && match self.only.as_str() {
                "set" => set.next().is_some(),
                "next" => set.any(|value| value.starts_at > now),
                _ => true,
            }
    }

    fn form(&self) -> Filters {
        let only = [("", "All"), ("set", "Changed at some time"), ("next", "Will change")];
        let is_asked = !self.text.is_empty() || !self.only.is_empty();
        Filters {
            action: LIST.to_owned(),
            name: "Search rules".to_owned(),
            search: Some(SearchInput {
                name: "text".to_owned(),
                label: "Words of the rule".into(),
                value: self.text.clone(),
                ..SearchInput::default()
            }),
            selects: vec![Select {
                name: "only".to_owned(),
                label: "Show".into(),
                options: only.map(|(value, text)| SelectOption::new(value, text)).into(),
                value: self.only.clone(),
                ..Select::default()
            }],
            clear: is_asked.then(|| LIST.to_owned()),
            ..Filters::default()
        }
    }
}

fn of_one_topic(topic: &str, rows: Vec<Vec<Cell>>) -> Markup {
    table(&Table {
        caption: topic.to_owned(),
        columns: ["Rule", "Now", "Since", "Next", "Own values", "Where it comes from"]
            .map(Column::text)
            .to_vec(),
        rows,
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

fn row(rule: &NumberRule, values: &[RuleValue], now: Timestamp, zone: &Zone) -> Vec<Cell> {
    let Standing { now: set, next } = standing(values, rule.name, None, now);
    let since = set.map_or_else(|| "From the beginning".to_owned(), |set| zone.day(set.starts_at));
    let coming = next.map_or_else(
        || "No change planned".to_owned(),
        |next| format!("{} from {}", messages::amount(rule, next.value), zone.day(next.starts_at)),
    );
    let own = values.iter().filter(|value| value.name == rule.name);
    let mut places: Vec<&str> = own.filter_map(|value| value.organisation.as_deref()).collect();
    places.dedup();
    let own = match places.len() {
        _ if rule.is_national => "One number for everybody".to_owned(),
        0 => "None".to_owned(),
        1..=5 => places.join(", "),
        many => format!("{many} organisations"),
    };
    let link = Link::new(messages::title(rule.name), format!("/national/rules/{}", rule.name));
    vec![
        ui::Content::Markup(ui::link::link(&link)).into(),
        messages::amount(rule, set.map_or(rule.default, |set| set.value)).into(),
        since.into(),
        coming.into(),
        own.into(),
        messages::capital(rule.source).into(),
    ]
}

fn find(app: &App, name: &str) -> Result<&'static NumberRule> {
    let found = app.door.dated().get(name).copied();
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

pub(super) async fn edit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(name): Path<String>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, &name, &Values::default(), &Problems::new()).await
}

pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(name): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let mut problems = Problems::new();
    let value = value_of(find(&app, &name)?, &values, &mut problems);
    let zone = Zone::of(&app.door);
    let start_of = |date| zone.start_of(date);
    let starts_at =
        forms::moment(&values, "starts_at", messages::DATE_WRONG, start_of, &mut problems);
    let organisation = values.one("organisation").trim();
    if let (true, Some(value)) = (problems.is_empty(), value) {
        let command = ChangeRule {
            name: name.clone(),
            organisation: (!organisation.is_empty()).then(|| organisation.to_owned()),
            value,
            // Today means from now on.
            starts_at: starts_at.filter(|start| zone.day(*start) != zone.day(call.now)),
        };
        match app.door.perform(call, command).await {
            Ok(_) => return Ok(Redirect::to(LIST).into_response()),
            Err(Error::Refused(refusal)) if refusal.code == common::NOT_FOUND.code => {
                problems.add("organisation", messages::ORGANISATION_UNKNOWN.text);
            }
            Err(error) => problems = forms::shown(error)?,
        }
    }
    let page = shown(&app, &caller, &frame, &name, &values, &problems).await?;
    Ok(page.into_response())
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    name: &str,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let set = app.door.ask(&call, &RuleList {}).await?;
    let rule = find(app, name)?;
    let affected = affected(app, call, rule, &set).await?;
    let mut breadcrumbs = above();
    breadcrumbs.push(Link::new("Rules", LIST));
    Ok(frame.page(Page {
        title: messages::title(rule.name),
        caption: "Rules".to_owned(),
        breadcrumbs,
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (heading(&Heading::page(messages::title(rule.name))))
            (summary_list(&history(rule, &set, &affected, &Zone::of(&app.door))))
            (change_form(frame, rule, values, problems, !rule.is_national))
        },
        ..Page::default()
    }))
}

/// Whom a change for everyone reaches: all open organisations, but for those with a value of their own.
async fn affected(app: &App, call: Call, rule: &NumberRule, set: &[RuleValue]) -> Result<String> {
    let counted = app.door.ask_by_name(call.clone(), COUNT, json!({})).await?;
    let open = counted["by_state"]["open"].as_i64().unwrap_or(0);
    let places: BTreeSet<&str> = set
        .iter()
        .filter(|value| value.name == rule.name && value.starts_at <= call.now)
        .filter_map(|value| value.organisation.as_deref())
        .collect();
    let places = i64::try_from(places.len()).unwrap_or(i64::MAX);
    Ok(messages::affected(rule, open, places))
}

/// The default and every value that was set, in order.
fn history(rule: &NumberRule, set: &[RuleValue], affected: &str, zone: &Zone) -> SummaryList {
    let mut rows = vec![
        SummaryRow::new("From the beginning", messages::amount(rule, rule.default)),
        SummaryRow::new("Where it comes from", messages::capital(rule.source)),
        SummaryRow::new("Who is affected", affected),
    ];
    for value in set.iter().filter(|value| value.name == rule.name) {
        let place = value.organisation.as_deref().unwrap_or("Everyone");
        let key = format!("{place}, from {}", zone.minute(value.starts_at));
        rows.push(SummaryRow::new(key, messages::amount(rule, value.value)));
    }
    SummaryList { rows, ..SummaryList::default() }
}
