//! How lines that are no content begin, end and read; in lower case, with straight apostrophes.
//!
//! Compiled by hand for this project from general knowledge of how news articles are laid out.

/// Who writes: the job in "NAME is a … for …".
pub(super) const AUTHORS: [&str; 17] = [
    "analyst",
    "anchor",
    "author",
    "blogger",
    "columnist",
    "commentator",
    "contributor",
    "correspondent",
    "editor",
    "editor-in-chief",
    "fellow",
    "freelancer",
    "host",
    "journalist",
    "producer",
    "reporter",
    "writer",
];

/// What an author does in "NAME covers …".
pub(super) const AUTHOR_VERBS: [&str; 7] =
    ["covers ", "writes about ", "writes on ", "writes for ", "reports on ", "reports for ", "blogs at "];

/// Agencies as they stand in a dateline: "ELLERY (AP) —".
pub(super) const AGENCIES: [&str; 30] = [
    "AAP",
    "AFP",
    "AFP-Jiji",
    "AKI",
    "ANI",
    "ANSA",
    "AP",
    "APA",
    "Bloomberg",
    "CBS",
    "CNN",
    "CNS",
    "CP",
    "DPA",
    "EFE",
    "IANS",
    "JTA",
    "Kyodo",
    "PA",
    "PTI",
    "RNS",
    "Reuters",
    "Sputnik",
    "TASS",
    "Tass",
    "UPI",
    "WAM",
    "Xinhua",
    "Yonhap",
    "dpa",
];

/// Agencies that stand alone on a line as the source of the report.
pub(super) const SOURCES: [&str; 12] = [
    "afp",
    "agence france-presse",
    "ap",
    "associated press",
    "bloomberg news",
    "press association",
    "reuters",
    "the associated press",
    "the canadian press",
    "united press international",
    "upi",
    "xinhua",
];

/// Beginnings of credits.
pub(super) const CREDITS: [&str; 18] = [
    "(additional reporting by ",
    "(compiled by ",
    "(editing by ",
    "(edited by ",
    "(reporting by ",
    "(writing by ",
    "(with inputs from ",
    "additional reporting by ",
    "additional reporting from ",
    "contributing: ",
    "edited by: ",
    "editing by ",
    "reporting by ",
    "with assistance by ",
    "with assistance from ",
    "with inputs from ",
    "with reporting by ",
    "written by: ",
];

/// Ends of credits.
pub(super) const CONTRIBUTIONS: [&str; 7] = [
    "contributed",
    "contributed reporting",
    "contributed to this article",
    "contributed to this column",
    "contributed to this piece",
    "contributed to this report",
    "contributed to this story",
];

/// Beginnings of corrections and notes on the state of the text.
pub(super) const CORRECTIONS: [&str; 18] = [
    "a previous version of this ",
    "an earlier version of this ",
    "clarification: ",
    "correction: ",
    "corrections: ",
    "editor's note: an earlier version ",
    "editor's note: this article has been ",
    "editor's note: this article was ",
    "editor's note: this post has been ",
    "editor's note: this story has been ",
    "this article has been corrected",
    "this article has been updated",
    "this post has been corrected",
    "this post has been updated",
    "this report has been updated",
    "this story has been corrected",
    "this story has been updated",
    "this story was updated",
];

/// Beginnings of promotion.
pub(super) const PROMOS: [&str; 49] = [
    "also read | ",
    "also read: ",
    "by signing up, you agree ",
    "click for more from ",
    "click here for ",
    "click here to ",
    "download our app",
    "enlarge this image ",
    "find us on ",
    "follow her on ",
    "follow him on ",
    "follow me on ",
    "follow them on ",
    "follow us on ",
    "follow us: ",
    "for more stories like this",
    "get the app",
    "in case you missed it: ",
    "join our ",
    "like us on facebook",
    "like what you're reading",
    "listen to this article",
    "more:",
    "most popular: ",
    "must read: ",
    "read also: ",
    "read more about ",
    "read more from ",
    "read more on ",
    "read more | ",
    "read more:",
    "read next: ",
    "read or share this ",
    "recommended: ",
    "related video video length ",
    "see also: ",
    "send tips to ",
    "share this article",
    "share this story",
    "share this: ",
    "sign up for our ",
    "sign up for the ",
    "sign up here",
    "sign up now",
    "sign up to ",
    "subscribe now",
    "subscribe to our ",
    "thank you for signing up",
    "watch: ",
];

/// Beginnings that are promotion on a short line: longer ones may be sentences of the story.
pub(super) const SHORT_PROMOS: [&str; 2] = ["related: ", "related | "];

/// Whole lines of the page's furniture.
pub(super) const FURNITURE: [&str; 29] = [
    "advertisement",
    "advertisement - scroll to continue",
    "advertisement:",
    "also read",
    "article continues below",
    "click here to read more",
    "enlarge this image",
    "follow us",
    "hide caption",
    "listen to article",
    "loading...",
    "more from this section",
    "most popular",
    "most read",
    "read more",
    "read next",
    "recommended",
    "related articles",
    "related content",
    "related stories",
    "share this article",
    "sign up",
    "skip advertisement",
    "sponsored content",
    "story continued below",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "toggle caption",
];

/// Where readers are asked to follow.
pub(super) const NETWORKS: [&str; 9] = [
    "twitter",
    "facebook",
    "instagram",
    "telegram",
    "linkedin",
    "whatsapp",
    "youtube",
    "mastodon",
    "bluesky",
];

/// What a reader signs up for.
pub(super) const LETTERS: [&str; 6] = ["newsletter", "inbox", "email", "alerts", "briefing", "daily"];
