//! Who may do what with licences.

use kernel::authority::{Action, Role, Rule, Who};

/// Import of Microsoft's table.
pub(super) const PRODUCT_IMPORT: Action = Action("product.import");
/// The starter set.
pub(super) const PRODUCT_ENSURE: Action = Action("product.ensure");
/// The list of products: public facts, for everyone signed in.
pub(super) const PRODUCT_LIST: Action = Action("product.list");
/// A purchase.
pub(super) const SUBSCRIPTION_ADD: Action = Action("subscription.add");
/// Its quantity.
pub(super) const SUBSCRIPTION_CHANGE: Action = Action("subscription.change-quantity");
/// An organisation's part of it.
pub(super) const ALLOTMENT_SET: Action = Action("allotment.set");
/// Handing out a further block.
pub(super) const TOP_UP: Action = Action("licence.top-up");
/// Serving those who wait.
pub(super) const SERVE: Action = Action("licence.serve");
/// Taking unused parts back from a purchase that became smaller.
pub(super) const RECLAIM: Action = Action("licence.reclaim");
/// Figures and queues of an organisation.
pub(super) const READ: Action = Action("licence.read");
/// Figures of the nation.
pub(super) const READ_NATIONAL: Action = Action("licence.read-national");

/// The table.
pub(super) const RULES: &[Rule] = &[
    Rule::new(PRODUCT_IMPORT, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(PRODUCT_ENSURE, Who::SERVICE),
    Rule::new(PRODUCT_LIST, Who::EVERYONE),
    Rule::new(SUBSCRIPTION_ADD, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(SUBSCRIPTION_CHANGE, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(ALLOTMENT_SET, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(TOP_UP, Who::SERVICE),
    Rule::new(SERVE, Who::SERVICE),
    Rule::new(RECLAIM, Who::SERVICE),
    Rule::new(
        READ,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LocalHelpDesk,
            Role::LicenceAdministrator,
            Role::Auditor,
        ]),
    ),
    Rule::new(READ_NATIONAL, Who::roles(&[Role::PlatformAdministrator]).or_service()),
];
