use super::gallery;
use crate::tests::page::faults;

#[test]
fn the_gallery_is_a_page_without_faults() {
    assert_eq!(faults(&gallery().0), Vec::<String>::new());
}

#[test]
fn the_gallery_shows_every_component() {
    let page = gallery().0;
    for class in [
        "nhsuk-action-link",
        "nhsuk-back-link",
        "nhsuk-breadcrumb",
        "nhsuk-button",
        "nhsuk-card",
        "nhsuk-checkboxes",
        "nhsuk-date-input",
        "nhsuk-details",
        "nhsuk-error-message",
        "nhsuk-error-summary",
        "nhsuk-fieldset",
        "nhsuk-file-upload__input",
        "nhsuk-hint",
        "nhsuk-input",
        "nhsuk-inset-text",
        "nhsuk-label",
        "nhsuk-notification-banner",
        "nhsuk-pagination",
        "nhsuk-panel",
        "nhsuk-password-input",
        "nhsuk-radios",
        "nhsuk-search-input",
        "nhsuk-select",
        "nhsuk-skip-link",
        "nhsuk-summary-list",
        "nhsuk-table",
        "nhsuk-tabs",
        "nhsuk-tag",
        "nhsuk-task-list",
        "nhsuk-textarea",
        "nhsuk-card--warning",
        "app-empty",
        "app-filters",
        "app-cards",
        "app-ready",
        "app-section",
    ] {
        assert!(page.contains(class), "no {class} in the gallery");
    }
}
