use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::http::call;

/// The one chromedriver of this run.
pub(super) struct Driver {
    port: u16,
}

/// A refusal of the driver: WebDriver's own code, and its words.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) message: String,
}

static DRIVER: OnceLock<Driver> = OnceLock::new();

impl Driver {
    pub(super) fn shared() -> &'static Self {
        DRIVER.get_or_init(Self::start)
    }

    /// Statics are never dropped, so a shell watches this process: when its input closes, for whatever reason, it ends
    /// the driver, and with that the browsers.
    #[expect(clippy::zombie_processes, reason = "the shell ends with this process, and not before")]
    fn start() -> Self {
        let script = "chromedriver --port=0 --log-level=SEVERE & driver=$!; cat >/dev/null; kill $driver";
        let mut shell = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        // Held open until this process ends.
        std::mem::forget(shell.stdin.take());
        let mut lines = BufReader::new(shell.stdout.take().expect("it is piped")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("successfully on port ")
                    .and_then(|(_, port)| port.trim_end_matches('.').parse().ok())
            })
            .expect("chromedriver did not start; scripts/setup --tests installs it");
        std::thread::spawn(move || lines.for_each(drop));
        Self { port }
    }

    /// One WebDriver command: the `value` of its reply.
    pub(super) fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value, Refusal> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let lost = |message: String| Refusal { code: "no driver".to_owned(), message };
        let (status, text) = call(self.port, method, path, &body).map_err(|error| lost(error.to_string()))?;
        let mut reply: Value =
            serde_json::from_str(&text).map_err(|error| lost(format!("{error}: {text}")))?;
        let value = reply.get_mut("value").map_or(Value::Null, Value::take);
        if status == 200 {
            return Ok(value);
        }
        let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Err(Refusal { code: part("error"), message: part("message") })
    }

    /// A new browser; its session's path.
    pub(super) fn session(&self, options: &Value) -> Result<String, Refusal> {
        let wanted = json!({ "capabilities": { "alwaysMatch": options } });
        let value = self.command("POST", "/session", &wanted)?;
        Ok(format!("/session/{}", value["sessionId"].as_str().unwrap_or_default()))
    }
}
