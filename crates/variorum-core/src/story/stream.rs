//! Grouping of a stream: each article as it arrives, and blocks of days settled once they are over.
//!
//! An article meets the latest articles that share some of its heaviest terms, so that its cost does not grow
//! with the archive. It joins the story that it is most like on average; that is provisional. A block
//! is settled by average link over all articles that are still open, which depends on what was given
//! and not on its order; stories keep their names by majority.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::story::linkage::{self, Joined, Link, ONE, Unit};
use crate::story::origins::{Origins, Passage};
use crate::story::profile::{Arriving, FINDING, Met, Profile, Traits};
use crate::story::recent::Recent;

/// Most articles that are met under one term, the latest first.
const MET: usize = 256;
/// Fewest of its heaviest terms that an article must share with another to be compared with it.
const SHARED: usize = 2;
/// Average likeness from which an article joins a story on arrival.
const JOIN: f32 = 0.2;
/// Fewest articles of a block.
const BLOCK: usize = 512;
/// Articles after which a block is closed: its articles stay together.
const OPEN: usize = 2_048;
/// Terms that are named as a reason.
const REASONS: usize = 4;

/// Where an article stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its story ("s1").
    pub story: u32,
    /// The article at the root of its lineage, which is itself where it is no copy.
    pub root: usize,
    /// The agency that it credits with its text.
    pub agency: Option<&'static str>,
    /// The passages that it took, by article.
    pub taken: Vec<(usize, Passage)>,
    /// The rule that decided.
    pub why: Why,
}

/// Why an article stands in its story.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A share of its words outside quotations stands in another.
    Copy {
        /// In which.
        of: usize,
        /// How much, 0 to 1.
        share: f64,
    },
    /// It is like others of the story.
    Like {
        /// The nearest.
        nearest: usize,
        /// How like, 0 to 1.
        likeness: f64,
        /// The heaviest common terms, as the article prints them.
        terms: Vec<String>,
    },
    /// It began the story that others joined.
    First,
    /// No story is like it.
    Alone {
        /// The nearest of another story, and how like it is.
        nearest: Option<(usize, f64)>,
    },
}

impl Why {
    /// The rule in words; `name` tells what an article is called.
    pub fn words(&self, name: impl Fn(usize) -> String) -> String {
        let percent = |part: f64| (part * 100.0).floor();
        match self {
            Self::Copy { of, share } => {
                format!("copy: {} % of its words outside quotations stand in {}", percent(*share), name(*of))
            }
            Self::Like { nearest, likeness, terms } => {
                let (likeness, terms) = (percent(*likeness), terms.join(", "));
                format!("nearest in the story is {}: likeness {likeness}, by {terms}", name(*nearest))
            }
            Self::First => "the first of its story".to_owned(),
            Self::Alone { nearest: Some((nearest, likeness)) } => format!(
                "no story is alike enough: the nearest article is {}, likeness {}",
                name(*nearest),
                percent(*likeness)
            ),
            Self::Alone { nearest: None } => "no open story shares its main words".to_owned(),
        }
    }
}

/// Groups articles as they come.
#[derive(Clone, Debug)]
pub struct Grouper {
    profiles: Vec<Arc<Traits>>,
    index: Recent,
    origins: Origins,
    /// For each article the earlier ones that it is like.
    links: Vec<Arc<[Met]>>,
    story: Vec<u32>,
    stories: u32,
    /// How many articles each story has, by its number.
    sizes: Vec<u32>,
    /// The first article of each block that is not closed; the last is the present one.
    blocks: Vec<usize>,
    last_day: Option<i64>,
    /// For each closed article the group that it stays in.
    kept: Vec<u32>,
    groups: Vec<Closed>,
    /// Stories of one running affair, and how alike their names are.
    related: BTreeMap<(u32, u32), u64>,
}

/// Articles that stay together.
#[derive(Clone, Debug)]
struct Closed {
    members: Vec<u32>,
    key: u64,
    size: u64,
    within: [u64; 2],
}

impl Default for Grouper {
    fn default() -> Self {
        Self {
            profiles: Vec::new(),
            index: Recent::new(MET),
            origins: Origins::default(),
            links: Vec::new(),
            story: Vec::new(),
            stories: 0,
            sizes: Vec::new(),
            blocks: Vec::new(),
            last_day: None,
            kept: Vec::new(),
            groups: Vec::new(),
            related: BTreeMap::new(),
        }
    }
}

impl Grouper {
    /// In which articles stand already, each in the story of a number, and stay together.
    pub fn among(standing: impl IntoIterator<Item = (Profile, u32)>) -> Self {
        let mut grouper = Self::default();
        for (profile, story) in standing {
            grouper.insert(profile, Some(story));
            grouper.stories = grouper.stories.max(story);
        }
        grouper.keep(grouper.profiles.len());
        grouper.blocks.push(grouper.profiles.len());
        grouper
    }

    /// Adds an article and gives the articles whose story changed: itself last, and before it those
    /// that moved because a block was settled.
    pub fn add(&mut self, profile: Profile) -> Vec<usize> {
        let mut changed = if self.begins_block(profile.traits.day) { self.settle() } else { Vec::new() };
        changed.push(self.profiles.len());
        if self.blocks.is_empty() {
            self.blocks.push(0);
        }
        self.insert(profile, None);
        changed
    }

    /// Adds an article, which stands in `story` or in that which is most like it.
    fn insert(&mut self, profile: Profile, story: Option<u32>) {
        let Profile { traits, words } = profile;
        let article = self.profiles.len() as u32;
        self.origins.add(words, traits.published, traits.key);
        let links = if self.origins.original(article).is_some() { Vec::new() } else { self.meet(&traits) };
        if self.origins.original(article).is_none() {
            traits.finding.iter().for_each(|term| self.index.add(*term, article));
        }
        let story = story.or_else(|| match self.origins.original(article) {
            Some(_) => self.story_of(self.origins.root(article)),
            None => self.nearest_story(&links),
        });
        let story = story.unwrap_or_else(|| self.new_story());
        self.last_day = self.last_day.max(traits.day);
        self.profiles.push(traits);
        self.links.push(links.into());
        self.story.push(story);
        count(&mut self.sizes, story);
    }

    /// Whether an article of `day` is the first of a new block: a later day than all before, and the
    /// present block is long enough. Articles of one day are never parted.
    fn begins_block(&self, day: Option<i64>) -> bool {
        let start = self.blocks.last().copied().unwrap_or_default();
        day.is_some() && day > self.last_day && self.profiles.len() - start >= BLOCK
    }

    /// The articles that share enough of the heaviest of the terms and are like it.
    fn meet(&self, traits: &Traits) -> Vec<Met> {
        let mut shared = vec![0u8; self.profiles.len()];
        let mut met: Vec<u32> = Vec::new();
        for article in traits.finding.iter().flat_map(|term| self.index.of(*term)) {
            let Some(terms) = shared.get_mut(*article as usize) else { continue };
            *terms += 1;
            if usize::from(*terms) == SHARED {
                met.push(*article);
            }
        }
        met.sort_unstable();
        let arriving = Arriving::new(traits);
        let link = |at: u32| arriving.link(at, self.profiles.get(at as usize)?);
        met.into_iter().filter_map(link).collect()
    }

    fn story_of(&self, article: u32) -> Option<u32> {
        self.story.get(article as usize).copied()
    }

    fn new_story(&mut self) -> u32 {
        self.stories += 1;
        self.stories
    }

    /// The story that is most like on average over its linked members, where that is enough.
    fn nearest_story(&self, links: &[Met]) -> Option<u32> {
        let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for met in links {
            let (sum, members) = sums.entry(self.story_of(met.article)?).or_default();
            let [likeness, _] = met.pair.sums;
            (*sum, *members) = (*sum + u64::from(likeness), *members + 1);
        }
        let average = |(sum, members): (u64, u64)| sum as f32 / members as f32 / ONE;
        let nearest = sums.into_iter().map(|(story, sums)| (story, average(sums)));
        let nearest = nearest.max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)));
        nearest.filter(|(_, likeness)| *likeness >= JOIN).map(|(story, _)| story)
    }

    /// Settles the open articles and gives those whose story changed, in order.
    pub fn settle(&mut self) -> Vec<usize> {
        let before = self.story.clone();
        let open = self.kept.len();
        let (units, articles) = self.units(open);
        let Joined { leaders, related } = linkage::join(units);
        self.name(&leaders, &articles);
        let story =
            |unit: u32| articles.get(unit as usize)?.first().and_then(|article| self.story_of(*article));
        let related: Vec<((u32, u32), u64)> = related
            .into_iter()
            .filter_map(|(one, two, likeness)| {
                let (one, two) = (story(one)?, story(two)?);
                Some(((one.min(two), one.max(two)), likeness))
            })
            .collect();
        self.related.extend(related);
        for article in 0..self.story.len() as u32 {
            let story = self.story_of(self.origins.root(article));
            if let (Some(slot), Some(story)) = (self.story.get_mut(article as usize), story) {
                *slot = story;
            }
        }
        self.sizes.clear();
        self.story.iter().for_each(|story| count(&mut self.sizes, *story));
        if self.blocks.last().is_none_or(|start| *start < self.profiles.len()) {
            self.blocks.push(self.profiles.len());
        }
        self.close();
        let now = self.story.iter().zip(&before).enumerate();
        now.filter(|(_, (now, before))| now != before).map(|(article, _)| article).collect()
    }

    /// The open originals and the closed groups that they touch, with the articles of each.
    fn units(&self, open: usize) -> (Vec<Unit>, Vec<Vec<u32>>) {
        let mut units: Vec<Unit> = Vec::new();
        let mut links: Vec<Vec<(u32, Link)>> = Vec::new();
        let mut articles: Vec<Vec<u32>> = Vec::new();
        let mut of_group: BTreeMap<u32, u32> = BTreeMap::new();
        let mut of_article: BTreeMap<u32, u32> = BTreeMap::new();
        for article in open as u32..self.profiles.len() as u32 {
            if self.origins.original(article).is_some() {
                continue;
            }
            let at = units.len() as u32;
            let key = self.profiles.get(article as usize).map_or(0, |profile| profile.key);
            units.push(Unit { key, size: 1, within: [0; 2], links: BTreeMap::new() });
            articles.push(vec![article]);
            of_article.insert(article, at);
            // Summed by unit before they are kept: an article may be like all of a large group.
            let mut own: BTreeMap<u32, Link> = BTreeMap::new();
            for met in self.links.get(article as usize).into_iter().flat_map(|links| links.iter()) {
                let other = match self.kept.get(met.article as usize) {
                    Some(group) => *of_group.entry(*group).or_insert_with(|| {
                        let (unit, members) = self.closed_unit(*group);
                        units.push(unit);
                        articles.push(members);
                        units.len() as u32 - 1
                    }),
                    None => match of_article.get(&met.article) {
                        Some(other) => *other,
                        None => continue,
                    },
                };
                own.entry(other).or_default().join(Link::of(met.pair));
            }
            links.resize_with(units.len(), Vec::new);
            for (other, link) in own {
                for (one, two) in [(at, other), (other, at)] {
                    links.get_mut(one as usize).into_iter().for_each(|links| links.push((two, link)));
                }
            }
        }
        for (unit, links) in units.iter_mut().zip(links) {
            unit.links = links.into_iter().collect();
        }
        (units, articles)
    }

    fn closed_unit(&self, group: u32) -> (Unit, Vec<u32>) {
        match self.groups.get(group as usize) {
            Some(Closed { members, key, size, within }) => {
                // Where stories were given, all of one may be copies of what stands in another.
                let size = (*size).max(1);
                let unit = Unit { key: *key, size, within: *within, links: BTreeMap::new() };
                (unit, members.clone())
            }
            None => (Unit { key: 0, size: 1, within: [0; 2], links: BTreeMap::new() }, Vec::new()),
        }
    }

    /// Gives each group the story that most of its articles had; the largest claim comes first.
    fn name(&mut self, leaders: &[u32], articles: &[Vec<u32>]) {
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (leader, articles) in leaders.iter().zip(articles) {
            groups.entry(*leader).or_default().extend(articles);
        }
        let mut claims: Vec<(usize, u32, u32)> = Vec::new();
        for (leader, members) in &groups {
            let mut held: BTreeMap<u32, usize> = BTreeMap::new();
            members.iter().filter_map(|member| self.story_of(*member)).for_each(|story| {
                *held.entry(story).or_default() += 1;
            });
            claims.extend(held.into_iter().map(|(story, members)| (members, story, *leader)));
        }
        claims.sort_by_key(|(members, story, leader)| (std::cmp::Reverse(*members), *story, *leader));
        let mut named: BTreeMap<u32, u32> = BTreeMap::new();
        let mut used: BTreeSet<u32> = BTreeSet::new();
        for (_, story, leader) in claims {
            if !named.contains_key(&leader) && used.insert(story) {
                named.insert(leader, story);
            }
        }
        for (leader, members) in groups {
            let story = named.get(&leader).copied().unwrap_or_else(|| self.new_story());
            for member in members {
                self.story.get_mut(member as usize).into_iter().for_each(|slot| *slot = story);
            }
        }
    }

    /// Closes the blocks that lie far enough back.
    fn close(&mut self) {
        let end = self.profiles.len();
        let far = self.blocks.iter().copied().filter(|start| start + OPEN <= end).max().unwrap_or_default();
        self.blocks.retain(|start| *start >= far);
        if self.kept.len() >= far {
            return;
        }
        self.keep(far);
    }

    /// Has the articles before `end` stay in the groups that their stories are.
    fn keep(&mut self, end: usize) {
        let mut of_story: BTreeMap<u32, u32> = BTreeMap::new();
        for (at, group) in self.groups.iter().enumerate() {
            let story = group.members.first().and_then(|member| self.story_of(*member));
            if let Some(story) = story {
                of_story.entry(story).or_insert(at as u32);
            }
        }
        for article in self.kept.len()..end {
            let Some(story) = self.story.get(article).copied() else { continue };
            let fresh = self.groups.len() as u32;
            let at = *of_story.entry(story).or_insert(fresh);
            if at == fresh {
                self.groups.push(Closed { members: Vec::new(), key: u64::MAX, size: 0, within: [0; 2] });
            }
            let kept = &self.kept;
            let inside = self.links.get(article).into_iter().flat_map(|links| links.iter());
            let inside = inside.filter(|met| kept.get(met.article as usize) == Some(&at));
            let mut within = Link::default();
            inside.for_each(|met| within.join(Link::of(met.pair)));
            let original = self.origins.original(article as u32).is_none();
            if let (Some(group), Some(profile)) =
                (self.groups.get_mut(at as usize), self.profiles.get(article))
            {
                group.members.push(article as u32);
                group.key = group.key.min(profile.key);
                group.size += u64::from(original);
                group.within.iter_mut().zip(within.sums).for_each(|(sum, more)| *sum += more);
            }
            self.kept.push(at);
        }
    }

    /// Pairs of stories that tell of one running affair, the lesser number first, and how alike their names are, 0 to
    /// 1. They are linked and never merged.
    pub fn related(&self) -> Vec<(u32, u32, f64)> {
        let held = |story: &u32| self.sizes.get(*story as usize).is_some_and(|size| *size > 0);
        let both = self.related.iter().filter(|((one, two), _)| held(one) && held(two));
        both.map(|((one, two), names)| (*one, *two, *names as f64 / f64::from(ONE))).collect()
    }

    /// Where `article` stands now.
    pub fn place(&self, article: usize) -> Place {
        let taken = self.origins.taken(article as u32);
        let mut passages: Vec<(usize, Passage)> = Vec::new();
        for taken in taken {
            let from = taken.from as usize;
            for passage in &taken.passages {
                if !passages.iter().any(|(_, held)| held.at.overlaps(passage.at)) {
                    passages.push((from, passage.clone()));
                }
            }
        }
        passages.sort_by_key(|(_, passage)| passage.at);
        Place {
            story: self.story.get(article).copied().unwrap_or_default(),
            root: self.origins.root(article as u32) as usize,
            agency: self.profiles.get(article).and_then(|profile| profile.agency),
            taken: passages,
            why: self.why(article),
        }
    }

    fn why(&self, article: usize) -> Why {
        if let Some(taken) = self.origins.original(article as u32) {
            return Why::Copy { of: taken.from as usize, share: taken.share };
        }
        let story = self.story.get(article);
        let earlier = self.links.get(article).into_iter().flat_map(|links| links.iter());
        let earlier = earlier.map(|met| (met.article, met.pair.sums));
        let best = |inside: bool| {
            let fit =
                earlier.clone().filter(|(other, _)| (self.story.get(*other as usize) == story) == inside);
            fit.max_by_key(|(other, [likeness, _])| (*likeness, std::cmp::Reverse(*other)))
        };
        let part = |likeness: u32| f64::from(likeness) / f64::from(ONE);
        match best(true) {
            Some((other, [likeness, _])) => Why::Like {
                nearest: other as usize,
                likeness: part(likeness),
                terms: self.common(article, other),
            },
            None if story.and_then(|story| self.sizes.get(*story as usize)).is_some_and(|size| *size > 1) => {
                Why::First
            }
            None => Why::Alone {
                nearest: best(false).map(|(other, [likeness, _])| (other as usize, part(likeness))),
            },
        }
    }

    fn common(&self, article: usize, other: u32) -> Vec<String> {
        let (Some(one), Some(two)) = (self.profiles.get(article), self.profiles.get(other as usize)) else {
            return Vec::new();
        };
        let common = one.matter.common(&two.matter, FINDING);
        common
            .iter()
            .filter_map(|term| one.printed.get(term))
            .take(REASONS)
            .map(|word| word.to_string())
            .collect()
    }
}

/// Counts one article more of `story`.
fn count(sizes: &mut Vec<u32>, story: u32) {
    let at = story as usize;
    if sizes.len() <= at {
        sizes.resize(at + 1, 0);
    }
    sizes.get_mut(at).into_iter().for_each(|size| *size += 1);
}
