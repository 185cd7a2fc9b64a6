//! A small file system of the test's own, which can be filled and freed. Only root can mount one.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::installation::say;

/// A mounted file system; unmounted and removed when dropped.
pub(crate) struct Volume {
    image: PathBuf,
    /// Where it is.
    pub(crate) path: PathBuf,
}

impl Volume {
    /// Makes one with so much room and so many names for files; says so loudly where it may not.
    pub(crate) fn new(folder: &Path, megabytes: u64, names: u32) -> Option<Self> {
        let volume = Self { image: folder.join("image"), path: folder.join("volume") };
        fs::create_dir_all(&volume.path).expect("a folder to mount on");
        let image = File::create(&volume.image).expect("an image");
        image.set_len(megabytes << 20).expect("its length");
        drop(image);
        let (image, path) = (volume.image.to_string_lossy(), volume.path.to_string_lossy());
        // Nothing is kept back for root, who runs the tests.
        let is_made = run("mkfs.ext4", &["-q", "-m", "0", "-N", &names.to_string(), &image]);
        if !is_made || !run("mount", &["-o", "loop", &image, &path]) {
            say("NOT RUN: a full disk needs a file system of its own, and only root can mount one");
            return None;
        }
        Some(volume)
    }

    /// Takes all the room there is.
    pub(crate) fn fill(&self) {
        let open = File::options().create(true).append(true).open(self.path.join("filler"));
        let mut filler = open.expect("a file that takes the room");
        for piece in [1 << 20, 4096, 1] {
            let piece = vec![0; piece];
            while filler.write_all(&piece).is_ok() {}
        }
    }

    /// Takes all the names there are.
    pub(crate) fn take_names(&self) {
        let folder = self.path.join("names");
        fs::create_dir_all(&folder).expect("a folder");
        let mut number = 0;
        while File::create(folder.join(format!("{number}"))).is_ok() {
            number += 1;
        }
    }

    /// Gives room and names back.
    pub(crate) fn free(&self) {
        let _ = fs::remove_file(self.path.join("filler"));
        let _ = fs::remove_dir_all(self.path.join("names"));
    }
}

/// One file that is on a volume, while its folder is not.
pub(crate) struct Bound(PathBuf);

impl Volume {
    /// Puts a new file of the volume in the place of one elsewhere.
    pub(crate) fn bind(&self, place: PathBuf) -> Bound {
        let own = self.path.join("bound");
        File::create(&own).expect("a file");
        File::create(&place).expect("its place");
        assert!(run("mount", &["--bind", &own.to_string_lossy(), &place.to_string_lossy()]));
        Bound(place)
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        run("umount", &["--lazy", &self.0.to_string_lossy()]);
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // A process that is just being killed may still have it in use.
        run("umount", &["--lazy", &self.path.to_string_lossy()]);
        let _ = fs::remove_file(&self.image);
    }
}

fn run(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).output();
    ran.is_ok_and(|output| output.status.success())
}
