//! What is true of the whole crate: the vendored files, and pages as a browser reads them.

pub(crate) mod normal;
pub(crate) mod page;

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{assets, link::address};

fn vendored() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../web/vendor/nhsuk-frontend")
}

fn files(folder: &PathBuf, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn nothing_that_is_served_names_an_outside_address() {
    for name in assets::names() {
        let file = assets::find(&name).unwrap();
        let text = String::from_utf8(file.data.into_owned()).unwrap();
        // Names of standards, which nothing ever loads.
        let text = text.replace("http://www.w3.org/2000/svg", "");
        for outside in ["http://", "https://", "url(//", "@import"] {
            assert!(!text.contains(outside), "{name} names {outside}");
        }
        assert!(
            !text.contains("@font-face") && !text.contains("Frutiger"),
            "{name} has a typeface"
        );
    }
}

#[test]
fn every_file_a_stylesheet_names_is_served() {
    let css = assets::find("nhsuk-frontend/nhsuk-frontend.min.css").unwrap();
    let css = String::from_utf8(css.data.into_owned()).unwrap();
    let named: BTreeSet<&str> =
        css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(!named.is_empty());
    for name in named {
        assert!(assets::find(&format!("nhsuk-frontend/{name}")).is_some(), "{name} is not served");
    }
}

#[test]
fn vendored_files_are_those_of_the_checksums() {
    let recorded = fs::read_to_string(vendored().join("CHECKSUMS")).unwrap();
    let mut listed = BTreeSet::new();
    for line in recorded.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let path = vendored().join(name);
        let found =
            aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &fs::read(&path).unwrap());
        let found: String = found.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, sum, "{name} was changed by hand");
        listed.insert(path);
    }
    let mut present = BTreeSet::new();
    files(&vendored(), &mut present);
    present.remove(&vendored().join("CHECKSUMS"));
    assert_eq!(present, listed);
}

#[test]
fn own_files_carry_no_style_that_hides_focus() {
    let css = assets::find("guildhall.css").unwrap();
    let css = String::from_utf8(css.data.into_owned()).unwrap();
    assert!(!css.contains("outline"), "the focus ring is the design system's own");
}

#[test]
fn an_address_that_could_run_a_script_is_refused_and_others_are_kept() {
    for kept in [
        "/o/RX1",
        "#main",
        "?after=a:b",
        "people",
        "https://a.example/b",
        "mailto:a@b.example",
        "tel:01",
        "",
    ] {
        assert_eq!(address(kept), kept);
    }
    for refused in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
    ] {
        assert_eq!(address(refused), "#", "{refused:?}");
    }
}
