//! Addresses of words, and the links that lead to them.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use variorum_core::{
    Apparatus, Article, Attribution, Boilerplate, BoilerplateKind, Lineage, Passage, Span, Witness, WitnessId,
};

use super::judged::Judged;
use super::site::state::{Named, Opened, State};

/// The page in the making: what is compared, and which passages it has linked to so far.
pub(super) struct Page<'a> {
    pub(super) apparatus: &'a Apparatus,
    /// What is open of a page that is served; `None` for the page that holds all articles itself.
    pub(super) state: Option<&'a State>,
    /// What readers decided, where that is kept.
    pub(super) judged: Option<&'a Judged>,
    asked: BTreeMap<WitnessId, BTreeSet<Span>>,
    continued: BTreeSet<String>,
}

impl<'a> Page<'a> {
    pub(super) fn new(apparatus: &'a Apparatus) -> Self {
        Self { apparatus, state: None, judged: None, asked: BTreeMap::new(), continued: BTreeSet::new() }
    }

    /// A page whose links open the drawer of the same story, with what readers `judged` of it.
    pub(super) fn served(apparatus: &'a Apparatus, state: &'a State, judged: Option<&'a Judged>) -> Self {
        Self { state: Some(state), judged, ..Self::new(apparatus) }
    }

    pub(super) fn witness(&self, id: WitnessId) -> Option<&'a Witness> {
        self.apparatus.witnesses.get(id.0)
    }

    /// The article that was made the base of the quotation `at`.
    pub(super) fn base_of(&self, at: usize) -> Option<WitnessId> {
        let (_, named) = self.state?.base.as_ref().filter(|(number, _)| *number == at + 1)?;
        named.among(&self.apparatus.witnesses).map(WitnessId)
    }

    /// The columns of a table: the articles that are compared by their origins, in the order of their letters.
    pub(super) fn columns(&self) -> Vec<Column<'a>> {
        let lineages = self.apparatus.story.lineages.iter();
        let column = |lineage: &'a Lineage| {
            let root = WitnessId(lineage.root);
            let copies = lineage.members.iter().map(|m| WitnessId(*m)).filter(|id| *id != root);
            Some(Column {
                witness: self.witness(root)?,
                members: std::iter::once(root).chain(copies).collect(),
            })
        };
        let mut columns: Vec<Column> = lineages.filter_map(column).collect();
        columns.sort_by_key(|column| column.members.first().copied());
        columns
    }

    /// The original that an article is counted as a copy of.
    pub(super) fn original_of(&self, id: WitnessId) -> Option<WitnessId> {
        let lineage = self.apparatus.story.lineages.iter().find(|l| l.members.contains(&id.0))?;
        (lineage.root != id.0).then_some(WitnessId(lineage.root))
    }

    /// Passages copied from others, as whole percent of the article's text.
    pub(super) fn copied_share(&self, id: WitnessId) -> usize {
        let reuses = self.apparatus.story.lineages.iter().flat_map(|lineage| &lineage.reuses);
        let mut spans: Vec<Span> = reuses.filter(|reuse| reuse.by == id.0).map(|reuse| reuse.at).collect();
        spans.sort();
        let (mut copied, mut end) = (0, 0);
        for span in spans {
            copied += span.end().saturating_sub(span.start().max(end));
            end = end.max(span.end());
        }
        let length = self.witness(id).map_or(0, |w| w.annotated.article().body.len());
        (copied * 100).checked_div(length).unwrap_or(0).min(100)
    }

    /// How many independent originals stand behind `ids`.
    pub(super) fn originals(&self, ids: &[WitnessId]) -> usize {
        let roots: BTreeSet<WitnessId> = ids.iter().map(|id| self.original_of(*id).unwrap_or(*id)).collect();
        roots.len()
    }

    pub(super) fn attribution(&self, (id, at): (WitnessId, usize)) -> Option<&'a Attribution> {
        self.witness(id)?.annotated.layers().attributions.get(at)
    }

    pub(super) fn slice(&self, passage: Passage) -> &'a str {
        self.witness(passage.witness).map_or("", |w| w.annotated.slice(passage.span))
    }

    /// The passages of one article that the page links to, in the order of its text.
    pub(super) fn asked_of(&self, id: WitnessId) -> Vec<Span> {
        self.asked.get(&id).into_iter().flatten().copied().collect()
    }

    /// Notes that the words at `address` stand in several pieces, which light up together.
    pub(super) fn continues(&mut self, address: &str) {
        self.continued.insert(address.to_owned());
    }

    /// A rule for each address whose words stand in several pieces. Addresses are of letters, digits
    /// and dashes alone, so the rules need no escaping.
    pub(super) fn continued_rules(&self) -> String {
        let rule = |address: &String| {
            format!(
                ":root:has(#{address}:target) .also-{address}{{background:var(--lit);color:var(--lit-ink)}}\n"
            )
        };
        self.continued.iter().map(rule).collect()
    }

    /// `label` as a link to the words themselves.
    pub(super) fn link(&mut self, passage: Passage, label: Markup) -> Markup {
        let Some(witness) = self.witness(passage.witness) else { return label };
        self.asked.entry(passage.witness).or_default().insert(passage.span);
        let href = self.href_of(witness, passage.span);
        // A served page has hundreds of links, and the letter beside each says the same.
        let title = self
            .state
            .is_none()
            .then(|| format!("Show these words in {}, {}", witness.siglum, excerpt(outlet(witness))));
        html! { a.words href=(href) title=[title] { (label) } }
    }

    /// The address of a passage, for a mark in a plot.
    pub(super) fn words_href(&mut self, passage: Passage) -> Option<String> {
        let witness = self.witness(passage.witness)?;
        self.asked.entry(passage.witness).or_default().insert(passage.span);
        Some(self.href_of(witness, passage.span))
    }

    /// The address of words: on the page itself, or in the drawer.
    fn href_of(&self, witness: &Witness, span: Span) -> String {
        let siglum = &witness.siglum;
        match self.state {
            None => format!("#{}", address(siglum, span)),
            Some(state) => state.opening(Some(opened(witness, span))).href(),
        }
    }

    /// The address of an article: on the page itself, or in the drawer.
    pub(super) fn article_href(&self, siglum: &str) -> String {
        match self.state {
            None => format!("#article-{siglum}"),
            Some(state) => {
                let witness = self.apparatus.witnesses.iter().find(|witness| witness.siglum == siglum);
                let named = witness.map_or_else(|| Named::from(siglum), Named::of);
                state.opening(Some(Opened::Article(named))).href()
            }
        }
    }

    /// All the words of a passage as a link to themselves.
    pub(super) fn passage(&mut self, passage: Passage) -> Markup {
        let words = self.slice(passage);
        self.link(passage, html! { bdi { (words) } })
    }

    /// The words as a link to themselves; long ones show their two ends.
    pub(super) fn words(&mut self, passage: Passage) -> Markup {
        let words = self.slice(passage);
        self.link(passage, html! { bdi { (excerpt(words)) } })
    }

    /// An article's letter, leading to the article.
    pub(super) fn siglum(&self, id: WitnessId) -> Markup {
        let Some(witness) = self.witness(id) else { return html! {} };
        html! {
            a.siglum href=(self.article_href(&witness.siglum)) title=(excerpt(outlet(witness))) { (witness.siglum) }
        }
    }

    /// An article's letter, leading to a passage in it.
    pub(super) fn siglum_at(&mut self, passage: Passage) -> Markup {
        let Some(witness) = self.witness(passage.witness) else { return html! {} };
        self.asked.entry(passage.witness).or_default().insert(passage.span);
        let href = self.href_of(witness, passage.span);
        html! { a.siglum href=(href) title=(excerpt(outlet(witness))) { (witness.siglum) } }
    }
}

/// One column of a table: an origin with its copies.
pub(super) struct Column<'a> {
    /// The original.
    pub(super) witness: &'a Witness,
    /// The original, then its copies.
    pub(super) members: Vec<WitnessId>,
}

impl Column<'_> {
    /// "A Ellery Courier", for where a table has no room for its head.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.witness.siglum, excerpt(outlet(self.witness)))
    }
}

/// The words `span` of an article, as an address names them.
pub fn opened(witness: &Witness, span: Span) -> Opened {
    Opened::Words(Named::of(witness), span.start(), span.end())
}

/// What an article says of itself that whoever reads it must know: that it carries a correction.
pub fn notice(article: &Article) -> Option<&str> {
    let corrects = |b: &&Boilerplate| b.kind == BoilerplateKind::Correction;
    article.boilerplate.iter().find(corrects).map(|b| article.text.slice(b.span))
}

/// The mark of an article that carries a correction.
pub(super) fn noticed(article: &Article) -> Markup {
    corrected(notice(article))
}

/// The same, by the words of the correction.
pub(super) fn corrected(words: Option<&str>) -> Markup {
    html! { @if let Some(words) = words { " " span.notice title=(excerpt(words)) { "corrected" } } }
}

/// "A-120-134": letter of the article and byte range in its text.
pub(super) fn address(siglum: &str, span: Span) -> String {
    format!("{siglum}-{}-{}", span.start(), span.end())
}

/// What to call the article: its outlet, else the name that the user gave it.
pub(super) fn outlet(witness: &Witness) -> &str {
    name_of(witness.annotated.article())
}

/// What to call the article: its outlet, else the name that the user gave it.
pub(super) fn name_of(article: &Article) -> &str {
    article.outlet.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&article.id)
}

/// The words of a passage with a mark where the middle of a long one is left out.
pub(crate) fn excerpt(words: &str) -> String {
    const HEAD: usize = 150;
    const TAIL: usize = 60;
    if words.len() <= HEAD + TAIL + 40 {
        return words.to_owned();
    }
    let (head, tail) = (words.floor_char_boundary(HEAD), words.ceil_char_boundary(words.len() - TAIL));
    let head = words.get(..head).unwrap_or_default();
    let tail = words.get(tail..).unwrap_or_default();
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(whole, _)| whole);
    let tail = tail.split_once(char::is_whitespace).map_or(tail, |(_, whole)| whole);
    format!("{head} … {tail}")
}
