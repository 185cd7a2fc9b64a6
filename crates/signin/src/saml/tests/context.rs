//! How sure it is, compared with what is asked for.

use crate::saml::model::{Sure, met};

const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
const MFA: &str = "https://refeds.org/profile/mfa";

#[test]
fn each_comparison_means_what_the_standard_says() {
    for (how, classes, one, two) in [
        ("exact", &[PASSWORD][..], Some(PASSWORD), Some(PASSWORD)),
        ("exact", &[MFA], None, Some(MFA)),
        ("exact", &[MFA, PASSWORD], Some(PASSWORD), Some(MFA)),
        ("exact", &["urn:x"], None, None),
        ("minimum", &[PASSWORD], Some(PASSWORD), Some(MFA)),
        ("minimum", &[MFA], None, Some(MFA)),
        ("maximum", &[PASSWORD], Some(PASSWORD), Some(PASSWORD)),
        ("maximum", &[MFA], Some(PASSWORD), Some(MFA)),
        ("better", &[PASSWORD], None, Some(MFA)),
        ("better", &[MFA], None, None),
        ("better", &["urn:x"], None, None),
    ] {
        let asked = (how.to_owned(), classes.iter().map(|class| (*class).to_owned()).collect());
        assert_eq!(met(Sure::One, Some(&asked)).as_deref(), one, "{how} {classes:?}");
        assert_eq!(met(Sure::Two, Some(&asked)).as_deref(), two, "{how} {classes:?}");
    }
    assert_eq!(met(Sure::One, None).as_deref(), Some(PASSWORD));
}
