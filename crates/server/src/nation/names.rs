//! Names of people: many cultures, mostly in Latin letters, some in their own script.
//!
//! Given and family names come from the same list most of the time, as they do in life; one
//! person in twelve has a given name from one list and a family name from another. Family
//! names of the largest group are put together from two halves, so that there are many and few
//! are anybody's in particular.

use super::name_lists::{
    ARABIC_FAMILY, ARABIC_GIVEN, BRITISH_BEGINNINGS, BRITISH_ENDINGS, BRITISH_GIVEN,
    CARIBBEAN_GIVEN, CHINESE_FAMILY, CHINESE_GIVEN, EUROPEAN_FAMILY, EUROPEAN_GIVEN,
    FILIPINO_FAMILY, FILIPINO_GIVEN, IRISH_FAMILY, IRISH_GIVEN, NIGERIAN_FAMILY, NIGERIAN_GIVEN,
    POLISH_FAMILY, POLISH_GIVEN, SCOTTISH_FAMILY, SOUTH_ASIAN_FAMILY, SOUTH_ASIAN_GIVEN,
    VIETNAMESE_FAMILY, VIETNAMESE_GIVEN, WELSH_FAMILY, WELSH_FATHERS, WELSH_GIVEN,
};
use super::sequence::Sequence;

/// Names that are at home together.
struct Culture {
    given: &'static [&'static str],
    family: Family,
}

enum Family {
    Listed(&'static [&'static str]),
    /// A beginning and an ending.
    Composed(&'static [&'static str], &'static [&'static str]),
    /// A particle before a given name, as `ap Rhys`.
    After(&'static str, &'static [&'static str]),
}

/// Weights and cultures.
const CULTURES: &[(u32, Culture)] = &[
    (
        500,
        Culture {
            given: BRITISH_GIVEN,
            family: Family::Composed(BRITISH_BEGINNINGS, BRITISH_ENDINGS),
        },
    ),
    (50, Culture { given: BRITISH_GIVEN, family: Family::Listed(SCOTTISH_FAMILY) }),
    (40, Culture { given: WELSH_GIVEN, family: Family::Listed(WELSH_FAMILY) }),
    (6, Culture { given: WELSH_GIVEN, family: Family::After("ap", WELSH_FATHERS) }),
    (45, Culture { given: IRISH_GIVEN, family: Family::Listed(IRISH_FAMILY) }),
    (90, Culture { given: SOUTH_ASIAN_GIVEN, family: Family::Listed(SOUTH_ASIAN_FAMILY) }),
    (60, Culture { given: NIGERIAN_GIVEN, family: Family::Listed(NIGERIAN_FAMILY) }),
    (40, Culture { given: POLISH_GIVEN, family: Family::Listed(POLISH_FAMILY) }),
    (40, Culture { given: FILIPINO_GIVEN, family: Family::Listed(FILIPINO_FAMILY) }),
    (30, Culture { given: EUROPEAN_GIVEN, family: Family::Listed(EUROPEAN_FAMILY) }),
    (25, Culture { given: CHINESE_GIVEN, family: Family::Listed(CHINESE_FAMILY) }),
    (25, Culture { given: ARABIC_GIVEN, family: Family::Listed(ARABIC_FAMILY) }),
    (
        20,
        Culture {
            given: CARIBBEAN_GIVEN,
            family: Family::Composed(BRITISH_BEGINNINGS, BRITISH_ENDINGS),
        },
    ),
    (10, Culture { given: VIETNAMESE_GIVEN, family: Family::Listed(VIETNAMESE_FAMILY) }),
    (
        3,
        Culture {
            given: &["Олена", "Дмитро", "Ирина", "Сергей", "Юлія"],
            family: Family::Listed(&["Коваленко", "Мельник", "Соловьёв", "Шевчук", "Гнатюк"]),
        },
    ),
    (
        2,
        Culture {
            given: &["Ελένη", "Γιώργος", "Δήμητρα"],
            family: Family::Listed(&["Παππά", "Καραγιάννης", "Οικονόμου"]),
        },
    ),
    (
        3,
        Culture {
            given: &["小明", "丽华", "伟", "雨欣", "思远"],
            family: Family::Listed(&["王", "李", "陈", "欧阳", "林"]),
        },
    ),
    (
        3,
        Culture {
            given: &["محمد", "ليلى", "يوسف", "مريم"],
            family: Family::Listed(&["حداد", "منصور", "الخطيب", "درويش"]),
        },
    ),
    (
        2,
        Culture {
            given: &["हरि", "मीरा", "सुनीता"],
            family: Family::Listed(&["शर्मा", "जोशी", "वर्मा"]),
        },
    ),
    (
        1,
        Culture {
            given: &["נועה", "דוד", "תמר"], family: Family::Listed(&["כהן", "לוי", "ברק"])
        },
    ),
];

/// A person's given and family name.
pub(super) fn person(sequence: &mut Sequence) -> (String, String) {
    let home = sequence.weighted(CULTURES);
    let elsewhere = if sequence.below(12) == 0 { sequence.weighted(CULTURES) } else { home };
    let given = sequence.pick(home.given).to_owned();
    let family = family(elsewhere, sequence);
    // A family name from each parent: one person in forty, mostly where names are one word.
    let is_double = sequence.below(40) == 0 && !family.contains(' ');
    if !is_double {
        return (given, family);
    }
    let other = self::family(home, sequence);
    if other == family || other.contains(' ') {
        return (given, family);
    }
    (given, format!("{family}-{other}"))
}

fn family(culture: &Culture, sequence: &mut Sequence) -> String {
    match culture.family {
        Family::Listed(names) => sequence.pick(names).to_owned(),
        Family::Composed(beginnings, endings) => {
            format!("{}{}", sequence.pick(beginnings), sequence.pick(endings))
        }
        Family::After(particle, names) => format!("{particle} {}", sequence.pick(names)),
    }
}
