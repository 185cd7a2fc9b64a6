//! Changing passwords.

mod change;
mod earlier;
mod operator;
mod own;

pub use change::ChangePassword;
pub(crate) use earlier::{is_earlier, refusal as earlier, refuse_earlier};
pub use operator::SetPasswordByOperator;
pub(crate) use own::own;
