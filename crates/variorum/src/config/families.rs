//! Publisher families: which outlets have one publisher. A line of the file is `Publisher = Outlet; Outlet; …`, and
//! `#` begins a remark.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

/// The publisher of each outlet that the user's file names; any other outlet is its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Families(BTreeMap<String, String>);

impl Families {
    /// Reads the user's file.
    pub(super) fn read(written: &str) -> Result<Self> {
        let mut families = BTreeMap::new();
        for (line, words) in (1..).zip(written.trim_start_matches('\u{feff}').lines()) {
            let words = words.trim();
            if words.is_empty() || words.starts_with('#') {
                continue;
            }
            let Some((publisher, outlets)) = words.split_once('=') else {
                bail!("line {line}: write `Publisher = Outlet; Outlet`");
            };
            for outlet in outlets.split(';').map(folded).filter(|outlet| !outlet.is_empty()) {
                let before = families.insert(outlet.clone(), folded(publisher));
                if before.is_some_and(|before| before != folded(publisher)) {
                    bail!("line {line}: “{outlet}” has another publisher above");
                }
            }
        }
        Ok(Self(families))
    }

    /// How many publishers these outlets have.
    pub(crate) fn count(&self, outlets: &[String]) -> usize {
        let publisher =
            |outlet: &String| self.0.get(&folded(outlet)).cloned().unwrap_or_else(|| folded(outlet));
        outlets.iter().map(publisher).collect::<BTreeSet<String>>().len()
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<&str>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_of_one_publisher_count_once() {
        let families = Families::read("# ours\n\nCoast Media = Coast Daily; Morning  Gull\n").unwrap();
        let outlets = ["Coast Daily", "morning gull", "Radio Nine"].map(str::to_owned);
        assert_eq!((families.count(&outlets), Families::default().count(&outlets)), (2, 3));
    }

    #[test]
    fn a_line_that_says_nothing_is_told() {
        let told = |written: &str| Families::read(written).unwrap_err().to_string();
        assert_eq!(told("\nCoast Daily"), "line 2: write `Publisher = Outlet; Outlet`");
        assert_eq!(told("A = Gull\nB = Gull"), "line 2: “gull” has another publisher above");
    }
}
