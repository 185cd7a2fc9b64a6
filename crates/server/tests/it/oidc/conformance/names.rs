//! The names, as the plans list them (openid-certification/conformance-suite), and what each asks, in words of our own.

/// A public test plan.
pub(crate) struct Plan {
    /// Its name.
    pub(crate) name: &'static str,
    /// Our module for it.
    pub(crate) module: &'static str,
    /// Its tests, in its order, and what each asks.
    pub(crate) tests: &'static [(&'static str, &'static str)],
}

/// What the plans for the code flow ask, whichever way answers come back.
const CODE_FLOW: &[(&str, &str)] = &[
    ("oidcc-server", "Signing in with a code, and what the tokens say"),
    ("oidcc-response-type-missing", "A request without `response_type` is answered with an error"),
    (
        "oidcc-idtoken-signature",
        "The ID token is signed with a published key that its header names",
    ),
    (
        "oidcc-idtoken-unsigned",
        "ID tokens without a signature, where somebody may ask for them; here nobody may",
    ),
    ("oidcc-userinfo-get", "Userinfo by GET"),
    ("oidcc-userinfo-post-header", "Userinfo by POST, with the token in the header"),
    ("oidcc-userinfo-post-body", "Userinfo by POST, with the token in the form"),
    ("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", "The code flow needs no `nonce`"),
    ("oidcc-scope-profile", "The claims of `profile`"),
    ("oidcc-scope-email", "The claims of `email`"),
    ("oidcc-scope-address", "The claims of `address`, of which none is kept"),
    ("oidcc-scope-phone", "The claims of `phone`"),
    ("oidcc-scope-all", "All scopes at once"),
    (
        "oidcc-alternate-happy-flow",
        "Another registered address, and a request that differs in what is left to choose",
    ),
    ("oidcc-display-page", "`display=page` is taken"),
    ("oidcc-display-popup", "`display=popup` is taken"),
    ("oidcc-prompt-login", "`prompt=login` asks again, and `auth_time` moves on"),
    (
        "oidcc-prompt-none-not-logged-in",
        "`prompt=none` where nobody is signed in is answered with an error",
    ),
    (
        "oidcc-prompt-none-logged-in",
        "`prompt=none` where somebody is signed in says the same as before",
    ),
    ("oidcc-max-age-1", "A `max_age` that is over asks again"),
    ("oidcc-max-age-10000", "A `max_age` that is not over asks nothing"),
    (
        "oidcc-ensure-request-with-unknown-parameter-succeeds",
        "A parameter that nobody knows changes nothing",
    ),
    ("oidcc-id-token-hint", "`id_token_hint` with `prompt=none` holds for whom it names only"),
    ("oidcc-login-hint", "`login_hint` is taken"),
    ("oidcc-ui-locales", "`ui_locales` is taken"),
    ("oidcc-claims-locales", "`claims_locales` is taken"),
    ("oidcc-ensure-request-with-acr-values-succeeds", "`acr_values` is taken"),
    ("oidcc-codereuse", "A code that is used a second time is refused, and what it gave ends"),
    ("oidcc-codereuse-30seconds", "The same some time later"),
    ("oidcc-ensure-registered-redirect-uri", "An address that is not registered is never gone to"),
    ("oidcc-ensure-post-request-succeeds", "The request by POST"),
    ("oidcc-server-client-secret-post", "The secret in the form"),
    (
        "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
        "`request_uri` of others is answered as not supported",
    ),
    (
        "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
        "`request` is answered as not supported",
    ),
    ("oidcc-claims-essential", "A `claims` parameter does not stop anybody from signing in"),
    (
        "oidcc-ensure-request-object-with-redirect-uri",
        "What stands in a request object moves no address",
    ),
    ("oidcc-refresh-token", "Refresh tokens, each used once"),
    ("oidcc-ensure-request-with-valid-pkce-succeeds", "A challenge, and the verifier that fits it"),
];

/// The plans.
pub(crate) const PLANS: &[Plan] = &[
    Plan { name: "oidcc-basic-certification-test-plan", module: "basic_op", tests: CODE_FLOW },
    Plan {
        name: "oidcc-formpost-basic-certification-test-plan",
        module: "form_post_op",
        tests: CODE_FLOW,
    },
    Plan {
        name: "oidcc-config-certification-test-plan",
        module: "config_op",
        tests: &[(
            "oidcc-discovery-endpoint-verification",
            "The document that says what the service can do",
        )],
    },
    Plan {
        name: "oidcc-rp-initiated-logout-certification-test-plan",
        module: "rp_initiated_logout_op",
        tests: &[
            (
                "oidcc-rp-initiated-logout-discovery-endpoint-verification",
                "Where to sign out is said",
            ),
            (
                "oidcc-rp-initiated-logout",
                "Signing out, and on to a registered address with the state",
            ),
            (
                "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
                "An address that is not registered is never gone to",
            ),
            ("oidcc-rp-initiated-logout-modified-id-token-hint", "A bent hint counts for nothing"),
            ("oidcc-rp-initiated-logout-no-id-token-hint", "Without a hint the person is asked"),
            ("oidcc-rp-initiated-logout-no-params", "Without anything the person is asked"),
            (
                "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
                "Without an address it ends on a page",
            ),
            ("oidcc-rp-initiated-logout-no-state", "Without a state nothing is made up"),
            ("oidcc-rp-initiated-logout-only-state", "A state alone leads nowhere"),
            (
                "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
                "More behind a registered address makes another one",
            ),
            (
                "oidcc-rp-initiated-logout-bad-id-token-hint",
                "A hint that is no token counts for nothing",
            ),
        ],
    },
    Plan {
        name: "oidcc-backchannel-rp-initiated-logout-certification-test-plan",
        module: "back_channel_logout_op",
        tests: &[
            (
                "oidcc-backchannel-logout-discovery-endpoint-verification",
                "That applications are told is said",
            ),
            (
                "oidcc-backchannel-rp-initiated-logout",
                "The application is told with a signed token of the right kind",
            ),
        ],
    },
];
