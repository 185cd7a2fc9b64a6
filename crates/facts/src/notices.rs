//! What notices tell.

use uuid::Uuid;

crate::facts! {
    /// Somebody asked to send a letter again that did not arrive.
    NoticeRetryAsked = "notice.retry-asked" {
        /// The letter.
        mail: Uuid,
    }
    /// A letter that had been sent came back, or is late.
    NoticeReturned = "notice.returned" {
        /// The letter.
        mail: Uuid,
        /// Why, as RFC 3463 counts reasons: `5.1.1`.
        status: String,
    }
}
