//! Fixtures of lists and tables.

use super::{
    Adapted, Options,
    adapt::{size, tag_of},
};
use crate::{components as ui, link::Link};

pub(super) fn summary_list(mut options: Options) -> Adapted {
    let mut rows = Vec::new();
    for mut row in options.list("rows") {
        let key = row.words_in("key")?.ok_or("option key html")?;
        let value = row.content_in("value")?.unwrap_or_default();
        let mut list = match row.take("actions") {
            None => Vec::new(),
            Some(actions) if actions.is_array() => {
                Options::of(&serde_json::json!({ "items": actions })).list("items")
            }
            Some(actions) => {
                let mut inner = Options::of(&actions);
                let list = inner.list("items");
                inner.done()?;
                list
            }
        };
        let mut actions = Vec::new();
        for mut action in list.drain(..) {
            let link = Link::new(action.words("text"), action.words("href"))
                .about(action.words("visuallyHiddenText"));
            action.done()?;
            actions.push(link);
        }
        row.done()?;
        rows.push(ui::SummaryRow { key, value, actions });
    }
    let list = ui::SummaryList {
        rows,
        no_border: options.denied("border"),
        no_last_row_border: options.denied("lastRowBorder"),
    };
    options.done()?;
    Ok(ui::summary_list(&list))
}

fn column(mut head: Options) -> Result<ui::Column, String> {
    let text = head.text("text");
    let hidden = head.text("visuallyHiddenText");
    let visually_hidden = text.is_none();
    let kind = match head.text("format").as_deref() {
        None | Some("string") => ui::ColumnKind::Text,
        Some(_) => ui::ColumnKind::Numeric,
    };
    if text.is_some() && hidden.is_some() {
        return Err("option visuallyHiddenText".to_owned());
    }
    let text = text.or(hidden).ok_or("an empty column head")?;
    head.done()?;
    Ok(ui::Column { text, kind, sort: None, visually_hidden })
}

fn cell(mut cell: Options) -> Result<ui::Cell, String> {
    let no_wrap = match cell.text("classes").as_deref() {
        None => false,
        Some("nhsuk-u-nowrap") => true,
        Some(_) => return Err("option classes".to_owned()),
    };
    let content = cell.content();
    cell.done()?;
    Ok(ui::Cell { content, no_wrap })
}

pub(super) fn table(mut options: Options) -> Adapted {
    let mut caption_size = None;
    let mut caption = String::new();
    if let Some(mut inner) = options.inner("caption") {
        caption_size = size(&mut inner);
        caption = inner.words("text");
        inner.done()?;
    }
    let columns: Result<Vec<ui::Column>, String> =
        options.list("head").into_iter().map(column).collect();
    let columns = columns?;
    if columns.is_empty() {
        return Err("without column heads".to_owned());
    }
    let mut rows = Vec::new();
    if let Some(serde_json::Value::Array(lines)) = options.take("rows") {
        for line in lines.iter().filter(|line| line.is_array()) {
            let mut wrapped = Options::of(&serde_json::json!({ "cells": line }));
            let row: Result<Vec<ui::Cell>, String> =
                wrapped.list("cells").into_iter().map(cell).collect();
            rows.push(row?);
        }
    }
    let layout = if options.flag("responsive") {
        ui::TableLayout::Responsive
    } else {
        ui::TableLayout::Plain
    };
    let table = ui::Table {
        caption,
        caption_size,
        caption_hidden: false,
        columns,
        rows,
        first_cell_is_header: options.flag("firstCellIsHeader"),
        layout,
        no_last_row_border: options.denied("lastRowBorder"),
    };
    options.done()?;
    Ok(ui::table(&table))
}

pub(super) fn task_list(mut options: Options) -> Adapted {
    if options.has_gaps("items") {
        return Err("a list with empty places, which count in the ids".to_owned());
    }
    let mut tasks = Vec::new();
    for mut item in options.list("items") {
        let mut status = item.inner("status").ok_or("without a status")?;
        let mut tag = status.inner("tag").ok_or("a status that is no tag")?;
        let text = tag.peek("text").unwrap_or_default().to_owned();
        let status_shown = match (tag.text("classes").as_deref(), text.as_str()) {
            (None, _) => ui::TaskStatus::Other(tag_of(&mut tag)?),
            (Some("nhsuk-u-font-weight-normal"), "Completed") => ui::TaskStatus::Completed,
            (Some(_), "Cannot start yet") => ui::TaskStatus::CannotStart,
            (Some(_), _) => return Err("option classes".to_owned()),
        };
        tag_of(&mut tag)?;
        let task = ui::Task {
            text: item.words_in("heading")?.ok_or("option heading")?,
            href: item.text("href"),
            hint: item.content_in("hint")?,
            status: status_shown,
        };
        tag.done()?;
        status.done()?;
        item.done()?;
        tasks.push(task);
    }
    let list = ui::TaskList { id: options.words("idPrefix"), tasks };
    options.done()?;
    Ok(ui::task_list(&list))
}
