//! The public test plans of the OpenID Foundation for providers: Basic OP, Form Post OP, Config OP, RP-Initiated Logout OP and
//! Back-Channel Logout OP. Each name has a test here of the same name, with `_` for `-`; what it does is ours, read from the
//! standards. The plan for answers by form has the same names as the basic one, and each is asked in that way once more.

mod names;
mod variants;

use super::scene::check_in;
use super::{back_channel, basic, config, logout, prompts};

use names::PLANS;

/// Declares a test for each name of a plan, and the list of what was declared.
macro_rules! tests {
    ($plan:ident, $mode:literal, { $($name:ident: $does:path,)* }) => {
        mod $plan {
            use super::*;

            /// The names that have a test.
            pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];

            $(
                #[test]
                fn $name() {
                    check_in($mode, $does);
                }
            )*
        }
    };
}

/// The same for the two plans that ask for the same in different ways.
macro_rules! both {
    ($($name:ident: $does:path,)*) => {
        tests!(basic_op, "", { $($name: $does,)* });
        tests!(form_post_op, "form_post", { $($name: $does,)* });
    };
}

both! {
    oidcc_server: basic::server,
    oidcc_response_type_missing: basic::response_type_missing,
    oidcc_idtoken_signature: basic::id_token_signature,
    oidcc_idtoken_unsigned: basic::id_token_unsigned,
    oidcc_userinfo_get: basic::userinfo_get,
    oidcc_userinfo_post_header: basic::userinfo_post_header,
    oidcc_userinfo_post_body: basic::userinfo_post_body,
    oidcc_ensure_request_without_nonce_succeeds_for_code_flow: basic::ensure_request_without_nonce_succeeds_for_code_flow,
    oidcc_scope_profile: basic::scope_profile,
    oidcc_scope_email: basic::scope_email,
    oidcc_scope_address: basic::scope_address,
    oidcc_scope_phone: basic::scope_phone,
    oidcc_scope_all: basic::scope_all,
    oidcc_alternate_happy_flow: basic::alternate_happy_flow,
    oidcc_display_page: prompts::display_page,
    oidcc_display_popup: prompts::display_popup,
    oidcc_prompt_login: prompts::prompt_login,
    oidcc_prompt_none_not_logged_in: prompts::prompt_none_not_logged_in,
    oidcc_prompt_none_logged_in: prompts::prompt_none_logged_in,
    oidcc_max_age_1: prompts::max_age_1,
    oidcc_max_age_10000: prompts::max_age_10000,
    oidcc_ensure_request_with_unknown_parameter_succeeds: prompts::ensure_request_with_unknown_parameter_succeeds,
    oidcc_id_token_hint: prompts::id_token_hint,
    oidcc_login_hint: prompts::login_hint,
    oidcc_ui_locales: prompts::ui_locales,
    oidcc_claims_locales: prompts::claims_locales,
    oidcc_ensure_request_with_acr_values_succeeds: prompts::ensure_request_with_acr_values_succeeds,
    oidcc_codereuse: basic::auth_code_reuse,
    oidcc_codereuse_30seconds: basic::auth_code_reuse_after_30_seconds,
    oidcc_ensure_registered_redirect_uri: basic::ensure_registered_redirect_uri,
    oidcc_ensure_post_request_succeeds: basic::ensure_post_request_succeeds,
    oidcc_server_client_secret_post: basic::server_test_client_secret_post,
    oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported: basic::request_uri_unsigned,
    oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported: basic::unsigned_request_object,
    oidcc_claims_essential: prompts::claims_essential,
    oidcc_ensure_request_object_with_redirect_uri: basic::ensure_request_object_with_redirect_uri,
    oidcc_refresh_token: basic::refresh_token,
    oidcc_ensure_request_with_valid_pkce_succeeds: basic::ensure_request_with_valid_pkce_succeeds,
}

tests!(config_op, "", {
    oidcc_discovery_endpoint_verification: config::discovery_endpoint_verification,
});

tests!(rp_initiated_logout_op, "", {
    oidcc_rp_initiated_logout_discovery_endpoint_verification: config::rp_initiated_logout_discovery,
    oidcc_rp_initiated_logout: logout::rp_initiated_logout,
    oidcc_rp_initiated_logout_bad_post_logout_redirect_uri: logout::rp_initiated_logout_bad_post_logout_redirect_uri,
    oidcc_rp_initiated_logout_modified_id_token_hint: logout::rp_initiated_logout_modified_id_token_hint,
    oidcc_rp_initiated_logout_no_id_token_hint: logout::rp_initiated_logout_no_id_token_hint,
    oidcc_rp_initiated_logout_no_params: logout::rp_initiated_logout_no_params,
    oidcc_rp_initiated_logout_no_post_logout_redirect_uri: logout::rp_initiated_logout_no_post_logout_redirect_uri,
    oidcc_rp_initiated_logout_no_state: logout::rp_initiated_logout_no_state,
    oidcc_rp_initiated_logout_only_state: logout::rp_initiated_logout_only_state,
    oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri: logout::rp_initiated_logout_query_added_to_post_logout_redirect_uri,
    oidcc_rp_initiated_logout_bad_id_token_hint: logout::rp_initiated_logout_bad_id_token_hint,
});

tests!(back_channel_logout_op, "", {
    oidcc_backchannel_logout_discovery_endpoint_verification: config::backchannel_logout_discovery,
    oidcc_backchannel_rp_initiated_logout: back_channel::backchannel_rp_initiated_logout,
});

/// The modules of tests, each with the names that it has tests for.
const DECLARED: &[(&str, &[&str])] = &[
    ("basic_op", basic_op::NAMES),
    ("form_post_op", form_post_op::NAMES),
    ("config_op", config_op::NAMES),
    ("rp_initiated_logout_op", rp_initiated_logout_op::NAMES),
    ("back_channel_logout_op", back_channel_logout_op::NAMES),
];

/// The table of names, plans and tests; a name without a test, or a test without a name, is told instead.
pub(crate) fn table() -> Result<String, String> {
    use std::fmt::Write as _;
    let mut text = String::from(
        "# OpenID Connect conformance, by name\n\nThe names of the public test plans for providers, and our test of the same name in `crates/server/tests/it/oidc/conformance`.\nThe tests are ours and run on both engines; they certify nothing.\n",
    );
    for plan in PLANS {
        let (_, declared) = DECLARED
            .iter()
            .find(|(module, _)| *module == plan.module)
            .ok_or(format!("{} has no tests", plan.name))?;
        let _ = writeln!(
            text,
            "\n## {}\n\n| name | what it asks | our test |\n|---|---|---|",
            plan.name
        );
        for (name, asks) in plan.tests {
            let test = name.replace('-', "_");
            if !declared.contains(&test.as_str()) {
                return Err(format!("{}: {name} has no test", plan.name));
            }
            let _ = writeln!(text, "| `{name}` | {asks} | `{}::{test}` |", plan.module);
        }
        if plan.tests.len() != declared.len() {
            return Err(format!("{}: there are tests of names that are not its own", plan.name));
        }
    }
    Ok(text)
}
