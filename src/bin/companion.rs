//! The companion: the page's answers on the command line, a practice server on a port, and a relay.

fn main() -> std::process::ExitCode {
    poolwise::companion::run()
}
