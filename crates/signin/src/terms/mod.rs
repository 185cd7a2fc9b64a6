//! Terms of use: what everybody accepts before they use the service, and what an organisation adds for its own people.
//!
//! Used by `factors`, which begins no session before they are accepted; by `oidc`, which lets nobody into an application;
//! by the portal, which leads whoever is signed in to them; by platform administrators, who write the nation's, and by
//! primary local administrators, who add to them.
//!
//! Invariants:
//! - a draft may be changed or thrown away and is seen by those who write it only; a published version is never changed,
//!   and goes out of force by the next one only;
//! - what counts for somebody is the last version of the nation whose day has come, and beside it that of their own
//!   organisation; what an organisation adds counts beside the nation's only;
//! - an acceptance names exactly the versions that were read: where another one counts by then, nothing is accepted;
//! - one acceptance is kept of each version and person, with when, how, in which session and where they belonged;
//! - whether something waits is asked in every act that depends on it, so that a yes and a new version count at once;
//! - while something waits nobody gets into an application, and nothing is renewed in one, unless it is exempt by name;
//! - what was accepted before an account was shut does not count any more: its owner accepts it anew;
//! - people accept; system accounts, mailboxes and programs are not asked.
//!
//! Deliberately absent: acceptance in somebody else's name, and by a token.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use kernel::db::{Migration, WriteTx};
use kernel::door::{Call, Guard, Manifest};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::{commands as register, queries as ask};

pub use commands::{
    AcceptTerms, AcceptedTerms, By, DiscardTerms, DraftTerms, DraftedTerms, EndExemption,
    ExemptApplication, PublishTerms, PublishedTerms, RemindOfTerms, accept_at_sign_in,
};
pub use model::{PUT_OFF_DAYS, REMIND_DAYS};
pub use portal::words;
pub use queries::{
    AcceptedItem, CampaignPage, DayCount, ExemptApplications, ExemptItem, ExemptList, Figures,
    MyTerms, NationalTerms, OneOfMyTerms, OrganisationCount, OrganisationsPage, OwnTerms,
    ReadTerms, TermsByOrganisation, TermsCampaign, TermsDraft, TermsKept, TermsOfOrganisation,
    TermsStanding, TermsText, WaitingPerson, asked_at, stand_before,
};
pub(crate) use queries::{keep_out, standing, wait_for};

/// Has somebody accept anew whatever they had accepted: their account was shut, because somebody else may have used it.
pub(crate) async fn ask_again(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    store::ask_again(tx, account, call).await.map(drop)
}

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/terms",
        commands: register![
            DraftTerms,
            DiscardTerms,
            PublishTerms,
            AcceptTerms,
            ExemptApplication,
            EndExemption,
            RemindOfTerms
        ],
        queries: ask![
            NationalTerms,
            TermsOfOrganisation,
            MyTerms,
            OneOfMyTerms,
            ExemptApplications,
            TermsCampaign,
            TermsByOrganisation
        ],
        rules: authority::RULES,
        answers: vec![queries::answer],
        dated: &[&PUT_OFF_DAYS, &REMIND_DAYS],
        guards: const {
            &[
                Guard::new("terms_draft", "the place", "a draft is published once, as it was read"),
                Guard::new(
                    "terms_version",
                    "the place's number",
                    "versions are counted without a gap",
                ),
                Guard::new(
                    "terms_acceptance",
                    "the person's version",
                    "a version is accepted once",
                ),
                Guard::new("terms_reminder", "the organisation", "nobody is reminded too often"),
                Guard::new(
                    "terms_count",
                    "the day of an organisation",
                    "every acceptance is counted",
                ),
            ]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 52,
            name: "0052_signin_terms",
            sql: include_str!("../../../../migrations/0052_signin_terms.sql"),
        }],
        ..Manifest::default()
    }
}
