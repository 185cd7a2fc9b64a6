//! Who may see how far Microsoft 365 is, and who may stop and start it.

use kernel::authority::{Action, Place, Role, RoleSet, Rule, Who, grants_of};
use kernel::db::Reader;
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;

/// See how far one account is.
pub(crate) const SEE: Action = Action("tenant.state-of");
/// See what of an organisation is not live yet.
pub(crate) const LIST: Action = Action("tenant.on-the-way");
/// See the whole queue and the connection.
pub(crate) const OVERVIEW: Action = Action("tenant.overview");
/// Stop all sending.
pub(crate) const PAUSE: Action = Action("tenant.pause");
/// Go on sending.
pub(crate) const RESUME: Action = Action("tenant.resume");
/// Try one account again now.
pub(crate) const RETRY: Action = Action("tenant.retry");

const HELPERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::IncidentManager,
    Role::SupplierEngineer,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::LicenceAdministrator,
    Role::Auditor,
];

const MENDERS: &[Role] =
    &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator, Role::LocalAdministrator];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(SEE, Who::roles(HELPERS).or_oneself()),
    Rule::new(LIST, Who::roles(HELPERS)),
    Rule::new(
        OVERVIEW,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::IncidentManager,
            Role::SupplierEngineer,
        ]),
    ),
    Rule::new(PAUSE, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(RESUME, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(RETRY, Who::roles(MENDERS)),
];

/// Whether a page should offer the actor to try accounts of the organisation again. The command decides for itself.
pub(crate) async fn may_mend(
    reader: &mut Reader,
    call: &Call,
    organisation: OrganisationId,
) -> Result<bool, Fault> {
    let Some(account) = call.actor.account() else { return Ok(false) };
    let place = Place::of(reader, organisation).await?;
    let grants = grants_of(reader, account, call.now).await?;
    let mut live = grants.iter().filter(|grant| grant.is_live(call.now));
    Ok(live.any(|grant| grant.span.reaches(&place) && RoleSet::of(MENDERS).has(grant.role)))
}
