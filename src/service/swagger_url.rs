use super::address::{Address, NotAnAddress, is_hex32};

/// The URL of the swagger.json of a new, Resource Manager based web service: what ties a pool to a billing plan.
///
/// Always of the form `https://{host}/subscriptions/{32 hex}/services/{32 hex}/swagger.json`, http only for this
/// computer; [`SwaggerUrl::read`] is the only maker.
///
/// **Source**: facts A.2, the source page (verified): a pool is created with the "URL of swagger.json of a New Resource
/// Manager based web service"; the path's form: facts C, the web services specification S15 (verified).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SwaggerUrl(String);

/// Why a URL cannot tie a pool to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwaggerUrlProblem {
    /// It is no address to which anything may be sent.
    Address(NotAnAddress),
    /// It is a classic service's address (`/workspaces/…`), which no Resource Manager plan pays for.
    Classic,
    /// It is a service's address, yet not its swagger.json.
    NotTheDocument {
        /// The address that it should be.
        instead: String,
    },
    /// The path has another form.
    OtherForm {
        /// The path that was found.
        path: String,
    },
}

/// What is unusual about a URL that is used all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwaggerUrlWarning {
    /// The host is none of the service's own: a relay, or a typing error.
    UnknownHost {
        /// The host.
        host: String,
    },
}

impl SwaggerUrl {
    /// Reads the URL as typed or pasted; the warnings are for showing.
    ///
    /// # Errors
    /// When it is not an address ([`NotAnAddress`]), or its path is not
    /// `/subscriptions/{32 hex}/services/{32 hex}/swagger.json`.
    ///
    /// ```
    /// use poolwise::service::{SwaggerUrl, SwaggerUrlProblem};
    /// let classic = "https://ussouthcentral.services.azureml.net/workspaces/a/services/b/swagger.json";
    /// assert_eq!(SwaggerUrl::read(classic), Err(SwaggerUrlProblem::Classic));
    /// ```
    pub fn read(typed: &str) -> Result<(Self, Vec<SwaggerUrlWarning>), SwaggerUrlProblem> {
        let address = Address::read(typed).map_err(SwaggerUrlProblem::Address)?;
        let origin = address.origin();
        match address.segments().as_slice() {
            ["workspaces", ..] => Err(SwaggerUrlProblem::Classic),
            ["subscriptions", subscription, "services", service, rest @ ..]
                if is_hex32(subscription) && is_hex32(service) =>
            {
                let url = format!("{origin}/subscriptions/{subscription}/services/{service}/swagger.json");
                if matches!(rest, ["swagger.json"]) {
                    Ok((Self(url), warnings(&address)))
                } else {
                    Err(SwaggerUrlProblem::NotTheDocument { instead: url })
                }
            }
            _ => Err(SwaggerUrlProblem::OtherForm { path: address.path.chars().take(200).collect() }),
        }
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The service's own address: the URL without its last part.
    #[must_use]
    pub fn service_url(&self) -> &str {
        self.0.strip_suffix("/swagger.json").unwrap_or(&self.0)
    }
}

/// **Source**: facts B.10 (`.net` verified; `.de` assumed).
fn warnings(address: &Address) -> Vec<SwaggerUrlWarning> {
    let known =
        [".services.azureml.net", ".services.azureml.de"].iter().any(|end| address.host.ends_with(end));
    if known { Vec::new() } else { vec![SwaggerUrlWarning::UnknownHost { host: address.host.clone() }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBSCRIPTION: &str = "80c77c7674ba4c8c82294c3b2957990c";
    const SERVICE: &str = "9fe659022c9747e3b9b7b923c3830623";

    #[test]
    fn reads_the_form_of_the_source_page() {
        let base = format!(
            "https://ussouthcentral.services.azureml.net/subscriptions/{SUBSCRIPTION}/services/{SERVICE}"
        );
        let (url, warnings) = SwaggerUrl::read(&format!(" {base}/swagger.json?api-version=2.0 ")).unwrap();
        assert_eq!((url.service_url(), warnings), (base.as_str(), Vec::new()));
        assert_eq!(
            SwaggerUrl::read(&format!("{base}/jobs?api-version=2.0")),
            Err(SwaggerUrlProblem::NotTheDocument { instead: format!("{base}/swagger.json") })
        );
    }

    #[test]
    fn warns_of_another_host_and_refuses_other_forms() {
        let relay =
            format!("http://127.0.0.1:8080/subscriptions/{SUBSCRIPTION}/services/{SERVICE}/swagger.json");
        let (_, warnings) = SwaggerUrl::read(&relay).unwrap();
        assert_eq!(warnings, [SwaggerUrlWarning::UnknownHost { host: "127.0.0.1".to_owned() }]);
        let short = "https://a.example/subscriptions/1/services/2/swagger.json";
        assert_eq!(
            SwaggerUrl::read(short),
            Err(SwaggerUrlProblem::OtherForm { path: "/subscriptions/1/services/2/swagger.json".to_owned() })
        );
    }
}
