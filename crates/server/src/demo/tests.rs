//! What becomes of a demonstration that was stopped while it was made.

use super::begin;
use crate::data_dir::DataDir;

#[test]
fn a_demonstration_that_was_stopped_halfway_asks_for_a_fresh_folder() {
    let folder = std::env::temp_dir().join(format!("guildhall-demo-begun-{}", std::process::id()));
    let data = DataDir::open(&folder, None).expect("an empty folder");
    begin(&data).expect("nothing was begun here");
    let refused = begin(&data).expect_err("it was begun and not finished").to_string();
    std::fs::remove_dir_all(&folder).expect("the folder of this test");
    assert!(refused.contains("fresh folder") && refused.contains("--data"), "{refused}");
}
