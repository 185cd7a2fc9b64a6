//! Opening: a register record becomes a member of the service.

use facts::directory::OrganisationOpened;
use kernel::authority::{Action, Resource, place_in_tree};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fields, coded, is_time_zone};
use crate::joining::{self, FirstAdministrator};
use crate::organisations::model::{
    Organisation, OrganisationState, RegisterStatus, SHORT_NAME_AT_MOST, Tier, day_of, short_names,
};
use crate::organisations::store::{self, Opening};
use crate::organisations::{Defaults, authority, messages};
use crate::people::coming::{self, Domain};

/// Opens an organisation of the register, so that it may have administrators and people. Only what the register calls
/// active, whose last day has not passed, and for which all checks hold or are waived, can be opened. One that has
/// applied is being opened first.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenOrganisation {
    /// Its code in the register.
    pub organisation: String,
    /// The short name that begins the addresses of its shared mailboxes: 2 to 12 letters and digits, nobody else's.
    /// Left out, one is made from the name.
    pub short_name: Option<String>,
    /// Its service tier.
    pub tier: Tier,
    /// Code of the open organisation that administers it from above, if any.
    pub parent: Option<String>,
    /// Its time zone, such as `Europe/London`. Left out, the installation's.
    pub time_zone: Option<String>,
    /// The country in which its people use the service, as two capital letters. Left out, the installation's.
    pub usage_location: Option<String>,
    /// Why it may open although checks are missing; that is a waiver of each of them, for as long as the rule
    /// `joining.waiver-days` says. At most 500 characters.
    #[serde(default)]
    pub waiver: Option<String>,
    /// Who administers it first: they are created in it, get the role of a primary local administrator, and are sent a
    /// start link, all in the act that opens it. Left out, somebody is invited later.
    #[serde(default)]
    pub administrator: Option<FirstAdministrator>,
}

/// Where an organisation that is being opened lies, and in which domain its first administrator gets an address.
#[derive(Clone, Debug)]
pub struct Place {
    time_zone: String,
    usage_location: String,
    domain: Option<Domain>,
}

/// An organisation that has just been opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// Its key.
    pub id: OrganisationId,
    /// Its code in the register.
    pub code: String,
    /// Its short name.
    pub short_name: String,
    /// Its version.
    pub version: i64,
    /// The account of whoever administers it first, if somebody was invited.
    pub administrator: Option<AccountId>,
}

impl Command for OpenOrganisation {
    const NAME: &'static str = "organisation.open";
    const ACTION: Action = authority::OPEN;
    type Prepared = Place;
    type Output = Opened;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Place> {
        let place = self.place(ports)?;
        let mut fields = Fields::default();
        if let Some(short_name) = &self.short_name {
            let formed = (2..=SHORT_NAME_AT_MOST).contains(&short_name.len())
                && short_name.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !formed {
                fields.add("short_name", messages::SHORT_NAME_FORM.text);
            }
        }
        if !is_time_zone(&place.time_zone) {
            fields.add("time_zone", messages::TIME_ZONE.text);
        }
        if place.usage_location.len() != 2
            || !place.usage_location.bytes().all(|byte| byte.is_ascii_uppercase())
        {
            fields.add("usage_location", messages::USAGE_LOCATION.text);
        }
        fields.check()?;
        let domain = match &self.administrator {
            Some(administrator) => {
                let domain = coming::domain(ports)?;
                administrator.check(&domain)?;
                Some(domain)
            }
            None => None,
        };
        Ok(Place { domain, ..place })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        place: &Place,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Opened> {
        let organisation = coded(tx, &self.organisation).await?;
        call.expects(organisation.version)?;
        match organisation.state {
            state if state.is_running() => return Err(messages::ALREADY_OPEN.refuse().into()),
            state if !state.may_become(OrganisationState::Open) => {
                return Err(messages::OPENING_FIRST.refuse().into());
            }
            _ if organisation.status != RegisterStatus::Active => {
                return Err(messages::NOT_ACTIVE
                    .refuse()
                    .with("status", organisation.status.name())
                    .into());
            }
            _ if organisation.is_closed_by_register(day_of(call.now)) => {
                let days = [organisation.closed_on, organisation.legal_closed_on];
                let last = days.into_iter().flatten().min().unwrap_or_default();
                let day = format!("{}-{:02}-{:02}", last / 10_000, last / 100 % 100, last % 100);
                return Err(messages::LAST_DAY_PASSED.refuse().with("day", day).into());
            }
            _ => {}
        }
        let parent = match &self.parent {
            Some(code) => Some(open_parent(tx, code).await?),
            None => None,
        };
        let short_name = self.take_short_name(&organisation, call, tx).await?;
        let opening = Opening {
            short_name: &short_name,
            tier: self.tier,
            time_zone: &place.time_zone,
            usage_location: &place.usage_location,
        };
        if !store::open(tx, &organisation, &opening, call.now, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let id = organisation.id;
        let mut version = organisation.version + 1;
        if !place_in_tree(tx, id, parent).await? {
            return Err(messages::RING.at("parent").into());
        }
        if parent != organisation.parent {
            let opened = Organisation { version, ..organisation.clone() };
            if !store::set_parent(tx, &opened, parent, call.act).await? {
                return Err(common::STALE.refuse().into());
            }
            version += 1;
        }
        super::notices::begin(tx, &organisation, call).await?;
        joining::admit(tx, call, &organisation, self.waiver.as_deref()).await?;
        store::open_gate(tx, id, call.act).await?;
        tx.note(&OrganisationOpened { organisation: id })?;
        let administrator = match (&self.administrator, &place.domain) {
            (Some(administrator), Some(domain)) => {
                let invited = joining::invite(tx, call, domain, &organisation, administrator);
                Some(invited.await?.0.account)
            }
            _ => None,
        };
        // Told last: nobody is written to before the letter that welcomes them.
        joining::moved(tx, id, "open")?;
        let kind = "organisation";
        tx.subject(kind, id, version);
        tx.concerns(id);
        tx.effect(kind, id, "state", organisation.state.name(), OrganisationState::Open.name());
        tx.effect(kind, id, "short_name", organisation.short_name.clone(), short_name.as_str());
        tx.effect(kind, id, "tier", organisation.tier.map(Tier::name), self.tier.name());
        tx.effect(kind, id, "parent", organisation.parent, parent);
        tx.effect(kind, id, "time_zone", organisation.time_zone.clone(), place.time_zone.as_str());
        tx.effect(
            kind,
            id,
            "usage_location",
            organisation.usage_location.clone(),
            place.usage_location.as_str(),
        );
        Ok(Opened { id, code: organisation.code, short_name, version, administrator })
    }
}

impl OpenOrganisation {
    /// What was said of the place, and for the rest what the installation says.
    fn place(&self, ports: &Ports) -> Result<Place> {
        if let (Some(time_zone), Some(usage_location)) = (&self.time_zone, &self.usage_location) {
            let (time_zone, usage_location) = (time_zone.clone(), usage_location.clone());
            return Ok(Place { time_zone, usage_location, domain: None });
        }
        let otherwise = ports.port::<Defaults>()?;
        let or =
            |said: &Option<String>, otherwise: &String| said.as_ref().unwrap_or(otherwise).clone();
        Ok(Place {
            time_zone: or(&self.time_zone, &otherwise.time_zone),
            usage_location: or(&self.usage_location, &otherwise.usage_location),
            domain: None,
        })
    }

    /// Reserves the short name asked for; else the one it had; else the first free suggestion.
    async fn take_short_name(
        &self,
        organisation: &Organisation,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<String> {
        if let Some(short_name) = &self.short_name {
            let key = short_name.to_ascii_lowercase();
            return if store::reserve_short_name(tx, &key, organisation.id, call.act).await? {
                Ok(short_name.clone())
            } else {
                Err(messages::SHORT_NAME_TAKEN.at("short_name").into())
            };
        }
        if let Some(held) = &organisation.short_name {
            return Ok(held.clone());
        }
        for candidate in short_names(&organisation.name, &organisation.code) {
            if store::reserve_short_name(tx, &candidate, organisation.id, call.act).await? {
                return Ok(candidate);
            }
        }
        Err(messages::NO_SHORT_NAME.at("short_name").into())
    }
}

/// The open organisation of that code, as a parent.
pub(super) async fn open_parent(reader: &mut Reader, code: &str) -> Result<OrganisationId> {
    match store::by_code(reader, code).await? {
        Some(parent) if parent.state == OrganisationState::Open => Ok(parent.id),
        _ => Err(messages::PARENT_UNKNOWN.at("parent").into()),
    }
}
