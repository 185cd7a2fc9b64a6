//! Components against the fixtures of the vendored release, and against hostile text.

mod adapt;
mod adapt_fields;
mod adapt_tables;
mod hostile;
mod options;
mod own;

use std::{collections::BTreeMap, fmt::Write, path::Path};

use maud::Markup;
use serde_json::Value;

use crate::tests::normal::normal;
use options::Options;

/// The markup of a fixture made with our component, or why the fixture is out of scope.
type Adapted = Result<Markup, String>;

/// Reads a fixture's options.
type Adapt = fn(Options) -> Adapted;

/// Every component compared, with the function that reads a fixture's options.
const COMPONENTS: [(&str, Adapt); 30] = [
    ("action-link", adapt::action_link),
    ("back-link", adapt::back_link),
    ("breadcrumb", adapt::breadcrumb),
    ("button", adapt::button),
    ("card", adapt::card),
    ("checkboxes", adapt_fields::checkboxes),
    ("date-input", adapt_fields::date_input),
    ("details", adapt::details),
    ("error-message", adapt::error_message),
    ("error-summary", adapt::error_summary),
    ("fieldset", adapt_fields::fieldset),
    ("heading", adapt::heading),
    ("hint", adapt::hint),
    ("input", adapt_fields::input),
    ("inset-text", adapt::inset_text),
    ("label", adapt_fields::label),
    ("notification-banner", adapt::notification_banner),
    ("pagination", adapt::pagination),
    ("panel", adapt::panel),
    ("password-input", adapt_fields::password_input),
    ("radios", adapt_fields::radios),
    ("search-input", adapt_fields::search_input),
    ("select", adapt_fields::select),
    ("skip-link", adapt::skip_link),
    ("summary-list", adapt_tables::summary_list),
    ("tables", adapt_tables::table),
    ("tag", adapt::tag),
    ("task-list", adapt_tables::task_list),
    ("textarea", adapt_fields::textarea),
    ("warning-callout", adapt::warning_callout),
];

/// The fixtures of a component: name, options, expected markup.
fn fixtures(component: &str) -> Vec<(String, Value, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../web/vendor/nhsuk-frontend/fixtures")
        .join(format!("{component}.json"));
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    file["fixtures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fixture| {
            (
                fixture["name"].as_str().unwrap().to_owned(),
                fixture["context"].clone(),
                fixture["html"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn components_equal_the_fixtures_of_the_release() {
    let mut differences = String::new();
    let mut report = String::new();
    for (component, adapt) in COMPONENTS {
        let all = fixtures(component);
        let mut alike = 0;
        let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
        for (name, context, expected) in &all {
            // The content of a call block is not part of the recorded options.
            let adapted = if name.contains("call block") {
                Err("content from a call block".to_owned())
            } else {
                adapt(Options::of(context))
            };
            match adapted {
                Err(reason) => *left_out.entry(reason).or_default() += 1,
                Ok(markup) => {
                    let (ours, theirs) = (normal(&markup.0), normal(expected));
                    if ours == theirs {
                        alike += 1;
                    } else {
                        let place = ours
                            .iter()
                            .zip(&theirs)
                            .take_while(|(one, other)| one == other)
                            .count();
                        writeln!(
                            differences,
                            "{component}: {name}\n  ours   {:?}\n  theirs {:?}",
                            ours.get(place),
                            theirs.get(place),
                        )
                        .unwrap();
                    }
                }
            }
        }
        writeln!(report, "{component}: {alike} of {}", all.len()).unwrap();
        for (reason, count) in left_out {
            writeln!(report, "  left out {count}: {reason}").unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
    insta::assert_snapshot!(report);
}

#[test]
fn every_vendored_fixture_file_is_compared_or_named_here_with_a_reason() {
    const LEFT_OUT: [(&str, &str); 2] = [
        ("legend", "a legend is only drawn inside its fieldset, whose fixtures are compared"),
        ("tabs", "the release's tabs need script; ours are links between pages"),
    ];
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/vendor/nhsuk-frontend/fixtures");
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file.strip_suffix(".json").unwrap();
        assert!(
            COMPONENTS.iter().any(|(component, _)| *component == name)
                || LEFT_OUT.iter().any(|(component, _)| *component == name),
            "{name} is vendored but not compared",
        );
    }
}
