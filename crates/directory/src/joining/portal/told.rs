//! What both sides see of an organisation on its way: whose turn it is, steps, application, checks.

use maud::{Markup, html};
use ui::components::{
    Column, Heading, SummaryList, SummaryRow, Table, heading, inset_text, summary_list, table,
};
use ui::link::{Link, email, link, telephone};
use ui::when::calendar_day;

use super::{LIST, words};
use crate::joining::{CheckLine, JoiningAct, JoiningView, Standing};
use crate::organisations::portal::{day, tier};
use crate::pages::part;
use crate::people::portal::words::Days;

/// What both sides see.
pub(super) fn told(view: &JoiningView, days: &Days) -> Markup {
    html! {
        @if let Some(turn) = turn_sentence(view, days) { (inset_text(&turn.as_str().into())) }
        @if let Some(reason) = &view.declined { (inset_text(&format!("The application was declined: {reason}").into())) }
        (heading(&Heading::part("Steps")))
        (steps(view, days))
        @if let Some(applicant) = &view.applicant {
            (heading(&Heading::part("Application")))
            (summary_list(&SummaryList {
                rows: vec![
                    SummaryRow::new("Asked by", applicant.asked_by.as_str()),
                    SummaryRow::new("Contact", applicant.contact_name.as_str()),
                    SummaryRow::new("Email address", email(&applicant.contact_email)),
                    SummaryRow::new("Telephone", telephone(&applicant.contact_telephone)),
                    SummaryRow::new("Sector", words::sector(view.sector)),
                    SummaryRow::new("People expected", applicant.people.to_string()),
                    SummaryRow::new("Tier wanted", tier(applicant.tier)),
                    SummaryRow::new("Wanted from", html! {
                        @match &applicant.day { Some(day) => (calendar_day(day)), None => "No day named" }
                    }),
                ],
                ..SummaryList::default()
            }))
        }
        (heading(&Heading::part("Checks")))
        (checks_table(view, days))
    }
}

fn turn_sentence(view: &JoiningView, days: &Days) -> Option<String> {
    let since = days.text(Some(view.since.as_deref()?));
    let told = format!("{} acts next, since {since}.", words::whose(view.turn));
    Some(match view.waits_for.as_deref() {
        None => told,
        Some(what) if what.ends_with(['.', '!', '?']) => format!("{told} {what}"),
        Some(what) => format!("{told} {what}."),
    })
}

/// What was done when, and what comes next.
fn steps(view: &JoiningView, days: &Days) -> Markup {
    let when = |at: &Option<String>, otherwise: &str| match at {
        Some(at) => days.day(Some(at)),
        None => html! { (otherwise) },
    };
    let passed = view.checks.iter().filter(|line| is_passed(line)).count();
    let mut rows = vec![
        SummaryRow::new("The organisation applies", when(&view.applied_at, "No application")),
        SummaryRow::new(
            "The national team looks at the checks",
            format!("{passed} of {} hold or are waived", view.checks.len()),
        ),
        SummaryRow::new("The national team begins to open it", when(&view.opening_at, "Not yet")),
        SummaryRow::new("It is open", when(&view.opened_at, "Not yet")),
    ];
    if view.opened_at.is_some() {
        let invited = super::invite::step(view.first_administrator.as_ref(), days);
        rows.push(SummaryRow::new("The first administrator signs in", invited));
    }
    if let Some(closing) = &view.closing {
        rows.push(SummaryRow::new(
            "It is closing",
            html! { "On " (calendar_day(&closing.day)) ": " (closing.reason) },
        ));
        let successor = closing.successor_name.as_deref().unwrap_or("Nobody");
        rows.push(SummaryRow::new("Takes its place", successor));
    }
    if view.closed_at.is_some() {
        rows.push(SummaryRow::new("It is closed", when(&view.closed_at, "Not yet")));
    }
    if let Some(stage) = view.stage {
        rows.push(SummaryRow::new("Stands at", words::stage_tag(stage)));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

const fn is_passed(line: &CheckLine) -> bool {
    matches!(line.standing, Standing::Holds | Standing::Waived)
}

/// Whether a check that somebody could waive is not passed.
pub(crate) fn checks_missing(view: &JoiningView) -> bool {
    view.checks.iter().any(|line| !is_passed(line))
}

/// The checks and how they stand, in short.
pub(crate) fn checks_list(checks: &[CheckLine]) -> Markup {
    summary_list(&SummaryList {
        rows: checks
            .iter()
            .map(|line| {
                SummaryRow::new(words::check(line.check), words::standing_tag(line.standing))
            })
            .collect(),
        ..SummaryList::default()
    })
}

fn checks_table(view: &JoiningView, days: &Days) -> Markup {
    let base = format!("{LIST}/{}/checks", part(&view.organisation));
    let may_record = view.acts.contains(&JoiningAct::Check);
    let rows = view.checks.iter().map(|line| {
        let evidence = html! {
            @if let Some(level) = line.level { (words::level(level)) ". " }
            @if let Some(evidence) = &line.evidence { (evidence) }
            @else if line.check.is_automatic() { "The service looks by itself." }
            @else { "Nothing recorded yet." }
        };
        let by = html! {
            @if let Some(at) = &line.at { (days.day(Some(at))) @if let Some(by) = &line.by { ", " (by) } }
            @else { "Never" }
        };
        let until = html! { @match line.expires_on { Some(last) => (day(Some(last))), None => "No end" } };
        let mut cells = vec![
            words::check(line.check).into(),
            words::standing_tag(line.standing).into(),
            evidence.into(),
            by.into(),
            until.into(),
        ];
        if may_record {
            let is_fixed = line.check == crate::joining::Check::Register;
            let text = if line.check.is_automatic() { "Waive" } else { "Record or waive" };
            let to = Link::new(text, format!("{base}/{}", line.check.name()))
                .about(words::check(line.check).to_lowercase());
            cells.push(html! { @if !is_fixed { (link(&to)) } @else { "Nothing to do by hand" } }.into());
        }
        cells
    });
    let heads = ["Check", "Standing", "What shows it", "Recorded", "Good until"];
    let mut columns: Vec<Column> = heads.map(Column::text).into();
    if may_record {
        columns.push(Column::hidden("What you can do"));
    }
    table(&Table {
        caption: "Checks".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}
