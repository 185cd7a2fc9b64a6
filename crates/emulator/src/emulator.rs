//! The emulator as a whole: what it owns, how it is opened, and the two ways to its directory, read and write.

use std::sync::Arc;

use kernel::clock::{Clock, Timestamp};
use kernel::ids;
use parking_lot::{Mutex, RwLock};
use tokio_rustls::TlsAcceptor;
use uuid::Uuid;
use wire::graph::Property;

use crate::catalogue::Catalogue;
use crate::certificates::{self, CertificateError};
use crate::errors::Refusal;
use crate::faults::Faults;
use crate::journal::{Journal, JournalError, OnDisk};
use crate::record::Record;
use crate::requests::Requests;
use crate::settings::Settings;
use crate::state::{Entry, Founded, Gone, State};
use crate::throttle::Buckets;
use crate::tokens::Tokens;
use crate::view::View;

/// Days a deleted user can be restored.
pub(crate) const RESTORABLE_DAYS: i64 = 30;
/// Days the journal remembers that somebody is gone; longer than any delta token lives.
const TOMBSTONE_DAYS: i64 = 40;

/// A tenant, ready to be served.
#[derive(Debug)]
pub struct Emulator {
    pub(crate) settings: Settings,
    pub(crate) catalogue: Catalogue,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) requests: Requests,
    pub(crate) buckets: Mutex<Option<Buckets>>,
    pub(crate) faults: Faults,
    state: RwLock<Kept>,
    journal: Journal,
    certificate_authority: String,
    acceptor: Acceptor,
}

/// Hides the acceptor, which has no debug text.
struct Acceptor(TlsAcceptor);

impl std::fmt::Debug for Acceptor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TlsAcceptor")
    }
}

/// The directory with what its upkeep needs to know.
#[derive(Debug)]
struct Kept {
    state: State,
    /// Lines in the journal.
    lines: usize,
    /// When expired users were last looked for.
    swept: Timestamp,
}

/// Why a tenant cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal is damaged, in use, or cannot be written.
    #[error("the tenant's journal cannot be used: {0}")]
    Journal(String),
    /// There is no certificate.
    #[error("the tenant's certificates cannot be used: {0}")]
    Certificates(String),
    /// The settings name no domain.
    #[error("a tenant needs at least one verified domain")]
    NoDomain,
}

impl From<JournalError> for OpenError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error.to_string())
    }
}

impl From<CertificateError> for OpenError {
    fn from(error: CertificateError) -> Self {
        Self::Certificates(error.to_string())
    }
}

impl Emulator {
    /// Opens the tenant in its directory, or founds it there.
    ///
    /// # Errors
    /// If the journal or the certificates cannot be used, or the settings name no domain.
    pub fn open(settings: Settings, clock: Clock) -> Result<Arc<Self>, OpenError> {
        if settings.domains.is_empty() {
            return Err(OpenError::NoDomain);
        }
        let now = clock.now();
        let mut state =
            State::new(Founded { tenant: ids::new_at(now), epoch: ids::new_at(now), at: now });
        let (journal, lines) = Journal::open(&settings.directory, |entry| state.apply(&entry))?;
        let (acceptor, certificate_authority) = certificates::open(&settings.directory, now)?;
        if lines == 0 {
            journal.rewrite(state.entries(now));
        }
        let emulator = Self {
            catalogue: Catalogue::new(settings.skus.clone()),
            settings,
            clock,
            tokens: Tokens::default(),
            requests: Requests::default(),
            buckets: Mutex::new(None),
            faults: Faults::default(),
            state: RwLock::new(Kept {
                state,
                lines: lines.max(1),
                swept: Timestamp::from_micros(0),
            }),
            journal,
            certificate_authority,
            acceptor: Acceptor(acceptor),
        };
        Ok(Arc::new(emulator))
    }

    /// What the https listener needs, and the certificate (PEM) that clients must trust.
    pub fn tls(&self) -> (TlsAcceptor, String) {
        (self.acceptor.0.clone(), self.certificate_authority.clone())
    }

    /// Trouble on purpose.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Looks at the directory, as a replica shows it if a plan makes replicas slow.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&View<'_>) -> T) -> T {
        let delay = self.faults.replication_delay();
        let horizon =
            (delay > 0).then(|| Timestamp::from_micros(self.clock.now().micros() - delay));
        look(&View { state: &self.state.read().state, horizon, catalogue: &self.catalogue })
    }

    /// Looks at the directory as it is.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().state)
    }

    /// Changes the directory: `decide` sees it as it is and answers the entries, which nobody can come between.
    pub(crate) fn write<T>(
        &self,
        decide: impl FnOnce(&State, Timestamp) -> Result<(Vec<Entry>, T), Refusal>,
    ) -> Result<(T, OnDisk), Refusal> {
        let now = self.clock.now();
        let kept = &mut *self.state.write();
        self.sweep(kept, now);
        let (entries, result) = decide(&kept.state, now)?;
        Ok((result, self.commit(kept, entries, now)))
    }

    /// Users whose thirty days are over are gone for good. Looked for at most once an hour.
    fn sweep(&self, kept: &mut Kept, now: Timestamp) {
        if now < kept.swept.plus_seconds(3600) {
            return;
        }
        kept.swept = now;
        let expired =
            kept.state.deleted.values().filter(|record| {
                record.deleted.is_some_and(|at| at.plus_days(RESTORABLE_DAYS) <= now)
            });
        let expired: Vec<Uuid> = expired.map(|record| record.id).collect();
        let first = kept.state.sequence + 1;
        let entries = expired
            .into_iter()
            .zip(first..)
            .map(|(id, sequence)| Entry::Gone(Gone { id, sequence, at: now }))
            .collect();
        self.commit(kept, entries, now);
    }

    /// Runs the hourly look for expired users before something that shows them.
    pub(crate) fn sweep_now(&self) {
        let now = self.clock.now();
        if self.state.read().swept.plus_seconds(3600) <= now {
            self.sweep(&mut self.state.write(), now);
        }
    }

    fn commit(&self, kept: &mut Kept, entries: Vec<Entry>, now: Timestamp) -> OnDisk {
        let delay = self.faults.replication_delay();
        for entry in &entries {
            if delay > 0
                && let Entry::Put(record) = entry
            {
                kept.state.remember(record.id, now, Timestamp::from_micros(now.micros() - delay));
            }
            kept.state.apply(entry);
        }
        if delay == 0 && !kept.state.history.is_empty() {
            kept.state.history.clear();
        }
        kept.lines += entries.len();
        let on_disk = self.journal.append(entries);
        let objects = kept.state.live.len() + kept.state.deleted.len() + kept.state.gone.len();
        if kept.lines > 2 * objects + self.settings.limits.journal_slack {
            let whole = kept.state.entries(now.plus_days(-TOMBSTONE_DAYS));
            kept.lines = whole.len();
            self.journal.rewrite(whole);
        }
        on_disk
    }

    /// Whether the part after the at-sign is a verified domain.
    pub(crate) fn is_verified(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.settings.domains.iter().any(|known| known.eq_ignore_ascii_case(domain))
    }

    /// Where a client that used this host is; links in answers lead back to the same listener.
    pub(crate) fn base(&self, host: Option<&str>) -> String {
        let authority = |url: &str| {
            url.split_once("://").map(|(_, rest)| rest.trim_end_matches('/').to_ascii_lowercase())
        };
        let is_tls = host.is_some_and(|host| {
            authority(&self.settings.public_tls_url) == Some(host.to_ascii_lowercase())
        });
        let url = if is_tls { &self.settings.public_tls_url } else { &self.settings.public_url };
        url.trim_end_matches('/').to_owned()
    }

    /// What stands in the way of a new or changed record: who else has its name, anchor or addresses.
    pub(crate) fn clash(state: &State, record: &Record) -> Result<(), Refusal> {
        let other = |found: Option<&Uuid>| found.is_some_and(|id| *id != record.id);
        let name = record.text(Property::UserPrincipalName).unwrap_or_default().to_lowercase();
        if other(state.names.get(&name)) {
            return Err(crate::errors::taken("userPrincipalName"));
        }
        if other(
            record
                .text(Property::OnPremisesImmutableId)
                .and_then(|anchor| state.anchors.get(anchor)),
        ) {
            return Err(crate::errors::taken("onPremisesImmutableId"));
        }
        if other(state.addresses.get(&name))
            || record.addresses().any(|address| other(state.addresses.get(&address)))
        {
            return Err(crate::errors::address_taken());
        }
        Ok(())
    }
}
