//! Figures through the browser's Intl, which is exact when it is given a decimal string and rounds a float.

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
        let date = js_sys::Date::new(&iso_day.into());
        if date.get_time().is_nan() {
            return iso_day.to_owned();
        }
        let options = object(&[("dateStyle", "long".into()), ("timeZone", "UTC".into())]);
        let format = Intl::DateTimeFormat::new(&locales(self.0), &options).format();
        let written = format.call1(&JsValue::UNDEFINED, &date).ok().and_then(|text| text.as_string());
        written.unwrap_or_else(|| iso_day.to_owned())
    }
}

impl Figures for IntlFigures {
    fn number(&self, value: Decimal, most: u32) -> String {
        self.written(round(value, most), Style::Number { least: 0, most })
            .unwrap_or_else(|| PlainFigures(self.0).number(value, most))
    }

    fn fixed(&self, value: Decimal, decimals: u32) -> String {
        self.written(round(value, decimals), Style::Number { least: decimals, most: decimals })
            .unwrap_or_else(|| PlainFigures(self.0).fixed(value, decimals))
    }

    fn money(&self, value: Decimal, currency: &str) -> String {
        let decimals = value.normalize().scale().max(2);
        Code::new(currency)
            .and_then(|currency| self.written(value, Style::Money { currency, decimals }))
            .unwrap_or_else(|| PlainFigures(self.0).money(value, currency))
    }

    fn whole_money(&self, value: Decimal, currency: &str) -> String {
        Code::new(currency)
            .and_then(|currency| self.written(round(value, 0), Style::Money { currency, decimals: 0 }))
            .unwrap_or_else(|| PlainFigures(self.0).whole_money(value, currency))
    }

    fn percent(&self, ratio: Decimal, most: u32) -> String {
        self.written(round(ratio, most + 2), Style::Percent { most })
            .unwrap_or_else(|| PlainFigures(self.0).percent(ratio, most))
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
enum Style {
    Number { least: u32, most: u32 },
    Money { currency: Code, decimals: u32 },
    Percent { most: u32 },
}

impl Style {
    fn options(self) -> Object {
        match self {
            Self::Number { least, most } => {
                object(&[("minimumFractionDigits", least.into()), ("maximumFractionDigits", most.into())])
            }
            Self::Money { currency, decimals } => object(&[
                ("style", "currency".into()),
                ("currency", core::str::from_utf8(&currency.0).unwrap_or_default().into()),
                ("currencyDisplay", "narrowSymbol".into()),
                ("minimumFractionDigits", decimals.into()),
                ("maximumFractionDigits", decimals.into()),
            ]),
            Self::Percent { most } => {
                object(&[("style", "percent".into()), ("maximumFractionDigits", most.into())])
            }
        }
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

fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

fn locales(language: Language) -> Array {
    // English without a region would put the month first; an international tool puts the day first.
    let tag = match language {
        Language::English => "en-GB",
        Language::Swedish => "sv-SE",
    };
    Array::of1(&tag.into())
}

fn object(options: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in options {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}
