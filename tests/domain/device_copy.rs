//! The copy of the page on the device (`public/sw.js`), run by Node.js: which release answers, and what is left of one that
//! was not written to its end. In a browser, `tests/e2e/offline.rs` has it.

use std::path::Path;
use std::process::Command;

#[test]
fn a_release_answers_with_its_own_files_and_only_whole_ones_count() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new("node")
        .arg(root.join("tests/domain/device_copy.mjs"))
        .arg(root.join("public/sw.js"))
        .output()
        .expect("Node.js");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
