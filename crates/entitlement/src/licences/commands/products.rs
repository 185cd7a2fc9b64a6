//! Reference data: Microsoft's table of products, and the starter set.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{ProductRow, starter};
use super::super::store::products::{self, Product};
use super::super::{authority, messages};
use crate::keys::ProductId;

/// Rows of one command: what the writer can do without making others wait.
const CHUNK: usize = 200;

/// Puts rows of Microsoft's table of products and service plans in, 200 at most. Rows that are known already change
/// nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportProducts {
    /// The rows, one for each service plan of a product.
    pub rows: Vec<ProductRow>,
}

/// What an import changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Imported {
    /// Products that are new or have another name.
    pub products: u64,
    /// Service plans that are new or have another name.
    pub plans: u64,
    /// Service plans that are newly part of a product.
    pub pairs: u64,
}

impl std::ops::AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.products += other.products;
        self.plans += other.plans;
        self.pairs += other.pairs;
    }
}

impl ImportProducts {
    /// A whole table as commands of the right size.
    pub fn chunks(rows: &[ProductRow]) -> impl Iterator<Item = Self> {
        rows.chunks(CHUNK).map(|rows| Self { rows: rows.to_vec() })
    }
}

impl Command for ImportProducts {
    const NAME: &'static str = "product.import";
    const ACTION: Action = authority::PRODUCT_IMPORT;
    type Prepared = ();
    type Output = Imported;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        if self.rows.len() > CHUNK {
            return Err(messages::TOO_MANY_ROWS.at("rows").into());
        }
        for (index, row) in self.rows.iter().enumerate() {
            if let Some(problem) = row.problem() {
                return Err(messages::ROW
                    .at("rows")
                    .with("row", index + 1)
                    .with("problem", problem)
                    .into());
            }
        }
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Imported> {
        put_rows(tx, call, &self.rows).await
    }
}

/// Puts the products in that every installation starts with, where they are missing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnsureProducts {}

impl Command for EnsureProducts {
    const NAME: &'static str = "product.ensure";
    const ACTION: Action = authority::PRODUCT_ENSURE;
    type Prepared = ();
    type Output = Imported;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Imported> {
        let mut missing = Vec::new();
        for row in starter() {
            // What an import has put in is newer than what is built in, and stays.
            if products::find(tx, ProductId(row.product)).await?.is_none() {
                missing.push(row);
            }
        }
        put_rows(tx, call, &missing).await
    }
}

async fn put_rows(tx: &mut WriteTx, call: &Call, rows: &[ProductRow]) -> Result<Imported> {
    let mut imported = Imported::default();
    for row in rows {
        let id = ProductId(row.product);
        let product = Product { id, string_id: row.string_id.clone(), name: row.name.clone() };
        if products::put(tx, &product, call.act).await? {
            imported.products += 1;
            tx.effect("product", id.0, "name", None::<&str>, &product.name);
        }
        imported.plans += u64::from(
            products::put_plan(tx, row.plan, &row.plan_name, &row.plan_friendly_name, call.act)
                .await?,
        );
        imported.pairs += u64::from(products::put_pair(tx, id, row.plan, call.act).await?);
    }
    Ok(imported)
}
