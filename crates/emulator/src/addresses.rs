//! How `mail`, the sign-in name and the products decide the addresses of a user.
//!
//! `proxyAddresses` cannot be written. `SMTP:` marks the one primary address, `smtp:` the others. An address
//! that was primary stays as another one, so that mail to it still arrives.

use serde_json::{Value, json};
use wire::graph::Property;

use crate::record::Record;

/// An entry without the kind before the colon.
pub(crate) fn bare(entry: &str) -> &str {
    entry.split_once(':').map_or(entry, |(_, address)| address)
}

/// Makes an address the primary one and `mail`; what was primary becomes an alias.
pub(crate) fn make_primary(record: &mut Record, address: &str) {
    let mut entries = vec![format!("SMTP:{address}")];
    let others = record
        .texts(Property::ProxyAddresses)
        .into_iter()
        .map(bare)
        .filter(|known| !known.eq_ignore_ascii_case(address));
    entries.extend(others.map(|known| format!("smtp:{known}")));
    record.set(Property::ProxyAddresses, json!(entries));
    record.set(Property::Mail, json!(address));
}

/// Clears `mail`; the address goes with it, the aliases stay.
pub(crate) fn drop_primary(record: &mut Record) {
    let entries: Vec<String> = record
        .texts(Property::ProxyAddresses)
        .into_iter()
        .filter(|entry| !entry.starts_with("SMTP:"))
        .map(str::to_owned)
        .collect();
    record.set(Property::ProxyAddresses, json!(entries));
    record.set(Property::Mail, Value::Null);
}

/// Drops every address in `taken` (lower case); used by a restore that gives way to others.
pub(crate) fn give_way(record: &mut Record, taken: &[String]) {
    let is_free = |entry: &&str| !taken.contains(&bare(entry).to_lowercase());
    let entries: Vec<String> = record
        .texts(Property::ProxyAddresses)
        .into_iter()
        .filter(is_free)
        .map(str::to_owned)
        .collect();
    record.set(Property::ProxyAddresses, json!(entries));
    if record.text(Property::Mail).is_some_and(|mail| taken.contains(&mail.to_lowercase())) {
        record.set(Property::Mail, Value::Null);
    }
}
