//! Checkpoints that cannot be kept because their disk is full, or takes no further file: none is left half, acts go
//! on, and what waits is kept once there is room.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use kernel::db::{SqliteSettings, Target, read_only};
use serde_json::json;
use testkit::{Engine, Scratch};

use super::volume::Volume;
use crate::installation::{Installation, block_on, end, port};

/// An installation whose checkpoints are on the volume.
async fn installed(scratch: &Scratch, volume: &Volume) -> (Installation, Target) {
    let (folder, kept) = (scratch.folder.join("data"), volume.path.join("checkpoints"));
    fs::create_dir_all(&folder).expect("the folder");
    fs::create_dir_all(&kept).expect("the folder of checkpoints");
    std::os::unix::fs::symlink(kept, folder.join("checkpoints")).expect("a link to it");
    let target = Target::Sqlite(folder.join("guildhall.db"), SqliteSettings::default());
    let installation = Installation::new(folder, &target);
    installation.arrange(&scratch.folder).await;
    (installation, target)
}

/// One run of the service with one act in it; one checkpoint is stated when it ends.
async fn one_run(installation: &Installation) {
    let mut service = installation.start(port()).await;
    let create = json!({ "organisation": "XXCRA", "given_name": "Check", "family_name": "Point" });
    installation.perform("person.create", &create).await.expect("acts go on");
    end(&mut service).await;
    installation.verify().await;
}

/// The file of the day.
fn file(installation: &Installation) -> Option<PathBuf> {
    let folder = fs::read_dir(installation.folder.join("checkpoints")).expect("the folder");
    folder.map(|entry| entry.expect("an entry").path()).max()
}

/// Whole notes in the file, of which nothing else is left over.
fn notes(path: &Path) -> usize {
    let text = fs::read_to_string(path).expect("the file");
    assert!(text.is_empty() || text.ends_with("\n\n"), "half a note: {text}");
    text.lines().filter(|line| line.starts_with('\u{2014}')).count()
}

/// Checkpoints that were stated.
async fn stated(target: &Target) -> usize {
    let mut reader = read_only(target).await.expect("a reader");
    let sql = "SELECT COUNT(*) FROM audit WHERE command = 'audit.checkpoint' AND outcome = 'done'";
    usize::try_from(reader.number(sql, &[]).await.expect("a count")).expect("a count")
}

#[test]
fn no_checkpoint_is_left_half_where_there_is_no_room() {
    block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let Some(volume) = Volume::new(&scratch.folder, 8, 64) else { return };
        let (installation, target) = installed(&scratch, &volume).await;
        one_run(&installation).await;
        let path = file(&installation).expect("a file of the day");
        let first = notes(&path);
        assert!(first > 0);
        // The page is filled up to where the next note begins in it and ends in the next one: half of it has room.
        let written = File::options().append(true).open(&path).expect("the file");
        let length = written.metadata().expect("its length").len();
        let half = length / (2 * first as u64);
        let lines = "\n".repeat(usize::try_from(4096 - length - half).expect("a length"));
        std::io::Write::write_all(&mut &written, lines.as_bytes()).expect("it is padded");
        written.sync_all().expect("it is on the disk");
        drop(written);
        volume.fill();
        for _ in 0..2 {
            one_run(&installation).await;
            assert_eq!(notes(&path), first, "there was room for a note");
        }
        assert!(stated(&target).await > first, "none was stated meanwhile");
        volume.free();
        one_run(&installation).await;
        let stated = stated(&target).await;
        assert!(stated > 0 && notes(&path) == stated, "each of {stated} is kept, once");
        drop(volume);
        scratch.remove().await;
    });
}

#[test]
fn a_disk_that_takes_no_further_file_stops_no_act() {
    block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let Some(volume) = Volume::new(&scratch.folder, 8, 64) else { return };
        let (installation, target) = installed(&scratch, &volume).await;
        volume.take_names();
        for _ in 0..2 {
            one_run(&installation).await;
            assert_eq!(file(&installation), None, "there was a name left for a file");
        }
        volume.free();
        one_run(&installation).await;
        let path = file(&installation).expect("a file of the day");
        let stated = stated(&target).await;
        assert!(stated > 0 && notes(&path) == stated, "each of {stated} is kept, once");
        drop(volume);
        scratch.remove().await;
    });
}
