//! Hostile words in every place of every component: they stay words. The markup of a
//! component must have the same tags and attributes whatever it is given to say.

use maud::{Markup, html};

use crate::{
    components::{
        Button, Card, Checkboxes, Choice, Column, DateInput, Details, EmptyState, ErrorSummary,
        Fieldset, FileUpload, Filters, Heading, Input, Label, Legend, NotificationBanner,
        Pagination, Panel, PasswordInput, Radios, SearchInput, Select, SelectOption, SortState,
        SummaryItem, SummaryList, SummaryRow, Tab, Table, Tabs, Tag, TagColour, Task, TaskList,
        TaskStatus, Textarea, WarningCallout, action_link, back_link, breadcrumb, button, card,
        checkboxes, date_input, details, empty_state, error_message, error_summary, fieldset,
        file_upload, filters, heading, hint, input, inset_text, label, notification_banner,
        pagination, panel, password_input, radios, search_input, select, skip_link, summary_list,
        table, tabs, tag, task_list, textarea, warning_callout,
    },
    content::Content,
    home::{Readiness, ReadyLine, ReadyState, cards, readiness},
    link::Link,
    tests::normal::normal,
    when::time_element,
};

/// Pieces from which attacks are made; every pair is tried.
const PIECES: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" autofocus onfocus=\"alert(1)",
    "</textarea></title></select>",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "\u{202e}\u{0}\u{feff}",
    "`${7*7}`{{7*7}}",
    "O\u{2019}Neil & Söhne",
];

#[test]
fn hostile_words_change_no_tag_and_no_attribute() {
    let harmless: Vec<Vec<String>> = everything("word").iter().map(structure).collect();
    for first in PIECES {
        for second in PIECES {
            let text = format!("{first}{second}");
            for (index, markup) in everything(&text).iter().enumerate() {
                assert_eq!(structure(markup), harmless[index], "exhibit {index}, {text:?}");
                assert!(!markup.0.contains("href=\"javascript:"), "exhibit {index}, {text:?}");
            }
        }
    }
}

/// Tags with the names of their attributes, without any value.
fn structure(markup: &Markup) -> Vec<String> {
    normal(&markup.0)
        .into_iter()
        .filter(|token| token.starts_with('<'))
        .map(|tag| {
            // `normal` writes values as Rust does, so a quote inside has a backslash.
            let tag = tag.replace("\\\\", "").replace("\\\"", "");
            let outside_quotes: Vec<&str> = tag.split('"').step_by(2).collect();
            outside_quotes.join("")
        })
        .collect()
}

/// Every component with the same words in every place that takes words.
fn everything(text: &str) -> Vec<Markup> {
    let mut all = words(text);
    all.extend(fields(text));
    all.extend(lists(text));
    all
}

fn words(text: &str) -> Vec<Markup> {
    let own = || text.to_owned();
    let link = Link::new(text, text).about(text);
    vec![
        action_link(&link),
        back_link(&link),
        breadcrumb(std::slice::from_ref(&link)),
        skip_link(&link),
        crate::link::link(&link),
        button(&Button {
            text: own(),
            name: own(),
            value: own(),
            hidden: own(),
            ..Button::default()
        }),
        button(&Button { text: own(), ..Button::default() }.to(text)),
        card(&Card {
            heading: own(),
            heading_id: own(),
            href: Some(own()),
            actions: vec![link.clone()],
            body: text.into(),
            ..Card::default()
        }),
        details(&Details { summary: own(), body: text.into(), ..Details::default() }),
        empty_state(&EmptyState { text: own(), help: text.into(), action: Some(link.clone()) }),
        error_message(text, text),
        error_summary(&ErrorSummary {
            heading: own(),
            items: vec![SummaryItem { text: own(), field: Some(own()) }],
        }),
        heading(&Heading { text: own(), caption: Some(own()), id: own(), ..Heading::default() }),
        hint(&text.into(), text),
        inset_text(&text.into()),
        notification_banner(&NotificationBanner {
            title: Some(own()),
            title_id: own(),
            heading: own(),
            body: text.into(),
            ..NotificationBanner::default()
        }),
        pagination(&Pagination {
            previous: Some(link.clone()),
            next: Some(link.clone()),
            name: own(),
        }),
        panel(&Panel { heading: own(), body: text.into(), ..Panel::default() }),
        tag(&Tag::new(text, TagColour::Blue)),
        time_element(text, text),
        warning_callout(&WarningCallout {
            heading: own(),
            body: text.into(),
            ..WarningCallout::default()
        }),
    ]
}

fn fields(text: &str) -> Vec<Markup> {
    let own = || text.to_owned();
    let note = || Some(Content::from(text));
    let choice = || Choice {
        hint: note(),
        divider: own(),
        conditional: Some(html! { (text) }),
        // Never chosen, so that the markup is the same for all words.
        ..Choice::new(format!("never {text}"), text)
    };
    vec![
        label(&Label { caption: Some(own()), ..Label::from(text) }, text),
        fieldset(&Fieldset {
            legend: Legend { caption: Some(own()), ..Legend::from(text) },
            described_by: own(),
            body: html! { (text) },
        }),
        input(&Input {
            name: own(),
            id: own(),
            label: text.into(),
            hint: note(),
            error: Some(own()),
            value: own(),
            prefix: Some(own()),
            suffix: Some(own()),
            ..Input::default()
        }),
        password_input(&PasswordInput {
            name: own(),
            label: text.into(),
            hint: note(),
            error: Some(own()),
            ..PasswordInput::default()
        }),
        search_input(&SearchInput {
            name: own(),
            label: text.into(),
            value: own(),
            ..SearchInput::default()
        }),
        select(&Select {
            name: own(),
            label: text.into(),
            options: vec![SelectOption::new(text, text)],
            value: own(),
            ..Select::default()
        }),
        textarea(&Textarea {
            name: own(),
            label: text.into(),
            value: own(),
            ..Textarea::default()
        }),
        file_upload(&FileUpload {
            name: own(),
            label: text.into(),
            hint: note(),
            error: Some(own()),
            accept: own(),
            multiple: true,
            ..FileUpload::default()
        }),
        radios(&Radios {
            name: own(),
            legend: Some(text.into()),
            hint: note(),
            error: Some(own()),
            choices: vec![choice(), choice()],
            value: own(),
            ..Radios::default()
        }),
        checkboxes(&Checkboxes {
            name: own(),
            legend: Some(text.into()),
            choices: vec![choice()],
            values: vec![own()],
            ..Checkboxes::default()
        }),
        date_input(&DateInput {
            name: own(),
            legend: text.into(),
            hint: note(),
            error: Some(own()),
            day: own(),
            month: own(),
            year: own(),
            ..DateInput::default()
        }),
    ]
}

fn lists(text: &str) -> Vec<Markup> {
    let own = || text.to_owned();
    let link = Link::new(text, text).about(text);
    vec![
        filters(&Filters {
            action: own(),
            name: own(),
            kept: vec![(own(), own())],
            clear: Some(own()),
            actions: vec![link.clone()],
            ..Filters::default()
        }),
        summary_list(&SummaryList {
            rows: vec![SummaryRow::new(text, text).action(link.clone()).action(link.clone())],
            ..SummaryList::default()
        }),
        table(&Table {
            caption: own(),
            columns: vec![Column::text(text).sorted(text, SortState::None), Column::hidden(text)],
            rows: vec![vec![text.into(), html! { (text) }.into()]],
            ..Table::default()
        }),
        tabs(&Tabs { name: own(), tabs: vec![Tab { link: link.clone(), current: true }] }),
        task_list(&TaskList {
            id: own(),
            tasks: vec![Task {
                text: own(),
                href: Some(own()),
                hint: Some(text.into()),
                status: TaskStatus::Other(Tag::new(text, TagColour::Red)),
            }],
        }),
        cards(&[crate::home::Card {
            id: own(),
            title: own(),
            body: html! { (text) },
            link: Some(link.clone()),
            order: 1,
        }]),
        readiness(&Readiness {
            question: own(),
            lines: vec![ReadyLine {
                order: 1,
                topic: own(),
                state: ReadyState::ReadyBy(own()),
                text: own(),
                act: Some(link),
            }],
        }),
    ]
}
