#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| poolwise_fuzz::run("document", bytes));
