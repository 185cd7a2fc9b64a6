//! Values of joining and leaving in words.

use maud::Markup;
use ui::components::{SelectOption, Tag, TagColour, tag};

use crate::joining::{Check, Level, Sector, Stage, Standing, Turn};

pub(super) const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Listed => "Has not applied",
        Stage::Applied => "Has applied",
        Stage::Opening => "Opening",
        Stage::Open => "Open",
        Stage::Closing => "Closing",
        Stage::Closed => "Closed",
        Stage::Declined => "Declined",
    }
}

pub(super) fn stage_tag(of: Stage) -> Markup {
    let colour = match of {
        Stage::Open => TagColour::Green,
        Stage::Applied | Stage::Opening | Stage::Closing => TagColour::Yellow,
        Stage::Listed | Stage::Closed | Stage::Declined => TagColour::Grey,
    };
    tag(&Tag::new(stage(of), colour))
}

pub(super) const fn sector(sector: Sector) -> &'static str {
    match sector {
        Sector::Trust => "Trust",
        Sector::Board => "Integrated care board or support unit",
        Sector::Practice => "General practice",
        Sector::Network => "Primary care network",
        Sector::Pharmacy => "Community pharmacy",
        Sector::Dentistry => "Dental practice",
        Sector::Optometry => "Optician",
        Sector::SocialCare => "Social care",
        Sector::Other => "Other",
    }
}

/// As the list for those who run the service says it.
pub(super) const fn turn(turn: Turn) -> &'static str {
    match turn {
        Turn::Ours => "Ours",
        Turn::Theirs => "Theirs",
        Turn::Nobody => "Nobody's",
    }
}

/// On a page that both sides read.
pub(super) const fn whose(turn: Turn) -> &'static str {
    match turn {
        Turn::Ours => "The national team",
        Turn::Theirs => "The organisation",
        Turn::Nobody => "Nobody",
    }
}

pub(super) const fn check(check: Check) -> &'static str {
    match check {
        Check::Register => "Active in the register",
        Check::DataSecurity => "Standing in data security",
        Check::AccessForm => "Access form signed",
        Check::PublicCare => "Delivers publicly funded care",
        Check::Regulator => "Known to the regulator of social care",
        Check::Contact => "Contact of its own",
    }
}

/// What a check asks, for whoever records it.
pub(super) const fn question(check: Check) -> &'static str {
    match check {
        Check::Register => "The service looks in the register by itself.",
        Check::DataSecurity => {
            "Its published standing in the data security and protection toolkit of this year."
        }
        Check::AccessForm => "It has read and signed the document on access to the service.",
        Check::PublicCare => {
            "It delivers publicly funded health, public health or adult social care. The service is not for private business."
        }
        Check::Regulator => "The regulator of social care has registered the place.",
        Check::Contact => {
            "The email address and the telephone number of the contact are those of no other organisation."
        }
    }
}

pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Approaching => "Approaching standards",
        Level::Met => "Standards met",
        Level::Exceeded => "Standards exceeded",
    }
}

pub(super) fn standing_tag(of: Standing) -> Markup {
    let (text, colour) = match of {
        Standing::Holds => ("Holds", TagColour::Green),
        Standing::Waived => ("Waived", TagColour::Blue),
        Standing::Lapsed => ("No longer good", TagColour::Red),
        Standing::Low => ("Not high enough", TagColour::Red),
        Standing::Fails => ("Does not hold", TagColour::Red),
        Standing::Missing => ("Not looked at", TagColour::Yellow),
    };
    tag(&Tag::new(text, colour))
}

/// The choices of a list, with a first one for all.
pub(super) fn choices<T: Copy>(
    any: &str,
    all: &[T],
    name: fn(T) -> &'static str,
    words: fn(T) -> &'static str,
) -> Vec<SelectOption> {
    let every = SelectOption::new("", any);
    std::iter::once(every)
        .chain(all.iter().map(|value| SelectOption::new(name(*value), words(*value))))
        .collect()
}

/// "1 organisation", "3 organisations".
pub(super) fn counted(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
