/// In lower case and without separators. A bare `key` or `token` is none: `partitionKey` and `continuationToken` open
/// nothing.
const ENDS: [&str; 35] = [
    "password",
    "passphrase",
    "pwd",
    "secret",
    "credential",
    "authorization",
    "accesskey",
    "accountkey",
    "apikey",
    "authkey",
    "functionkey",
    "functionskey",
    "hostkey",
    "masterkey",
    "primarykey",
    "privatekey",
    "secondarykey",
    "secretkey",
    "servicekey",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
    "accesstoken",
    "apitoken",
    "authtoken",
    "bearertoken",
    "refreshtoken",
    "sessiontoken",
    // Swedish, from behind the letters that are no ASCII: lösenord, lösenfras, åtkomstnyckel, åtkomsttoken.
    "senord",
    "senfras",
    "hemlighet",
    "apinyckel",
    "kontonyckel",
    "tkomstnyckel",
    "tkomsttoken",
];

/// Whether a member, a field or a parameter of this name holds a secret: it ends as names of keys and passwords do.
///
/// ```
/// use poolwise::request::wire::names_secret;
/// assert!(names_secret("Database server password") && names_secret("Account key") && names_secret("apiKey"));
/// assert!(names_secret("Lösenord") && names_secret("API-nyckel"));
/// assert!(!names_secret("Key column") && !names_secret("partitionKey"));
/// ```
#[must_use]
pub fn names_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    ENDS.iter().any(|end| name.ends_with(end))
}
