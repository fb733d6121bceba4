use crate::billing::{Book, Currency, july_2016, wire};
use crate::capacity::PastJobs;
use crate::share::link::{self, LinkProblem};
use crate::units::number;

use super::field::{CostField, Kind, choice};
use super::week::Week;

/// The Cost page's inputs as typed: one text a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostDraft {
    texts: Vec<String>,
}

impl Default for CostDraft {
    fn default() -> Self {
        Self { texts: CostField::ALL.iter().map(|field| field.default_text().to_owned()).collect() }
    }
}

impl CostDraft {
    /// A draft from the text of every field.
    #[must_use]
    pub fn new(text: impl FnMut(CostField) -> String) -> Self {
        Self { texts: CostField::ALL.into_iter().map(text).collect() }
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, field: CostField) -> &str {
        CostField::ALL
            .iter()
            .position(|one| *one == field)
            .and_then(|at| self.texts.get(at))
            .map_or(field.default_text(), String::as_str)
    }

    /// Whether the other fields leave this one a meaning. What is not asked is not checked either.
    #[must_use]
    pub fn asks(&self, field: CostField) -> bool {
        let chosen = |other: CostField, values: &[&str]| values.contains(&self.text(other));
        match field {
            CostField::PaidInstances => !chosen(CostField::Paid, &[choice::NONE]),
            CostField::Minutes => chosen(CostField::Length, &[choice::FIXED, choice::EXPONENTIAL]),
            CostField::Rows | CostField::Seconds => chosen(CostField::Length, &[choice::ROWS]),
            CostField::Median | CostField::P95 => chosen(CostField::Length, &[choice::LOGNORMAL]),
            CostField::Jobs | CostField::Repeat => !chosen(CostField::Arrive, &[choice::HISTORY]),
            CostField::Window => chosen(CostField::Arrive, &[choice::EVENLY, choice::RANDOM]),
            CostField::Pattern => chosen(CostField::Arrive, &[choice::WEEKLY]),
            CostField::History => {
                chosen(CostField::Arrive, &[choice::HISTORY]) || chosen(CostField::Length, &[choice::HISTORY])
            }
            CostField::Vms => !chosen(CostField::Keep, &[choice::WEEK_GRID]),
            CostField::VmGrid => chosen(CostField::Keep, &[choice::WEEK_GRID]),
            CostField::DoneHours => chosen(CostField::Deadline, &[choice::DONE]),
            CostField::StartPercent | CostField::StartMinutes => {
                chosen(CostField::Deadline, &[choice::START])
            }
            CostField::Hours => chosen(CostField::Keep, &[choice::HOURS]),
            CostField::Grace => chosen(CostField::Keep, &[choice::UNTIL_DONE]),
            CostField::WaitMinimum | CostField::WaitTypical | CostField::WaitMaximum => {
                chosen(CostField::Wait, &[choice::ASSUMED])
            }
            CostField::Rate => Currency::read(self.text(CostField::Currency)) != Ok(self.book_currency()),
            _ => true,
        }
    }

    /// The prices: the user's own book, or Microsoft's of July 2016. `None` where the text is no book.
    #[must_use]
    pub fn book(&self) -> Option<Book> {
        match self.text(CostField::Book) {
            "" => Some(july_2016()),
            text => wire::from_text(text),
        }
    }

    /// The currency of the prices; of Microsoft's where the book's text is no book.
    #[must_use]
    pub fn book_currency(&self) -> Currency {
        self.book().map_or(Currency::USD, |book| book.currency)
    }

    /// This draft with another text in one field.
    #[must_use]
    pub fn with(mut self, field: CostField, text: &str) -> Self {
        let at = CostField::ALL.iter().position(|one| *one == field);
        if let Some(slot) = at.and_then(|at| self.texts.get_mut(at)) {
            text.clone_into(slot);
        }
        self
    }

    /// The draft as the part of an address behind the `#`: fields that differ from their default, numbers in plain
    /// digits. A text that is no number or no choice is left out: it is neither stored nor shared.
    #[must_use]
    pub fn to_link(&self) -> String {
        let fields: Vec<(&str, String)> = CostField::ALL
            .into_iter()
            .filter_map(|field| plain(field, self.text(field)).map(|text| (field, text)))
            .filter(|(field, text)| text != field.default_text())
            .map(|(field, text)| (field.key(), text))
            .collect();
        link::write(fields.iter().map(|(key, text)| (*key, text.as_str())))
    }

    /// The draft of a link. Fields that this version does not know, and texts that their field cannot hold, are left
    /// at their default.
    ///
    /// # Errors
    /// When the fragment is no link of ours ([`link::read`]).
    ///
    /// ```
    /// use poolwise::cost::{CostDraft, CostField};
    /// let draft = CostDraft::from_link("1&vms=2&hours=24").unwrap();
    /// assert_eq!(draft.text(CostField::Vms), "2");
    /// assert_eq!(draft.to_link(), "1&vms=2&hours=24");
    /// ```
    pub fn from_link(fragment: &str) -> Result<Self, LinkProblem> {
        let fields = link::read(fragment)?;
        Ok(fields.iter().fold(Self::default(), |draft, (key, text)| {
            match CostField::from_key(key).and_then(|field| plain(field, text).map(|text| (field, text))) {
                Some((field, text)) => draft.with(field, &text),
                None => draft,
            }
        }))
    }
}

/// What a link holds of a field: a number in plain digits, a choice, or a text that its part can read.
pub(super) fn plain(field: CostField, text: &str) -> Option<String> {
    match field.kind() {
        Kind::Number(_) => number::read(text).ok().map(|value| value.to_string()),
        Kind::OneOf(choices) => choices.contains(&text).then(|| text.to_owned()),
        Kind::Currency => Currency::read(text).ok().map(|currency| currency.code().to_owned()),
        Kind::Week(quantity) => Week::read(text, quantity).ok().map(|week| week.to_text()),
        Kind::History => PastJobs::read(text).map(|_| text.to_owned()),
        Kind::Book => wire::from_text(text).map(|_| text.to_owned()),
    }
}
