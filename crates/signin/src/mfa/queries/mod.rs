//! How people and organisations stand.

mod missed;
mod nation;
mod person;
mod readiness;
mod waiting;

pub use missed::{MissedPage, MissedSession, SecondStepMissed};
pub use nation::{OrganisationStands, OrganisationsStand, SecondStepByOrganisation};
pub use person::{ExceptionItem, MySecondStep, SecondStepOf, StandsWith};
pub(super) use readiness::answer;
pub use readiness::{
    NetworkItem, PersonStands, ReadinessFigures, ReadinessPage, SecondStepReadiness, Show,
};
pub use waiting::{SecondStepWaiting, WaitingDecisions, WaitingException, WaitingNetwork};
