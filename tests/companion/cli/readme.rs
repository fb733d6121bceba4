//! README's commands, each as it stands there.

use std::fs;
use std::process::Command;

use super::root;

/// The block of commands under a heading.
fn commands(readme: &str, heading: &str) -> String {
    let part = readme.split_once(heading).expect("the heading").1;
    part.split("```").nth(1).expect("a block under it").to_owned()
}

#[test]
fn the_command_lines_of_the_readme_do_what_they_say() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let block = commands(&readme, "## Command line\n");
    let home = std::env::temp_dir().join(format!("poolwise-readme-{}", std::process::id()));
    fs::create_dir_all(home.join("scripts")).expect("a folder");
    std::os::unix::fs::symlink(root().join("tests"), home.join("tests")).expect("the samples");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_companion"), home.join("scripts/companion"))
        .expect("the command");
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &block])
        .current_dir(&home)
        .output()
        .expect("bash");
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let made = |name: &str| fs::read_to_string(home.join(name)).expect(name);
    assert!(
        made("job.json").contains("poolwise cost")
            && made("body.json").contains("8dfc151b0d3e446497b845f3b29ef53b")
    );
    assert!(
        made("job.py").contains("9fe659022c9747e3b9b7b923c3830623")
            && made("jobs.sh").contains("jobs.ndjson")
            && made("jobs.ndjson").lines().count() == 3
    );
    // Every command of the program has its line.
    for command in ["estimate", "plan", "repair", "check", "bodies", "script"] {
        assert!(block.contains(&format!("scripts/companion {command} ")), "{command}");
    }
    fs::remove_dir_all(&home).expect("gone");
}
