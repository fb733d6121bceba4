//! Figures as the page writes them. The first figure that a browser's Intl writes costs a slow machine a quarter of a
//! second, before anything is usable: it is asked only for the signs of currencies other than the dollar. It is exact when
//! it is given a decimal string, and rounds a float.

use core::cell::RefCell;
use core::fmt::{self, Debug};

use js_sys::{Array, Function, Intl, Object, Reflect};
use rust_decimal::{Decimal, RoundingStrategy};
use wasm_bindgen::JsValue;

use crate::words::{Figures, Language, PlainFigures};

/// Figures as the browser writes them in one language.
#[derive(Clone, Copy)]
pub struct IntlFigures(pub Language);

impl Debug for IntlFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IntlFigures").field(&self.0).finish()
    }
}

impl IntlFigures {
    fn written(self, value: Decimal, style: Style) -> Option<String> {
        // What was rounded to nothing keeps its sign, which Intl would write.
        let value = if value.is_zero() { value.abs() } else { value };
        WRITERS.with_borrow_mut(|writers| {
            let at = writers.iter().position(|known| (known.language, known.style) == (self.0, style));
            let at = at.unwrap_or_else(|| {
                let format = Intl::NumberFormat::new(&locales(self.0), &style.options()).format();
                writers.push(Writer { language: self.0, style, format, written: Vec::new() });
                writers.len() - 1
            });
            writers.get_mut(at)?.write(value)
        })
    }

    /// A day such as `2016-07-15`, as the language writes it: 15 July 2016. What is no day is given back as it is.
    #[must_use]
    pub fn date(self, iso_day: &str) -> String {
        PlainFigures(self.0).day(iso_day)
    }

    fn money_with(self, value: Decimal, currency: &str, decimals: u32) -> Option<String> {
        if currency == "USD" {
            return Some(PlainFigures(self.0).dollars(value, decimals));
        }
        let value = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        self.written(value, Style { currency: Code::new(currency)?, decimals })
    }
}

impl Figures for IntlFigures {
    fn number(&self, value: Decimal, most: u32) -> String {
        PlainFigures(self.0).number(value, most)
    }

    fn fixed(&self, value: Decimal, decimals: u32) -> String {
        PlainFigures(self.0).fixed(value, decimals)
    }

    fn money(&self, value: Decimal, currency: &str) -> String {
        let decimals = value.normalize().scale().max(2);
        self.money_with(value, currency, decimals)
            .unwrap_or_else(|| PlainFigures(self.0).money(value, currency))
    }

    fn whole_money(&self, value: Decimal, currency: &str) -> String {
        self.money_with(value, currency, 0)
            .unwrap_or_else(|| PlainFigures(self.0).whole_money(value, currency))
    }

    fn percent(&self, ratio: Decimal, most: u32) -> String {
        PlainFigures(self.0).percent(ratio, most)
    }
}

/// A currency's three letters. Intl throws at anything else.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Code([u8; 3]);

impl Code {
    fn new(currency: &str) -> Option<Self> {
        let letters: [u8; 3] = currency.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_alphabetic).then_some(Self(letters))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Style {
    currency: Code,
    decimals: u32,
}

impl Style {
    fn options(self) -> Object {
        let object = Object::new();
        let set = |name: &str, value: JsValue| {
            let _ = Reflect::set(&object, &name.into(), &value);
        };
        set("style", "currency".into());
        set("currency", core::str::from_utf8(&self.currency.0).unwrap_or_default().into());
        set("currencyDisplay", "narrowSymbol".into());
        set("minimumFractionDigits", self.decimals.into());
        set("maximumFractionDigits", self.decimals.into());
        object
    }
}

/// A formatter, which costs more to make than all the formatting that a key press asks of it, and what it has written: most
/// figures of a page are as they were before the last key.
struct Writer {
    language: Language,
    style: Style,
    format: Function,
    written: Vec<(Decimal, String)>,
}

/// The most figures that a formatter remembers.
const MOST_WRITTEN: usize = 100;

impl Writer {
    fn write(&mut self, value: Decimal) -> Option<String> {
        let is_same =
            |known: &Decimal| known.mantissa() == value.mantissa() && known.scale() == value.scale();
        if let Some((_, text)) = self.written.iter().rev().find(|(known, _)| is_same(known)) {
            return Some(text.clone());
        }
        let text = self.format.call1(&JsValue::UNDEFINED, &value.to_string().into()).ok()?.as_string()?;
        if self.written.len() >= MOST_WRITTEN {
            self.written.clear();
        }
        self.written.push((value, text.clone()));
        Some(text)
    }
}

thread_local! {
    static WRITERS: RefCell<Vec<Writer>> = const { RefCell::new(Vec::new()) };
}

fn locales(language: Language) -> Array {
    // English without a region would put the month first; an international tool puts the day first.
    let tag = match language {
        Language::English => "en-GB",
        Language::Swedish => "sv-SE",
    };
    Array::of1(&tag.into())
}
