//! The price book: each row with its source, date and mark; import, export, and the way back.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::before::Before;
use super::{tell, told};
use crate::billing::wire::{self, BookProblemAt};
use crate::billing::wording::{book_name, book_problem, mark_name, origin};
use crate::billing::{Book, Currency, Meters, Origin, Plan, Price, july_2016};
use crate::cost::CostField;
use crate::ui::kit::{Button, DownloadButton, FilePicker, Markup, Speech, TextArea, announce, drawn, follow};
use crate::units::Unit;
use crate::web::file;
use crate::words::{COST_INPUTS, CostInputsWords, Figures, Language, counted};

const FILE: &str = "book-file";
/// The most problems of a book that are listed.
const PROBLEMS_SHOWN: usize = 10;

#[derive(Clone, Copy)]
struct Books {
    book: Memo<Book>,
    /// The currency of the bills, as typed.
    shown: RwSignal<String>,
    before: Before,
    is_own: Memo<bool>,
    pasted: RwSignal<String>,
    /// What is wrong with the book that was to be imported.
    refused: RwSignal<Vec<BookProblemAt>>,
    /// The name of the book that was imported last.
    taken: RwSignal<Option<String>>,
}

/// The prices in use, and how to use others.
#[component]
pub fn PriceBook() -> impl IntoView {
    let (text, _) = told(CostField::Book);
    let (shown, _) = told(CostField::Currency);
    let book = Memo::new(move |_| text.with(|text| book_of(text)));
    let put = move |text: &str| {
        follow_currency(book.get_untracked().currency, shown, text);
        tell(CostField::Book, text);
    };
    let books = Books {
        book,
        shown,
        before: Before::bringing_back(CostField::Book, text, ["book-undo", "book-import"], Box::new(put)),
        is_own: Memo::new(move |_| text.with(|text| !text.is_empty())),
        pasted: RwSignal::new(String::new()),
        refused: RwSignal::new(Vec::new()),
        taken: RwSignal::new(None),
    };
    books.view()
}

fn book_of(text: &str) -> Book {
    wire::from_text(text).unwrap_or_else(july_2016)
}

/// Bills in the currency of the prices stay so with the prices of another text: nobody has told a rate.
fn follow_currency(was: Currency, shown: RwSignal<String>, text: &str) {
    let will_be = book_of(text).currency;
    if will_be != was && Currency::read(&shown.get_untracked()) == Ok(was) {
        tell(CostField::Currency, will_be.code());
    }
}

impl Books {
    fn replace(self, text: &str) {
        follow_currency(self.book.get_untracked().currency, self.shown, text);
        self.before.replace(text);
    }

    fn import(self, text: &str, words: &CostInputsWords) {
        self.taken.set(None);
        match wire::read(text) {
            Ok(book) => {
                self.refused.set(Vec::new());
                self.pasted.set(String::new());
                // Microsoft's own again are not the user's.
                let is_own = book != july_2016();
                self.replace(&if is_own { wire::to_text(&book) } else { String::new() });
                announce(&words.book_taken.with(&[("name", &book.name)]));
                self.taken.set(Some(book.name.into_owned()));
            }
            Err(problems) => self.refused.set(problems),
        }
    }

    fn go_back(self) {
        self.refused.set(Vec::new());
        self.taken.set(None);
        self.replace("");
        self.before.focus();
    }

    fn view(self) -> AnyView {
        let speech = Speech::here();
        let of = Signal::derive(move || {
            let (words, own) = (speech.of(&COST_INPUTS), self.is_own.get());
            self.book.with(|book| {
                words.book_of.with(&[
                    ("name", book_name(book, own, speech.language())),
                    ("date", &speech.figures().day(&book.date.to_string())),
                    ("currency", book.currency.code()),
                ])
            })
        });
        let back = follow(move || {
            if !self.is_own.get() {
                return ().into_any();
            }
            let label = speech.label(&COST_INPUTS, |words| words.book_back);
            view! { <Button label pressed=move || self.go_back() /> }.into_any()
        });
        let name = Signal::derive(move || format!("{}.json", self.book.with(|book| book.id.to_string())));
        view! {
            <div class="price-book">
                <p class="editor-sum">{of}</p>
                <p class="field-help">{speech.word(&COST_INPUTS, |words| words.book_help)}</p>
                {drawn("book-rows", move || self.book.with(|book| rows(book, speech)))}
                <div class="row">
                    {self.file_button(speech)}
                    <DownloadButton
                        name
                        media_type="application/json"
                        text=move || wire::write(&self.book.get_untracked())
                        label=speech.label(&COST_INPUTS, |words| words.book_export)
                    />
                    {back}
                    {self.before.view(speech)}
                </div>
                {self.paste(speech)}
                {follow(move || self.outcome(speech))}
            </div>
        }
        .into_any()
    }

    fn file_button(self, speech: Speech) -> AnyView {
        let arrived = move |bytes: Option<Vec<u8>>| {
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
            self.import(text.trim_start_matches('\u{feff}'), COST_INPUTS.of(speech.language_untracked()));
        };
        view! {
            <FilePicker
                id=FILE
                button_id="book-import"
                label=speech.label(&COST_INPUTS, |words| words.book_import)
                accept=".json,application/json"
                chosen=move || file::read_chosen(FILE, arrived)
            />
        }
        .into_any()
    }

    fn paste(self, speech: Speech) -> AnyView {
        view! {
            <details>
                <summary>{speech.word(&COST_INPUTS, |words| words.book_paste)}</summary>
                <div class="group-fields">
                    <TextArea
                        id="book-paste"
                        label=Signal::derive(move || "JSON".to_owned())
                        value=self.pasted
                        problem=Signal::derive(|| None)
                        help=speech.label(&COST_INPUTS, |words| words.book_paste_help)
                    />
                    <p class="row">
                        <Button
                            label=speech.label(&COST_INPUTS, |words| words.book_read)
                            pressed=move || {
                                let words = COST_INPUTS.of(speech.language_untracked());
                                self.import(&self.pasted.get_untracked(), words);
                            }
                        />
                    </p>
                </div>
            </details>
        }
        .into_any()
    }

    fn outcome(self, speech: Speech) -> AnyView {
        let words = speech.of(&COST_INPUTS);
        // Until the prices are others again.
        if let Some(name) = self.taken.get().filter(|name| self.book.with(|book| book.name == name.as_str()))
        {
            let sentence = words.book_taken.with(&[("name", &name)]);
            return view! { <p class="notice">{sentence}</p> }.into_any();
        }
        let problems = self.refused.get();
        if problems.is_empty() {
            return ().into_any();
        }
        let language = speech.language();
        let figures = Figures(language);
        let listed = problems
            .iter()
            .take(PROBLEMS_SHOWN)
            .map(|problem| view! { <li>{book_problem(problem, language)}</li> })
            .collect_view();
        let count = problems.len().saturating_sub(PROBLEMS_SHOWN);
        let more = (count > 0).then(|| {
            let count = figures.number(Decimal::from(count), 0);
            view! { <p>{words.book_problems_more.with(&[("count", &count)])}</p> }
        });
        view! {
            <div class="notice bad" role="alert">
                <p>{words.book_refused}</p>
                <ul>{listed}</ul>
                {more}
            </div>
        }
        .into_any()
    }
}

/// Every row of a book with its price, and a number for where it is from; the sources are listed below.
fn rows(book: &Book, speech: Speech) -> Markup {
    let words = speech.of(&COST_INPUTS);
    let figures = speech.figures();
    let money = |price: Price| figures.money(price.decimal(), book.currency.code());
    let rates = |meters: &Meters| {
        let (hour, thousand) = (money(meters.per_hour), money(meters.per_thousand));
        words.book_rates.with(&[("hour", &hour), ("thousand", &thousand)])
    };
    let mut table = Table { into: Markup::new(), origins: Vec::new(), language: speech.language() };
    table.open([words.book_what, words.book_price, words.book_source]);
    let payg = &book.pay_as_you_go;
    table.row(words.book_payg, &rates(payg), Some(&payg.origin));
    for Plan { tier, monthly, daily, included, overage, .. } in &book.plans {
        let plan = [("plan", tier.name())];
        table.row(&words.book_month.with(&plan), &money(monthly.price), Some(&monthly.origin));
        if let Some(daily) = daily {
            table.row(&words.book_day.with(&plan), &money(daily.price), Some(&daily.origin));
        }
        let quantities = words.book_quantities.with(&[
            ("hours", &figures.number(included.compute.hours(), 4)),
            ("transactions", &counted(included.transactions.into(), Unit::Transactions, speech.language())),
        ]);
        table.row(&words.book_included.with(&plan), &quantities, Some(&included.origin));
        match overage {
            Some(overage) => table.row(&words.book_over.with(&plan), &rates(overage), Some(&overage.origin)),
            None => table.row(&words.book_stops.with(&plan), "–", None),
        }
    }
    table.close()
}

/// The rows of a book as markup.
struct Table<'a> {
    into: Markup,
    origins: Vec<&'a Origin>,
    language: Language,
}

impl<'a> Table<'a> {
    fn open(&mut self, heads: [&str; 3]) {
        self.into.open("table", &[]);
        self.into.open("thead", &[]);
        self.into.open("tr", &[]);
        for head in heads {
            self.into.leaf("th", &[("scope", "col")], head);
        }
        self.into.close("tr");
        self.into.close("thead");
        self.into.open("tbody", &[]);
    }

    fn row(&mut self, what: &str, price: &str, from: Option<&'a Origin>) {
        let source = from.map(|from| {
            let known = self.origins.iter().position(|known| *known == from);
            let at = known.unwrap_or_else(|| {
                self.origins.push(from);
                self.origins.len() - 1
            });
            format!("{}. {}", at + 1, mark_name(from.mark, self.language))
        });
        self.into.open("tr", &[]);
        self.into.leaf("th", &[("scope", "row")], what);
        self.into.leaf("td", &[], price);
        self.into.leaf("td", &[], &source.unwrap_or_default());
        self.into.close("tr");
    }

    fn close(mut self) -> Markup {
        self.into.close("tbody");
        self.into.close("table");
        self.into.open("ol", &[]);
        for from in self.origins {
            self.into.leaf("li", &[], &origin(from, self.language));
        }
        self.into.close("ol");
        self.into
    }
}
