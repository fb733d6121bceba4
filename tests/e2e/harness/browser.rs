use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::driver::Driver;
use super::gate::Gate;
use super::{Page, Site};

/// How the next page is looked at; [`Browser::open`] starts a Chromium of its own with nothing kept from before.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    width: u32,
    height: u32,
    touch: bool,
    scheme: &'static str,
    reduced_motion: bool,
    more_contrast: bool,
    forced_colors: bool,
    text_size: u32,
    language: String,
    time_zone: String,
    also: Vec<String>,
    keeps_copy: bool,
}

/// Says each refused load in the console, where the driver's log keeps it across navigations.
const LISTENER: &str = "addEventListener('securitypolicyviolation', event => \
    console.error('content policy refused ' + event.violatedDirective + ' ' + event.blockedURI + \
    ' at ' + event.sourceFile + ':' + event.lineNumber))";

/// A copy that is kept in the background would put its requests between those of the walk.
const NO_COPY: &str = "delete Navigator.prototype.serviceWorker";

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Browser {
    /// A laptop: 1440 by 900, light, English, Stockholm.
    pub(crate) fn new() -> Self {
        Self {
            width: 1440,
            height: 900,
            touch: false,
            scheme: "light",
            reduced_motion: false,
            more_contrast: false,
            forced_colors: false,
            text_size: 16,
            language: "en-GB".to_owned(),
            time_zone: "Europe/Stockholm".to_owned(),
            also: Vec::new(),
            keeps_copy: false,
        }
    }

    /// CSS pixels; under 600 wide it is a phone, with touch.
    pub(crate) fn viewport(mut self, width: u32, height: u32) -> Self {
        (self.width, self.height, self.touch) = (width, height, width < 600);
        self
    }

    /// `prefers-color-scheme: dark`.
    pub(crate) fn dark(mut self) -> Self {
        self.scheme = "dark";
        self
    }

    /// `prefers-reduced-motion: reduce`.
    pub(crate) fn reduced_motion(mut self) -> Self {
        self.reduced_motion = true;
        self
    }

    /// `prefers-contrast: more`.
    pub(crate) fn more_contrast(mut self) -> Self {
        self.more_contrast = true;
        self
    }

    /// `forced-colors: active`: the user's own few colours.
    pub(crate) fn forced_colors(mut self) -> Self {
        self.forced_colors = true;
        self
    }

    /// The size of text that the user has set, in pixels; 16 is what browsers come with.
    pub(crate) fn text_size(mut self, pixels: u32) -> Self {
        self.text_size = pixels;
        self
    }

    /// The user's language, for `navigator.languages`, Intl and requests.
    pub(crate) fn language(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.language);
        self
    }

    /// The user's time zone.
    pub(crate) fn time_zone(mut self, name: &str) -> Self {
        name.clone_into(&mut self.time_zone);
        self
    }

    /// The page may keep its copy for when there is no network.
    pub(crate) fn keeping_a_copy(mut self) -> Self {
        self.keeps_copy = true;
        self
    }

    /// One more host that the page may speak with, as `127.0.0.1:PORT`.
    pub(crate) fn also(mut self, host: &str) -> Self {
        self.also.push(host.to_owned());
        self
    }

    /// Opens a path of the site and waits until its document has loaded.
    #[track_caller]
    pub(crate) fn open(&self, site: &Site, path: &str) -> Page {
        let page = self.blank(site);
        page.go(path);
        page
    }

    /// A page before its first document: for what must be set before that loads.
    #[track_caller]
    pub(crate) fn blank(&self, site: &Site) -> Page {
        let gate = Gate::open();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let home = std::env::temp_dir().join(format!("poolwise-e2e-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&home).expect("a folder for the browser");
        let driver = Driver::shared();
        let session = driver
            .session(&self.options(site, &gate, &home))
            .unwrap_or_else(|refusal| panic!("Chromium did not start: {}", refusal.message));
        let mut origins = vec![site.origin()];
        origins.extend(self.also.iter().map(|host| format!("http://{host}")));
        let page = Page::new(driver, session, gate, home, site, origins);
        self.emulate(&page);
        page
    }

    fn options(&self, site: &Site, gate: &Gate, home: &std::path::Path) -> Value {
        let bypass: Vec<String> =
            std::iter::once(format!("127.0.0.1:{}", site.port)).chain(self.also.clone()).collect();
        let mut arguments = vec![
            "--headless=new".to_owned(),
            format!("--user-data-dir={}", home.join("profile").display()),
            format!("--proxy-server=http://127.0.0.1:{}", gate.port),
            format!("--proxy-bypass-list=<-loopback>;{}", bypass.join(";")),
            format!("--window-size={},{}", self.width.max(500), self.height),
        ];
        let fixed = [
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-domain-reliability",
            "--disable-extensions",
            "--disable-sync",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-client-side-phishing-detection",
            "--disable-search-engine-choice-screen",
            "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,\
             CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,\
             OptimizationGuideModelDownloading,NetworkTimeServiceQuerying",
            "--force-color-profile=srgb",
            "--font-render-hinting=none",
            "--hide-scrollbars",
            "--mute-audio",
        ];
        arguments.extend(fixed.map(ToOwned::to_owned));
        if is_root() {
            arguments.push("--no-sandbox".to_owned());
        }
        let mut chrome = json!({
            "args": arguments,
            "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
            "prefs": {
                "webkit.webprefs.default_font_size": self.text_size,
                "download.default_directory": home.join("downloads"),
                // Typed keys look like passwords, about which the browser would ask its maker.
                "profile.password_manager_leak_detection": false,
            },
        });
        if let Some(binary) = chromium() {
            chrome["binary"] = json!(binary);
        }
        json!({
            "goog:chromeOptions": chrome,
            // An audit of a long page takes a busy machine more than the usual half a minute.
            "timeouts": { "script": 110_000 },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "unhandledPromptBehavior": "ignore",
        })
    }

    fn emulate(&self, page: &Page) {
        page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": LISTENER }));
        if !self.keeps_copy {
            page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": NO_COPY }));
        }
        page.cdp(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": self.touch }),
        );
        page.cdp("Emulation.setTouchEmulationEnabled", &json!({ "enabled": self.touch }));
        page.prefer("prefers-color-scheme", self.scheme);
        page.prefer("prefers-reduced-motion", if self.reduced_motion { "reduce" } else { "no-preference" });
        page.prefer("prefers-contrast", if self.more_contrast { "more" } else { "no-preference" });
        page.prefer("forced-colors", if self.forced_colors { "active" } else { "none" });
        page.cdp("Emulation.setLocaleOverride", &json!({ "locale": self.language.replace('-', "_") }));
        page.cdp("Emulation.setTimezoneOverride", &json!({ "timezoneId": self.time_zone }));
        let agent = page.script("return navigator.userAgent", &json!([]));
        page.cdp(
            "Emulation.setUserAgentOverride",
            &json!({ "userAgent": agent, "acceptLanguage": self.language }),
        );
    }
}

fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0")))
}

/// Debian's name; where it is absent, the driver finds its own browser.
fn chromium() -> Option<PathBuf> {
    std::env::var_os("PATH")
        .iter()
        .flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>())
        .map(|folder| folder.join("chromium"))
        .find(|file| file.is_file())
}
