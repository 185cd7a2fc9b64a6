//! Keys of this context's things.

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
