//! The form of a user policy, its check page, and what was typed as a command's fields.

use maud::{Markup, html};
use ui::components::{
    Button, Checkboxes, Choice, Input, Radios, SummaryList, SummaryRow, Textarea, button,
    checkboxes, input, radios, summary_list, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::Frame;

use super::super::messages;
use super::super::model::NAME_CHARACTERS;
use super::super::queries::{Choices, PolicyDetails};
use crate::keys::ProductId;

/// What was typed, read.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) base_product: ProductId,
    pub(super) addons: Vec<ProductId>,
    pub(super) description: String,
    pub(super) switched_off: Vec<String>,
}

/// Reads the form. Ticked applications are those that people get; the others are switched off.
pub(super) fn read(values: &Values, choices: &Choices) -> Result<Typed, Problems> {
    let mut problems = Problems::new();
    let name = values.one("name");
    // The rest of the rule for names is the command's; this much is told before the check page.
    if name.trim().is_empty() || name.trim().chars().count() > NAME_CHARACTERS {
        problems.add("name", messages::NAME.text);
    }
    let base = values.one("base_product").parse();
    if base.is_err() {
        problems.add("base_product", messages::BASE.text);
    }
    let addons: Result<Vec<ProductId>, _> =
        values.all("addons").iter().map(|addon| addon.parse()).collect();
    if addons.is_err() {
        problems.add("addons", messages::ADDONS.text);
    }
    let (Ok(base_product), Ok(addons), true) = (base, addons, problems.is_empty()) else {
        return Err(problems);
    };
    let on = values.all("applications");
    Ok(Typed {
        name: name.to_owned(),
        base_product,
        addons,
        description: values.one("description").to_owned(),
        switched_off: choices
            .applications
            .iter()
            .map(|application| application.key.clone())
            .filter(|key| !on.contains(key))
            .collect(),
    })
}

/// The form as it stands before anybody typed.
pub(super) fn blank(choices: &Choices) -> Values {
    choices.applications.iter().fold(Values::default(), |values, application| {
        values.with("applications", application.key.as_str())
    })
}

/// The form as a user policy stands.
pub(super) fn filled(details: &PolicyDetails) -> Values {
    let mut values = Values::default()
        .with("name", details.line.name.as_str())
        .with("base_product", details.line.base_product.to_string())
        .with("description", details.description.as_str())
        .with("version", details.line.version.to_string());
    for addon in details.licences.iter().filter(|licence| !licence.is_base) {
        values = values.with("addons", addon.product.to_string());
    }
    for application in details.applications.iter().filter(|application| application.is_on) {
        values = values.with("applications", application.key.as_str());
    }
    values
}

/// The form.
pub(super) fn fields(
    frame: &Frame,
    values: &Values,
    problems: &Problems,
    choices: &Choices,
) -> Markup {
    let product = |offered: &super::super::queries::OfferedProduct| Choice {
        hint: Some(format!("{} free", offered.free).into()),
        ..Choice::new(offered.product.to_string(), offered.name.as_str())
    };
    let version =
        values.has("version").then(|| ("version".to_owned(), values.one("version").to_owned()));
    let body = html! {
        (input(&Input {
            label: "Name".into(),
            hint: Some("For example, Wards. Your organisation's code and the licence are put in front of it.".into()),
            ..Input::from(values.field("name", problems))
        }))
        (textarea(&Textarea { label: "What it is for (optional)".into(), ..Textarea::from(values.field("description", problems)) }))
        (radios(&Radios {
            legend: Some("Base licence".into()),
            hint: Some("Everybody in the user policy gets it.".into()),
            choices: choices.products.iter().map(product).collect(),
            ..Radios::from(values.field("base_product", problems))
        }))
        (checkboxes(&Checkboxes {
            name: "addons".to_owned(),
            legend: Some("Add-on licences (optional)".into()),
            hint: Some("Everybody in the user policy gets these as well.".into()),
            error: problems.of("addons"),
            choices: choices.products.iter().map(product).collect(),
            values: values.all("addons"),
            ..Checkboxes::default()
        }))
        (checkboxes(&Checkboxes {
            name: "applications".to_owned(),
            id: "switched_off".to_owned(),
            legend: Some("Microsoft 365 applications".into()),
            hint: Some("People get those you tick, as far as their licences have them.".into()),
            error: problems.of("switched_off"),
            choices: choices.applications.iter().map(|application| Choice::new(application.key.as_str(), application.name.as_str())).collect(),
            values: values.all("applications"),
            ..Checkboxes::default()
        }))
        (button(&Button { name: "step".to_owned(), value: "check".to_owned(), ..Button::primary("Continue") }))
    };
    form(frame, &Form { hidden: version.into_iter().collect(), body, ..Form::default() })
}

/// What was typed, to look at before it is saved, with a way back to the form that loses nothing.
pub(super) fn check(
    frame: &Frame,
    values: &Values,
    choices: &Choices,
    typed: &Typed,
    save: &str,
) -> Markup {
    let name = |product: ProductId| {
        choices
            .products
            .iter()
            .find(|offered| offered.product == product)
            .map_or_else(|| product.to_string(), |offered| offered.name.clone())
    };
    let addons: Vec<String> = typed.addons.iter().map(|addon| name(*addon)).collect();
    let off: Vec<&str> = choices
        .applications
        .iter()
        .filter(|application| typed.switched_off.contains(&application.key))
        .map(|application| application.name.as_str())
        .collect();
    let or_none = |text: String| if text.is_empty() { "None".to_owned() } else { text };
    let kept = values.iter().filter(|(field, _)| !matches!(*field, "csrf" | "step"));
    html! {
        (summary_list(&SummaryList {
            rows: vec![
                SummaryRow::new("Name", typed.name.trim()),
                SummaryRow::new("What it is for", or_none(typed.description.trim().to_owned())),
                SummaryRow::new("Base licence", name(typed.base_product)),
                SummaryRow::new("Add-on licences", or_none(addons.join(", "))),
                SummaryRow::new("Applications switched off", or_none(off.join(", "))),
            ],
            ..SummaryList::default()
        }))
        (form(frame, &Form {
            hidden: kept.map(|(field, value)| (field.to_owned(), value.to_owned())).collect(),
            body: html! {
                (button(&Button { name: "step".to_owned(), value: "save".to_owned(), ..Button::primary(save) }))
                " "
                (button(&Button { name: "step".to_owned(), value: "back".to_owned(), ..Button::secondary("Change these answers") }))
            },
            ..Form::default()
        }))
    }
}

impl Typed {
    /// Whether people's licences would change.
    pub(super) fn changes_licences(&self, details: &PolicyDetails) -> bool {
        let mut before: Vec<ProductId> = details
            .licences
            .iter()
            .filter(|licence| !licence.is_base)
            .map(|licence| licence.product)
            .collect();
        let mut after = self.addons.clone();
        before.sort_unstable();
        after.sort_unstable();
        self.base_product != details.line.base_product || before != after
    }
}
