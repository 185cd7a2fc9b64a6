//! Every refusal, with the status, the code and the text of the real service.
//!
//! Texts whose exact wording was seen in documentation or in pasted answers are the plain functions. Those marked
//! *unsure* are from general knowledge: clients branch on status and code, so a different word does no harm.

use wire::graph::ErrorDetail;

/// An answer other than success.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) details: Vec<ErrorDetail>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            details: Vec::new(),
            headers: Vec::new(),
        }
    }

    fn detail(mut self, code: &str, message: Option<&str>, target: Option<&str>) -> Self {
        self.details.push(ErrorDetail {
            code: code.to_owned(),
            message: message.map(str::to_owned),
            target: target.map(str::to_owned),
        });
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// A refusal of what was asked, in the directory's words.
pub(crate) fn bad_request(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "Request_BadRequest", message)
}

/// A refusal by the layer in front of the directory.
pub(crate) fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "BadRequest", message)
}

pub(crate) fn no_token() -> Refusal {
    Refusal::new(401, "InvalidAuthenticationToken", "Access token is empty.")
}

pub(crate) fn unknown_token() -> Refusal {
    Refusal::new(
        401,
        "InvalidAuthenticationToken",
        "IDX14100: JWT is not well formed, there are no dots (.).",
    )
}

pub(crate) fn expired_token() -> Refusal {
    Refusal::new(
        401,
        "InvalidAuthenticationToken",
        "Lifetime validation failed, the token is expired.",
    )
}

/// The text is *unsure*.
pub(crate) fn not_found(key: &str) -> Refusal {
    Refusal::new(
        404,
        "Request_ResourceNotFound",
        format!(
            "Resource '{key}' does not exist or one of its queried reference-property objects are not present."
        ),
    )
}

pub(crate) fn no_segment(segment: &str) -> Refusal {
    malformed(format!("Resource not found for the segment '{segment}'."))
}

pub(crate) fn no_version(version: &str) -> Refusal {
    malformed(format!("Invalid version: {version}"))
}

pub(crate) fn no_user_behind_the_token() -> Refusal {
    malformed("/me request is only valid with delegated authentication flow.")
}

pub(crate) fn method(allowed: &'static str) -> Refusal {
    Refusal::new(
        405,
        "Request_BadRequest",
        "Specified HTTP method is not allowed for the request target.",
    )
    .header("Allow", allowed.to_owned())
}

/// The code is *unsure*.
pub(crate) fn too_large() -> Refusal {
    Refusal::new(413, "RequestEntityTooLarge", "The request body is too large.")
}

pub(crate) fn not_json() -> Refusal {
    malformed(
        "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    )
}

pub(crate) fn no_content_type() -> Refusal {
    malformed(
        "A missing or empty content type header was found when trying to read a message. The content type header is required.",
    )
}

pub(crate) fn required(property: &str) -> Refusal {
    let message = format!("A value is required for property '{property}' of resource 'User'.");
    bad_request(message.clone()).detail("MissingValue", Some(&message), Some(property))
}

pub(crate) fn no_password() -> Refusal {
    bad_request("A password must be specified to create a new user.")
}

pub(crate) fn bad_value(property: &str) -> Refusal {
    let message = format!("Invalid value specified for property '{property}' of resource 'User'.");
    bad_request(message.clone()).detail("InvalidValue", Some(&message), Some(property))
}

pub(crate) fn too_long(property: &str) -> Refusal {
    let message = format!("Invalid value specified for property '{property}' of resource 'User'.");
    bad_request(message.clone()).detail("InvalidLength", Some(&message), Some(property))
}

/// The text is *unsure*.
pub(crate) fn read_only(property: &str) -> Refusal {
    bad_request(format!("Property '{property}' is read-only and cannot be set."))
}

/// The text is *unsure*.
pub(crate) fn no_property(name: &str) -> Refusal {
    bad_request(format!(
        "The property '{name}' does not exist on type 'microsoft.graph.user'. Make sure to only use property names that are defined by the type."
    ))
}

pub(crate) fn cannot_convert(kind: &str) -> Refusal {
    bad_request(format!(
        "Cannot convert a primitive value to the expected type '{kind}'. See the inner exception for more details."
    ))
}

/// The text is *unsure*.
pub(crate) fn domain_not_verified() -> Refusal {
    bad_request("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.").detail(
        "InvalidValue",
        None,
        Some("userPrincipalName"),
    )
}

/// The text is *unsure*.
pub(crate) fn weak_password() -> Refusal {
    bad_request("The specified password does not comply with password complexity requirements. Please provide a different password.").detail(
        "PasswordComplexity",
        None,
        Some("password"),
    )
}

/// Another user has this sign-in name or this anchor.
pub(crate) fn taken(property: &str) -> Refusal {
    bad_request(format!(
        "Another object with the same value for property {property} already exists."
    ))
    .detail("ObjectConflict", None, Some(property))
}

/// Another user has this address; the real answer has two details.
pub(crate) fn address_taken() -> Refusal {
    taken("proxyAddresses").detail("ConflictingObjects", None, None)
}

pub(crate) fn no_usage_location() -> Refusal {
    bad_request("License assignment cannot be done for user with invalid usage location.")
}

/// The beginning of the text is *unsure*.
pub(crate) fn no_seats(sku: uuid::Uuid) -> Refusal {
    bad_request(format!("Subscription with SKU {sku} does not have any available licenses."))
}

/// The text is *unsure*.
pub(crate) fn not_owned(sku: uuid::Uuid) -> Refusal {
    bad_request(format!("License {sku} does not correspond to a valid company License."))
}

pub(crate) fn not_held() -> Refusal {
    bad_request("User does not have a corresponding license.")
}

/// The text is *unsure*.
pub(crate) fn no_such_plan(plan: uuid::Uuid) -> Refusal {
    bad_request(format!("Service plan {plan} is not part of the license that is assigned."))
}

/// The text is *unsure*.
pub(crate) fn missing_parameter(name: &str) -> Refusal {
    bad_request(format!("The request body must contain the parameter '{name}'."))
}

pub(crate) fn bad_filter(why: &str) -> Refusal {
    malformed(format!("Invalid filter clause: {why}"))
}

pub(crate) fn unknown_in_query(name: &str) -> Refusal {
    malformed(format!("Could not find a property named '{name}' on type 'microsoft.graph.user'."))
}

pub(crate) fn unsupported_query() -> Refusal {
    Refusal::new(400, "Request_UnsupportedQuery", "Unsupported Query.")
}

pub(crate) fn not_indexed() -> Refusal {
    Refusal::new(
        400,
        "Request_UnsupportedQuery",
        "The request uses a filter property that is not indexed",
    )
}

pub(crate) fn search_needs_header() -> Refusal {
    let message = "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'";
    Refusal::new(400, "Request_UnsupportedQuery", message)
}

pub(crate) fn count_needs_header() -> Refusal {
    bad_request("$count is not currently supported.")
}

pub(crate) fn too_many_clauses(found: usize, most: usize) -> Refusal {
    bad_request(format!(
        "Too many child clauses specified in search filter expression containing 'OR' operators: {found}. Max allowed: {most}."
    ))
}

/// The text is *unsure*.
pub(crate) fn bad_top(most: usize) -> Refusal {
    bad_request(format!("Invalid page size specified. Must be between 1 and {most} inclusive."))
}

/// The code is the directory's own; the text is *unsure*.
pub(crate) fn bad_skip_token() -> Refusal {
    Refusal::new(
        400,
        "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request.",
    )
}

/// The reset of a delta round: 410 with an address whose token is empty.
pub(crate) fn resync(location: String) -> Refusal {
    Refusal::new(
        410,
        "syncStateNotFound",
        "The sync state generation is not found. Start again with a full synchronisation.",
    )
    .header("Location", location)
}

/// The text is *unsure*.
pub(crate) fn not_in_delta(option: &str) -> Refusal {
    bad_request(format!("The query option '{option}' is not supported on delta queries."))
}

/// A quota is used up; the caller adds `Retry-After`.
pub(crate) fn throttled() -> Refusal {
    Refusal::new(429, "TooManyRequests", "Please retry again later.")
}

/// The journal cannot be written.
pub(crate) fn unavailable() -> Refusal {
    Refusal::new(503, "serviceNotAvailable", "The service is temporarily unavailable.")
}
