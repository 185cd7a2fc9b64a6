//! Date input. <https://service-manual.nhs.uk/design-system/components/date-input>

use maud::{Markup, html};

use super::{
    Fieldset, Label, Legend, classes, fieldset::grouped, form_group::Notes, given, label::labelled,
};
use crate::content::Content;

/// One of the three fields of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// Day of the month.
    Day,
    /// Month as a number.
    Month,
    /// Year with four digits.
    Year,
}

impl DatePart {
    const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// The ending of name and id.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Month => "Month",
            Self::Year => "Year",
        }
    }

    fn width(self) -> &'static str {
        match self {
            Self::Day | Self::Month => "nhsuk-input--width-2",
            Self::Year => "nhsuk-input--width-4",
        }
    }
}

/// A date typed as day, month and year.
#[derive(Clone, Debug, Default)]
pub struct DateInput {
    /// Start of the three names ("start" gives "start-day"); empty for bare names.
    pub name: String,
    /// Id of the group and start of the three ids; the name when empty.
    pub id: String,
    /// The question.
    pub legend: Legend,
    /// Help, with an example ("For example, 31 3 2027").
    pub hint: Option<Content>,
    /// What is wrong with the date.
    pub error: Option<String>,
    /// The part at fault, when it is one; otherwise all three are marked.
    pub error_part: Option<DatePart>,
    /// Day as typed.
    pub day: String,
    /// Month as typed.
    pub month: String,
    /// Year as typed.
    pub year: String,
}

/// A date input with question, hint and error.
pub fn date_input(date: &DateInput) -> Markup {
    let id = if date.id.is_empty() { &date.name } else { &date.id };
    let notes = Notes::of(id, date.hint.as_ref(), date.error.as_deref());
    let body = html! {
        (notes.markup())
        div.nhsuk-date-input id=(id) {
            @for part in DatePart::ALL { (item(date, id, part)) }
        }
    };
    notes.group(&grouped(
        &Fieldset {
            legend: date.legend.clone(),
            described_by: notes.described_by().unwrap_or_default(),
            body,
        },
        Some("group"),
    ))
}

/// One of the three fields.
fn item(date: &DateInput, id: &str, part: DatePart) -> Markup {
    let at_fault = date.error.is_some() && date.error_part.is_none_or(|fault| fault == part);
    let field = format!("{id}-{}", part.suffix());
    let name = if date.name.is_empty() {
        part.suffix().to_owned()
    } else {
        format!("{}-{}", date.name, part.suffix())
    };
    let value = match part {
        DatePart::Day => &date.day,
        DatePart::Month => &date.month,
        DatePart::Year => &date.year,
    };
    let class = classes(&[
        "nhsuk-input",
        if at_fault { "nhsuk-input--error" } else { "" },
        part.width(),
        "nhsuk-date-input__input",
    ]);
    let group =
        classes(&["nhsuk-form-group", if at_fault { "nhsuk-form-group--error" } else { "" }]);
    html! {
        div.nhsuk-date-input__item {
            div class=(group) {
                (labelled(&Label::from(part.text()), &field, "nhsuk-date-input__label"))
                input class=(class) id=(field) name=(name) type="text" value=[given(value)]
                    inputmode="numeric";
            }
        }
    }
}
