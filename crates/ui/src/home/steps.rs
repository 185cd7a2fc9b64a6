//! The steps of setting the service up: one task list, to which slices bring their lines.

use maud::{Markup, html};

use crate::components::{Tag, TagColour, Task, TaskList, TaskStatus, task_list};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Done; it can be looked at and changed again.
    Done,
    /// To do before people can work.
    ToDo,
    /// Worth a look, and fine as it is.
    Optional,
    /// Not known: nobody answered.
    Unknown,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Place in the list: small numbers first, ties by words.
    pub order: u16,
    /// What there is to do ("Import the register").
    pub text: String,
    /// How it stands, in a sentence.
    pub says: String,
    /// Where it is done, and looked at again; none where it is done outside the portal.
    pub href: Option<String>,
    /// How far it is.
    pub state: StepState,
}

/// The list with how many of the steps that have to be done are done.
pub fn steps(steps: &[Step]) -> Markup {
    let mut sorted: Vec<&Step> = steps.iter().collect();
    sorted.sort_by(|one, other| (one.order, &one.text).cmp(&(other.order, &other.text)));
    let tasks = sorted.into_iter().map(|step| Task {
        text: step.text.clone(),
        href: step.href.clone(),
        hint: Some(step.says.as_str().into()),
        status: match step.state {
            StepState::Done => TaskStatus::Completed,
            StepState::ToDo => TaskStatus::Incomplete,
            StepState::Unknown => TaskStatus::Other(Tag::new("Not known", TagColour::Yellow)),
            StepState::Optional => TaskStatus::Other(Tag::new("Optional", TagColour::Grey)),
        },
    });
    html! {
        p { (how_far(steps)) }
        (task_list(&TaskList { tasks: tasks.collect(), ..TaskList::default() }))
    }
}

/// "3 of 7 steps are done"; what is optional does not count.
pub fn how_far(steps: &[Step]) -> String {
    let counted = steps.iter().filter(|step| step.state != StepState::Optional).count();
    let done = steps.iter().filter(|step| step.state == StepState::Done).count();
    if done == counted {
        "Everything that has to be set up is set up.".to_owned()
    } else {
        format!("{done} of {counted} steps are done.")
    }
}
