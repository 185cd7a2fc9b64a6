//! Products, service plans, and which product holds which plan.

use std::collections::BTreeMap;

use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::ActId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::ProductId;

/// The most products read at once; Microsoft's table has 569.
const MOST: i64 = 5_000;

/// A product as stored.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    /// Its key.
    pub(crate) id: ProductId,
    /// Its short name.
    pub(crate) string_id: String,
    /// Its name.
    pub(crate) name: String,
}

fn read(row: &Row) -> Result<Product, Fault> {
    Ok(Product { id: ProductId(row.id(0)?), string_id: row.text(1)?, name: row.text(2)? })
}

/// The product of that key.
pub(crate) async fn find(
    reader: &mut Reader,
    product: ProductId,
) -> Result<Option<Product>, Fault> {
    let sql = "SELECT id, string_id, name FROM product WHERE id = $1";
    reader.row(sql, &vals![product]).await?.as_ref().map(read).transpose()
}

/// Every product in order of name.
pub(crate) async fn all(reader: &mut Reader) -> Result<Vec<Product>, Fault> {
    let sql = "SELECT id, string_id, name FROM product ORDER BY name, id LIMIT $1";
    reader.rows(sql, &vals![MOST]).await?.iter().map(read).collect()
}

/// The names of all products, for pages that show many.
pub(crate) async fn names(reader: &mut Reader) -> Result<BTreeMap<ProductId, String>, Fault> {
    Ok(all(reader).await?.into_iter().map(|product| (product.id, product.name)).collect())
}

/// The short names and keys of the service plans in a product.
pub(crate) async fn plans_of(
    reader: &mut Reader,
    product: ProductId,
) -> Result<Vec<(String, Uuid)>, Fault> {
    let sql = "SELECT service_plan.name, service_plan.id FROM product_plan \
               JOIN service_plan ON service_plan.id = product_plan.plan \
               WHERE product_plan.product = $1 ORDER BY service_plan.id LIMIT 500";
    let rows = reader.rows(sql, &vals![product]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.id(1)?))).collect()
}

/// Numbers of products, service plans, and pairs of them.
pub(crate) async fn counts(reader: &mut Reader) -> Result<(i64, i64, i64), Fault> {
    Ok((
        reader.number("SELECT COUNT(*) FROM product", &[]).await?,
        reader.number("SELECT COUNT(*) FROM service_plan", &[]).await?,
        reader.number("SELECT COUNT(*) FROM product_plan", &[]).await?,
    ))
}

/// Puts a product in or brings its names up to date; whether anything changed.
pub(crate) async fn put(tx: &mut WriteTx, product: &Product, act: ActId) -> Result<bool, Fault> {
    let params = vals![product.id, &product.string_id, &product.name, act];
    let sql = "INSERT INTO product (id, string_id, name, version, act) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (id) DO UPDATE SET string_id = excluded.string_id, name = excluded.name, \
               version = product.version + 1, act = excluded.act \
               WHERE product.string_id <> excluded.string_id OR product.name <> excluded.name";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Puts a service plan in or brings its names up to date; whether anything changed.
pub(crate) async fn put_plan(
    tx: &mut WriteTx,
    plan: Uuid,
    name: &str,
    friendly_name: &str,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![plan, name, friendly_name, act];
    let sql = "INSERT INTO service_plan (id, name, friendly_name, version, act) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (id) DO UPDATE SET name = excluded.name, friendly_name = excluded.friendly_name, \
               version = service_plan.version + 1, act = excluded.act \
               WHERE service_plan.name <> excluded.name OR service_plan.friendly_name <> excluded.friendly_name";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Says that a product holds a plan; whether that is new.
pub(crate) async fn put_pair(
    tx: &mut WriteTx,
    product: ProductId,
    plan: Uuid,
    act: ActId,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO product_plan (product, plan, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (product, plan) DO NOTHING";
    Ok(tx.exec(sql, &vals![product, plan, act]).await? == 1)
}
