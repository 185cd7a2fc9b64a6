use maud::html;

use super::{
    Card, ComingLine, ComingPart, Readiness, ReadyLine, ReadyState, Step, StepState, cards, coming,
    how_far, late_card, readiness, steps,
};
use crate::link::Link;

fn line(order: u16, topic: &str, state: ReadyState) -> ReadyLine {
    ReadyLine { order, topic: topic.to_owned(), state, text: String::new(), act: None }
}

fn shown(lines: Vec<ReadyLine>) -> String {
    readiness(&Readiness { question: "Can they work?".to_owned(), lines }).0
}

#[test]
fn the_worst_line_decides_the_answer() {
    let ok = || line(1, "Account", ReadyState::Ok);
    let soon = || line(2, "Mailbox", ReadyState::ReadyBy("14:10".to_owned()));
    let them = || line(3, "Terms", ReadyState::NeedsThem);
    let you = || line(4, "Password", ReadyState::NeedsYou);
    assert!(shown(vec![ok()]).contains(">Yes<"));
    assert!(shown(vec![ok(), soon()]).contains(">Soon: nobody needs to act<"));
    assert!(shown(vec![soon(), them()]).contains(">Not yet: something needs somebody else<"));
    assert!(shown(vec![ok(), soon(), them(), you()]).contains(">Not yet: something needs you<"));
}

#[test]
fn every_state_is_said_in_words() {
    let all = shown(vec![
        line(1, "a", ReadyState::Ok),
        line(2, "b", ReadyState::ReadyBy("Tuesday 14:10".to_owned())),
        line(3, "c", ReadyState::NeedsYou),
        line(4, "d", ReadyState::NeedsThem),
    ]);
    for words in [">OK<", ">Ready by Tuesday 14:10<", ">Needs you<", ">Needs them<"] {
        assert!(all.contains(words), "{words}");
    }
}

#[test]
fn lines_stand_in_order_whoever_brought_them() {
    let all = shown(vec![
        line(20, "Mailbox", ReadyState::Ok),
        line(10, "Password", ReadyState::Ok),
        line(10, "Account", ReadyState::Ok),
    ]);
    let at = |topic: &str| all.find(topic).unwrap();
    assert!(at("Account") < at("Password") && at("Password") < at("Mailbox"));
}

#[test]
fn cards_stand_in_order_and_lead_to_their_list() {
    let card = |id: &str, order| Card {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        body: html! { p { "Nothing waits." } },
        link: Some(Link::new("See all", format!("/{id}"))),
        order,
    };
    let all = cards(&[card("second", 20), late_card("third", "Third", 30), card("first", 10)]).0;
    let at = |text: &str| all.find(text).unwrap();
    assert!(at("card-first") < at("card-second") && at("card-second") < at("card-third"));
    assert!(all.contains("href=\"/first\""));
    assert!(all.contains("This part is not answering"));
}

fn step(order: u16, text: &str, state: StepState) -> Step {
    let href = Some("/national/register".to_owned());
    Step { order, text: text.to_owned(), says: format!("{text} says"), href, state }
}

#[test]
fn steps_stand_in_order_and_what_is_optional_does_not_count() {
    let all = [
        step(20, "Second", StepState::ToDo),
        step(10, "First", StepState::Done),
        step(30, "Third", StepState::Optional),
    ];
    let shown = steps(&all).0;
    let at = |words: &str| shown.find(words).expect(words);
    assert!(at("First says") < at("Second says") && at("Second says") < at("Third says"));
    for words in ["1 of 2 steps are done.", "Completed", "Incomplete", "Optional"] {
        assert!(shown.contains(words), "{words}");
    }
    let unknown = [step(10, "First", StepState::Done), step(20, "Second", StepState::Unknown)];
    assert_eq!(how_far(&unknown), "1 of 2 steps are done.");
    assert!(steps(&unknown).0.contains("Not known"));
    assert_eq!(
        how_far(&[step(10, "First", StepState::Done)]),
        "Everything that has to be set up is set up."
    );
}

#[test]
fn what_comes_up_is_told_with_its_day_and_with_what_stood_in_its_way() {
    let line = |trouble: Option<&str>| ComingLine {
        name: "Asha Rao".to_owned(),
        to: "/o/RX1/people/1/policy".to_owned(),
        what: "moves to Wards".to_owned(),
        day: "2027-03-05".to_owned(),
        trouble: trouble.map(str::to_owned),
    };
    let part = |lines| ComingPart {
        order: 1,
        title: "Moves".to_owned(),
        lines,
        empty: "No move is planned".to_owned(),
        help: "Plan one.".to_owned(),
        all: Link::new("All moves", "/moves"),
    };
    let shown = coming(&part(vec![line(None), line(Some("The <day> is over."))])).0;
    assert!(shown.contains("Moves to Wards<") && shown.contains("5 March 2027"), "{shown}");
    assert!(shown.contains("Moves to Wards. The &lt;day&gt; is over."), "{shown}");
    let told = line(None).told().0;
    assert!(told.contains("Asha Rao</a> moves to Wards on <time"), "{told}");
    assert!(coming(&part(Vec::new())).0.contains("No move is planned"));
}
