//! How names of rules are kept; what is done with a tenant is tested where there is one.

use super::model::names;

#[test]
fn names_of_rules_are_short_lines_and_each_stands_once() {
    let some = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let kept = names(&some(&["Delete"]), &some(&["Delete", "two\nlines", " ", &"x".repeat(300)]));
    assert_eq!(kept[..3], ["Delete", "two lines", "a rule without a name"]);
    assert_eq!(kept[3].chars().count(), 100);
    let many: Vec<String> = (0..500).map(|number| format!("rule {number}")).collect();
    assert_eq!(names(&[], &many).len(), 200);
}
