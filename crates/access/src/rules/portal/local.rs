//! `/o/CODE/rules`: the numbers that an organisation may be stricter about than the nation.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::html;
use ui::Link;
use ui::components::{
    Cell, Column, Heading, SummaryList, SummaryRow, Table, TableLayout, heading, summary_list,
    table,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse, Width};

use super::{change_form, value_of};
use crate::forms;
use crate::moments::Zone;
use crate::rules::commands::TightenRule;
use crate::rules::messages;
use crate::rules::model::standing;
use crate::rules::queries::{OwnRules, OwnRulesOf};

fn address(code: &str) -> String {
    format!("/o/{code}/rules")
}

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let found = app.door.ask(&call, &OwnRulesOf { organisation: code }).await?;
    let zone = Zone::of(&app.door);
    let rules = app.door.dated().values().copied();
    let rows = rules.filter_map(|rule| Some(row(rule, rule.stricter?, &found, call.now, &zone)));
    let body = html! {
        (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page("Own rules") }))
        p { "Your organisation can be stricter about these than the nation, and not less strict. Where the nation gets stricter than you, its value counts." }
        (table(&Table {
            caption: "Rules that can be stricter here".to_owned(),
            columns: ["Rule", "Here now", "Nation now", "Next"].map(Column::text).to_vec(),
            rows: rows.collect(),
            first_cell_is_header: true,
            layout: TableLayout::Responsive,
            ..Table::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Own rules".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: above(&found),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn above(found: &OwnRules) -> Vec<Link> {
    let overview = format!("/o/{}", found.organisation);
    vec![Link::new(found.organisation_name.as_str(), overview)]
}

/// What holds here, and in the nation.
fn values(rule: &NumberRule, stricter: Stricter, found: &OwnRules, now: Timestamp) -> (i64, i64) {
    let at = |place: Option<&str>| standing(&found.values, rule.name, place, now).now;
    let nation = at(None).map_or(rule.default, |set| set.value);
    let own = at(Some(&found.organisation)).map_or(nation, |set| stricter.of(set.value, nation));
    (own, nation)
}

fn row(
    rule: &NumberRule,
    stricter: Stricter,
    found: &OwnRules,
    now: Timestamp,
    zone: &Zone,
) -> Vec<Cell> {
    let (own, nation) = values(rule, stricter, found, now);
    let next = |place: Option<&str>, who: &str| {
        let next = standing(&found.values, rule.name, place, now).next?;
        let amount = messages::amount(rule, next.value);
        Some(format!("{who}: {amount} from {}", zone.day(next.starts_at)))
    };
    let coming: Vec<String> = [next(Some(&found.organisation), "Here"), next(None, "Nation")]
        .into_iter()
        .flatten()
        .collect();
    let coming = if coming.is_empty() { "No change planned".to_owned() } else { coming.join("; ") };
    let to = format!("{}/{}", address(&found.organisation), rule.name);
    vec![
        ui::Content::Markup(ui::link::link(&Link::new(messages::title(rule.name), to))).into(),
        messages::amount(rule, own).into(),
        messages::amount(rule, nation).into(),
        coming.into(),
    ]
}

/// A rule that organisations may be stricter about, and which way that is.
fn own_rule(app: &App, name: &str) -> Result<(&'static NumberRule, Stricter)> {
    let rule = app.door.dated().get(name).copied();
    let found = rule.and_then(|rule| Some((rule, rule.stricter?)));
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

pub(super) async fn edit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, name)): Path<(String, String)>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, (&code, &name), &Values::default(), &Problems::new()).await
}

pub(super) async fn tighten(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, name)): Path<(String, String)>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let mut problems = Problems::new();
    let value = value_of(own_rule(&app, &name)?.0, &values, &mut problems);
    let zone = Zone::of(&app.door);
    let start_of = |date| zone.start_of(date);
    let starts_at =
        forms::moment(&values, "starts_at", messages::DATE_WRONG, start_of, &mut problems);
    if let (true, Some(value)) = (problems.is_empty(), value) {
        let command = TightenRule {
            organisation: code.clone(),
            name: name.clone(),
            value,
            // Today means from now on.
            starts_at: starts_at.filter(|start| zone.day(*start) != zone.day(call.now)),
        };
        match app.door.perform(call, command).await {
            Ok(_) => return Ok(Redirect::to(&address(&code)).into_response()),
            Err(error) => problems = forms::shown(error)?,
        }
    }
    let page = shown(&app, &caller, &frame, (&code, &name), &values, &problems).await?;
    Ok(page.into_response())
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    (code, name): (&str, &str),
    typed: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let found = app.door.ask(&call, &OwnRulesOf { organisation: code.to_owned() }).await?;
    let (rule, stricter) = own_rule(app, name)?;
    let (own, nation) = values(rule, stricter, &found, call.now);
    let bound = match stricter {
        Stricter::Lower => format!("{} or less", messages::amount(rule, nation)),
        Stricter::Higher => format!("{} or more", messages::amount(rule, nation)),
    };
    let facts = SummaryList {
        rows: vec![
            SummaryRow::new("Here now", messages::amount(rule, own)),
            SummaryRow::new("Nation now", messages::amount(rule, nation)),
            SummaryRow::new("What can be set here", bound),
            SummaryRow::new("Where it comes from", messages::capital(rule.source)),
        ],
        ..SummaryList::default()
    };
    let mut breadcrumbs = above(&found);
    breadcrumbs.push(Link::new("Own rules", address(&found.organisation)));
    let title = messages::title(rule.name);
    Ok(frame.page(Page {
        title: title.clone(),
        caption: found.organisation.clone(),
        breadcrumbs,
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page(title) }))
            (summary_list(&facts))
            (change_form(frame, rule, typed, problems, false))
        },
        ..Page::default()
    }))
}
