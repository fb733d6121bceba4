/// How names of secrets end, in lower case and without separators. A bare `key` or `token` is no such end: `partitionKey`
/// and `continuationToken` open nothing.
const ENDS: [&str; 40] = [
    "password",
    "passphrase",
    "passwd",
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
    "storagekey",
    "subscriptionkey",
    "accesstoken",
    "apitoken",
    "authtoken",
    "bearertoken",
    "refreshtoken",
    "sessiontoken",
    "connectionstring",
    // Swedish, from behind the letters that are no ASCII or without them: lösenord, lösenfras, åtkomstnyckel,
    // åtkomsttoken, anslutningssträng.
    "senord",
    "senfras",
    "hemlighet",
    "apinyckel",
    "kontonyckel",
    "tkomstnyckel",
    "tkomsttoken",
    "anslutningsstrng",
    "anslutningsstrang",
];

/// Names of secrets only where nothing stands before them: `compass`, `spin` and `inlösen` end so, too. `lsen` is lösen.
const WHOLE: [&str; 6] = ["pass", "pin", "token", "nyckel", "lsen", "losen"];

/// Whether a member, a field or a parameter of this name holds a secret: it ends as names of keys and passwords do.
///
/// A reference's `ConnectionString` is none as a whole: only the key in it is, and whose it is may be shown.
///
/// ```
/// use poolwise::request::wire::names_secret;
/// assert!(names_secret("Database server password") && names_secret("Account key") && names_secret("apiKey"));
/// assert!(names_secret("Lösenord") && names_secret("API-nyckel"));
/// assert!(names_secret("Token") && !names_secret("continuationToken"));
/// assert!(!names_secret("Key column") && !names_secret("partitionKey"));
/// ```
#[must_use]
pub fn names_secret(name: &str) -> bool {
    if name == "ConnectionString" {
        return false;
    }
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    WHOLE.contains(&name.as_str()) || ENDS.iter().any(|end| name.ends_with(end))
}
