//! The reconciler of clocks: what has become due on an account is done by the service itself.
//!
//! It takes no input: it pages through what is due in the order in which it became due, and does each as an act of
//! its own. What is refused or fails by a defect is not tried again for a day, and what is held or waits is passed
//! over, so that nothing keeps the rest; only an outage ends a run. What it does in one run is bounded; what is left
//! is done by the next one.

use std::collections::HashMap;

use kernel::clock::Timestamp;
use kernel::door::{Actor, Call, Command, Door, Face};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Error, Result, Transience};
use tracing::info;
use uuid::Uuid;

use super::commands::{
    BlockLeaver, CHUNK, DeleteDue, EndNight, EraseDue, HoldNight, ReleaseDue, SpareDue, StartDue,
    today,
};
use super::model::{day_of, span_of};
use super::store::{self, Clock, FIRST, NightState};

/// Accounts looked at in one read.
const PAGE: i64 = 200;
/// Accounts read at a time for the list of a night.
const LISTED: i64 = 5_000;
/// Acts of one run, of each kind.
const ACTS: usize = 5_000;
/// Organisations whose activity is looked at in one run.
const ORGANISATIONS: usize = 200;
/// Days after which what was refused is tried again.
const AGAIN_AFTER_DAYS: i64 = 1;
/// The service actor in whose name it happens.
const LIFECYCLE: &str = "lifecycle";

/// Does what is due, each as an act of its own, and says how many were done. What cannot be done now stays due and
/// does not hold up the rest.
pub async fn run_due(door: &Door) -> Result<usize> {
    let mut run = Run::of(door);
    run.forget_waits().await?;
    run.nights().await?;
    let started = run.starts().await?;
    let deleted = run.deletions(Clock::Leave).await?
        + run.deletions(Clock::Lapse).await?
        + run.inactive().await?;
    let blocked = run.leavers_who_are_kept().await?;
    let (erased, released) = (run.erasures().await?, run.addresses().await?);
    let done = started + deleted + blocked + erased + released + run.settled;
    if done + run.refused + run.failed > 0 {
        info!(
            started,
            deleted,
            blocked,
            erased,
            released,
            settled = run.settled,
            refused = run.refused,
            failed = run.failed,
            held = run.verdicts.values().filter(|verdict| **verdict == Verdict::Wait).count(),
            "lifecycle clocks"
        );
    }
    Ok(done)
}

/// Whether the clocks may delete in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Go,
    Wait,
}

/// What became of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    /// It stands in the audit.
    Refused,
    /// By a defect, which would meet it again and again: the door has logged it.
    Failed,
}

struct Run<'a> {
    door: &'a Door,
    now: Timestamp,
    /// Of each organisation met in this run.
    verdicts: HashMap<OrganisationId, Verdict>,
    /// Rows of held nights that were done.
    settled: usize,
    refused: usize,
    failed: usize,
}

impl<'a> Run<'a> {
    fn of(door: &'a Door) -> Self {
        let now = door.clock().now();
        Self { door, now, verdicts: HashMap::new(), settled: 0, refused: 0, failed: 0 }
    }

    fn call(&self) -> Call {
        self.door.call(Actor::Service(LIFECYCLE), Face::Job)
    }

    /// Performs it. An outage, and a refusal that passes by itself, end the run.
    async fn perform<C: Command>(&mut self, command: C) -> Result<Outcome> {
        match self.door.perform(self.call(), command).await {
            Ok(_) => Ok(Outcome::Done),
            Err(Error::Refused(refusal)) if refusal.retry_after.is_some() => {
                Err(Error::Refused(refusal))
            }
            Err(Error::Refused(_)) => {
                self.refused += 1;
                Ok(Outcome::Refused)
            }
            Err(Error::Fault(fault)) if fault.transience() == Transience::Defect => {
                self.failed += 1;
                Ok(Outcome::Failed)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Performs what concerns one account; whether it was done. If not, the account is not tried again for a while.
    async fn perform_or_wait<C: Command>(&mut self, account: AccountId, act: C) -> Result<bool> {
        let is_done = self.perform(act).await? == Outcome::Done;
        if !is_done {
            self.postpone(account).await?;
        }
        Ok(is_done)
    }

    /// Does not try an account again for a while.
    async fn postpone(&self, account: AccountId) -> Result<()> {
        let until = self.now.plus_days(AGAIN_AFTER_DAYS);
        self.door.upkeep(move |tx| Box::pin(store::wait(tx, account, until))).await
    }

    async fn forget_waits(&self) -> Result<()> {
        let now = self.now;
        let has_waits = store::has_waits(&mut self.door.reader().await?, now).await?;
        if has_waits {
            self.door.upkeep(move |tx| Box::pin(store::forget_waits(tx, now))).await?;
        }
        Ok(())
    }

    /// Lets in whose first day has come.
    async fn starts(&mut self) -> Result<usize> {
        let (mut after, mut done) = (FIRST, 0);
        while done < ACTS {
            let mut reader = self.door.reader().await?;
            let page = store::due(&mut reader, Clock::Start, self.now, after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = (last.at, last.account);
            for due in page {
                let start = StartDue { person: due.account };
                done += usize::from(self.perform_or_wait(due.account, start).await?);
            }
        }
        Ok(done)
    }

    async fn erasures(&mut self) -> Result<usize> {
        let (mut after, mut done) = (FIRST, 0);
        while done < ACTS {
            let mut reader = self.door.reader().await?;
            let page = store::due(&mut reader, Clock::Erase, self.now, after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = (last.at, last.account);
            for due in page {
                let erase = EraseDue { person: due.account };
                done += usize::from(self.perform_or_wait(due.account, erase).await?);
            }
        }
        Ok(done)
    }

    /// Ends the sign-in of leavers whose time is over and whose deletion is stopped.
    async fn leavers_who_are_kept(&mut self) -> Result<usize> {
        let (mut after, mut done) = (FIRST, 0);
        while done < ACTS {
            let mut reader = self.door.reader().await?;
            let page = store::due(&mut reader, Clock::Stay, self.now, after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = (last.at, last.account);
            for due in page {
                let block = BlockLeaver { person: due.account };
                done += usize::from(self.perform_or_wait(due.account, block).await?);
            }
        }
        Ok(done)
    }

    async fn addresses(&mut self) -> Result<usize> {
        let (mut after, mut done) = (FIRST, 0);
        while done < ACTS {
            let mut reader = self.door.reader().await?;
            let page = store::due_addresses(&mut reader, self.now, after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = (last.at, last.account);
            let mut before = None;
            for due in page {
                // An account may have several addresses; all of them are released at once.
                if before.replace(due.account) != Some(due.account)
                    && self.perform_or_wait(due.account, ReleaseDue { person: due.account }).await?
                {
                    done += 1;
                }
            }
        }
        Ok(done)
    }

    async fn deletions(&mut self, clock: Clock) -> Result<usize> {
        let (mut after, mut done) = (FIRST, 0);
        while done < ACTS {
            let mut reader = self.door.reader().await?;
            let page = store::due(&mut reader, clock, self.now, after, PAGE).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = (last.at, last.account);
            for due in page {
                done += usize::from(self.delete(due.account, due.organisation).await?);
            }
        }
        Ok(done)
    }

    async fn delete(&mut self, account: AccountId, organisation: OrganisationId) -> Result<bool> {
        if self.verdict(organisation).await? == Verdict::Wait {
            return Ok(false);
        }
        match self.perform(DeleteDue { person: account, night: None }).await? {
            Outcome::Done => return Ok(true),
            Outcome::Failed => {
                self.postpone(account).await?;
                return Ok(false);
            }
            Outcome::Refused => {}
        }
        // Either the day's allowance is used up, which the next look finds, or this one account cannot be deleted.
        self.verdicts.remove(&organisation);
        if self.verdict(organisation).await? == Verdict::Go {
            self.postpone(account).await?;
        }
        Ok(false)
    }

    /// Whether the clocks may delete there: looks at the whole day before its first deletion, and holds it if it
    /// would be too many.
    async fn verdict(&mut self, organisation: OrganisationId) -> Result<Verdict> {
        if let Some(known) = self.verdicts.get(&organisation) {
            return Ok(*known);
        }
        let verdict = self.look(organisation).await?;
        self.verdicts.insert(organisation, verdict);
        Ok(verdict)
    }

    async fn look(&mut self, organisation: OrganisationId) -> Result<Verdict> {
        let mut reader = self.door.reader().await?;
        if store::open_night(&mut reader, organisation).await?.is_some() {
            return Ok(Verdict::Wait);
        }
        let today = today(&mut reader, &self.call(), organisation).await?;
        let left = (today.may - today.deleted).max(0);
        let inactive = store::inactivity(&mut reader, self.now, organisation).await?;
        let until = span_of(day_of(self.now)).end;
        let due = store::count_deletions(&mut reader, organisation, until, &inactive, left).await?;
        drop(reader);
        if due <= left {
            return Ok(Verdict::Go);
        }
        self.list(organisation).await?;
        Ok(Verdict::Wait)
    }

    /// Writes down whom a night would delete, to the end. They are looked for by reads, so that an act only looks
    /// again at those it lists.
    async fn list(&mut self, organisation: OrganisationId) -> Result<()> {
        loop {
            let mut reader = self.door.reader().await?;
            let (until, after) = match store::open_night(&mut reader, organisation).await? {
                Some(night) if night.state == NightState::Listing => (night.until, night.listed),
                Some(_) => return Ok(()),
                None => (span_of(day_of(self.now)).end, AccountId(Uuid::nil())),
            };
            let rule = store::inactivity(&mut reader, self.now, organisation).await?;
            let found =
                store::deletions(&mut reader, organisation, until, &rule, after, LISTED).await?;
            drop(reader);
            let people: Vec<AccountId> = found.iter().map(|(account, _, _)| *account).collect();
            let ends = found.len() < LISTED as usize;
            let mut chunks: Vec<&[AccountId]> = people.chunks(CHUNK).collect();
            if chunks.is_empty() {
                // The end of the list is written down even if nobody is left to be listed.
                chunks.push(&[]);
            }
            let last = chunks.len() - 1;
            for (number, chunk) in chunks.into_iter().enumerate() {
                let is_last = ends && number == last;
                let hold = HoldNight { organisation, people: chunk.to_vec(), is_last };
                // Somebody else holds it, or it is not needed any more, or it cannot be done.
                if self.perform(hold).await? != Outcome::Done {
                    return Ok(());
                }
            }
            if ends {
                info!(%organisation, "a night is held");
                return Ok(());
            }
        }
    }

    /// Goes on with nights that were being listed when a process ended, and with those that were decided on.
    async fn nights(&mut self) -> Result<()> {
        for state in [NightState::Listing, NightState::Releasing, NightState::Sparing] {
            let mut after = Uuid::nil();
            loop {
                let mut reader = self.door.reader().await?;
                let nights = store::nights_in(&mut reader, state, after, PAGE).await?;
                drop(reader);
                let Some(last) = nights.last() else { break };
                after = last.id;
                for night in &nights {
                    match state {
                        NightState::Listing => self.list(night.organisation).await?,
                        _ => self.settle(night.id, state).await?,
                    }
                }
            }
        }
        Ok(())
    }

    async fn settle(&mut self, night: Uuid, state: NightState) -> Result<()> {
        // A list that was dismissed is cleared at once; of one that was released each waits for its own time.
        let upto = match state {
            NightState::Sparing => Timestamp::from_micros(i64::MAX),
            _ => self.now,
        };
        let mut after = FIRST;
        while self.settled < ACTS {
            let mut reader = self.door.reader().await?;
            let page = store::open_items(&mut reader, night, (self.now, upto), after, PAGE).await?;
            let is_open = !page.is_empty() || store::has_open_items(&mut reader, night).await?;
            drop(reader);
            if !is_open {
                self.perform(EndNight { night }).await?;
            }
            let Some(last) = page.last() else { break };
            after = (last.due_at, last.account);
            for item in page {
                let person = item.account;
                let is_done = state == NightState::Releasing
                    && self.perform(DeleteDue { person, night: Some(night) }).await?
                        == Outcome::Done;
                if is_done || self.perform_or_wait(person, SpareDue { person, night }).await? {
                    self.settled += 1;
                }
            }
        }
        Ok(())
    }

    /// Looks at inactive accounts, once a day and organisation, where an activity feed speaks.
    async fn inactive(&mut self) -> Result<usize> {
        let day = day_of(self.now);
        let mut reader = self.door.reader().await?;
        let (from_day, mut place) = match store::cursor(&mut reader).await? {
            Some((from_day, place)) => (from_day, place),
            None => (i64::MIN, OrganisationId(Uuid::nil())),
        };
        drop(reader);
        if from_day != day {
            place = OrganisationId(Uuid::nil());
        }
        let mut done = 0;
        for _ in 0..ORGANISATIONS {
            let mut reader = self.door.reader().await?;
            let Some(organisation) = store::next_fed(&mut reader, place).await? else { break };
            let coverage = store::measure(&mut reader, organisation, self.now).await?;
            drop(reader);
            self.door
                .upkeep(move |tx| {
                    Box::pin(async move { store::keep_coverage(tx, organisation, &coverage).await })
                })
                .await?;
            done += self.inactive_of(organisation, ACTS - done).await?;
            if done >= ACTS {
                // The rest of this organisation is for the next run.
                break;
            }
            self.door.upkeep(move |tx| Box::pin(store::keep_cursor(tx, day, organisation))).await?;
            place = organisation;
        }
        Ok(done)
    }

    async fn inactive_of(&mut self, organisation: OrganisationId, most: usize) -> Result<usize> {
        let mut reader = self.door.reader().await?;
        let rule = store::inactivity(&mut reader, self.now, organisation).await?;
        drop(reader);
        let (mut after, mut done) = (AccountId(Uuid::nil()), 0);
        if !rule.deletes() {
            return Ok(done);
        }
        loop {
            let mut reader = self.door.reader().await?;
            // Microseconds are whole, so before the next one is up to now.
            let until = Timestamp::from_micros(self.now.micros() + 1);
            let page =
                store::deletions(&mut reader, organisation, until, &rule, after, PAGE).await?;
            drop(reader);
            let Some((last, _, _)) = page.last() else { return Ok(done) };
            after = *last;
            for (account, _, _) in page {
                if done >= most || self.verdict(organisation).await? == Verdict::Wait {
                    return Ok(done);
                }
                done += usize::from(self.delete(account, organisation).await?);
            }
        }
    }
}
