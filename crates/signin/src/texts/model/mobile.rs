//! A number that texts reach, in the international form (ITU-T E.164).

/// A mobile number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::texts) struct Mobile(String);

impl Mobile {
    /// Reads what somebody typed: a number of the United Kingdom, or one with the code of its country.
    pub(in crate::texts) fn read(typed: &str) -> Option<Self> {
        let is_blank = |sign: char| sign.is_whitespace() || matches!(sign, '-' | '(' | ')' | '.');
        let plain: String = typed.chars().filter(|sign| !is_blank(*sign)).take(20).collect();
        let digits = match plain.strip_prefix('+').or_else(|| plain.strip_prefix("00")) {
            // In brackets behind the country's code people write the zero of calls within it.
            Some(rest) => {
                rest.strip_prefix("440").map_or(rest.to_owned(), |rest| format!("44{rest}"))
            }
            None => format!("44{}", plain.strip_prefix('0')?),
        };
        let fits = digits.bytes().all(|sign| sign.is_ascii_digit())
            && (8..=15).contains(&digits.len())
            && !digits.starts_with('0');
        // 7 and nine digits more; 70 is for personal numbers and 76 for pagers.
        let is_mobile = match digits.strip_prefix("44") {
            Some(rest) => {
                rest.len() == 10
                    && rest.starts_with('7')
                    && (rest.starts_with("7624")
                        || !(rest.starts_with("70") || rest.starts_with("76")))
            }
            None => true,
        };
        (fits && is_mobile).then(|| Self(format!("+{digits}")))
    }

    /// The number.
    pub(in crate::texts) fn number(&self) -> &str {
        &self.0
    }

    /// Its last three digits, by which its owner knows it.
    pub(in crate::texts) fn ending(&self) -> &str {
        &self.0[self.0.len() - 3..]
    }
}

#[cfg(test)]
mod tests {
    //! Numbers as people write them.

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, number) in [
            ("07700 900123", "+447700900123"),
            ("+44 7700 900123", "+447700900123"),
            ("+44 (0)7700 900123", "+447700900123"),
            ("0044 7700-900-123", "+447700900123"),
            ("07624 123456", "+447624123456"),
            ("+353 85 012 3456", "+353850123456"),
            ("+1 (202) 555.0143", "+12025550143"),
        ] {
            let mobile = Mobile::read(typed).expect(typed);
            assert_eq!((mobile.number(), mobile.ending()), (number, &number[number.len() - 3..]));
        }
        for typed in [
            "",
            "07700",
            "020 7946 0018",
            "07000 900123",
            "07600 900123",
            "+44 20 7946 0018",
            "+123",
            "+0123456789",
            "7700900123",
            "+44770090012345678",
            "０7700900123",
            "call me",
            "+44770090012x",
        ] {
            assert_eq!(Mobile::read(typed), None, "{typed}");
        }
    }
}
