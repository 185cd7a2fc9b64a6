//! Task list. <https://service-manual.nhs.uk/design-system/components/task-list>

use maud::{Markup, html};

use super::{Tag, TagColour, classes, tag};
use crate::{content::Content, link::address};

/// How far a task is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TaskStatus {
    /// Done; drawn quietly, so that what is left stands out.
    Completed,
    /// Not done.
    #[default]
    Incomplete,
    /// Waits for another task.
    CannotStart,
    /// Anything else.
    Other(Tag),
}

/// One task.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// What there is to do.
    pub text: String,
    /// Where to do it; none while it cannot be started.
    pub href: Option<String>,
    /// Help under the words.
    pub hint: Option<Content>,
    /// How far it is.
    pub status: TaskStatus,
}

/// Tasks that can be done in any order.
#[derive(Clone, Debug, Default)]
pub struct TaskList {
    /// Start of the ids; "task-list" when empty. Set it when a page has two lists.
    pub id: String,
    /// The tasks in order.
    pub tasks: Vec<Task>,
}

/// A task list.
pub fn task_list(list: &TaskList) -> Markup {
    let prefix = match list.id.as_str() {
        "" => "task-list",
        id => id,
    };
    html! {
        ul.nhsuk-task-list {
            @for (index, task) in list.tasks.iter().enumerate() {
                (item(task, &format!("{prefix}-{}", index + 1)))
            }
        }
    }
}

/// One task; its link is described by hint and status, so both are read with it.
fn item(task: &Task, id: &str) -> Markup {
    let status_id = format!("{id}-status");
    let hint_id = format!("{id}-hint");
    let described_by = match task.hint {
        Some(_) => format!("{hint_id} {status_id}"),
        None => status_id.clone(),
    };
    let with_link = if task.href.is_some() { "nhsuk-task-list__item--with-link" } else { "" };
    html! {
        li class=(classes(&["nhsuk-task-list__item", with_link])) {
            div.nhsuk-task-list__name-and-hint {
                @match &task.href {
                    Some(href) => a class="nhsuk-task-list__link nhsuk-link" href=(address(href))
                        aria-describedby=(described_by) { (task.text) },
                    None => div { (task.text) },
                }
                @if let Some(hint) = &task.hint {
                    div.nhsuk-task-list__hint id=(hint_id) { (hint) }
                }
            }
            div.nhsuk-task-list__status id=(status_id) { (status(&task.status)) }
        }
    }
}

/// The state in words. What asks for nothing is set without weight or colour.
fn status(status: &TaskStatus) -> Markup {
    const QUIET: &str =
        "nhsuk-tag nhsuk-tag--no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal";
    html! {
        @match status {
            TaskStatus::Completed => strong class=(QUIET) { "Completed" },
            TaskStatus::Incomplete => (tag(&Tag::new("Incomplete", TagColour::Blue))),
            TaskStatus::CannotStart => strong class=(classes(&[QUIET, "nhsuk-u-secondary-text-colour"])) {
                "Cannot start yet"
            },
            TaskStatus::Other(other) => (tag(other)),
        }
    }
}
