//! Changing passwords.

mod change;
mod operator;
mod own;

pub use change::ChangePassword;
pub use operator::SetPasswordByOperator;
pub(crate) use own::own;
