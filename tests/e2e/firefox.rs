//! A smoke run in Firefox: every page opens, Cost computes, a broken sample is repaired, a practice pool is made.
//!
//! Runs where geckodriver and Firefox are on PATH; `scripts/test` says so where they are not.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use poolwise::route::Route;
use poolwise::words::{COST, Language, POOLS_PAGE, REQUEST_PAGE, SHELL};
use serde_json::{Value, json};

use crate::harness::{Site, call, wait_until};

/// A program on PATH.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut files =
        std::env::split_paths(&path).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    files.find(|file| file.is_file())
}

/// A headless Firefox and its driver, until it goes out of scope.
struct Firefox {
    driver: Child,
    port: u16,
    session: String,
}

impl Firefox {
    fn start(driver: &PathBuf, browser: &PathBuf) -> Self {
        let mut driver = Command::new(driver)
            .args(["--port", "0", "--websocket-port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("geckodriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("it is piped")).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.rsplit_once("Listening on 127.0.0.1:").and_then(|(_, port)| port.trim().parse().ok())
            })
            .expect("geckodriver says where it listens");
        std::thread::spawn(move || lines.for_each(drop));
        let mut firefox = Self { driver, port, session: String::new() };
        let options = json!({ "capabilities": { "alwaysMatch": { "moz:firefoxOptions": {
            "binary": browser, "args": ["-headless"],
            "prefs": { "intl.accept_languages": "en-GB", "datareporting.policy.dataSubmissionEnabled": false },
        } } } });
        let session = firefox.command("POST", "/session", &options);
        firefox.session = format!("/session/{}", session["sessionId"].as_str().expect("a session"));
        firefox
    }

    #[track_caller]
    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let path = format!("{}{path}", self.session);
        let (status, text) = call(self.port, method, &path, &body).expect("geckodriver answers");
        let reply: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(status, 200, "{method} {path}: {text}");
        reply["value"].clone()
    }

    #[track_caller]
    fn script(&self, body: &str, arguments: &Value) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// Waits until the script gives true.
    #[track_caller]
    fn until(&self, what: &str, body: &str, arguments: &Value) {
        let look = || match self.script(body, arguments) {
            Value::Bool(true) => Ok(()),
            _ => Err(self.script("return document.body.innerText.slice(0, 600)", &json!([])).to_string()),
        };
        wait_until(look).unwrap_or_else(|seen| panic!("{what}: {seen}"));
    }

    /// Puts text into the one field under this label, and waits until it is taken.
    #[track_caller]
    fn fill(&self, label: &str, text: &str) {
        let body = "const label = [...document.querySelectorAll('label')].find(one => one.textContent.trim() === arguments[0] \
            && one.control?.offsetParent); if (!label) return false; label.control.value = arguments[1]; \
            label.control.dispatchEvent(new Event('input', { bubbles: true })); return true";
        self.until(label, body, &json!([label, text]));
    }

    #[track_caller]
    fn press(&self, name: &str) {
        let body = "const found = [...document.querySelectorAll('button')].find(one => one.textContent.trim() === arguments[0] \
            && one.offsetParent); found?.click(); return !!found";
        self.until(name, body, &json!([name]));
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        let _gone_already = call(self.port, "DELETE", &self.session, "");
        let _gone_already = self.driver.kill();
        let _status = self.driver.wait();
    }
}

/// Notes what no console can be asked for: errors of scripts, and what the policy refuses.
const LISTEN: &str = "
  if (!window.faults) {
    window.faults = [];
    // The browser's own notice that a size is looked at again in the next frame is no error.
    addEventListener('error', event => { if (!/^ResizeObserver loop/.test(event.message)) faults.push(String(event.message)) });
    addEventListener('unhandledrejection', event => faults.push(String(event.reason)));
    addEventListener('securitypolicyviolation', event => faults.push('refused: ' + event.violatedDirective + ' ' + event.blockedURI));
  }
";

#[test]
fn the_pages_work_in_firefox() {
    let (Some(driver), Some(browser)) = (on_path(&["geckodriver"]), on_path(&["firefox", "firefox-esr"]))
    else {
        eprintln!("not run: no geckodriver or no Firefox on PATH");
        return;
    };
    let site = Site::dist();
    let firefox = Firefox::start(&driver, &browser);
    let language = Language::English;
    let (shell, cost, request, pools) =
        (SHELL.of(language), COST.of(language), REQUEST_PAGE.of(language), POOLS_PAGE.of(language));
    for route in Route::ALL {
        firefox.command("POST", "/url", &json!({ "url": site.url(route.segment()) }));
        firefox.script(LISTEN, &json!([]));
        let title = match route {
            Route::Cost => shell.cost_title,
            Route::Request => shell.request_title,
            Route::Pools => shell.pools_title,
        };
        let stands = "return document.title.includes(arguments[0]) && [...document.querySelectorAll('h1')].some(one => one.offsetParent)";
        firefox.until(title, stands, &json!([title]));
        match route {
            Route::Cost => {
                // Source: the price page of July 2016: S1 is $100.00 with 25 h, then $2.00 an hour: 4 VMs × 12 h are 146.00.
                let total = "return document.querySelector('#results').innerText.includes(arguments[0])";
                firefox.until("the bill", total, &json!(["146.00"]));
                firefox.fill(cost.fields.hours.label, "6");
                firefox.until("the bill of six hours", total, &json!(["100.00"]));
                firefox.until("the address", "return location.hash === '#1&hours=6'", &json!([]));
                // What comes into view starts then.
                for part in ["cost-details", "cost-tools"] {
                    let stands = "const part = document.getElementById(arguments[0]); part.scrollIntoView(); \
                                  return part.querySelectorAll('h2').length > 0";
                    firefox.until(part, stands, &json!([part]));
                }
            }
            Route::Request => {
                firefox.fill(
                    request.paste_label,
                    "“AzureBatchPoolId” ”: &quot;8dfc151b0d3e446497b845f3b29ef53c&quot;,",
                );
                firefox.press(request.paste_fill);
                let json = "return document.getElementById('body').value.includes('8dfc151b0d3e446497b845f3b29ef53c')";
                firefox.until("the repaired body", json, &json!([]));
            }
            Route::Pools => {
                firefox.press(pools.create_button);
                let row = "return document.querySelectorAll('[data-table=pools] tbody tr').length === 1";
                firefox.until("a practice pool", row, &json!([]));
            }
        }
        let broken = "return window.faults.concat(document.getElementById('panic') ? ['a panic'] : [])";
        assert_eq!(firefox.script(broken, &json!([])), json!([]), "{route:?}");
    }
}
