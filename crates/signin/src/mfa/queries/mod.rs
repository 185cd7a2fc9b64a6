//! How people and organisations stand.

mod missed;
mod missing;
mod nation;
mod person;
mod readiness;
mod report;
mod waiting;

pub(super) use missed::missed_in_all;
pub use missed::{MissedPage, MissedSession, SecondStepMissed};
pub(super) use missing::answer;
pub use nation::{OrganisationStands, OrganisationsStand, SecondStepByOrganisation};
pub use person::{ExceptionItem, MySecondStep, SecondStepOf, StandsWith};
pub use readiness::{
    NetworkItem, PersonStands, ReadinessFigures, ReadinessPage, SecondStepReadiness, Show,
};
pub(super) use report::figures;
pub use report::{ReportFigures, ReportItem, ReportPage, SecondStepReport};
pub use waiting::{SecondStepWaiting, WaitingDecisions, WaitingException, WaitingNetwork};
