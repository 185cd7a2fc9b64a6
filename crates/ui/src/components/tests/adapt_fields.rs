//! Fixtures of fields.

use maud::PreEscaped;
use serde_json::Value;

use super::{Adapted, Options, adapt::size};
use crate::components as ui;

/// Text, size and heading of a label or legend.
struct Words {
    text: String,
    caption: Option<String>,
    size: Option<ui::Size>,
    heading: Option<ui::Level>,
    visually_hidden: bool,
}

fn words(mut options: Options) -> Result<Words, String> {
    let mut text = options.text("text");
    let mut heading = None;
    if let Some(title) = options.text("heading") {
        text = Some(title);
        heading = Some(ui::Level::One);
    } else if let Some(mut inner) = options.inner("heading") {
        heading = Some(match inner.text("level").as_deref() {
            None | Some("1") => ui::Level::One,
            Some("2") => ui::Level::Two,
            _ => ui::Level::Three,
        });
        text = inner.text("text").or(text);
        inner.done()?;
    }
    let visually_hidden = match options.text("classes").as_deref() {
        None => false,
        Some("nhsuk-u-visually-hidden") => true,
        Some(_) => return Err("option classes".to_owned()),
    };
    let words = Words {
        text: text.ok_or("option html")?,
        caption: options.text("caption"),
        size: size(&mut options),
        heading,
        visually_hidden,
    };
    options.done()?;
    Ok(words)
}

fn label_of(options: Options) -> Result<ui::Label, String> {
    let words = words(options)?;
    Ok(ui::Label {
        text: words.text,
        caption: words.caption,
        size: words.size,
        heading: words.heading,
        visually_hidden: words.visually_hidden,
    })
}

fn legend_of(options: Options) -> Result<ui::Legend, String> {
    let words = words(options)?;
    Ok(ui::Legend {
        text: words.text,
        caption: words.caption,
        size: words.size,
        heading: words.heading,
    })
}

fn legend_in_fieldset(options: &mut Options) -> Result<Option<ui::Legend>, String> {
    let Some(mut fieldset) = options.inner("fieldset") else { return Ok(None) };
    let legend = fieldset.inner("legend").map(legend_of).transpose()?;
    fieldset.done()?;
    Ok(legend)
}

fn label_in(options: &mut Options) -> Result<ui::Label, String> {
    label_of(options.inner("label").ok_or("option label")?)
}

fn width(options: &mut Options) -> Result<ui::InputWidth, String> {
    Ok(match options.text("width").as_deref() {
        None => ui::InputWidth::Full,
        Some("2") => ui::InputWidth::Characters2,
        Some("3") => ui::InputWidth::Characters3,
        Some("4") => ui::InputWidth::Characters4,
        Some("5") => ui::InputWidth::Characters5,
        Some("10") => ui::InputWidth::Characters10,
        Some("20") => ui::InputWidth::Characters20,
        Some("30") => ui::InputWidth::Characters30,
        Some(other) => return Err(format!("option width = {other}")),
    })
}

/// Autofill names are program text in ours and data here.
fn autocomplete(options: &mut Options) -> Option<&'static str> {
    options.text("autocomplete").map(|name| &*Box::leak(name.into_boxed_str()))
}

pub(super) fn label(options: Options) -> Adapted {
    Ok(ui::label(&label_of(options)?, ""))
}

pub(super) fn fieldset(mut options: Options) -> Adapted {
    let legend = legend_of(options.inner("legend").ok_or("option legend")?)?;
    let body = PreEscaped(options.words("html"));
    options.done()?;
    Ok(ui::fieldset(&ui::Fieldset { legend, described_by: String::new(), body }))
}

pub(super) fn input(mut options: Options) -> Adapted {
    let class_width = match options.text("classes").as_deref() {
        None => None,
        Some("nhsuk-u-width-two-thirds") => Some(ui::InputWidth::TwoThirds),
        Some("nhsuk-u-width-one-half") => Some(ui::InputWidth::OneHalf),
        Some("nhsuk-u-width-one-third") => Some(ui::InputWidth::OneThird),
        Some(_) => return Err("option classes".to_owned()),
    };
    let kind = match options.text("type").as_deref() {
        None | Some("text") => ui::InputKind::Text,
        Some("email") => ui::InputKind::Email,
        Some("tel") => ui::InputKind::Telephone,
        Some(other) => return Err(format!("option type = {other}")),
    };
    let mode = match options.text("inputmode").as_deref() {
        None => None,
        Some("numeric") => Some(ui::InputMode::Numeric),
        Some("decimal") => Some(ui::InputMode::Decimal),
        Some(other) => return Err(format!("option inputmode = {other}")),
    };
    let input = ui::Input {
        name: options.words("name"),
        id: options.words("id"),
        label: label_in(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        value: options.words("value"),
        kind,
        mode,
        width: class_width.map_or_else(|| width(&mut options), Ok)?,
        autocomplete: autocomplete(&mut options),
        no_spellcheck: options.denied("spellcheck"),
        code: options.flag("code"),
        prefix: options.words_in("prefix")?,
        suffix: options.words_in("suffix")?,
        button: None,
    };
    options.done()?;
    Ok(ui::input(&input))
}

pub(super) fn password_input(mut options: Options) -> Adapted {
    let kind = match options.text("autocomplete").as_deref() {
        None | Some("current-password") => ui::PasswordKind::Current,
        Some("new-password") => ui::PasswordKind::New,
        Some(other) => return Err(format!("option autocomplete = {other}")),
    };
    let input = ui::PasswordInput {
        name: options.words("name"),
        id: options.words("id"),
        label: label_in(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        kind,
        width: width(&mut options)?,
    };
    options.done()?;
    Ok(ui::password_input(&input))
}

pub(super) fn search_input(mut options: Options) -> Adapted {
    let input = ui::SearchInput {
        name: options.words("name"),
        id: options.words("id"),
        label: label_in(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        value: options.words("value"),
        width: width(&mut options)?,
    };
    options.done()?;
    Ok(ui::search_input(&input))
}

pub(super) fn textarea(mut options: Options) -> Adapted {
    let textarea = ui::Textarea {
        name: options.words("name"),
        id: options.words("id"),
        label: label_in(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        value: options.words("value"),
        autocomplete: autocomplete(&mut options),
        ..ui::Textarea::default()
    };
    options.done()?;
    Ok(ui::textarea(&textarea))
}

pub(super) fn select(mut options: Options) -> Adapted {
    let mut value = options.words("value");
    let mut items = Vec::new();
    for mut item in options.list("items") {
        let option = ui::SelectOption { value: item.words("value"), text: item.words("text") };
        if item.flag("selected") {
            value.clone_from(&option.value);
        }
        item.done()?;
        items.push(option);
    }
    let select = ui::Select {
        name: options.words("name"),
        id: options.words("id"),
        label: label_in(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        options: items,
        value,
    };
    options.done()?;
    Ok(ui::select(&select))
}

/// The choices of radios or checkboxes, and which are chosen.
fn choices(options: &mut Options) -> Result<(Vec<ui::Choice>, Vec<String>), String> {
    let mut chosen = Vec::new();
    let mut choices = Vec::new();
    let mut divider = String::new();
    for mut item in options.list("items") {
        if let Some(word) = item.text("divider") {
            item.done()?;
            divider = word;
            continue;
        }
        let conditional = item
            .inner("conditional")
            .map(|mut inner| inner.words("html"))
            .filter(|html| !html.is_empty())
            .map(|html| PreEscaped(html.trim().to_owned()));
        let choice = ui::Choice {
            value: item.words("value"),
            text: item.words("text"),
            hint: item.content_in("hint")?,
            conditional,
            divider: std::mem::take(&mut divider),
            exclusive: match item.text("behaviour").as_deref() {
                None => false,
                Some("exclusive") => true,
                Some(other) => return Err(format!("option behaviour = {other}")),
            },
        };
        if item.flag("checked") {
            chosen.push(choice.value.clone());
        }
        item.done()?;
        choices.push(choice);
    }
    Ok((choices, chosen))
}

fn layout(options: &mut Options) -> Result<ui::Layout, String> {
    Ok(match (options.flag("inline"), options.flag("small")) {
        (true, true) => return Err("options inline and small together".to_owned()),
        (true, false) => ui::Layout::Inline,
        (false, true) => ui::Layout::Small,
        (false, false) => ui::Layout::Stacked,
    })
}

pub(super) fn radios(mut options: Options) -> Adapted {
    let (choices, chosen) = choices(&mut options)?;
    let value = options.text("value").or(chosen.into_iter().next()).unwrap_or_default();
    let radios = ui::Radios {
        name: options.words("name"),
        id: options.words("idPrefix"),
        legend: legend_in_fieldset(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        choices,
        value,
        layout: layout(&mut options)?,
    };
    options.done()?;
    Ok(ui::radios(&radios))
}

pub(super) fn checkboxes(mut options: Options) -> Adapted {
    let (choices, mut values) = choices(&mut options)?;
    if let Some(Value::Array(given)) = options.take("values") {
        values.extend(given.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    let checkboxes = ui::Checkboxes {
        name: options.words("name"),
        id: options.words("idPrefix"),
        legend: legend_in_fieldset(&mut options)?,
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        choices,
        values,
        layout: layout(&mut options)?,
    };
    options.done()?;
    Ok(ui::checkboxes(&checkboxes))
}

pub(super) fn date_input(mut options: Options) -> Adapted {
    if ["day", "month", "year"].iter().any(|part| options.denied(part)) {
        return Err("a date without one of its parts".to_owned());
    }
    let mut date = ui::DateInput {
        id: options.words("id"),
        hint: options.content_in("hint")?,
        error: options.words_in("errorMessage")?,
        legend: legend_in_fieldset(&mut options)?.ok_or("without a question")?,
        ..ui::DateInput::default()
    };
    let mut values = options.inner("values");
    let mut faults = Vec::new();
    for part in [ui::DatePart::Day, ui::DatePart::Month, ui::DatePart::Year] {
        let mut value =
            values.as_mut().map(|values| values.words(part.suffix())).unwrap_or_default();
        if let Some(mut inner) = options.inner(part.suffix()) {
            value = inner.text("value").unwrap_or(value);
            if inner.flag("error") {
                faults.push(part);
            }
            inner.done()?;
        }
        *match part {
            ui::DatePart::Day => &mut date.day,
            ui::DatePart::Month => &mut date.month,
            ui::DatePart::Year => &mut date.year,
        } = value;
    }
    values.map_or(Ok(()), Options::done)?;
    date.error_part = match (faults.as_slice(), &date.error) {
        ([], _) => None,
        ([one], Some(_)) => Some(*one),
        _ => return Err("parts at fault without a message".to_owned()),
    };
    options.done()?;
    Ok(ui::date_input(&date))
}
