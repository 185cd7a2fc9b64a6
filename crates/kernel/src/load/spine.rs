//! The audit of a load: rows that are sealed where they are drawn up, because nobody else writes meanwhile.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::audit::{self, Act, Hash, Head, Outcome, chain, fixed, organisation_chain};
use crate::db::{ActState, Bulk, Effect, Order, Table, Val};
use crate::refusal::Fault;
use crate::vals;

const fn table(name: &'static str, columns: &'static [&'static str]) -> Table {
    Table { name, columns, order: Order::ByKey, may_hold: true }
}

/// The tables of the audit that grow.
pub(super) const TABLES: [Table; 4] = [
    table(
        "audit",
        &[
            "id",
            "at",
            "actor",
            "face",
            "organisation",
            "command",
            "outcome",
            "code",
            "subject_kind",
            "subject",
            "subject_version",
            "concerns",
            "effects",
            "facts",
            "request",
            "mac",
        ],
    ),
    table("audit_personal", &["audit", "slot", "salt", "value"]),
    table("audit_seal", &["seq", "audit", "leaf", "chain"]),
    table("audit_concern", &["organisation", "number", "seq", "audit", "chain"]),
];

/// The ends of the chains, moved on in memory and stored at the end.
pub(super) struct Spine {
    head: Head,
    organisations: HashMap<Uuid, (i64, Hash)>,
    moved: HashSet<Uuid>,
}

impl Spine {
    /// Reads where the audit ends, and keeps others from moving it.
    pub(super) async fn read(bulk: &mut Bulk) -> Result<Self, Fault> {
        if !bulk.ask("SELECT audit FROM audit_unsealed LIMIT 1", &[]).await?.is_empty() {
            return Err(Fault::outage(
                "loading while acts wait for their seals; start the service once",
            ));
        }
        bulk.exec(
            "INSERT INTO audit_head (one, seq, chain) VALUES (1, 0, $1) ON CONFLICT (one) DO UPDATE SET seq = audit_head.seq",
            &vals![[0_u8; 32].as_slice()],
        )
        .await?;
        let head = bulk.ask("SELECT seq, chain FROM audit_head WHERE one = 1", &[]).await?;
        let head = head.first().ok_or_else(|| Fault::defect("reading the head of the audit"))?;
        let rows =
            bulk.ask("SELECT organisation, entries, chain FROM audit_organisation", &[]).await?;
        let mut organisations = HashMap::with_capacity(rows.len());
        for row in &rows {
            organisations.insert(row.id(0)?, (row.int(1)?, fixed(&row.bytes(2)?)?));
        }
        Ok(Self {
            head: Head { seq: head.int(0)?, chain: fixed(&head.bytes(1)?)? },
            organisations,
            moved: HashSet::new(),
        })
    }

    /// The rows of an act and of its seal.
    pub(super) fn act(
        &mut self,
        act: Act<'_>,
        subject: Option<(&'static str, Uuid, i64)>,
        effects: Vec<Effect>,
    ) -> Result<Vec<(&'static str, Vec<Val>)>, Fault> {
        let state = ActState { subject, effects, ..ActState::default() };
        let (row, personal) = audit::compose(act, Outcome::Done, &state);
        let mut rows: Vec<(&'static str, Vec<Val>)> = vec![("audit", row.values(None).to_vec())];
        for value in personal {
            let values = vals![row.id, value.slot, value.salt.as_slice(), value.value];
            rows.push(("audit_personal", values.to_vec()));
        }
        let leaf = row.leaf();
        self.head.seq += 1;
        self.head.chain = chain(&self.head.chain, &leaf);
        let seal = vals![self.head.seq, row.id, leaf.as_slice(), self.head.chain.as_slice()];
        rows.push(("audit_seal", seal.to_vec()));
        for organisation in row.concerned()? {
            let (number, end) = self.organisations.entry(organisation).or_insert((0, [0; 32]));
            *number += 1;
            *end = organisation_chain(end, &leaf);
            let values = vals![organisation, *number, self.head.seq, row.id, end.as_slice()];
            rows.push(("audit_concern", values.to_vec()));
            self.moved.insert(organisation);
        }
        Ok(rows)
    }

    /// Stores where the audit ends now.
    pub(super) async fn finish(&self, bulk: &mut Bulk) -> Result<(), Fault> {
        bulk.exec(
            "UPDATE audit_head SET seq = $1, chain = $2 WHERE one = 1",
            &vals![self.head.seq, self.head.chain.as_slice()],
        )
        .await?;
        for organisation in &self.moved {
            let (number, end) = &self.organisations[organisation];
            bulk.exec(
                "INSERT INTO audit_organisation (organisation, entries, chain) VALUES ($1, $2, $3) \
                 ON CONFLICT (organisation) DO UPDATE SET entries = excluded.entries, chain = excluded.chain",
                &vals![*organisation, *number, end.as_slice()],
            )
            .await?;
        }
        Ok(())
    }
}
