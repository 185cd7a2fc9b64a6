use std::time::Duration;

use super::trouble::{self, Trouble};

const TAKEN: &[u8] = br#"{"error":{"code":"Request_BadRequest","message":"m","details":[{"code":"ObjectConflict","target":"userPrincipalName"}]}}"#;

#[test]
fn a_fraction_of_a_second_in_retry_after_is_honoured() {
    let trouble = trouble::of(429, Some("2.128"), b"{}");
    assert!(
        matches!(trouble, Trouble::Later { wait: Some(wait), .. } if wait == Duration::from_millis(2128))
    );
}

#[test]
fn nonsense_in_retry_after_is_no_hint() {
    for text in ["", "soon", "-1", "NaN", "inf"] {
        let trouble = trouble::of(503, Some(text), b"");
        assert!(matches!(trouble, Trouble::Later { wait: None, .. }), "{text}");
    }
}

#[test]
fn what_can_pass_is_tried_again_and_what_cannot_is_not() {
    for status in [408, 409, 429, 500, 502, 503, 504] {
        assert!(matches!(trouble::of(status, None, TAKEN), Trouble::Later { .. }), "{status}");
    }
    for status in [401, 403] {
        assert!(matches!(trouble::of(status, None, TAKEN), Trouble::Locked { .. }), "{status}");
    }
    assert!(trouble::of(400, None, TAKEN).is_taken("userPrincipalName"));
    assert!(!trouble::of(400, None, TAKEN).is_taken("mail"));
    assert!(trouble::of(404, None, b"not json").is_absent());
    assert!(matches!(trouble::of(400, None, b"a proxy's page"), Trouble::Later { .. }));
}
