//! Enrolling, alarms, and the way in from the host.

mod alarm;
mod enrol;
mod recover;
mod remind;

pub use alarm::{CloseAlarm, Outcome};
pub use enrol::{EndBreakGlass, EnrolBreakGlass};
pub use recover::RecoverAccess;
pub use remind::RemindOfDrill;
