//! What people are told when something about licences cannot be done.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The row of the table cannot be taken as it is.
pub(super) const ROW: Code = Code::new(
    Kind::Invalid,
    "product.row",
    "Row {row} cannot be used: a name {problem}. Correct it and send the rows again.",
);
/// Too many rows at once.
pub(super) const TOO_MANY_ROWS: Code =
    Code::new(Kind::Invalid, "product.too-many-rows", "Send 200 rows or fewer at once.");
/// A product nobody knows.
pub(super) const UNKNOWN_PRODUCT: Code =
    Code::new(Kind::Invalid, "product.unknown", "Choose a product from the list of products.");
/// No label.
pub(super) const LABEL: Code = Code::new(
    Kind::Invalid,
    "subscription.label",
    "Enter a name for this purchase, 120 characters or fewer.",
);
/// Not a number of licences.
pub(super) const QUANTITY: Code = Code::new(
    Kind::Invalid,
    "subscription.quantity",
    "Enter a whole number of licences from 0 to 10,000,000.",
);
/// Not a day.
pub(super) const DAY: Code = Code::new(
    Kind::Invalid,
    "subscription.day",
    "Enter a day that exists, such as 31 3 2027 (2027-03-31).",
);
/// It would end before it starts.
pub(super) const ENDS_FIRST: Code =
    Code::new(Kind::Invalid, "subscription.ends-first", "Enter an end that is after the start.");
/// The purchase it follows is of another product or owner.
pub(super) const PREDECESSOR: Code = Code::new(
    Kind::Invalid,
    "subscription.predecessor",
    "Choose an earlier purchase of the same product and the same owner.",
);
/// The organisation has not joined the service.
pub(super) const NOT_OPEN: Code = Code::new(
    Kind::Conflict,
    "subscription.organisation-not-open",
    "This organisation does not use the service. Choose one that does.",
);
/// Part of an organisation's own purchase for another one.
pub(super) const OWN_PURCHASE: Code = Code::new(
    Kind::Conflict,
    "allotment.own-purchase",
    "This purchase belongs to one organisation and cannot be shared out. Change its quantity instead.",
);
/// More than is left.
pub(super) const NOT_ENOUGH: Code = Code::new(
    Kind::Conflict,
    "allotment.not-enough",
    "Only {left} more licences of this purchase can be shared out. Enter a smaller number or add licences to the purchase.",
);

/// All of them.
pub(super) const ALL: RefusalList = &[
    ROW,
    TOO_MANY_ROWS,
    UNKNOWN_PRODUCT,
    LABEL,
    QUANTITY,
    DAY,
    ENDS_FIRST,
    PREDECESSOR,
    NOT_OPEN,
    OWN_PURCHASE,
    NOT_ENOUGH,
];
