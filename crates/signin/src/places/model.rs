//! The file, and one place.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kernel::clock::Stopwatch;
use maxminddb::{Reader, geoip2};
use parking_lot::Mutex;

/// The mean radius of the earth in kilometres.
const RADIUS: f64 = 6371.0;
/// Characters of a place that are kept.
const LONGEST: usize = 80;
/// A file that is larger is not read, in bytes: the largest that are published have a tenth of it.
const LARGEST: u64 = 2 << 30;

/// A town, or a country where no more is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// In words: "Leeds, United Kingdom".
    pub name: String,
    /// Degrees north and east, where they are known.
    at: Option<(f64, f64)>,
}

impl Place {
    /// Kilometres to another place as the crow flies, if both are known well enough.
    pub(crate) fn kilometres_to(&self, other: &Self) -> Option<f64> {
        let ((north, east), (other_north, other_east)) = (self.at?, other.at?);
        let half = |one: f64, two: f64| ((one - two).to_radians() / 2.0).sin().powi(2);
        let chord =
            north.to_radians().cos() * other_north.to_radians().cos() * half(east, other_east)
                + half(north, other_north);
        Some(2.0 * RADIUS * chord.sqrt().min(1.0).asin())
    }
}

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its kind, as its publisher calls it.
    pub kind: String,
    /// When it was made, in seconds since 1970.
    pub made_at: u64,
}

/// The file of this node, which may be there or not.
pub struct Places {
    path: PathBuf,
    /// How long what was found at the path counts.
    counts: Duration,
    held: Mutex<Option<Held>>,
}

type Stamp = (Option<SystemTime>, u64);

/// Where there is no file.
const NO_FILE: Stamp = (None, 0);

struct Held {
    looked: Stopwatch,
    stamp: Stamp,
    /// None where there is no file, or one of another kind.
    reader: Option<Arc<Reader<Vec<u8>>>>,
}

impl Places {
    /// The file at a path, whether there is one or not.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), counts: Duration::from_secs(1), held: Mutex::new(None) }
    }

    /// The same, looked at for each question.
    #[cfg(test)]
    pub(super) fn looked_at_always(self) -> Self {
        Self { counts: Duration::ZERO, ..self }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the file says of itself, if there is one.
    ///
    /// # Errors
    /// In words, if it cannot be read or is none of its kind.
    pub fn known(&self) -> Result<Option<Known>, String> {
        let Some(stamp) = self.stamp()? else { return Ok(None) };
        let reader = self.read(stamp)?;
        let metadata = reader.metadata();
        Ok(Some(Known { kind: metadata.database_type.clone(), made_at: metadata.build_epoch }))
    }

    /// Where a network address is. It reads the file when it is new, so it is not asked from within a transaction.
    pub(crate) fn of(&self, peer: &str) -> Option<Place> {
        let address: IpAddr = peer.parse().ok()?;
        let reader = self.reader()?;
        let found = reader.lookup(address).ok()?.decode::<geoip2::City>().ok()??;
        let words = [found.city.names.english, found.country.names.english];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        let at = found.location.latitude.zip(found.location.longitude);
        if words.is_empty() {
            return None;
        }
        Some(Place { name: crate::origin::kept(&words.join(", "), LONGEST), at })
    }

    fn stamp(&self) -> Result<Option<Stamp>, String> {
        match std::fs::metadata(&self.path) {
            Ok(found) => Ok(Some((found.modified().ok(), found.len()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("it cannot be read: {error}")),
        }
    }

    /// The file as it was a moment ago; what cannot be read is tried again when it has changed.
    fn reader(&self) -> Option<Arc<Reader<Vec<u8>>>> {
        let mut held = self.held.lock();
        if let Some(held) = held.as_ref()
            && held.looked.elapsed() < self.counts
        {
            return held.reader.clone();
        }
        let (looked, stamp) = (Stopwatch::start(), self.stamp().ok()?.unwrap_or(NO_FILE));
        let known = held.take().filter(|held| held.stamp == stamp);
        let reader = match known {
            Some(known) => known.reader,
            None if stamp == NO_FILE => None,
            None => {
                let reader = self.read(stamp);
                if let Err(why) = &reader {
                    tracing::warn!(path = %self.path.display(), "places of network addresses are not known: {why}");
                }
                reader.ok().map(Arc::new)
            }
        };
        held.insert(Held { looked, stamp, reader }).reader.clone()
    }

    fn read(&self, (_, length): Stamp) -> Result<Reader<Vec<u8>>, String> {
        if length > LARGEST {
            return Err("it is too large".to_owned());
        }
        let bytes =
            std::fs::read(&self.path).map_err(|error| format!("it cannot be read: {error}"))?;
        Reader::from_source(bytes).map_err(|error| format!("it has another form: {error}"))
    }
}
