use crate::words::{In, Phrase};

/// What is said of a service's address.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct AddressWords {
    pub empty: &'static str,
    pub not_a_url: &'static str,
    pub no_scheme: &'static str,
    pub is_curl: &'static str,
    pub scheme: Phrase,
    pub http_elsewhere: &'static str,
    pub has_user: &'static str,
    pub page_for_people: &'static str,
    pub no_ids: &'static str,
    pub hyphens: Phrase,
    pub id_shape: Phrase,
    pub unknown_call: Phrase,
    pub api_version: Phrase,
    pub other_host: Phrase,
    pub loopback: &'static str,
    pub unknown_region: Phrase,
    pub near_region: Phrase,
    pub workspace_id: &'static str,
    pub subscription_id: &'static str,
    pub service_id: &'static str,
}

/// The words for addresses.
pub static ADDRESS: In<AddressWords> = In {
    english: AddressWords {
        empty: "no address; paste the service’s Batch Requests URL, or any other of its URLs",
        not_a_url: "not a URL; paste one that begins with https:// and has /services/ in it",
        no_scheme: "https:// is missing at the beginning",
        is_curl: "this is a whole curl command; paste it into the box for pasted text, which splits it",
        scheme: Phrase("{found}:// cannot be called; use https://"),
        http_elsewhere: "http:// would send the key in the clear; use https:// (http:// is for this machine only)",
        has_user: "there is a user name before @; remove it, the key is the only sign-in",
        page_for_people: "this is a page to read, not an address to call; copy the Request URI that the page shows for Batch Requests",
        no_ids: "no service in this URL; it must hold /workspaces/{id}/services/{id} or /subscriptions/{id}/services/{id}",
        hyphens: Phrase("{id} has hyphens; addresses hold it as 32 digits without them"),
        id_shape: Phrase("“{found}” is no {id}: that is 32 digits from 0–9 and a–f"),
        unknown_call: Phrase("“{found}” after the service is no call that is known; it is left out"),
        api_version: Phrase("api-version {found}; jobs here are sent with 2.0"),
        other_host: Phrase(
            "{found} is not Microsoft’s; fine if it is your relay, API Management or a companion",
        ),
        loopback: "this machine: a companion or an emulator",
        unknown_region: Phrase("no region “{found}” is known; the address is used as it is"),
        near_region: Phrase("no region “{found}” is known; these hosts write it “{near}”"),
        workspace_id: "the workspace id",
        subscription_id: "the subscription id",
        service_id: "the service id",
    },
    swedish: AddressWords {
        empty: "ingen adress; klistra in tjänstens URL för Batch Requests eller någon annan av dess URL:er",
        not_a_url: "ingen URL; klistra in en som börjar med https:// och innehåller /services/",
        no_scheme: "https:// saknas i början",
        is_curl: "det här är ett helt curl-kommando; klistra in det i rutan för inklistrad text, som delar upp det",
        scheme: Phrase("{found}:// går inte att anropa; använd https://"),
        http_elsewhere: "http:// skulle skicka nyckeln i klartext; använd https:// (http:// duger bara på den egna datorn)",
        has_user: "det står ett användarnamn före @; ta bort det, nyckeln är den enda inloggningen",
        page_for_people: "det här är en sida att läsa, ingen adress att anropa; kopiera den Request URI som sidan visar för Batch Requests",
        no_ids: "ingen tjänst i den här URL:en; den ska innehålla /workspaces/{id}/services/{id} eller /subscriptions/{id}/services/{id}",
        hyphens: Phrase("{id} har bindestreck; i adresser står det som 32 siffror utan dem"),
        id_shape: Phrase("”{found}” är inget {id}: det är 32 tecken ur 0–9 och a–f"),
        unknown_call: Phrase("”{found}” efter tjänsten är inget känt anrop; det utelämnas"),
        api_version: Phrase("api-version {found}; jobb skickas härifrån med 2.0"),
        other_host: Phrase(
            "{found} är inte Microsofts; inget fel om det är ditt relä, API Management eller en följeslagare",
        ),
        loopback: "den egna datorn: en följeslagare eller en emulator",
        unknown_region: Phrase("regionen ”{found}” är inte känd; adressen används som den är"),
        near_region: Phrase("regionen ”{found}” är inte känd; de här värdnamnen skriver den ”{near}”"),
        workspace_id: "arbetsyte-id",
        subscription_id: "prenumerations-id",
        service_id: "tjänste-id",
    },
};
