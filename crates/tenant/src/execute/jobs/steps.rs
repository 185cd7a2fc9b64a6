//! Looks at one user, takes the planned steps, looks again.

use kernel::random;
use serde_json::Value;
use wire::graph::{Changes, PasswordProfile, Property, User};

use crate::execute::model::Stuck;
use crate::graph::{Connection, Trouble};
use crate::plan::{Desired, Observed, Step, differing, plan};
use crate::shadow::messages as problems;

/// Looks at most so often: before, after restoring or making, after changing, and once to spare.
const ROUNDS: usize = 4;

/// One user on its way; what is known stays known when it is given up half-way.
pub(crate) struct Journey<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) desired: &'a Desired,
    /// The tenant's key, once it is known.
    pub(crate) tenant_id: Option<String>,
    /// Write calls sent.
    pub(crate) wrote: u64,
    /// What was seen last where it differs.
    pub(crate) observed: Option<Value>,
}

impl Journey<'_> {
    /// What is there under the account's anchor.
    pub(crate) async fn look(&mut self) -> Result<Observed, Trouble> {
        if let Some(id) = &self.tenant_id
            && let Some(user) = self.connection.user(id).await?
        {
            return Ok(Observed::Live(Box::new(user)));
        }
        let anchor = &self.desired.anchor;
        if let Some(user) = self.connection.by_anchor(anchor).await? {
            self.tenant_id = Some(user.id.clone());
            return Ok(Observed::Live(Box::new(user)));
        }
        match self.connection.deleted_by_anchor(anchor).await? {
            Some(id) => {
                self.tenant_id = Some(id.clone());
                Ok(Observed::Deleted(id))
            }
            None => Ok(Observed::Absent),
        }
    }

    /// Goes all the way: ends when a look finds nothing left to do.
    pub(crate) async fn travel(&mut self) -> Result<(), Stuck> {
        let mut taken: Vec<Step> = Vec::new();
        let mut refused = None;
        for _ in 0..ROUNDS {
            let observed = self.look().await?;
            let steps = plan(self.desired, &observed);
            self.observed = differing(&observed, &steps);
            if let Some(problem) = refused {
                return Err(problem);
            }
            if steps.is_empty() {
                return Ok(());
            }
            // What was accepted and is not seen is not sent again at once: a reader may lag behind.
            if steps == taken {
                return Err(Stuck::NOT_SHOWN_YET);
            }
            for step in &steps {
                if let Err(trouble) = self.take(step).await {
                    match trouble {
                        // A name that clashes is no reason to keep a licence back.
                        stuck @ Stuck::Refused(_) => refused = refused.or(Some(stuck)),
                        later => return Err(later),
                    }
                }
            }
            taken = steps;
        }
        Err(Stuck::NOT_SHOWN_YET)
    }

    async fn take(&mut self, step: &Step) -> Result<(), Stuck> {
        self.wrote += 1;
        let connection = self.connection;
        match step {
            Step::Create(user) => return self.create(user).await,
            Step::Restore(id) => connection.restore(id).await?,
            Step::Disable(id) => {
                let mut changes = Changes::default();
                changes.set(Property::AccountEnabled, false);
                connection.change(id, &changes).await?;
            }
            Step::Patch(id, changes) => connection.change(id, changes).await?,
            Step::Assign(id, swap) => connection.assign(id, swap).await?,
            Step::Delete(id) => connection.delete(id).await?,
        }
        Ok(())
    }

    /// Makes the user. A clash is looked into: it may be the user that an answer lost on the way told us nothing of.
    async fn create(&mut self, user: &User) -> Result<(), Stuck> {
        let user = User { password_profile: Some(first_password()), ..user.clone() };
        match self.connection.create(&user).await {
            Ok(made) => {
                self.tenant_id = Some(made.id);
                Ok(())
            }
            Err(trouble) => {
                let is_ours = trouble.is_taken(Property::OnPremisesImmutableId.name());
                let is_name = trouble.is_taken(Property::UserPrincipalName.name());
                if !is_ours && !is_name {
                    return Err(trouble.into());
                }
                let name = user.user_principal_name.as_deref().unwrap_or_default();
                match self.connection.user(name).await? {
                    Some(found)
                        if found.on_premises_immutable_id == user.on_premises_immutable_id =>
                    {
                        self.tenant_id = Some(found.id);
                        Ok(())
                    }
                    Some(_) if is_name => Err(Stuck::Refused(problems::ADDRESS_TAKEN)),
                    // Known to the writer, not yet to the reader.
                    _ => Err(Stuck::NOT_SHOWN_YET),
                }
            }
        }
    }
}

/// Graph wants a password for every new user. Nobody learns this one; people sign in with their own here.
fn first_password() -> PasswordProfile {
    PasswordProfile {
        // The ending brings in every kind of character that the tenant's rule asks for.
        password: Some(format!("{}aA1!", random::token())),
        force_change_password_next_sign_in: Some(true),
        force_change_password_next_sign_in_with_mfa: None,
    }
}
