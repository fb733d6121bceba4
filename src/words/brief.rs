use super::{FieldWords, In, Phrase};

/// The form for the brief to Microsoft support.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct BriefWords {
    pub heading: &'static str,
    pub what: &'static str,
    pub language_note: &'static str,
    pub subscription: FieldWords,
    pub region: FieldWords,
    pub contact: FieldWords,
    pub pools: FieldWords,
    pub vms: FieldWords,
    pub note: FieldWords,
    pub kept: &'static str,
    pub forget: &'static str,
    pub forgotten: &'static str,
    pub text: &'static str,
    pub refused: &'static str,
    pub no_pool: &'static str,
    pub use_this: Phrase,
    pub no_subscription: &'static str,
    pub no_subscription_id: Phrase,
    pub too_few_vms: Phrase,
    pub too_long: Phrase,
}

/// The words of the form for the brief.
pub static BRIEF: In<BriefWords> = In {
    english: BriefWords {
        heading: "Ask Microsoft support for a pool account",
        what: "A pool account comes from support alone: they set how many pools and VMs it may have, and send its URL and key. This is the text to send, made from your estimate.",
        language_note: "The text is in English, which is what support reads.",
        subscription: FieldWords {
            label: "Subscription ID",
            help: "In the Azure portal under Subscriptions: 8-4-4-4-12 digits and letters a–f.",
        },
        region: FieldWords { label: "Region of the web services", help: "Such as South Central US." },
        contact: FieldWords { label: "Contact", help: "Name, and where support can reach you." },
        pools: FieldWords {
            label: "Pools at the same time",
            help: "Two are enough to change plans without a gap.",
        },
        vms: FieldWords { label: "VMs in a pool at most", help: "Left empty: those of your estimate." },
        note: FieldWords { label: "Note", help: "" },
        kept: "What you type here stays on this device. It is in no link and in no other export.",
        forget: "Forget these",
        forgotten: "What was typed for support is forgotten.",
        text: "Text for Microsoft support",
        refused: "Fill in what is marked above: support can do nothing without it.",
        no_pool: "There is nothing to ask for: the pool of your estimate has no VMs.",
        use_this: Phrase("Use {id}"),
        no_subscription: "empty; paste the subscription’s ID, support can do nothing without it",
        no_subscription_id: Phrase(
            "“{found}” is not a subscription ID; it has 32 digits and letters a–f as 8-4-4-4-12, such as 80c77c76-74ba-4c8c-8229-4c3b2957990c",
        ),
        too_few_vms: Phrase("{found} is too few: your estimate has {needed}; ask for as many at least"),
        too_long: Phrase("{found} characters are too many for a line; at most {most}"),
    },
    swedish: BriefWords {
        heading: "Be Microsofts support om ett poolkonto",
        what: "Bara supporten kan skapa ett poolkonto; den bestämmer hur många pooler och virtuella datorer det får ha och skickar URL och nyckel. Det här är texten att skicka, skapad utifrån din kalkyl.",
        language_note: "Texten är på engelska, eftersom supporten läser engelska.",
        subscription: FieldWords {
            label: "Prenumerations-id",
            help: "I Azure-portalen under Prenumerationer: 8-4-4-4-12 siffror och bokstäver a–f.",
        },
        region: FieldWords { label: "Webbtjänsternas region", help: "Till exempel South Central US." },
        contact: FieldWords { label: "Kontakt", help: "Namn, och hur supporten når dig." },
        pools: FieldWords {
            label: "Pooler samtidigt", help: "Två räcker för att byta plan utan avbrott."
        },
        vms: FieldWords { label: "Datorer i en pool, högst", help: "Tomt: de som din kalkyl har." },
        note: FieldWords { label: "Anmärkning", help: "" },
        kept: "Det du skriver här stannar på den här enheten. Det finns inte i någon länk och inte i någon annan export.",
        forget: "Glöm uppgifterna",
        forgotten: "Uppgifterna till supporten är glömda.",
        text: "Text till Microsofts support",
        refused: "Fyll i det som är markerat ovan: utan det kan supporten inte göra något.",
        no_pool: "Det finns inget att be om: poolen i din kalkyl har inga virtuella datorer.",
        use_this: Phrase("Använd {id}"),
        no_subscription: "tomt; klistra in prenumerationens id, utan det kan supporten inte göra något",
        no_subscription_id: Phrase(
            "”{found}” är inget prenumerations-id; det har 32 siffror och bokstäver a–f som 8-4-4-4-12, till exempel 80c77c76-74ba-4c8c-8229-4c3b2957990c",
        ),
        too_few_vms: Phrase("{found} är för få: din kalkyl har {needed}; be om minst så många"),
        too_long: Phrase("{found} tecken är för många för en rad; högst {most}"),
    },
};

/// The brief itself, which is in English alone.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the line that it holds")]
pub struct BriefText {
    pub subject: &'static str,
    pub greeting: &'static str,
    pub request: &'static str,
    pub subscription: &'static str,
    pub region: &'static str,
    pub contact: &'static str,
    pub note: &'static str,
    pub to_be_filled_in: &'static str,
    pub capacity: &'static str,
    pub pools: &'static str,
    pub vms: &'static str,
    pub load: &'static str,
    pub in_period: Phrase,
    pub pool: &'static str,
    pub billing: &'static str,
    pub plan: Phrase,
    pub services_new: &'static str,
    pub services_classic: &'static str,
    pub services_both: &'static str,
    pub reply: &'static str,
    pub estimate: &'static str,
}

/// The lines of the brief.
pub static BRIEF_TEXT: BriefText = BriefText {
    subject: "Subject: Batch Pool account for Azure Machine Learning Studio (classic) web services",
    greeting: "Hello,",
    request: "Please set up a Batch Pool account for this subscription, so that our Batch Execution Service jobs can run on pools of our own.",
    subscription: "Subscription ID",
    region: "Region of the web services",
    contact: "Contact",
    note: "Note",
    to_be_filled_in: "[to be filled in]",
    capacity: "Capacity that we ask for",
    pools: "Pools at the same time, at most",
    vms: "VMs in a pool, at most",
    load: "Expected load",
    in_period: Phrase("Jobs in a charge period of {days}: {jobs}"),
    pool: "How we plan to use a pool of that size",
    billing: "Billing",
    plan: Phrase("The pool’s hours are to be charged to a Resource Manager based plan: {plan}."),
    services_new: "The jobs belong to Resource Manager based web services.",
    services_classic: "The jobs belong to classic web services; one Resource Manager based web service is set up to associate the pool with its plan.",
    services_both: "The jobs belong to Resource Manager based and to classic web services; one of the former associates the pool with its plan.",
    reply: "Please let us know the limits that you set, and send us the Pool service URL and the authorization key.",
    estimate: "The load is our own estimate; completion times are simulated.",
};
