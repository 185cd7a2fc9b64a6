//! The parts of the page about closing: the plan, the counts, the list, and the forms.

use maud::{Markup, html};
use ui::components::{
    Button, Checkboxes, Choice, Column, EmptyState, Filters, Heading, Input, InputWidth, Legend,
    Pagination, Radios, SearchInput, Select, SelectOption, SummaryList, SummaryRow, Table,
    Textarea, button, checkboxes, empty_state, filters, heading, input, inset_text, pagination,
    radios, summary_list, table, textarea,
};
use ui::form::{self, Problems, Values, day_input, form};
use ui::frame::Frame;
use ui::link::{Link, email, link};
use ui::when::calendar_day;

use crate::joining::{ClosingPage, ClosingPeople, Inside, InsideLine, JoiningAct};
use crate::organisations::OrganisationState;
use crate::pages::{part, typed};
use crate::people::AccountKind;
use crate::people::portal::words::{Days, kind};

/// What the page is made from.
pub(super) struct Shown {
    pub(super) page: ClosingPage,
    /// What the caller can do with the organisation.
    pub(super) acts: Vec<JoiningAct>,
    pub(super) days: Days,
}

impl Shown {
    fn may(&self, act: JoiningAct) -> bool {
        self.acts.contains(&act)
    }

    fn base(&self) -> String {
        format!("/o/{}/closing", part(&self.page.organisation))
    }
}

/// The page below its title.
pub(super) fn page_body(
    frame: &Frame,
    shown: &Shown,
    query: &ClosingPeople,
    values: &Values,
    problems: &Problems,
) -> Markup {
    let page = &shown.page;
    let (none, empty) = (Problems::new(), Values::default());
    // What was wrong stands at the form that was sent.
    let is_agreeing = values.one("act") == "agree";
    let (of_agree, agreeing) = if is_agreeing { (problems, values) } else { (&none, &empty) };
    let (of_begin, beginning) = if is_agreeing { (&none, &empty) } else { (problems, values) };
    let is_closing = page.state == OrganisationState::Closing;
    html! {
        (plan(shown))
        @if shown.may(JoiningAct::BeginClosing) { (begin_form(frame, shown, beginning, of_begin)) }
        (heading(&Heading::part("Everybody inside")))
        (filter_form(shown, query))
        (people_table(shown, query))
        (pages(shown, query))
        @if is_closing { (agree_form(frame, shown, agreeing, of_agree)) }
        @if shown.may(JoiningAct::CancelClosing) { (cancel_form(frame, shown)) }
    }
}

/// How it closes, and how many are inside.
fn plan(shown: &Shown) -> Markup {
    let page = &shown.page;
    let mut rows = Vec::new();
    if let Some(closing) = &page.closing {
        let successor = match (&closing.successor_name, &closing.successor) {
            (Some(name), Some(code)) => format!("{name} ({code})"),
            _ => "Nobody".to_owned(),
        };
        rows.push(SummaryRow::new("Day on which it is to be over", calendar_day(&closing.day)));
        rows.push(SummaryRow::new("Why", closing.reason.as_str()));
        rows.push(SummaryRow::new("Takes its place", successor));
    }
    let upto =
        |count: i64| if count > 1_000 { "More than 1,000".to_owned() } else { count.to_string() };
    rows.push(SummaryRow::new("Accounts inside", page.inside.to_string()));
    rows.push(SummaryRow::new("Nothing agreed yet", upto(page.not_agreed)));
    rows.push(SummaryRow::new("Move to another organisation", upto(page.moving)));
    rows.push(SummaryRow::new("Leave the service", upto(page.leaving)));
    html! {
        @if page.closing.is_some() && page.inside == 0 {
            (inset_text(&"Nobody is inside any more. A platform administrator can close the organisation.".into()))
            @if shown.may(JoiningAct::Close) {
                p { (link(&Link::new("Close the organisation", format!("/national/organisations/{}/close", part(&page.organisation))))) }
            }
        }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
    }
}

fn begin_form(frame: &Frame, shown: &Shown, values: &Values, problems: &Problems) -> Markup {
    let fields = html! {
        (day_input(values, problems, "day", "Day on which it is to be over", "For example, 31 3 2027."))
        (textarea(&Textarea {
            label: "Why it closes".into(),
            rows: 3,
            ..values.field("reason", problems).into()
        }))
        (input(&Input {
            label: "Code of the organisation that takes its place (optional)".into(),
            width: InputWidth::Characters10,
            no_spellcheck: true,
            ..values.field("successor", problems).into()
        }))
        (button(&Button { prevent_double_click: true, ..Button::warning("Begin to close") }))
    };
    html! {
        (heading(&Heading::part("Begin to close")))
        p { "From then on nobody can be added to it. Everybody inside can go on working, nobody is moved or deleted by it, and it can be called off." }
        (form(frame, &form::Form { hidden: hidden(shown, "begin"), body: fields, ..form::Form::default() }))
    }
}

fn cancel_form(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        (heading(&Heading::part("Call the closing off")))
        p { "The organisation is open again. What was agreed for people stays as it is." }
        (form(frame, &form::Form {
            hidden: hidden(shown, "cancel"),
            body: button(&Button { prevent_double_click: true, ..Button::secondary("Call the closing off") }),
            ..form::Form::default()
        }))
    }
}

fn hidden(shown: &Shown, act: &str) -> Vec<(String, String)> {
    vec![("act".to_owned(), act.to_owned()), ("version".to_owned(), shown.page.version.to_string())]
}

const fn agreed(of: Inside) -> &'static str {
    match of {
        Inside::Moves => "Moves",
        Inside::Leaves => "Leaves",
        Inside::NotAgreed => "Not agreed yet",
    }
}

/// The address of the list with what was chosen.
fn address(shown: &Shown, query: &ClosingPeople, suffix: &str, after: Option<&str>) -> String {
    let kept = [
        ("search", query.search.as_deref()),
        ("agreed", query.agreed.map(Inside::name)),
        ("after", after),
    ];
    let parts: Vec<String> = kept
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", part((*value)?))))
        .collect();
    format!("{}{suffix}?{}", shown.base(), parts.join("&"))
}

fn filter_form(shown: &Shown, query: &ClosingPeople) -> Markup {
    let is_filtered = query.search.is_some() || query.agreed.is_some();
    let choices = Inside::ALL.iter().map(|one| SelectOption::new(one.name(), agreed(*one)));
    filters(&Filters {
        action: shown.base(),
        name: "Filter everybody inside".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Name, staff number or email address".into(),
            value: query.search.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects: vec![Select {
            name: "agreed".to_owned(),
            id: "agreed-filter".to_owned(),
            label: "Agreed".into(),
            value: query.agreed.map_or("", Inside::name).to_owned(),
            options: std::iter::once(SelectOption::new("", "All")).chain(choices).collect(),
            ..Select::default()
        }],
        clear: is_filtered.then(|| shown.base()),
        actions: vec![
            Link::new("Download as CSV", address(shown, query, ".csv", None)),
            casework::schedules::portal::offer(
                "People inside",
                &address(shown, query, ".csv", None),
            ),
        ],
        ..Filters::default()
    })
}

fn people_table(shown: &Shown, query: &ClosingPeople) -> Markup {
    let page = &shown.page;
    if page.items.is_empty() {
        let is_filtered = query.search.is_some() || query.agreed.is_some();
        return empty_state(&EmptyState {
            text: if is_filtered { "Nobody matches" } else { "Nobody is inside" }.to_owned(),
            help: "Accounts that were deleted are not counted.".into(),
            action: None,
        });
    }
    let base = format!("/o/{}", part(&page.organisation));
    let rows = page.items.iter().map(|line| {
        vec![
            link(&Link::new(line.display_name.as_str(), format!("{base}/people/{}", line.id)))
                .into(),
            email(&line.address).into(),
            kind(line.kind).into(),
            outcome(shown, &base, line).into(),
        ]
    });
    table(&Table {
        caption: "Everybody inside".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Email", "Kind", "Agreed"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn outcome(shown: &Shown, base: &str, line: &InsideLine) -> Markup {
    html! {
        @match (line.agreed, line.transfer) {
            (Inside::Moves, Some(transfer)) => {
                @let to = line.to_name.as_deref().unwrap_or_default();
                (link(&Link::new(format!("Moves to {to}"), format!("{base}/transfers/{transfer}"))))
                @if let Some(day) = &line.day { " on " (calendar_day(day)) }
                @if line.transfer_state != Some(crate::transfers::TransferState::Dated) { ". Not accepted yet" }
            },
            (Inside::Leaves, _) => { "Leaves, until " (shown.days.day_before(line.leaves_at.as_deref())) },
            _ => (agreed(line.agreed)),
        }
    }
}

fn pages(shown: &Shown, query: &ClosingPeople) -> Markup {
    let previous =
        query.after.is_some().then(|| Link::new("first page", address(shown, query, "", None)));
    let next = shown.page.next.as_deref();
    let next = next.map(|next| Link::new("", address(shown, query, "", Some(next))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}

/// Agrees for several of those on this page for whom nothing was agreed.
fn agree_form(frame: &Frame, shown: &Shown, values: &Values, problems: &Problems) -> Markup {
    let open = shown.page.items.iter();
    let open =
        open.filter(|line| line.agreed == Inside::NotAgreed && line.kind == AccountKind::User);
    let choices: Vec<Choice> = open
        .map(|line| Choice {
            hint: Some(line.address.as_str().into()),
            ..Choice::new(line.id.to_string(), line.display_name.as_str())
        })
        .collect();
    if choices.is_empty() {
        return html! {
            (heading(&Heading::part("Agree for several people")))
            p { "Nobody on this page waits for something to be agreed. System accounts and mailboxes are removed on their own pages." }
        };
    }
    let closing = shown.page.closing.as_ref();
    let to = typed(values, "to").or_else(|| closing.and_then(|closing| closing.successor.clone()));
    let values = values.clone().with("to", to.unwrap_or_default());
    let fields = html! {
        (checkboxes(&Checkboxes {
            name: "people".to_owned(),
            legend: Some(Legend { text: "People".to_owned(), ..Legend::default() }),
            error: problems.of("people"),
            choices,
            values: values.all("people"),
            ..Checkboxes::default()
        }))
        (radios(&Radios {
            legend: Some(Legend { text: "What was agreed with them".to_owned(), ..Legend::default() }),
            choices: vec![
                Choice { hint: Some("The other organisation is asked, and they move once it accepts.".into()), ..Choice::new("moves", "They move to another organisation") },
                Choice { hint: Some("With a last day they leave the service on it. Without one they can be claimed by any organisation, and their account is deleted if none does.".into()), ..Choice::new("leaves", "They leave") },
            ],
            ..values.field("agreed", problems).into()
        }))
        (input(&Input {
            label: "Code of the organisation they move to".into(),
            hint: Some("Only if they move.".into()),
            width: InputWidth::Characters10,
            no_spellcheck: true,
            ..values.field("to", problems).into()
        }))
        (day_input(&values, problems, "on", "Day of the move, or last day (optional)", "For example, 31 3 2027."))
        (button(&Button { prevent_double_click: true, ..Button::primary("Agree for these people") }))
    };
    html! {
        (heading(&Heading::part("Agree for several people")))
        (form(frame, &form::Form { hidden: hidden(shown, "agree"), body: fields, ..form::Form::default() }))
    }
}
