//! Keys of this context's things: plain UUIDs in SQL, JSON and URLs, of different types here, so that a product's key
//! is never taken for a purchase's.

kernel::id!(
    /// A product in Microsoft's table.
    ProductId
);
kernel::id!(
    /// A purchase of one product.
    SubscriptionId
);
kernel::id!(
    /// A user policy.
    PolicyId
);
