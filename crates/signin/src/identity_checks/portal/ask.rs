//! The questions about who is asking. They stand on the page of every act that needs an answer, so that nobody goes another
//! way round for it; what was answered is recorded first, and the act follows.

use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{Choice, Input, InputWidth, Legend, Radios, Size, input, inset_text, radios};
use ui::form::{Problems, Values, hidden_field};
use ui::home::{ReadyLine, ReadyState};
use ui::link::{Link, link};
use ui::when::Zone;

use super::by;
use crate::attempts::SignInState;
use crate::identity_checks::{
    IdentityCheck, IdentityCheckOf, Method, RecordIdentityCheck, RecordedNumber, messages,
};
use crate::portal::{person_page, shown};
use crate::texts::Gateway;

/// What there is to ask about one person.
pub(crate) struct Asking {
    name: String,
    /// None for whoever may not ask: the act itself tells them so.
    check: Option<IdentityCheck>,
    /// Where a code is sent from.
    page: String,
    zone: Zone,
}

impl Asking {
    /// What there is to ask now.
    pub(crate) async fn of(app: &App, caller: &Caller, state: &SignInState) -> Result<Self> {
        let check = seen(&app.door, &caller.call(&app.door), state).await?;
        let page = identity_page(state);
        Ok(Self { name: state.name.clone(), check, page, zone: super::zone(app) })
    }

    /// Whether an answer is still to come.
    fn is_open(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.is_needed && check.passed.is_none())
    }

    /// Records what was answered; what is wrong with it is answered. Without an open question there is nothing to record.
    pub(crate) async fn answer(
        app: &App,
        caller: &Caller,
        state: &SignInState,
        values: &Values,
    ) -> Result<Problems> {
        let asking = Self::of(app, caller, state).await?;
        // What was sent before a check counted is not judged again: a page that is loaded twice says nothing new.
        if !asking.is_open() {
            return Ok(Problems::new());
        }
        record(app, caller, state, values).await
    }

    /// The questions, or what was made sure of; nothing where nothing is asked.
    pub(crate) fn fields(&self, values: &Values, problems: &Problems) -> Markup {
        match &self.check {
            Some(check) if self.is_open() => questions(
                (self.name.as_str(), Some(self.page.as_str())),
                check,
                values,
                problems,
                &self.zone,
            ),
            Some(check) => self.settled(check),
            None => html! {},
        }
    }

    fn settled(&self, check: &IdentityCheck) -> Markup {
        let Some(passed) = &check.passed else { return html! {} };
        let clock = |at: kernel::clock::Timestamp| self.zone.clock(at.micros());
        let words = format!(
            "At {} you made sure that it is {}, by {}. That counts until {}.",
            clock(passed.checked_at),
            self.name,
            by(passed.method),
            clock(passed.good_until)
        );
        inset_text(&words.as_str().into())
    }
}

/// What there is to know before asking, for whoever may ask.
async fn seen(door: &Door, call: &Call, state: &SignInState) -> Result<Option<IdentityCheck>> {
    // Nobody is asked whether they are themselves; the act says that they cannot help themselves.
    if call.actor.account() == Some(state.person) {
        return Ok(None);
    }
    match door.ask(call, &IdentityCheckOf { person: state.person }).await {
        Ok(check) => Ok(Some(with_gateway(door, check))),
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The same where nothing carries texts: then no code can be read out.
pub(super) fn with_gateway(door: &Door, check: IdentityCheck) -> IdentityCheck {
    let has_gateway = door.ports().port::<Gateway>().is_ok();
    IdentityCheck { has_text_number: check.has_text_number && has_gateway, ..check }
}

/// The page on which somebody is made sure of before it is known what for.
pub(super) fn identity_page(state: &SignInState) -> String {
    format!("{}/identity", person_page(state))
}

/// Records one answer, and says what is wrong with it.
pub(super) async fn record(
    app: &App,
    caller: &Caller,
    state: &SignInState,
    values: &Values,
) -> Result<Problems> {
    let mut problems = Problems::new();
    let Some(method) = Method::named(values.one("how")) else {
        problems.add("how", messages::HOW.text);
        return Ok(problems);
    };
    let typed = |name: &str| values.has(name).then(|| Secret::new(values.one(name).to_owned()));
    let command = RecordIdentityCheck {
        person: state.person,
        method,
        letters: typed("letters").filter(|_| method == Method::TelephoneWord),
        asked: values.one("asked").split(',').filter_map(|place| place.parse().ok()).collect(),
        code: match method {
            Method::Authenticator => typed("code"),
            Method::TextCode => typed("text"),
            _ => None,
        },
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) if done.output.passed => {}
        Ok(_) if method == Method::NotSure => problems.add(
            "how",
            "Nothing was changed, and the person is told. End the call, and tell your security contact if you suspect anything.",
        ),
        Ok(_) => problems.add("how", messages::WRONG.text),
        Err(Error::Refused(refusal))
            if method == Method::TextCode && refusal.fields.iter().any(|one| one.field == "code") =>
        {
            problems.add("text", refusal.text.clone());
        }
        Err(error) => problems = shown(error)?,
    }
    Ok(problems)
}

/// The numbers that are recorded, with their age, as they are said under the way.
fn said_of(numbers: &[RecordedNumber], zone: &Zone) -> String {
    let said = |number: &RecordedNumber| match (number.since, number.is_old_enough) {
        (Some(at), true) => format!("{} (since {})", number.number, zone.day(at.micros())),
        (Some(at), false) => {
            format!("not {}, which was recorded on {} only", number.number, zone.day(at.micros()))
        }
        (None, _) => number.number.clone(),
    };
    numbers.iter().map(said).collect::<Vec<_>>().join(", ")
}

/// The ways there are to make sure of this person; and where a code is sent from, if it is not from here.
pub(super) fn questions(
    (name, elsewhere): (&str, Option<&str>),
    check: &IdentityCheck,
    values: &Values,
    problems: &Problems,
    zone: &Zone,
) -> Markup {
    let way = |method: Method, text: &str, hint: Option<String>| Choice {
        hint: hint.map(|hint| hint.as_str().into()),
        ..Choice::new(method.name(), text)
    };
    let mut ways = Vec::new();
    if !check.letters.is_empty() {
        let hint = "Ask for the letters named below, and no others.".to_owned();
        ways.push(way(Method::TelephoneWord, "Letters of their telephone word", Some(hint)));
    }
    if check.has_authenticator {
        let hint =
            "They read out the 6 digits that it shows. The code is used up by this.".to_owned();
        ways.push(way(Method::Authenticator, "A code of their authenticator app", Some(hint)));
    }
    if check.has_text_number {
        let hint =
            "It was sent to their number for codes. They read it out; it is used up by this."
                .to_owned();
        ways.push(way(Method::TextCode, "A code that I had sent to their telephone", Some(hint)));
    }
    if check.numbers.iter().any(|number| number.is_old_enough) {
        let hint = format!(
            "Recorded: {}. Do not use a number that the caller gives you.",
            said_of(&check.numbers, zone)
        );
        ways.push(way(Method::CallBack, "I called them back on a recorded number", Some(hint)));
    }
    let hint = "You know them, or you saw a card with their picture.".to_owned();
    ways.push(way(Method::InPerson, "They are in front of me", Some(hint)));
    let hint = "Nothing is changed, and the person is told by letter.".to_owned();
    ways.push(way(Method::NotSure, "I could not make sure", Some(hint)));
    let asked = places(&check.letters);
    html! {
        (radios(&Radios {
            legend: Some(Legend { size: Some(Size::Medium), ..Legend::from("How did you make sure who is asking?") }),
            hint: Some(format!("Nobody but {name} may get in. This is recorded with your name.").as_str().into()),
            choices: ways,
            ..Radios::from(values.field("how", problems))
        }))
        @if let Some(again) = check.again_at {
            p { "There were too many wrong answers. Letters and codes are looked at again from " (zone.minute_element(again.micros())) " on." }
        }
        @if !check.letters.is_empty() {
            (hidden_field("asked", &check.letters.iter().map(usize::to_string).collect::<Vec<_>>().join(",")))
            (input(&Input {
                label: format!("The {asked} letters of their telephone word").as_str().into(),
                hint: Some("In this order. Only with the first way.".into()),
                width: InputWidth::Characters5,
                autocomplete: Some("off"),
                no_spellcheck: true,
                ..Input::from(Values::default().field("letters", problems))
            }))
        }
        @if check.has_authenticator {
            (input(&Input {
                label: "The code that their app shows".into(),
                hint: Some("6 digits. Only if they read one out.".into()),
                width: InputWidth::Characters10,
                autocomplete: Some("off"),
                no_spellcheck: true,
                code: true,
                ..Input::from(Values::default().field("code", problems))
            }))
        }
        @if check.has_text_number {
            (input(&Input {
                label: "The code of the text message".into(),
                hint: Some("6 digits. Only if you had one sent.".into()),
                width: InputWidth::Characters10,
                autocomplete: Some("off"),
                no_spellcheck: true,
                code: true,
                ..Input::from(Values::default().field("text", problems))
            }))
            @if let Some(page) = elsewhere {
                p { (link(&Link::new("Have a code sent to their telephone", page))) }
            }
        }
        @if let Some(young) = young(check, zone) { p { (young) } }
    }
}

/// What is said where every number is too new to call back on.
fn young(check: &IdentityCheck, zone: &Zone) -> Option<String> {
    let none_counts = check.numbers.iter().all(|number| !number.is_old_enough);
    let latest = check.numbers.iter().filter_map(|number| number.since).max()?;
    none_counts.then(|| {
        format!(
            "Calling back is no way today: the number was recorded on {} only, and might not be theirs.",
            zone.day(latest.micros())
        )
    })
}

/// Places in a word as they are said: "2nd, 5th and 9th".
fn places(letters: &[usize]) -> String {
    let said: Vec<String> = letters.iter().map(|place| ordinal(*place)).collect();
    match said.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => said.concat(),
    }
}

fn ordinal(place: usize) -> String {
    let ending = match (place % 10, place % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

/// The lines of *Can they work?* for whoever helps: whether they made sure who is asking, and whether there is a number for codes.
/// The number itself is nobody's but its owner's.
pub(crate) async fn lines(
    door: &Door,
    call: &Call,
    state: &SignInState,
    order: u16,
) -> Result<Vec<ReadyLine>> {
    let Some(check) = seen(door, call, state).await?.filter(|check| check.is_needed) else {
        return Ok(Vec::new());
    };
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    let (text, act) = match &check.passed {
        Some(passed) => {
            let until = zone.clock(passed.good_until.micros());
            (format!("You made sure by {}. That counts until {until}.", by(passed.method)), None)
        }
        None => (
            "Make sure who is asking before you change how they sign in.".to_owned(),
            Some(Link::new("Make sure who is asking", identity_page(state))),
        ),
    };
    let has_gateway = door.ports().port::<Gateway>().is_ok();
    let number = check.text_number_since.filter(|_| has_gateway).map(|since| ReadyLine {
        order,
        topic: "Codes by text message".to_owned(),
        state: ReadyState::Ok,
        text: format!("They have a number for codes, since {}.", zone.day(since.micros())),
        act: None,
    });
    let asking =
        ReadyLine { order, topic: "Who is asking".to_owned(), state: ReadyState::Ok, text, act };
    Ok([asking].into_iter().chain(number).collect())
}

#[cfg(test)]
mod tests {
    use super::{ordinal, places};

    #[test]
    fn places_are_said_as_people_say_them() {
        assert_eq!(places(&[2, 5, 9]), "2nd, 5th and 9th");
        assert_eq!(places(&[1]), "1st");
        let said: Vec<String> = [3, 11, 12, 13, 21, 22, 23].into_iter().map(ordinal).collect();
        assert_eq!(said, ["3rd", "11th", "12th", "13th", "21st", "22nd", "23rd"]);
    }
}
