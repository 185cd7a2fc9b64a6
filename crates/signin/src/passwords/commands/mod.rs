//! Changing passwords.

mod change;
mod operator;

pub use change::ChangePassword;
pub use operator::SetPasswordByOperator;
