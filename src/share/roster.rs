//! The pools that the Pools page has last seen, as text that the other pages read: names and sizes, never a key.
//!
//! Shape: `1&service=https%3A%2F%2F…&practice=no&p0.id=8dfc…&p0.vms=4&p1.id=…`: a fragment as in [`super::link`].

use super::link;

/// The most pools that are kept.
pub const MOST_POOLS: usize = 200;

/// What one service's pools are called and how large they are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Roster {
    /// The pool service's address.
    pub service: String,
    /// It is the practice account: its pools run no job outside this page.
    pub is_practice: bool,
    /// Its pools, in the order of the Pools page.
    pub pools: Vec<Listed>,
}

/// A pool by name and size.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// VMs that it has or, where that is more, is to have; `None` where the service does not say.
    pub vms: Option<u32>,
}

impl Roster {
    /// As text; empty when there is no pool.
    ///
    /// ```
    /// use poolwise::share::roster::{Listed, Roster};
    /// let pools = vec![Listed { id: "a".to_owned(), vms: Some(0) }, Listed { id: "b".to_owned(), vms: None }];
    /// let roster = Roster { service: "https://pools.example".to_owned(), is_practice: false, pools };
    /// assert_eq!(Roster::from_text(&roster.to_text()), Some(roster));
    /// ```
    #[must_use]
    pub fn to_text(&self) -> String {
        if self.pools.is_empty() {
            return String::new();
        }
        let practice = if self.is_practice { "yes" } else { "no" };
        let mut fields =
            vec![("service".to_owned(), self.service.clone()), ("practice".to_owned(), practice.to_owned())];
        for (at, pool) in self.pools.iter().take(MOST_POOLS).enumerate() {
            fields.push((format!("p{at}.id"), pool.id.clone()));
            if let Some(vms) = pool.vms {
                fields.push((format!("p{at}.vms"), vms.to_string()));
            }
        }
        link::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// From text; `None` when it is none of ours.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut roster = Self::default();
        for (name, value) in link::read(text).ok()? {
            match (name.as_str(), name.split_once('.')) {
                ("service", _) => roster.service = value,
                ("practice", _) => roster.is_practice = value == "yes",
                (_, Some((_, "id"))) if roster.pools.len() < MOST_POOLS => {
                    roster.pools.push(Listed { id: value, vms: None });
                }
                (_, Some((_, "vms"))) => {
                    if let Some(last) = roster.pools.last_mut() {
                        last.vms = value.parse().ok();
                    }
                }
                _ => {}
            }
        }
        (!roster.pools.is_empty()).then_some(roster)
    }

    /// The pool of this name.
    #[must_use]
    pub fn pool(&self, id: &str) -> Option<&Listed> {
        self.pools.iter().find(|pool| pool.id == id)
    }
}
