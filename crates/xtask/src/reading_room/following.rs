//! Journeys of who follows outlets: subscribing, seeing what was asked and answered, comparing what stands at addresses,
//! holding a draft against it, and ending it again.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;

use super::Room;

const SAID: &str =
    "“The ferry at Marrowgate will not sail before the spring,” harbour master Ulla Denholt said";

/// An outlet on this machine with a feed and two pages; the address that it is reached at.
fn outlet() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let Ok(reader) = stream.try_clone() else { continue };
            let mut lines = BufReader::new(reader).lines().map_while(std::io::Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let (status, body) = page(asked.split(' ').nth(1).unwrap_or_default());
            let length = body.len();
            // A client that went away takes nothing.
            let _ = write!(
                stream,
                "HTTP/1.1 {status} X\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\n\r\n{body}"
            );
        }
    });
    Ok(address)
}

fn page(path: &str) -> (u16, String) {
    let article = |passengers: &str| {
        format!(
            "<html><body><article><h1>Marrowgate ferry stays in port</h1><p>{SAID} on Monday. {passengers} passengers are \
             waiting in Marrowgate.</p></article></body></html>"
        )
    };
    match path {
        "/feed" => {
            let item = format!(
                "<item><guid isPermaLink='false'>1</guid><title>Marrowgate ferry stays in port</title><description>{SAID} on \
                 Monday.</description></item>"
            );
            (200, format!("<rss version='2.0'><channel><title>Marrowgate Mail</title>{item}</channel></rss>"))
        }
        "/one" => (200, article("Eleven")),
        "/two" => (200, article("Twelve")),
        _ => (404, String::new()),
    }
}

impl Room<'_> {
    /// Without script from the empty list to the first answer; then addresses are compared. The subscription stays for the other journeys;
    /// gives the path of its page.
    pub(super) fn follows(&mut self) -> Result<String> {
        let (journey, outlet) = ("following", outlet()?);
        self.browser.scripts(false)?;
        self.open("/subscriptions")?;
        self.browser.press("#address", &format!("{outlet}/feed"))?;
        self.browser.click("form.ask button.main")?;
        let heading = "return document.querySelector('main h1').textContent";
        self.expect(journey, heading, &json!("Marrowgate Mail"))?;
        let place = self.browser.evaluate("return location.pathname")?;
        let place = place.as_str().context("no path")?.to_owned();
        let start = Instant::now();
        loop {
            let asked = "return document.querySelector('.lines')?.textContent.includes('user-agent: Variorum/') ?? false";
            if self.browser.evaluate(asked)? == json!(true) {
                break;
            }
            if start.elapsed() > Duration::from_secs(30) {
                self.fault(journey, "the outlet was not asked within 30 seconds");
                break;
            }
            std::thread::sleep(Duration::from_millis(500));
            self.open(&place)?;
        }
        self.open("/subscriptions")?;
        self.expect(journey, "return document.querySelectorAll('main tbody tr').length", &json!(1))?;
        self.browser.scripts(true)?;
        self.compares_addresses(&outlet)?;
        Ok(place)
    }

    fn compares_addresses(&mut self, outlet: &str) -> Result<()> {
        let journey = "addresses";
        self.open("/compare")?;
        self.browser.press("#addresses", &format!("{outlet}/one\n{outlet}/two"))?;
        self.browser.click("form.compare button.main")?;
        self.expect(journey, "return document.querySelectorAll('.card').length", &json!(1))?;
        self.open("/check")?;
        self.browser
            .press("#draft", &format!("Ferry waits\n{SAID}. Eleven passengers are waiting in Marrowgate."))?;
        self.browser.press(
            "#other",
            &format!("Ferry in port\n{SAID}. Twelve passengers are waiting in Marrowgate."),
        )?;
        self.browser.click("form.ask button.main")?;
        self.expect(journey, "return document.querySelectorAll('.checked li').length > 1", &json!(true))
    }

    /// Ends the subscription by its form.
    pub(super) fn follows_no_more(&mut self, place: &str) -> Result<()> {
        let journey = "following no more";
        self.open(place)?;
        self.browser.click("form[action$='/remove'] button")?;
        self.expect(journey, "return location.pathname", &json!("/subscriptions"))?;
        self.expect(journey, "return document.querySelectorAll('main tbody tr').length", &json!(0))
    }
}
