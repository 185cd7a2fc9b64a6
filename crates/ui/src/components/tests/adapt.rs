//! Fixtures of everything that is not a field or a table.

use maud::PreEscaped;

use super::{Adapted, Options};
use crate::{components as ui, link::Link};

fn link_of(mut options: Options) -> Result<Link, String> {
    let Some(href) = options.text("href") else {
        return Err("a button that looks like a link".to_owned());
    };
    let text = options.words("text");
    options.text("type");
    options.done()?;
    Ok(Link::new(text, href))
}

pub(super) fn level(options: &mut Options) -> ui::Level {
    match options.text("level").as_deref() {
        Some("1") => ui::Level::One,
        Some("3") => ui::Level::Three,
        Some("4") => ui::Level::Four,
        _ => ui::Level::Two,
    }
}

pub(super) fn size(options: &mut Options) -> Option<ui::Size> {
    let found = match options.peek("size")? {
        "s" => ui::Size::Small,
        "m" => ui::Size::Medium,
        "l" => ui::Size::Large,
        "xl" => ui::Size::ExtraLarge,
        _ => return None,
    };
    options.take("size");
    Some(found)
}

pub(super) fn action_link(options: Options) -> Adapted {
    Ok(ui::action_link(&link_of(options)?))
}

pub(super) fn back_link(options: Options) -> Adapted {
    Ok(ui::back_link(&link_of(options)?))
}

pub(super) fn skip_link(options: Options) -> Adapted {
    Ok(ui::skip_link(&link_of(options)?))
}

pub(super) fn breadcrumb(mut options: Options) -> Adapted {
    let items: Result<Vec<Link>, String> = options.list("items").into_iter().map(link_of).collect();
    options.done()?;
    Ok(ui::breadcrumb(&items?))
}

pub(super) fn button(mut options: Options) -> Adapted {
    let button = button_of(&mut options)?;
    options.done()?;
    Ok(ui::button(&button))
}

fn button_of(options: &mut Options) -> Result<ui::Button, String> {
    if options.denied("preventDoubleClick") {
        return Err("option preventDoubleClick = false".to_owned());
    }
    let kind = match options.text("variant").as_deref() {
        None => ui::ButtonKind::Primary,
        Some("secondary") => ui::ButtonKind::Secondary,
        Some("warning") => ui::ButtonKind::Warning,
        Some(other) => return Err(format!("option variant = {other}")),
    };
    Ok(ui::Button {
        text: options.words("text"),
        kind,
        small: options.flag("small"),
        href: options.text("href"),
        prevent_double_click: options.flag("preventDoubleClick"),
        ..ui::Button::default()
    })
}

pub(super) fn card(mut options: Options) -> Adapted {
    let heading = options.inner("heading");
    let described = options.take("description").map(|value| Options::of(&value).content());
    let body = match (described, options.text("descriptionHtml")) {
        (Some(body), _) => body,
        (None, Some(html)) => PreEscaped(html).into(),
        (None, None) => return Err("content from a call block".to_owned()),
    };
    let clickable = options.flag("clickable");
    let kind = match (options.text("variant").as_deref(), clickable) {
        (None, false) => ui::CardKind::Basic,
        (None, true) => ui::CardKind::Clickable,
        (Some("primary"), true) => ui::CardKind::Primary,
        (Some("secondary"), true) => ui::CardKind::Secondary,
        (Some("feature"), false) => ui::CardKind::Feature,
        (Some(other), _) => return Err(format!("option variant = {other}")),
    };
    let mut card = ui::Card { kind, body, href: options.text("href"), ..ui::Card::default() };
    if let Some(mut heading) = heading {
        card.level = level(&mut heading);
        card.size = size(&mut heading);
        card.heading_id = heading.words("id");
        card.heading = heading.words("text");
        heading.done()?;
    }
    options.done()?;
    Ok(ui::card(&card))
}

pub(super) fn details(mut options: Options) -> Adapted {
    let Some(summary) = options.words_in("summary")? else {
        return Err("option summary".to_owned());
    };
    let expander = match options.text("classes").as_deref() {
        None => false,
        Some("nhsuk-expander") => true,
        Some(_) => return Err("option classes".to_owned()),
    };
    let details =
        ui::Details { summary, body: options.content(), open: options.flag("open"), expander };
    options.done()?;
    Ok(ui::details(&details))
}

pub(super) fn error_message(mut options: Options) -> Adapted {
    let text = options.words("text");
    options.done()?;
    Ok(ui::error_message(&text, ""))
}

pub(super) fn error_summary(mut options: Options) -> Adapted {
    let Some(heading) = options.words_in("heading")? else {
        return Err("option heading".to_owned());
    };
    let mut items = Vec::new();
    for mut item in options.list("errorList") {
        items.push(ui::SummaryItem {
            text: item.words("text"),
            field: item.text("href").map(|href| href.trim_start_matches('#').to_owned()),
        });
        item.done()?;
    }
    options.done()?;
    Ok(ui::error_summary(&ui::ErrorSummary { heading, items }))
}

pub(super) fn heading(mut options: Options) -> Adapted {
    let heading = ui::Heading {
        text: options.words("text"),
        caption: options.text("caption"),
        level: ui::Level::One,
        size: size(&mut options).unwrap_or_default(),
        id: options.words("id"),
    };
    options.done()?;
    Ok(ui::heading(&heading))
}

pub(super) fn hint(mut options: Options) -> Adapted {
    let content = options.content();
    options.done()?;
    Ok(ui::hint(&content, ""))
}

pub(super) fn inset_text(mut options: Options) -> Adapted {
    let content = options.content();
    options.done()?;
    Ok(ui::inset_text(&content))
}

pub(super) fn notification_banner(mut options: Options) -> Adapted {
    let kind = match options.text("variant").as_deref() {
        None => ui::BannerKind::Important,
        Some("success") => ui::BannerKind::Success,
        Some(other) => return Err(format!("option variant = {other}")),
    };
    let banner = ui::NotificationBanner {
        kind,
        title: options.words_in("title")?,
        title_id: String::new(),
        heading: options.words_in("heading")?.unwrap_or_default(),
        body: options.content(),
    };
    options.done()?;
    Ok(ui::notification_banner(&banner))
}

pub(super) fn pagination(mut options: Options) -> Adapted {
    let mut side = |key: &str| -> Result<Option<Link>, String> {
        let Some(mut inner) = options.inner(key) else { return Ok(None) };
        let link = Link::new(inner.words("label"), inner.words("href"));
        inner.done()?;
        Ok(Some(link))
    };
    let (previous, next) = (side("previous")?, side("next")?);
    options.done()?;
    Ok(ui::pagination(&ui::Pagination { previous, next, name: String::new() }))
}

pub(super) fn panel(mut options: Options) -> Adapted {
    let Some(mut heading) = options.inner("heading") else {
        return Err("option heading".to_owned());
    };
    let depth = match heading.text("level").as_deref() {
        Some("2") => ui::Level::Two,
        Some("3") => ui::Level::Three,
        _ => ui::Level::One,
    };
    let text = heading.words("text");
    heading.done()?;
    let panel = ui::Panel { heading: text, level: depth, body: options.content() };
    options.done()?;
    Ok(ui::panel(&panel))
}

pub(super) fn tag(mut options: Options) -> Adapted {
    let tag = tag_of(&mut options)?;
    options.done()?;
    Ok(ui::tag(&tag))
}

pub(super) fn tag_of(options: &mut Options) -> Result<ui::Tag, String> {
    let colour = if options.denied("colour") {
        ui::TagColour::Plain
    } else {
        match options.text("colour").as_deref() {
            None => ui::TagColour::Standard,
            Some("white") => ui::TagColour::White,
            Some("grey") => ui::TagColour::Grey,
            Some("green") => ui::TagColour::Green,
            Some("aqua-green") => ui::TagColour::AquaGreen,
            Some("blue") => ui::TagColour::Blue,
            Some("purple") => ui::TagColour::Purple,
            Some("pink") => ui::TagColour::Pink,
            Some("red") => ui::TagColour::Red,
            Some("orange") => ui::TagColour::Orange,
            Some("yellow") => ui::TagColour::Yellow,
            Some(other) => return Err(format!("option colour = {other}")),
        }
    };
    Ok(ui::Tag { text: options.words("text"), colour, no_border: options.denied("border") })
}

pub(super) fn warning_callout(mut options: Options) -> Adapted {
    let Some(heading) = options.words_in("heading")? else {
        return Err("without a heading".to_owned());
    };
    let callout = ui::WarningCallout { heading, body: options.content(), ..Default::default() };
    options.done()?;
    Ok(ui::warning_callout(&callout))
}
