//! What a tenant is and what it may do.

use std::path::PathBuf;

use kernel::secret::Secret;
use uuid::Uuid;

use crate::throttle::Throttle;

/// A tenant.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the journal and the certificates are kept; made if it does not exist.
    pub directory: PathBuf,
    /// The name of the organisation.
    pub tenant_name: String,
    /// Verified domains; the first is the default and the initial one. At least one.
    pub domains: Vec<String>,
    /// Products the tenant owns.
    pub skus: Vec<Sku>,
    /// The application that may ask for tokens.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret<String>,
    /// Where clients reach it over http, without a slash at the end.
    pub public_url: String,
    /// Where clients reach it over https, without a slash at the end.
    pub public_tls_url: String,
    /// Sizes, lives and quotas.
    pub limits: Limits,
}

/// A product the tenant owns.
#[derive(Clone, Debug)]
pub struct Sku {
    /// Microsoft's id of the product.
    pub sku_id: Uuid,
    /// Its short name, for example `SPE_E3`.
    pub part_number: String,
    /// Units owned.
    pub enabled_units: u32,
    /// Its service plans: id and name.
    pub service_plans: Vec<(Uuid, String)>,
}

/// Sizes, lives and quotas. The defaults are those of the real service, with throttling off.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Whether the fault plan can be set by `POST /emulator/faults`.
    pub faults: FaultControl,
    /// Quotas; none lets everything through.
    pub throttle: Option<Throttle>,
    /// Users on a page of a list when the client does not say.
    pub list_page: usize,
    /// Objects on a page of a delta round when the client does not say.
    pub delta_page: usize,
    /// How many lines the journal may hold beyond the objects it describes before it is written anew.
    pub journal_slack: usize,
}

/// Who may set the fault plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultControl {
    /// Only the program that holds the emulator.
    InProcess,
    /// Also everybody who reaches the listener.
    OverHttp,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            faults: FaultControl::InProcess,
            throttle: None,
            list_page: 100,
            delta_page: 200,
            journal_slack: 10_000,
        }
    }
}
