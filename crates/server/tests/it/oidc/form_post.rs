//! Form Post: the answer as a form that the browser sends.

use axum::http::StatusCode;

use super::scene::{CALLBACK, check, hidden, with};

#[test]
fn form_post_response_mode() {
    check(|scene| async move {
        let asks = with(scene.asks(), &[("response_mode", "form_post")]);
        let shown = scene.signed_in().await.authorize(&asks).await;
        assert_eq!(shown.status, StatusCode::OK);
        let policy = shown.header("content-security-policy");
        assert!(policy.contains("form-action 'self' https://rota.example https:;"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(shown.text.contains(&format!("action=\"{CALLBACK}\"")), "{}", shown.text);
        assert_eq!(hidden(&shown.text, "state"), "a state");
        assert!(hidden(&shown.text, "csrf").is_empty(), "our own token goes nowhere else");
        scene.tokens(&hidden(&shown.text, "code")).await;
    });
}

#[test]
fn an_error_comes_as_a_form_too_and_is_not_read_as_words_of_the_page() {
    check(|scene| async move {
        let state = "\"><script>alert(1)</script>";
        let more = [("response_mode", "form_post"), ("prompt", "none"), ("state", state)];
        let shown = scene.browser().authorize(&with(scene.asks(), &more)).await;
        assert_eq!(hidden(&shown.text, "error"), "login_required");
        assert!(!shown.text.contains("<script>alert"), "{}", shown.text);
    });
}
