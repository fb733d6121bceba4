//! Which hours of the week are selected, and how keys and pointers change that.

use super::week::Week;

/// Days of a week.
pub const DAYS: usize = 7;
/// Hours of a day.
pub const HOURS: usize = 24;

/// A rectangle of hours: from a corner that stays to the hour that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Day and hour of the corner that stays.
    pub anchor: (usize, usize),
    /// Day and hour that moves, and has the focus.
    pub active: (usize, usize),
}

impl Selection {
    /// One hour.
    pub const fn one(day: usize, hour: usize) -> Self {
        Self { anchor: (day, hour), active: (day, hour) }
    }

    /// What a place in the table means: `d3` a day, `h8` an hour of all days, `all`, or `3-8` one hour.
    pub fn of_place(place: &str) -> Option<Self> {
        let within = |text: &str, most: usize| text.parse().ok().filter(|number| *number < most);
        let over = |from: (usize, usize), to: (usize, usize)| Some(Self { anchor: to, active: from });
        if place == "all" {
            return over((0, 0), (DAYS - 1, HOURS - 1));
        }
        if let Some(day) = place.strip_prefix('d') {
            let day = within(day, DAYS)?;
            return over((day, 0), (day, HOURS - 1));
        }
        if let Some(hour) = place.strip_prefix('h') {
            let hour = within(hour, HOURS)?;
            return over((0, hour), (DAYS - 1, hour));
        }
        let (day, hour) = place.split_once('-')?;
        Some(Self::one(within(day, DAYS)?, within(hour, HOURS)?))
    }

    /// With the active hour of another selection, the corner staying.
    pub const fn reaching(self, other: Self) -> Self {
        Self { anchor: self.anchor, active: other.active }
    }

    /// Moved by an arrow key, Home, End, Page Up or Page Down; `None` for other keys. With `keeps`, the corner stays.
    pub fn moved(self, key: &str, keeps: bool) -> Option<Self> {
        let (day, hour) = self.active;
        let active = match key {
            "ArrowUp" => (day, hour.saturating_sub(1)),
            "ArrowDown" => (day, (hour + 1).min(HOURS - 1)),
            "ArrowLeft" => (day.saturating_sub(1), hour),
            "ArrowRight" => ((day + 1).min(DAYS - 1), hour),
            "Home" => (0, hour),
            "End" => (DAYS - 1, hour),
            "PageUp" => (day, 0),
            "PageDown" => (day, HOURS - 1),
            _ => return None,
        };
        Some(Self { anchor: if keeps { self.anchor } else { active }, active })
    }

    /// Whether it holds an hour.
    #[must_use]
    pub fn has(self, day: usize, hour: usize) -> bool {
        let within = |at: usize, one: usize, other: usize| (one.min(other)..=one.max(other)).contains(&at);
        within(day, self.anchor.0, self.active.0) && within(hour, self.anchor.1, self.active.1)
    }

    /// The week with another number in its hours.
    pub fn set(self, week: &Week, value: u32) -> Week {
        changed(week, |day, hour, old| if self.has(day, hour) { value } else { old })
    }
}

/// A week with each hour as `change` of day, hour and number has it.
pub fn changed(week: &Week, change: impl Fn(usize, usize, u32) -> u32) -> Week {
    let mut hours = *week.hours();
    for (at, hour) in hours.iter_mut().enumerate() {
        *hour = change(at / HOURS, at % HOURS, *hour);
    }
    Week::new(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_keys_select() {
        let one = Selection::of_place("3-8").expect("an hour");
        assert!(one.has(3, 8) && !one.has(3, 9) && !one.has(2, 8));
        let down =
            one.moved("ArrowDown", true).and_then(|down| down.moved("ArrowRight", true)).expect("a key");
        assert!(down.has(3, 8) && down.has(4, 9) && !down.has(5, 9) && !down.has(4, 10));
        assert_eq!(one.moved("ArrowLeft", false), Some(Selection::one(2, 8)));
        assert_eq!(Selection::one(0, 0).moved("ArrowUp", false), Some(Selection::one(0, 0)));
        assert_eq!(Selection::one(6, 23).moved("ArrowRight", false), Some(Selection::one(6, 23)));
        assert_eq!(one.moved("a", false), None);
        let day = Selection::of_place("d6").expect("a day");
        assert!(day.has(6, 0) && day.has(6, 23) && !day.has(5, 0));
        assert!(Selection::of_place("h23").is_some_and(|hour| hour.has(0, 23) && hour.has(6, 23)));
        assert!(Selection::of_place("all").is_some_and(|all| all.has(0, 0) && all.has(6, 23)));
        for wrong in ["", "d7", "h24", "7-0", "0-24", "x", "-"] {
            assert_eq!(Selection::of_place(wrong), None, "{wrong}");
        }
        let week = day.set(&Week::new([1; 168]), 5);
        assert_eq!((week.hour(5, 23), week.hour(6, 0), week.peak()), (1, 5, 5));
    }
}
