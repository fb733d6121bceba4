use super::In;

/// The name and the sources of the price book that comes with the page. In a book's file they stand in English.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct BookNotesWords {
    pub name: &'static str,
    pub changed_name: &'static str,
    pub faq: &'static str,
    pub retail_meters: &'static str,
    pub from_other_meters: &'static str,
    pub free_each_day: &'static str,
}

/// The notes of the price book that comes with the page.
pub static BOOK_NOTES: In<BookNotesWords> = In {
    english: BookNotesWords {
        name: "Microsoft, 15 July 2016",
        changed_name: "Microsoft’s book of 15 July 2016, changed",
        faq: "Microsoft, Machine Learning FAQ, “July 15th Announcement” (GitHub MicrosoftDocs/azure-docs, July 2016 revision)",
        retail_meters: "Azure Retail Prices API, as recorded in GitHub ahmadabdalla/azure-cost-calculator, issue #154",
        from_other_meters: "Monthly price over 31 days, as the S1 and S2 daily meters are",
        free_each_day: "Free per month, hence free per day",
    },
    swedish: BookNotesWords {
        name: "Microsoft, 15 juli 2016",
        changed_name: "Microsofts prisbok av den 15 juli 2016, ändrad",
        faq: "Microsoft, Machine Learning FAQ, ”July 15th Announcement” (GitHub MicrosoftDocs/azure-docs, version från juli 2016)",
        retail_meters: "Azure Retail Prices API, enligt GitHub ahmadabdalla/azure-cost-calculator, ärende 154",
        from_other_meters: "Månadspriset delat med 31 dygn, som dygnspriserna för S1 och S2",
        free_each_day: "Gratis per månad, alltså gratis per dygn",
    },
};
