//! The folder of an installation: settings, keys, checkpoints, mail, the tenant's journal, the socket, the list of breached
//! passwords, and on SQLite the database. One process owns it at a time.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use kernel::audit::NodeKey;
use kernel::config::Settings;
use kernel::db::{SqliteSettings, Target};
use kernel::random;
use signin::breached::BreachedList;
use signin::places::Places;

/// An installation's folder.
#[derive(Clone, Debug)]
pub struct DataDir {
    path: PathBuf,
    database: Option<String>,
}

/// The proof that this process owns the folder; given up when dropped.
#[derive(Debug)]
pub struct Owned {
    _lock: File,
}

impl DataDir {
    /// The folder, made if it is missing, and the database's URL if it is not the file in it.
    pub fn open(path: &Path, database: Option<&str>) -> anyhow::Result<Self> {
        for folder in ["", "keys", "checkpoints", "mail", "tenant"] {
            let folder = path.join(folder);
            fs::create_dir_all(&folder)
                .with_context(|| format!("The folder {} could not be made", folder.display()))?;
        }
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).with_context(|| {
            format!("The folder {} could not be closed to others", path.display())
        })?;
        Ok(Self { path: path.to_owned(), database: database.map(str::to_owned) })
    }

    /// The folder of an installation that is there already; a misspelt one makes no new installation.
    pub fn existing(path: &Path, database: Option<&str>) -> anyhow::Result<Self> {
        let found = Self { path: path.to_owned(), database: database.map(str::to_owned) };
        if !found.join("keys").is_dir()
            || (database.is_none() && !found.join("guildhall.db").is_file())
        {
            bail!(
                "There is no installation in {}. Name its folder with --data, or make one with 'guildhall admin init'.",
                path.display()
            );
        }
        Ok(found)
    }

    /// A file or folder in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Takes the folder for this process; says who has it if somebody else does.
    pub fn own(&self) -> anyhow::Result<Owned> {
        let path = self.join("lock");
        let mut lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .read(true)
            .open(&path)
            .with_context(|| format!("{} could not be opened", path.display()))?;
        match lock.try_lock() {
            Ok(()) => {
                lock.set_len(0)?;
                write!(lock, "{}", std::process::id())?;
                Ok(Owned { _lock: lock })
            }
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                bail!(
                    "Another guildhall (process {holder}) is using {}. Stop it first, or let it do the work through its socket.",
                    self.path.display()
                )
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} could not be locked", path.display()))
            }
        }
    }

    /// Whether a running process owns the folder.
    pub fn is_owned(&self) -> bool {
        let lock = File::options().write(true).open(self.join("lock"));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// The settings.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        Settings::read(&self.join("guildhall.toml")).map_err(|fault| anyhow::anyhow!(fault.chain()))
    }

    /// Whether the database is the file in it.
    pub fn is_file(&self) -> bool {
        self.database.is_none()
    }

    /// The passwords that became known in data leaks, if the operator has brought a list.
    pub fn breached(&self) -> BreachedList {
        BreachedList::at(self.join("breached-passwords"))
    }

    /// Where network addresses are, if the operator has brought a file.
    pub fn places(&self) -> Places {
        Places::at(self.join("places.mmdb"))
    }

    /// Where the database is.
    pub fn target(&self) -> Target {
        match &self.database {
            Some(url) => Target::Postgres(url.clone()),
            None => Target::Sqlite(self.join("guildhall.db"), SqliteSettings::default()),
        }
    }

    /// The socket through which a running process takes work from this host.
    pub fn socket(&self) -> PathBuf {
        self.join("guildhall.sock")
    }

    /// The key under which unsealed audit rows are vouched for; made at the first start.
    pub fn node_key(&self) -> anyhow::Result<NodeKey> {
        let path = self.join("keys/audit-node");
        let bytes = match fs::read(&path) {
            Ok(bytes) if bytes.len() == 32 => bytes,
            Ok(bytes) => bail!(
                "{} holds {} bytes instead of 32. Put the right key back from a backup.",
                path.display(),
                bytes.len()
            ),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let bytes = random::bytes::<32>();
                write_private(&path, &bytes)?;
                bytes.to_vec()
            }
            Err(error) => {
                return Err(error).with_context(|| format!("{} could not be read", path.display()));
            }
        };
        Ok(kernel::audit::node_key(&bytes))
    }
}

/// Writes a file that only this user can read, and makes sure it is on the disk.
pub fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let new = PathBuf::from(name);
    let write = || -> std::io::Result<()> {
        let mut file =
            File::options().create(true).truncate(true).write(true).mode(0o600).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // Whoever looks finds the old file or the whole new one.
        fs::rename(&new, path)?;
        match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
            _ => Ok(()),
        }
    };
    write().with_context(|| format!("{} could not be written", path.display()))
}
