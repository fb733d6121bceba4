//! Which page a path means, under any public URL, and back.
//!
//! Pure: the History API is in `web`. Three real paths, so that links, reload and the back button work on any static
//! host: `/`, `/request`, `/pools`. What can be shared stands in the fragment, never in the path.

/// One of the three pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// What does it cost, on a pool or classic?
    Cost,
    /// The job's JSON and the scripts.
    Request,
    /// Pools and jobs, live or in practice.
    Pools,
}

impl Route {
    /// All of them, in the order of the top bar.
    pub const ALL: [Self; 3] = [Self::Cost, Self::Request, Self::Pools];

    /// The path's part after the public URL, without slashes.
    #[must_use]
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Cost => "",
            Self::Request => "request",
            Self::Pools => "pools",
        }
    }

    /// The path of this page where the app lives at `base`, which begins and ends with a slash.
    ///
    /// ```
    /// use poolwise::route::Route;
    /// assert_eq!(Route::Cost.path("/tools/poolwise/"), "/tools/poolwise/");
    /// assert_eq!(Route::Request.path("/"), "/request");
    /// ```
    #[must_use]
    pub fn path(self, base: &str) -> String {
        format!("{base}{}", self.segment())
    }

    /// The page that `path` means where the app lives at `base`; `None` when it means no page of ours.
    ///
    /// A trailing slash, `index.html` and `404.html` are what static hosts add, and mean the page itself.
    #[must_use]
    pub fn from_path(path: &str, base: &str) -> Option<Self> {
        let inner = match path.strip_prefix(base) {
            Some(inner) => inner,
            None if Some(path) == base.strip_suffix('/') => "",
            None => return None,
        };
        let inner = inner.strip_suffix("index.html").or(inner.strip_suffix("404.html")).unwrap_or(inner);
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        Self::ALL.into_iter().find(|route| route.segment() == inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, base: &str, expected: Option<Route>) {
        assert_eq!(Route::from_path(path, base), expected, "{path} under {base}");
    }

    #[test]
    fn reads_what_static_hosts_serve() {
        check("/", "/", Some(Route::Cost));
        check("/index.html", "/", Some(Route::Cost));
        check("/request", "/", Some(Route::Request));
        check("/request/", "/", Some(Route::Request));
        check("/request/index.html", "/", Some(Route::Request));
        check("/a/b/pools/", "/a/b/", Some(Route::Pools));
        check("/a/b", "/a/b/", Some(Route::Cost));
        check("/a/b/", "/a/b/", Some(Route::Cost));
        check("/nowhere", "/", None);
        check("/request/more", "/", None);
        check("/other/request", "/a/b/", None);
    }

    #[test]
    fn every_route_comes_back_from_its_path() {
        for base in ["/", "/x/", "/x/y/"] {
            for route in Route::ALL {
                assert_eq!(Route::from_path(&route.path(base), base), Some(route));
            }
        }
    }
}
