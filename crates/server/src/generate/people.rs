//! The people of the nation, loaded past the door.

use aws_lc_rs::digest::{Context as Digest, SHA256};
use directory::people::address::Domain;
use directory::people::load::{self as rows, Home as Organisation, Life, Loader, Person};
use entitlement::licences::load::Asker;
use facts::entitlement::HeldLicence;
use kernel::audit::{Act, hex};
use kernel::clock::{Clock, Timestamp};
use kernel::columns::Sensitivity;
use kernel::config::Settings;
use kernel::db::{Effect, EffectValue, Target};
use kernel::ids::{self, AccountId, ActId};
use kernel::load::Load;
use kernel::refusal::Fault;

use super::bar;
use super::organisations::Home;
use crate::local;
use crate::nation::{self, NationPlan, PlannedLife, PlannedPerson};

/// The name under which the load stands in the audit.
const COMMAND: &str = "nation.generate";
/// People of each organisation who are kept in mind, to hold roles and to be changed.
const STAFF: usize = 48;

/// Somebody who was loaded.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) account: AccountId,
    pub(super) address: String,
}

/// People who work, of each organisation, by its place in the plan.
pub(super) type Staff = Vec<Vec<Loaded>>;

/// Loads everybody; gives the number of rows, and some people of each organisation.
pub(super) async fn load(
    target: &Target,
    plan: &NationPlan,
    homes: Vec<Home>,
    settings: &Settings,
) -> anyhow::Result<(u64, Staff)> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let domain = &settings.brand.domain;
    let domain: Domain =
        domain.parse().map_err(|fault| anyhow::anyhow!("the mail domain {domain}: {fault}"))?;
    let tables = [
        &rows::TABLES[..],
        &entitlement::licences::load::TABLES[..],
        &[entitlement::policies::load::TABLE, tenant::shadow::load::TABLE],
    ]
    .concat();
    let load = Load::begin(target, &tables).await.map_err(words)?;
    Loading {
        load,
        loader: Loader::new(domain),
        shape: tenant::plan::Shape { usage_location: settings.tenant.usage_location.clone() },
        now: Clock::machine().now(),
        staff: vec![Vec::new(); plan.organisations.len()],
    }
    .all(plan, homes)
    .await
    .map_err(words)
}

struct Loading {
    load: Load,
    loader: Loader,
    shape: tenant::plan::Shape,
    now: Timestamp,
    staff: Staff,
}

impl Loading {
    async fn all(mut self, plan: &NationPlan, homes: Vec<Home>) -> Result<(u64, Staff), Fault> {
        let bar = bar("Loading people", plan.people());
        let mut last = None;
        for home in homes {
            let people = plan.organisations.get(home.place).map_or(0, |planned| planned.people);
            last = Some(self.organisation(plan, home).await?);
            bar.inc(people as u64);
        }
        bar.set_message("Making indexes");
        if let Some(act) = last {
            self.loader.finish(&mut self.load, act).await?;
        }
        let rows = self.load.finish().await?;
        bar.finish_and_clear();
        Ok((rows, self.staff))
    }

    /// The people of one organisation, and the act that brings them.
    async fn organisation(&mut self, plan: &NationPlan, home: Home) -> Result<ActId, Fault> {
        let act = ActId(ids::new_at(self.now));
        let organisation = Organisation {
            organisation: home.organisation,
            code: plan.organisations[home.place].code.clone(),
            name: home.name,
            act,
        };
        let mut desk = home.desk;
        let (mut digest, mut count) = (Digest::new(&SHA256), 0_i64);
        for (person, life) in plan.people_of(home.place).zip(plan.lives_of(home.place)) {
            let policy = policy_of(&home.policies, count);
            let unit = home.units.get(life.unit % home.units.len().max(1)).copied();
            let person = self.person(person, life, unit);
            let view = self.loader.person(&mut self.load, &organisation, &person).await?;
            let since = person.created_at;
            let mut held = Vec::new();
            if let Some(policy) = policy {
                entitlement::policies::load::join(&mut self.load, &view, policy, since, act)
                    .await?;
                if !matches!(person.life, Life::Deleted(_)) {
                    let asker = Asker {
                        account: view.account,
                        policy: policy.policy,
                        product: policy.product,
                        since,
                        act,
                    };
                    if desk.give(&mut self.load, &asker, self.now).await? {
                        held.push(HeldLicence {
                            sku: policy.product.0,
                            disabled_plans: Vec::new(),
                        });
                    }
                }
            }
            let load = &mut self.load;
            tenant::shadow::load::live(load, &view, &held, &self.shape, since, self.now).await?;
            digest.update(view.account.0.as_bytes());
            digest.update(view.address.as_bytes());
            digest.update(&[0]);
            digest.update(view.display_name.as_bytes());
            digest.update(&[0]);
            count += 1;
            let staff = &mut self.staff[home.place];
            if staff.len() < STAFF && person.life == Life::Active {
                staff.push(Loaded { account: view.account, address: view.address });
            }
        }
        desk.close(&mut self.load, act).await?;
        self.leave(act, &organisation, count, hex(digest.finish().as_ref())).await?;
        Ok(act)
    }

    fn person(&self, person: PlannedPerson, life: PlannedLife, unit: Option<uuid::Uuid>) -> Person {
        let ago = |days: i64| self.now.plus_days(-days);
        Person {
            account: AccountId(ids::new_at(self.now)),
            given: person.given,
            family: person.family,
            former_family: life.former_family,
            job_title: person.job_title,
            unit,
            telephone: life.telephone,
            mobile: life.mobile,
            staff_number: life.staff_number,
            listed: life.listed,
            life: match life.life {
                nation::Life::Active => Life::Active,
                nation::Life::Disabled(days, reason) => Life::Disabled(ago(days), reason),
                nation::Life::Deleted(days) => Life::Deleted(ago(days)),
                nation::Life::Moves(days) => Life::Moves(ago(days)),
            },
            created_at: ago(life.came),
            last_activity_at: life.active.map(ago),
        }
    }

    /// The act of an organisation: how many came, and the digest over who they are.
    async fn leave(
        &mut self,
        act: ActId,
        home: &Organisation,
        count: i64,
        digest: String,
    ) -> Result<(), Fault> {
        let effect = |attribute: &'static str, after: EffectValue| Effect {
            kind: "organisation",
            subject: home.organisation.0,
            attribute,
            before: EffectValue::None,
            after,
            sensitivity: Sensitivity::Internal,
        };
        let act = Act {
            id: act,
            at: self.now,
            actor: local::operator().label(),
            face: kernel::door::Face::Cli.name(),
            organisation: Some(home.organisation),
            command: COMMAND,
            request: act.0,
        };
        let effects = vec![
            effect("people", EffectValue::Number(count)),
            effect("people_digest", EffectValue::Text(digest)),
        ];
        self.load.act(act, None, effects).await
    }
}

/// Most are in the first user policy, every third in one of the others.
fn policy_of(
    policies: &[entitlement::policies::load::Joined],
    number: i64,
) -> Option<&entitlement::policies::load::Joined> {
    let (first, others) = policies.split_first()?;
    let number = usize::try_from(number).unwrap_or(0);
    match others.len() {
        0 => Some(first),
        _ if number % 3 != 0 => Some(first),
        count => others.get(number / 3 % count),
    }
}
