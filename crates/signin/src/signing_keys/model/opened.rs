//! Pairs that this process has opened: a key is unsealed, read and checked once, and not for each token that it signs.
//!
//! Whether a key signs is read from its row each time; this only spares opening what the row holds.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::refusal::Fault;
use parking_lot::Mutex;
use uuid::Uuid;

use super::{Algorithm, Pair, open};

/// Pairs kept at most. Keys turn every few months, and there are three that sign.
const MOST: usize = 16;

/// A key and what was sealed for it: another one if it was sealed again.
type Sealed = (Uuid, Vec<u8>);

/// Opened pairs, each with what is made of it once.
#[derive(Default)]
pub(crate) struct OpenedPairs(Mutex<HashMap<Sealed, Arc<Opened>>>);

/// A pair that was opened.
pub(in crate::signing_keys) struct Opened {
    pub(in crate::signing_keys) pair: Pair,
    /// Its certificate in base64, once it was made.
    pub(in crate::signing_keys) certificate: Mutex<Option<String>>,
}

impl OpenedPairs {
    /// The pair, if it was sealed under this secret for this row.
    pub(in crate::signing_keys) fn open(
        &self,
        secret: &[u8; 32],
        algorithm: Algorithm,
        id: Uuid,
        sealed: &[u8],
    ) -> Result<Option<Arc<Opened>>, Fault> {
        let key = (id, sealed.to_vec());
        if let Some(opened) = self.0.lock().get(&key) {
            return Ok(Some(Arc::clone(opened)));
        }
        let Some(pair) = open(secret, algorithm, id, sealed)? else { return Ok(None) };
        let opened = Arc::new(Opened { pair, certificate: Mutex::default() });
        let mut kept = self.0.lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&opened));
        Ok(Some(opened))
    }
}
