//! As much of the WebDriver protocol as the browser test needs, over plain HTTP to a driver on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);
/// The key under which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The protocol's code point for the Enter key.
pub(crate) const ENTER: &str = "\u{E007}";
/// The protocol's code point for the Escape key.
pub(crate) const ESCAPE: &str = "\u{E00C}";

/// A browser with one window. It ends when this is dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    pub(crate) fn start(driver: &str) -> Result<Self> {
        let child = Command::new(driver).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut browser = Self { driver: child.context("chromedriver")?, port: 0, session: String::new() };
        browser.port = browser.announced_port()?;
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        let options = json!({"goog:chromeOptions": {"args": arguments}});
        let answer = browser.ask("POST", "/session", &json!({"capabilities": {"alwaysMatch": options}}))?;
        let session = answer.get("sessionId").and_then(Value::as_str).context("no session")?;
        browser.session = session.to_owned();
        Ok(browser)
    }

    /// The driver picks a free port and says which.
    fn announced_port(&mut self) -> Result<u16> {
        let out = self.driver.stdout.take().context("the driver has no output")?;
        for line in BufReader::new(out).lines() {
            let line = line?;
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Ok(port.trim_end_matches('.').parse()?);
            }
        }
        bail!("the driver ended without naming its port")
    }

    pub(crate) fn open(&self, url: &str) -> Result<()> {
        self.post("/url", &json!({"url": url})).map(|_| ())
    }

    /// Sets the size of the viewport in CSS pixels, below a window's least width too.
    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.emulate("setDeviceMetricsOverride", metrics)
    }

    /// Lets pages run their scripts or not. What [`Browser::evaluate`] is given runs in any case.
    pub(crate) fn scripts(&self, run: bool) -> Result<()> {
        self.emulate("setScriptExecutionDisabled", json!({"value": !run}))
    }

    /// Says that the reader prefers a dark page or a light one.
    pub(crate) fn dark(&self, dark: bool) -> Result<()> {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.emulate("setEmulatedMedia", json!({"features": features}))
    }

    fn emulate(&self, what: &str, params: Value) -> Result<()> {
        let call = json!({"cmd": format!("Emulation.{what}"), "params": params});
        self.post("/goog/cdp/execute", &call).map(|_| ())
    }

    /// Presses keys one after the other, wherever the focus is.
    pub(crate) fn keys(&self, keys: &str) -> Result<()> {
        let press =
            |key: char| [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})];
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        let keyboard = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.post("/actions", &keyboard).map(|_| ())
    }

    /// What the body of a function returns in the page.
    pub(crate) fn evaluate(&self, body: &str) -> Result<Value> {
        self.post("/execute/sync", &json!({"script": body, "args": []}))
    }

    /// What the body of a function hands to its last argument, later.
    pub(crate) fn evaluate_later(&self, body: &str) -> Result<Value> {
        self.post("/execute/async", &json!({"script": body, "args": []}))
    }

    pub(crate) fn click(&self, selector: &str) -> Result<()> {
        // A page that is still being laid out may not have been scrolled yet when the click comes.
        let script = format!(
            "document.querySelector({selector:?})?.scrollIntoView({{block: 'center', behavior: 'instant'}})"
        );
        self.evaluate(&script)?;
        let element = self.find(selector)?;
        self.post(&format!("/element/{element}/click"), &json!({})).map(|_| ())
    }

    pub(crate) fn press(&self, selector: &str, keys: &str) -> Result<()> {
        let element = self.find(selector)?;
        self.post(&format!("/element/{element}/value"), &json!({"text": keys})).map(|_| ())
    }

    /// The element, which a page that is still loading may not have yet.
    fn find(&self, selector: &str) -> Result<String> {
        let start = Instant::now();
        let found = loop {
            match self.post("/element", &json!({"using": "css selector", "value": selector})) {
                Err(_) if start.elapsed() < Duration::from_secs(5) => sleep(Duration::from_millis(20)),
                found => break found?,
            }
        };
        let id = found.get(ELEMENT).and_then(Value::as_str);
        id.map(str::to_owned).with_context(|| format!("no element {selector}"))
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.ask("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let answer = request(self.port, method, path, &body.to_string())?;
        let answer: Value = serde_json::from_str(&answer).context("the driver's answer")?;
        let value = answer.get("value").cloned().unwrap_or_default();
        if let Some(error) = value.get("error").and_then(Value::as_str) {
            let message = value.get("message").and_then(Value::as_str).unwrap_or_default();
            bail!("{path}: {error}: {}", message.lines().next().unwrap_or_default());
        }
        Ok(value)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The driver is ended in any case; this lets it end the browser first.
            let _ = self.ask("DELETE", &format!("/session/{}", self.session), &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn request(port: u16, method: &str, path: &str, body: &str) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    let mut answer = String::new();
    reader.take(length).read_to_string(&mut answer)?;
    Ok(answer)
}
