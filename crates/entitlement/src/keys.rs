//! Keys of this context's things: plain UUIDs in SQL, JSON and URLs, of different types here, so that a product's key
//! is never taken for a purchase's.

/// Declares one key type. `kernel::id!` cannot be used outside the kernel: it would implement a foreign trait for
/// `Option`.
macro_rules! key {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(#[schemars(with = "String", extend("format" = "uuid"))] pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for kernel::db::Val {
            fn from(key: $name) -> Self {
                Self::Id(key.0)
            }
        }
    };
}

key!(
    /// A product in Microsoft's table.
    ProductId
);
key!(
    /// A purchase of one product.
    SubscriptionId
);
key!(
    /// A user policy.
    PolicyId
);
