//! What runs by itself or takes long: imports of register files, and the watch over members.

mod import;
mod watch;

pub use import::{
    Import, ImportReport, Importing, Interrupted, Progress, RefusedRow, digest_of, import_bytes,
    import_file,
};
pub use watch::notice_changes;
