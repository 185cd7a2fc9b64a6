//! Invented places and the names of practices and pharmacies.
//!
//! Beginnings are made up; endings are what many places end in. No pair was looked up: should
//! one exist somewhere, it is by chance.

use super::sequence::Sequence;

const BEGINNINGS: [&str; 60] = [
    "Aldrin", "Ambrel", "Arvel", "Bexen", "Blenner", "Brannick", "Brisk", "Calder", "Carrin",
    "Corvel", "Cresset", "Dallow", "Dorrin", "Dunmer", "Edrin", "Elver", "Ennis", "Farrow",
    "Fennor", "Galder", "Garrin", "Gressen", "Hallan", "Harvel", "Hesper", "Hollin", "Ibbel",
    "Ingar", "Jessen", "Keldar", "Kerrin", "Lammer", "Larkin", "Linnet", "Lorrin", "Marrel",
    "Melder", "Merrin", "Mossel", "Narren", "Nettle", "Orlan", "Ossel", "Pellin", "Perrin",
    "Quenner", "Quill", "Rannoc", "Rosser", "Sallow", "Selwin", "Skerrin", "Tallan", "Tarrel",
    "Thrun", "Ullen", "Varrin", "Wendel", "Wrennor", "Yarrel",
];

const ENDINGS: [&str; 24] = [
    "bourne", "bridge", "bury", "by", "combe", "cott", "dale", "den", "field", "ford", "gate",
    "ham", "haven", "hithe", "holme", "hurst", "ley", "mere", "mouth", "stead", "thorpe", "ton",
    "wick", "worth",
];

const WELSH_BEGINNINGS: [&str; 8] = ["Aber", "Caer", "Cwm", "Dol", "Glan", "Llan", "Pen", "Ynys"];

const WELSH_ENDINGS: [&str; 12] = [
    "arlwyn", "drefor", "elfryn", "fedwen", "gorwel", "heulyn", "lafar", "medrwy", "orwen",
    "rhosfa", "selwyn", "weirydd",
];

const QUALIFIERS: [&str; 10] =
    ["Great", "Little", "Upper", "Nether", "North", "South", "East", "West", "Long", "Market"];

const AREAS: [&str; 8] =
    ["shire", " Vale", " Coast", " Downs", " Marches", " Forest", " Lakes", " Border"];

const FEATURES: [&str; 48] = [
    "Abbey",
    "Alder",
    "Ashgrove",
    "Beacon",
    "Birches",
    "Bluebell",
    "Bridge Street",
    "Brookside",
    "Canal",
    "Castle",
    "Cedar",
    "Chapel Lane",
    "Cherry Tree",
    "Church Street",
    "Cloisters",
    "Crossways",
    "Dovecote",
    "Elm Tree",
    "Fairfield",
    "Ferry Road",
    "Forge",
    "Fountain",
    "Foxglove",
    "Granary",
    "Green Lane",
    "Harbour",
    "Hawthorn",
    "High Street",
    "Hillside",
    "Holly",
    "Junction",
    "Lantern",
    "Lighthouse",
    "Lime Tree",
    "Maltings",
    "Maypole",
    "Meadow",
    "Old Mill",
    "Orchard",
    "Park Road",
    "Priory",
    "Quayside",
    "Riverside",
    "Rowan",
    "Saltmarsh",
    "Station Road",
    "Towers",
    "Weavers",
];

const PRACTICES: [&str; 6] = [
    "Surgery",
    "Medical Centre",
    "Health Centre",
    "Medical Practice",
    "Family Practice",
    "Doctors",
];

const PHARMACIES: [&str; 5] =
    ["Pharmacy", "Chemist", "Dispensary", "Community Pharmacy", "Chemists"];

/// The nation's towns in the order of its seed; the first few thousand differ.
pub(super) struct Towns {
    start: usize,
}

const ENGLISH: usize = BEGINNINGS.len() * ENDINGS.len();
const SIMPLE: usize = ENGLISH + WELSH_BEGINNINGS.len() * WELSH_ENDINGS.len();
/// Has no divisor in common with [`SIMPLE`], so that steps of it meet every town once.
const STEP: usize = 601;

impl Towns {
    pub(super) fn new(sequence: &mut Sequence) -> Towns {
        Towns { start: usize::try_from(sequence.below(SIMPLE as u64)).unwrap_or_default() }
    }

    pub(super) fn name(&self, number: usize) -> String {
        let place = (self.start + number * STEP) % SIMPLE;
        let simple = match place.checked_sub(ENGLISH) {
            None => {
                let beginning = BEGINNINGS[place / ENDINGS.len()];
                format!("{beginning}{}", ENDINGS[place % ENDINGS.len()])
            }
            Some(place) => {
                let beginning = WELSH_BEGINNINGS[place / WELSH_ENDINGS.len()];
                format!("{beginning}{}", WELSH_ENDINGS[place % WELSH_ENDINGS.len()])
            }
        };
        match number / SIMPLE {
            0 => simple,
            again => format!("{} {simple}", QUALIFIERS[(again - 1) % QUALIFIERS.len()]),
        }
    }
}

/// An area with several towns.
pub(super) fn area(sequence: &mut Sequence) -> String {
    format!("{}{}", sequence.pick(&BEGINNINGS), sequence.pick(&AREAS))
}

/// What a practice in this town may be called.
pub(super) fn practice(town: &str, sequence: &mut Sequence) -> String {
    named_after(town, &PRACTICES, sequence)
}

/// What a pharmacy in this town may be called.
pub(super) fn pharmacy(town: &str, sequence: &mut Sequence) -> String {
    named_after(town, &PHARMACIES, sequence)
}

fn named_after(town: &str, kinds: &[&str], sequence: &mut Sequence) -> String {
    let kind = sequence.pick(kinds);
    if sequence.percent(40) {
        return format!("{town} {kind}");
    }
    format!("{} {kind}", sequence.pick(&FEATURES))
}
