//! A person is created.

use facts::directory::AccountCreated;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::start::{Named, first_day};
use super::{check_unit, domain, organisation, undo};
use crate::people::address::{Domain, Stem, StemFault};
use crate::people::model::{
    Account, AccountKind, AccountState, Checked, Country, FirstDay, MOBILE_UK_ONLY, trimmed,
};
use crate::people::names::{NamePart, PersonName};
use crate::people::{authority, messages, store};

/// Creates a person in an open organisation, with an email address formed from their name. They can start work at
/// once, or on their first day if one is named: a user policy and its licence follow by themselves, and an empty licence pool does not stop this.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePerson {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// Given name, or several; at most 64 characters.
    pub given_name: String,
    /// Family name, or several; at most 64 characters.
    pub family_name: String,
    /// The name as others see it; given name, a space and family name if absent. At most 256 characters.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Job title, at most 128 characters.
    #[serde(default)]
    pub job_title: Option<String>,
    /// Department, at most 64 characters.
    #[serde(default)]
    pub department: Option<String>,
    /// A unit of the organisation.
    #[serde(default)]
    pub unit: Option<Uuid>,
    /// Telephone number, at most 64 characters.
    #[serde(default)]
    pub telephone: Option<String>,
    /// Mobile number.
    #[serde(default)]
    pub mobile: Option<String>,
    /// Staff number, at most 16 characters.
    #[serde(default)]
    pub staff_number: Option<String>,
    /// Whether everybody signed in finds the person in the national directory; yes if absent.
    #[serde(default)]
    pub listed: Option<bool>,
    /// The first day, such as 2027-03-31, in the time zone of the organisation: before it the person cannot sign in,
    /// is in no directory card and holds no licence. At once if absent.
    #[serde(default)]
    pub first_day: Option<String>,
    /// The user policy to put the person in; the organisation's default one if absent.
    #[serde(default)]
    pub policy: Option<Uuid>,
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Created {
    /// Its key.
    pub id: AccountId,
    /// Its email address.
    pub address: String,
    /// The version of the record.
    pub version: i64,
}

/// The stem of a name, with the problem at its field.
pub(in crate::people) fn stem_of(checked: &mut Checked, name: &PersonName) -> Option<Stem> {
    Stem::of(name)
        .map_err(|fault: StemFault| checked.problem(field_of(fault.part), fault.to_string()))
        .ok()
}

/// What has to be put right of the details of a new person, as far as it can be seen in them alone.
pub(crate) fn check(new: &CreatePerson) -> Checked {
    let mut checked = Checked::default();
    let name = checked.name(&new.given_name, &new.family_name, None);
    name.and_then(|name| stem_of(&mut checked, &name));
    checked.job_title(new.job_title.as_deref());
    checked.telephone(new.telephone.as_deref());
    checked
}

fn field_of(part: NamePart) -> &'static str {
    match part {
        NamePart::Given | NamePart::Display => "given_name",
        NamePart::Family => "family_name",
    }
}

/// Of which countries mobile numbers may be, by the rule in force.
pub(super) async fn country(
    reader: &mut Reader,
    call: &Call,
    organisation: OrganisationId,
) -> Result<Country> {
    let rule = reader.dated(&MOBILE_UK_ONLY, Some(organisation), call.now).await?;
    Ok(if rule == 0 { Country::Any } else { Country::UkOnly })
}

/// What was made of the details of a new person.
pub(in crate::people) struct Draft {
    pub(in crate::people) organisation: OrganisationId,
    pub(in crate::people) name: PersonName,
    pub(in crate::people) stem: Stem,
    pub(in crate::people) job_title: Option<String>,
    pub(in crate::people) department: Option<String>,
    pub(in crate::people) telephone: Option<String>,
    pub(in crate::people) mobile: Option<String>,
    pub(in crate::people) staff_number: Option<String>,
    pub(in crate::people) first_day: Option<FirstDay>,
}

/// Reads and checks the details of a new person; names every field that has to be put right.
pub(in crate::people) async fn draft(
    new: &CreatePerson,
    call: &Call,
    reader: &mut Reader,
) -> Result<Draft> {
    let organisation = organisation(reader, &new.organisation).await?;
    if !organisation.is_open {
        return Err(messages::ORGANISATION_NOT_OPEN.refuse().into());
    }
    let organisation = organisation.organisation;
    let country = country(reader, call, organisation).await?;
    let mut checked = Checked::default();
    // An empty field of a form asks for the usual display name.
    let display = new.display_name.as_deref().filter(|display| !display.trim().is_empty());
    let name = checked.name(&new.given_name, &new.family_name, display);
    let stem = name.as_ref().and_then(|name| stem_of(&mut checked, name));
    let job_title = checked.job_title(new.job_title.as_deref());
    let department = checked.department(new.department.as_deref());
    let telephone = checked.telephone(new.telephone.as_deref());
    let mobile = checked.mobile(new.mobile.as_deref(), country);
    let staff_number = checked.staff_number(new.staff_number.as_deref());
    check_unit(reader, &mut checked, new.unit, organisation).await?;
    let mut first = None;
    if let Some(day) = trimmed(new.first_day.as_deref()) {
        match first_day(reader, call, organisation, &day).await? {
            Ok(Named::Ahead(day)) => first = Some(day),
            Ok(Named::Today) => {}
            Err(refusal) => checked.problem("first_day", refusal.text),
        }
    }
    checked.finish()?;
    let (Some(name), Some(stem)) = (name, stem) else {
        return Err(messages::NO_ADDRESS.refuse().into());
    };
    Ok(Draft {
        organisation,
        name,
        stem,
        job_title,
        department,
        telephone,
        mobile,
        staff_number,
        first_day: first,
    })
}

impl Command for CreatePerson {
    const NAME: &'static str = "person.create";
    const ACTION: Action = authority::CREATE;
    type Prepared = Domain;
    type Output = Created;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Domain> {
        domain(ports)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?.organisation))
    }

    async fn run(
        &self,
        domain: &Domain,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Created> {
        create(self, domain, call, tx).await
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_creation(act)
    }
}

/// Creates a person. Part of the act of whoever may.
pub(crate) async fn create(
    new: &CreatePerson,
    domain: &Domain,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<Created> {
    let Draft {
        organisation,
        name,
        stem,
        job_title,
        department,
        telephone,
        mobile,
        staff_number,
        first_day,
    } = draft(new, call, tx).await?;
    let id = AccountId(ids::new_at(call.now));
    let Some(address) = store::give_next(tx, call, id, &stem, domain).await? else {
        return Err(messages::ADDRESSES_TAKEN.refuse().into());
    };
    let account = Account {
        unit: new.unit,
        given_name: name.given().to_owned(),
        family_name: name.family().to_owned(),
        display_name: name.display().to_owned(),
        address: address.to_string(),
        job_title,
        department,
        telephone,
        mobile,
        staff_number,
        listed: new.listed.unwrap_or(true),
        state: match first_day {
            Some(_) => AccountState::Starting,
            None => AccountState::Active,
        },
        first_day,
        ..Account::fresh(AccountKind::User, id, organisation, call.now)
    };
    begin(tx, call, account, new.policy).await
}

/// Keeps a new account and tells it; who listens puts it into its user policy.
pub(super) async fn begin(
    tx: &mut WriteTx,
    call: &Call,
    account: Account,
    policy: Option<Uuid>,
) -> Result<Created> {
    store::insert(tx, call, &account).await?;
    let Account { id, organisation, kind, address, version, .. } = account;
    tx.note(&AccountCreated { account: id, organisation, kind: kind.name().to_owned(), policy })?;
    Ok(Created { id, address, version })
}
