//! Any text can be typed as a connection string, a SAS, a path or an address: each says what is wrong, none stops.
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::request::{BlobPath, Connection, CurlCommand, Draft, Role, Sas, check, request_problem};
use poolwise::units::{Secret, Timestamp};
use poolwise::words::{Language, PlainFigures};

fuzz_target!(|text: &str| {
    let connection = Connection::parse(text);
    let _ = (connection.findings().len(), connection.cloud());
    let _ = Sas::parse(text);
    let _ = CurlCommand::read(text);
    for role in [Role::Input, Role::Output] {
        let _ = BlobPath::read(text, role);
    }
    let draft =
        Draft { service: text.to_owned(), api_key: Secret::new(text.to_owned()), ..Draft::default() };
    for problem in check(&draft, None, Timestamp::from_ms(0)).problems {
        for language in Language::ALL {
            assert!(!request_problem(&problem, language, &PlainFigures(language)).is_empty(), "{problem:?}");
        }
    }
});
