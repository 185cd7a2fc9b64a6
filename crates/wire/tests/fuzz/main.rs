//! Fuzz targets of the codecs: nothing makes a parser panic, take long or fill the memory, and what one accepts is written
//! back with the same meaning. Whoever reports a new way to break one adds it to `crates/testkit/corpora`.

mod cbor;
mod jose;
mod query;
mod saml;
mod webauthn;

use testkit::fuzz::Fuzz;

/// Tries inputs until the time is over; `attack` says how each ended.
fn fuzz<T: std::hash::Hash>(mut fuzz: Fuzz, attack: impl Fn(&[u8]) -> T) {
    while let Some(input) = fuzz.next() {
        fuzz.ended(&attack(&input));
    }
}
