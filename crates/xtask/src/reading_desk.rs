//! Journeys of a reader who keeps something: decides about a finding, watches a name, says what was seen.

use anyhow::Result;
use serde_json::json;

use crate::reading_room::Room;

impl Room<'_> {
    /// Without script: a conflict is dismissed with a note, folds away, and stays there to be seen.
    pub(crate) fn decides(&mut self, story: &str) -> Result<()> {
        let journey = "decides";
        self.browser.scripts(false)?;
        self.open(&format!("{story}?tab=figures"))?;
        let first = self.browser.evaluate("return document.querySelector('.tab tbody tr').id")?;
        self.push(".tab .judge a")?;
        self.expect(
            journey,
            "return document.querySelectorAll('#drawer input[name=ruling]').length",
            &json!(3),
        )?;
        self.push("#drawer input[value=dismissed]")?;
        self.browser.press("#note", "misread by one outlet")?;
        self.push("#drawer .judging button.main")?;
        self.expect(journey, "return document.querySelector('.dismissed tbody tr')?.id ?? ''", &first)?;
        let open = format!(
            "return document.querySelectorAll('.tab > .scroll #{}').length",
            first.as_str().unwrap_or_default()
        );
        self.expect(journey, &open, &json!(0))?;
        let seen =
            "return document.querySelector('.dismissed').textContent.includes('misread by one outlet')";
        self.expect(journey, seen, &json!(true))?;
        self.open(story)?;
        self.push(".card .judge a")?;
        self.browser.evaluate("document.querySelector('#speaker').value = ''")?;
        self.browser.press("#speaker", "Someone Else")?;
        self.push("#drawer button[value=give]")?;
        let given = "return document.body.textContent.includes('Speaker given as Someone Else')";
        self.expect(journey, given, &json!(true))?;
        self.push(".card .judge a")?;
        self.push("#drawer button[value=take-back]")?;
        self.expect(journey, given, &json!(false))?;
        self.browser.scripts(true)
    }

    /// Clicks an element wherever it stands: the drawer scrolls by itself, and may be on its way.
    fn push(&self, selector: &str) -> Result<()> {
        let there = format!("return !!document.querySelector({selector:?})");
        self.wait_for(&there, &json!(true))?;
        self.browser.evaluate(&format!("document.querySelector({selector:?}).click()")).map(|_| ())
    }

    /// A name is watched, what was seen of it stands in a log, and its stories on the front page.
    pub(crate) fn watches(&mut self) -> Result<()> {
        let journey = "watches";
        self.open("/watches")?;
        self.browser.click("input[value=name]")?;
        self.browser.press("#first", "Port Ellery")?;
        self.push(".judging button.main")?;
        self.expect(journey, "return location.pathname", &json!("/watch/1"))?;
        self.expect(journey, "return document.querySelectorAll('.hit').length > 0", &json!(true))?;
        self.open("/?order=watched")?;
        self.expect(journey, "return document.querySelectorAll('.story-row').length", &json!(1))
    }

    /// What was said to be seen is no longer new.
    pub(crate) fn looks(&mut self, story: &str) -> Result<()> {
        let journey = "looks";
        self.open(story)?;
        let says = |words: &str| {
            format!("return document.querySelector('.since')?.textContent.includes({words:?}) ?? false")
        };
        self.expect(journey, &says("You have not said yet"), &json!(true))?;
        self.browser.click(".since button")?;
        self.expect(journey, &says("Nothing new since"), &json!(true))?;
        self.open(&format!("{story}?tab=new&since=2020-01-01"))?;
        self.expect(journey, "return document.querySelectorAll('.tab .card').length > 0", &json!(true))
    }
}
