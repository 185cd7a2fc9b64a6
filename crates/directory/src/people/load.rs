//! Draws up the rows of people for [`kernel::load`], as creating each of them would have left them.
//!
//! The addresses given so far are kept in memory, because a load begins with none: the next number of each stem, and
//! which folded addresses are taken.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::db::Val;
use kernel::ids::{AccountId, ActId, OrganisationId};
use kernel::load::{Load, Order, Table};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::address::{Address, Domain, Stem};
use super::model::{
    AccountKind, AccountState, DISABLED_DAYS, ERASE, LAPSE, LEAVER_DAYS, LeaverKind, RESTORE_DAYS,
    sort_key, words, words_of,
};
use super::names::PersonName;

/// The tables that are filled.
pub const TABLES: [Table; 5] = [
    Table {
        name: "account",
        columns: &[
            "id",
            "organisation",
            "unit",
            "kind",
            "given_name",
            "family_name",
            "display_name",
            "family_key",
            "given_key",
            "address",
            "job_title",
            "telephone",
            "mobile",
            "mobile_hidden",
            "staff_number",
            "listed",
            "state",
            "state_since",
            "state_before",
            "state_reason",
            "due",
            "due_at",
            "last_activity_at",
            "created_at",
            "leaver",
            "leaver_since",
            "leaves_at",
            "active_from",
            "version",
            "act",
        ],
        order: Order::ByKey,
        may_hold: false,
    },
    table("account_token", &["token", "account", "source", "organisation", "version", "act"]),
    table("address", &["key", "address", "account", "kind", "given_at", "version", "act"]),
    table("address_stem", &["stem", "next", "version", "act"]),
    table("account_count", &["organisation", "kind", "state", "accounts", "version", "act"]),
];

const fn table(name: &'static str, columns: &'static [&'static str]) -> Table {
    Table { name, columns, order: Order::Any, may_hold: false }
}

/// How far a loaded person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Life {
    /// Works.
    Active,
    /// Blocked at that time, for that reason.
    Disabled(Timestamp, &'static str),
    /// Deleted at that time, and restorable from then on for as long as the rule says.
    Deleted(Timestamp),
    /// Moves within the service: marked at that time, and claimable from then on for as long as the rule says.
    Moves(Timestamp),
}

/// A person to load.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their key; keys grow from one to the next.
    pub account: AccountId,
    /// Given name, or several.
    pub given: String,
    /// Family name, or several.
    pub family: String,
    /// The family name they had before, if they changed it.
    pub former_family: Option<String>,
    /// Job title.
    pub job_title: &'static str,
    /// A unit of the organisation.
    pub unit: Option<Uuid>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Staff number.
    pub staff_number: Option<String>,
    /// Whether everybody finds them in the directory.
    pub listed: bool,
    /// How far they are.
    pub life: Life,
    /// When they came.
    pub created_at: Timestamp,
    /// When they were last active.
    pub last_activity_at: Option<Timestamp>,
}

/// The organisation people are loaded into.
#[derive(Clone, Debug)]
pub struct Home {
    /// Its key.
    pub organisation: OrganisationId,
    /// Its code in the register.
    pub code: String,
    /// Its name, as people see it.
    pub name: String,
    /// The act that brings them.
    pub act: ActId,
}

/// Gives out addresses and draws up rows.
pub struct Loader {
    domain: Domain,
    stems: HashMap<String, u32>,
    taken: HashSet<String>,
    counts: HashMap<(OrganisationId, &'static str), (i64, ActId)>,
}

impl Loader {
    /// Begins without any address.
    pub fn new(domain: Domain) -> Self {
        Self { domain, stems: HashMap::new(), taken: HashSet::new(), counts: HashMap::new() }
    }

    /// Draws up one person and gives them as other contexts see them.
    ///
    /// # Errors
    /// When no address can be formed from the name, or the database fails.
    pub async fn person(
        &mut self,
        load: &mut Load,
        home: &Home,
        person: &Person,
    ) -> Result<AccountView, Fault> {
        let unusable = |fault| Fault::defect("forming a name to load").because(fault);
        let mut aliases = Vec::new();
        if let Some(former) = &person.former_family {
            let name = PersonName::new(&person.given, former).map_err(unusable)?;
            let address = self.give(load, home, person, &name, "alias").await?;
            aliases.push(address.to_string());
            let found = words_of(&[name.given(), name.family(), name.display()]);
            tokens(load, home, person.account, "former", found).await?;
        }
        let name = PersonName::new(&person.given, &person.family).map_err(unusable)?;
        let address = self.give(load, home, person, &name, "primary").await?;
        let found = words_of(&[name.given(), name.family(), name.display()]);
        tokens(load, home, person.account, "name", found).await?;
        if let Some(number) = &person.staff_number {
            tokens(load, home, person.account, "staff", words(number)).await?;
        }
        let (state, since, before, reason, due) = match person.life {
            Life::Active | Life::Moves(_) => {
                (AccountState::Active, person.created_at, None, None, None)
            }
            Life::Disabled(at, reason) => {
                let due = (LAPSE, at.plus_days(DISABLED_DAYS.default));
                (AccountState::Disabled, at, None, Some(reason), Some(due))
            }
            Life::Deleted(at) => {
                let due = (ERASE, at.plus_days(RESTORE_DAYS.default));
                (AccountState::Deleted, at, Some(AccountState::Active.name()), None, Some(due))
            }
        };
        let leaver = match person.life {
            Life::Moves(at) => Some((at, at.plus_days(LEAVER_DAYS.default))),
            _ => None,
        };
        let version =
            1 + i64::from(person.former_family.is_some()) + i64::from(person.life != Life::Active);
        let row = vals![
            person.account,
            home.organisation,
            person.unit,
            AccountKind::User.name(),
            name.given(),
            name.family(),
            name.display(),
            sort_key(name.family()),
            sort_key(name.given()),
            address.to_string(),
            person.job_title,
            person.telephone.as_deref(),
            person.mobile.as_deref(),
            false,
            person.staff_number.as_deref(),
            person.listed,
            state.name(),
            since,
            before,
            reason,
            due.map(|(what, _)| what),
            due.map(|(_, at)| at),
            person.last_activity_at,
            person.created_at,
            leaver.map(|_| LeaverKind::Moves.name()),
            leaver.map(|(since, _)| since),
            leaver.map(|(_, until)| until),
            person.created_at,
            version,
            home.act
        ];
        load.put("account", row).await?;
        self.counts.entry((home.organisation, state.name())).or_insert((0, home.act)).0 += 1;
        Ok(AccountView {
            account: person.account,
            organisation: home.organisation,
            organisation_code: home.code.clone(),
            organisation_name: home.name.clone(),
            kind: AccountKind::User.name().to_owned(),
            state: state.name().to_owned(),
            is_leaving: leaver.is_some(),
            starts_at: None,
            leaves_at: leaver.map(|(_, until)| until),
            here_since: None,
            given_name: name.given().to_owned(),
            family_name: name.family().to_owned(),
            display_name: name.display().to_owned(),
            address: address.to_string(),
            aliases,
            job_title: Some(person.job_title.to_owned()),
            department: None,
            telephone: person.telephone.clone(),
            mobile: person.mobile.clone(),
            listed: person.listed,
            version,
        })
    }

    /// Gives the next free address of a name.
    async fn give(
        &mut self,
        load: &mut Load,
        home: &Home,
        person: &Person,
        name: &PersonName,
        kind: &'static str,
    ) -> Result<Address, Fault> {
        let stem = Stem::of(name)
            .map_err(|fault| Fault::defect("forming an address to load").because(fault))?;
        loop {
            let next = self.stems.entry(stem.as_str().to_owned()).or_insert(1);
            let number = NonZeroU32::new(*next)
                .ok_or_else(|| Fault::defect("counting addresses of a stem from 0"))?;
            *next += 1;
            let address = Address::new(stem.candidate(number), self.domain.clone())
                .map_err(|fault| Fault::defect("forming an address to load").because(fault))?;
            let key = address.key();
            if self.taken.insert(key.as_str().to_owned()) {
                let given_at = person.created_at;
                let row = vals![
                    key.as_str(),
                    address.to_string(),
                    person.account,
                    kind,
                    given_at,
                    1_i64,
                    home.act
                ];
                load.put("address", row).await?;
                return Ok(address);
            }
        }
    }

    /// Stores the next number of each stem, for which the last act stands, and how many people there are.
    pub async fn finish(self, load: &mut Load, act: ActId) -> Result<(), Fault> {
        for (stem, next) in self.stems {
            let row = vals![format!("{stem}@{}", self.domain), i64::from(next), 1_i64, act];
            load.put("address_stem", row).await?;
        }
        for ((organisation, state), (accounts, act)) in self.counts {
            let row = vals![organisation, AccountKind::User.name(), state, accounts, 1_i64, act];
            load.put("account_count", row).await?;
        }
        Ok(())
    }
}

async fn tokens(
    load: &mut Load,
    home: &Home,
    account: AccountId,
    source: &'static str,
    words: impl IntoIterator<Item = String>,
) -> Result<(), Fault> {
    for word in words {
        let row: [Val; 6] = vals![word, account, source, home.organisation, 1_i64, home.act];
        load.put("account_token", row).await?;
    }
    Ok(())
}
