//! The behaviour that Google's published tests of its parser ask for, case by case in a table of our own,
//! and what RFC 9309 adds.

use proptest::prelude::*;

use super::*;

/// Lines of `file` are divided by `|`.
#[track_caller]
fn check(file: &str, agent: &str, allowed: &[&str], refused: &[&str]) {
    check_bytes(file.replace('|', "\n").as_bytes(), agent, allowed, refused);
}

#[track_caller]
fn check_bytes(file: &[u8], agent: &str, allowed: &[&str], refused: &[&str]) {
    let robots = Robots::parse(file);
    for (paths, expect) in [(allowed, true), (refused, false)] {
        for path in paths {
            let file = String::from_utf8_lossy(file);
            assert_eq!(robots.allows(agent, path), expect, "{agent} at {path} in {file:?}");
        }
    }
}

#[test]
fn without_rules_all_is_allowed() {
    check("", "newsbot", &["/", "/a"], &[]);
    check("", "", &["/"], &[]);
    check("user-agent: newsbot|disallow: /", "", &["/"], &[]);
    check("user-agent: newsbot|disallow: /", "newsbot", &[], &["/"]);
}

#[test]
fn lines_are_names_and_values() {
    check("user-agent: newsbot|disallow: /", "newsbot", &[], &["/a/b"]);
    check("who: newsbot|what: /", "newsbot", &["/a/b"], &[]);
    // A forgotten colon, if nothing else can be meant.
    check("user-agent newsbot|disallow /", "newsbot", &[], &["/a/b"]);
    check("user-agent newsbot|disallow / please", "newsbot", &["/a/b"], &[]);
    for file in ["USER-AGENT: newsbot|ALLOW: /a/|DISALLOW: /", "uSeR-aGeNt: newsbot|AlLoW: /a/|dIsAlLoW: /"] {
        check(file, "newsbot", &["/a/b"], &["/b/a"]);
    }
    for slip in [
        "useragent: newsbot|dissallow: /",
        "user agent: newsbot|disalow: /",
        "user-agents: newsbot|diasllow: /",
    ] {
        check(slip, "newsbot", &[], &["/a"]);
    }
    check("user-agent: newsbot|disallaw: /|dissalow: /b", "newsbot", &[], &["/a"]);
}

#[test]
fn rules_stand_in_groups() {
    let file = "allow: /early/||user-agent: one|disallow: /|allow: /a/|user-agent: two|disallow: /|allow: /b/|||\
                allow: /c/|user-agent: three||user-agent: one|allow: /d/|disallow: /";
    check(file, "one", &["/a/x", "/d/x"], &["/b/x", "/early/"]);
    check(file, "two", &["/b/x", "/c/x"], &["/d/x", "/early/"]);
    check(file, "three", &["/d/x"], &["/a/x", "/early/"]);
    // Lines of other kinds do not end the names of a group.
    for other in ["sitemap: https://outlet.example/map", "unknown-line: yes", "crawl-delay: 3"] {
        let file = format!("user-agent: one|{other}|user-agent: *|disallow: /");
        check(&file, "one", &[], &["/a"]);
        check(&file, "two", &[], &["/a"]);
    }
}

#[test]
fn names_of_programs_are_compared_without_case_and_up_to_what_no_name_has() {
    for file in
        ["user-agent: NEWS BOT", "user-agent: news bot", "user-agent: NeWs BoT", "user-agent: news/2.1"]
    {
        let file = format!("{file}|allow: /a/|disallow: /");
        check(&file, "News", &["/a/b"], &["/b/a"]);
        check(&file, "news", &["/a/b"], &["/b/a"]);
    }
    let file = "user-agent: *|disallow: /|user-agent: news bot|allow: /a/|disallow: /";
    check(file, "news", &["/a/b"], &[]);
    check(file, "news bot", &[], &["/a/b"]);
    check(file, "newspaper", &[], &["/a/b"]);
    check("user-agent: * and all others|disallow: /", "newsbot", &[], &["/a"]);
    check("user-agent: *bot|disallow: /", "newsbot", &["/a"], &[]);
    check("user-agent: ツ|disallow: /", "newsbot", &["/a"], &[]);
}

#[test]
fn the_group_for_all_is_for_those_without_one_of_their_own() {
    let file = "user-agent: *|allow: /|user-agent: one|disallow: /";
    check(file, "one", &[], &["/a/b"]);
    check(file, "two", &["/a/b"], &[]);
    check(
        "user-agent: one|allow: /|user-agent: two|disallow: /|user-agent: three|disallow: /",
        "four",
        &["/a"],
        &[],
    );
    let file = "user-agent: *|disallow: /a/|user-agent: one|disallow: /b/";
    check(file, "one", &["/a/page"], &["/b/page"]);
    // A group of one's own without rules frees from those for all.
    check("user-agent: *|disallow: /|user-agent: one|disallow:", "one", &["/a"], &[]);
    check("user-agent: *|user-agent: one|disallow: /", "one", &[], &["/a"]);
}

#[test]
fn paths_are_compared_with_case() {
    check("user-agent: one|disallow: /a/", "one", &["/A/b"], &["/a/b"]);
    check("user-agent: one|disallow: /A/", "one", &["/a/b"], &["/A/b"]);
}

#[test]
fn the_longest_rule_decides() {
    check("user-agent: one|disallow: /a/page.html|allow: /a/", "one", &["/a/"], &["/a/page.html"]);
    check("user-agent: one|allow: /a/page.html|disallow: /a/", "one", &["/a/page.html"], &["/a/"]);
    check("user-agent: one|disallow: |allow: ", "one", &["/a/page.html"], &[]);
    check("user-agent: one|disallow: /|allow: /", "one", &["/a/page.html"], &[]);
    check("user-agent: one|disallow: /a|allow: /a/", "one", &["/a/"], &["/a"]);
    check("user-agent: one|disallow: /a/page.html|allow: /a/page.html", "one", &["/a/page.html"], &[]);
    check("user-agent: one|allow: /page|disallow: /*.html", "one", &["/page"], &["/page.html"]);
    check("user-agent: one|allow: /a/page.|disallow: /*.html", "one", &["/a/page.html"], &["/a/b.html"]);
    check("user-agent: one|allow: /p|disallow: /", "one", &["/page"], &["/x"]);
    check("user-agent: one|allow: /folder|disallow: /folder", "one", &["/folder/page"], &[]);
    check("user-agent: one|allow: /page|disallow: /*.htm", "one", &[], &["/page.htm"]);
    check("user-agent: one|allow: /$|disallow: /", "one", &["/"], &["/page.html"]);
}

#[test]
fn escapes_are_compared_in_one_form() {
    let only = |path: &str| format!("user-agent: one|disallow: /|allow: {path}");
    let query = "/a/b?c=d&e=http://outlet.example?f&g";
    check(&only(query), "one", &[query], &["/a/b"]);
    check(&only("/a/ツ"), "one", &["/a/%E3%83%84"], &["/a/ツ"]);
    check(&only("/a/%E3%83%84"), "one", &["/a/%E3%83%84"], &["/a/ツ"]);
    check(&only("/a/%e3%83%84"), "one", &["/a/%E3%83%84"], &[]);
    check(&only("/a/%62%61%7A"), "one", &["/a/%62%61%7A"], &["/a/baz"]);
    for (given, form) in
        [("/a/b/c", "/a/b/c"), ("á", "%C3%A1"), ("%aa", "%AA"), ("%2", "%2"), ("%zz%aF", "%zz%AF")]
    {
        assert_eq!(escaped(given.as_bytes()), form);
    }
}

#[test]
fn stars_ends_and_comments_mean_something() {
    let file = "user-agent: one|disallow: /a/b/c|allow: /a/*/d";
    check(file, "one", &["/a/c", "/a//c", "/a/x/c"], &["/a/b/c"]);
    let file = "user-agent: one|disallow: /a/b$|allow: /a/b/c";
    check(file, "one", &["/a/b/c", "/a/b/", "/a/b/d"], &["/a/b"]);
    let file = "user-agent: one|# disallow: /|disallow: /a/b#c|allow: /";
    check(file, "one", &["/a/c"], &["/a/b"]);
    // A dollar that is not the last character is itself.
    check("user-agent: one|disallow: /a$b", "one", &["/a"], &["/a$b", "/a$bc"]);
    check(
        "user-agent: one|disallow: /*a*b*a$",
        "one",
        &["/aba/", "/ba", "/ab"],
        &["/aba", "/xaxbxa", "/aabbaa"],
    );
    check("user-agent: one|disallow: *$", "one", &[], &["/", "/a"]);
    check("user-agent: one|disallow: /a*a$", "one", &["/a"], &["/aa"]);
}

#[test]
fn an_allowed_index_page_stands_for_its_folder() {
    let file = "user-agent: *|allow: /news/index.html|disallow: /";
    check(file, "one", &["/news/", "/news/index.html"], &["/news/index.htm", "/news/a", "/"]);
    check(
        "user-agent: *|allow: /news/index.htm|disallow: /",
        "one",
        &["/news/", "/news/index.html"],
        &["/news"],
    );
}

#[test]
fn long_lines_are_cut() {
    let fill = |name: &str, letter: &str| {
        let start = "/x/";
        start.to_owned() + &letter.repeat(LONGEST_LINE - name.len() - start.len())
    };
    let (name, a) = ("disallow: ", fill("disallow: ", "a"));
    check(&format!("user-agent: one|{name}{a}/b"), "one", &["/c"], &[&format!("{a}/c")]);
    let (a, b) = (fill("allow: ", "a"), fill("allow: ", "b"));
    let file = format!("user-agent: one|disallow: /|allow: {a}/c|allow: {b}/c");
    check(&file, "one", &[&format!("{a}/c"), &format!("{b}/d")], &["/"]);
}

#[test]
fn starts_of_paths_match_as_documented() {
    let only = |path: &str| format!("user-agent: one|disallow: /|allow: {path}");
    for pattern in ["/fish", "/fish*"] {
        let allowed = [
            "/fish",
            "/fish.html",
            "/fish/salmon.html",
            "/fishheads",
            "/fishheads/yummy.html",
            "/fish.html?id=any",
        ];
        check(&only(pattern), "one", &allowed, &["/bar", "/Fish.asp", "/catfish", "/?id=fish"]);
    }
    let allowed = ["/fish/", "/fish/salmon", "/fish/?salmon", "/fish/salmon.html", "/fish/?id=any"];
    check(&only("/fish/"), "one", &allowed, &["/bar", "/fish", "/fish.html", "/Fish/Salmon.html"]);
    let allowed = [
        "/file.php",
        "/folder/file.php",
        "/folder/file.php?x",
        "//folder/any.php.file.html",
        "/file.php/",
        "/index?f=file.php/",
    ];
    check(&only("/*.php"), "one", &allowed, &["/bar", "/php/", "/index?php", "/windows.PHP"]);
    let refused = [
        "/bar",
        "/file.php?x",
        "/file.php/",
        "/file.php5",
        "/php/",
        "/file?php",
        "/aaaphpaaa",
        "//windows.PHP",
    ];
    check(&only("/*.php$"), "one", &["/file.php", "/folder/file.php"], &refused);
    check(&only("/fish*.php"), "one", &["/fish.php", "/fishheads/catfish.php?x"], &["/bar", "/Fish.PHP"]);
}

#[test]
fn lines_end_in_any_way_and_are_counted() {
    for end in ["\n", "\r\n", "\r"] {
        for last in ["", end] {
            let lines = ["user-agent: one", "allow: /a", "user-agent: two", "", "", "disallow: /"];
            let robots = Robots::parse((lines.join(end) + last).as_bytes());
            let rule = robots.rule("two", "/b").unwrap();
            assert_eq!((rule.allows, rule.line), (false, 6), "{end:?} {last:?}");
        }
    }
    let robots = Robots::parse(b"user-agent: one\nallow: /a\r\nuser-agent: two\n\r\n\ndisallow: /");
    assert_eq!(robots.rule("two", "/b").unwrap().line, 6);
}

#[test]
fn a_byte_order_mark_is_skipped_even_in_part() {
    for mark in [b"\xef\xbb\xbf".as_slice(), b"\xef\xbb", b"\xef"] {
        check_bytes(&[mark, b"user-agent: one\ndisallow: /"].concat(), "one", &[], &["/a"]);
    }
    // Any other start is part of the first line, and so is a mark in its middle.
    check_bytes(b"\xef\x11\xbfuser-agent: one\ndisallow: /", "one", &["/a"], &[]);
    check_bytes(b"user-\xef\xbb\xbfagent: one\ndisallow: /", "one", &["/a"], &[]);
}

#[test]
fn sitemaps_and_pauses_are_read() {
    let file = "sitemap: https://outlet.example/a.xml\nuser-agent: one\nallow: /\ncrawl-delay: 2.5\nSite-Map: /b.xml\n\
                user-agent: *\ncrawl-delay: 99999\nuser-agent: two\ncrawl-delay: soon\ndisallow:";
    let robots = Robots::parse(file.as_bytes());
    assert_eq!(robots.sitemaps(), ["https://outlet.example/a.xml", "/b.xml"]);
    assert_eq!(robots.delay("one"), Some(Duration::from_millis(2500)));
    assert_eq!(robots.delay("two"), None);
    let robots = Robots::parse(b"user-agent: *\ncrawl-delay: 99999\n");
    assert_eq!(robots.delay("three"), Some(Duration::from_secs(600)));
}

#[test]
fn no_more_than_half_a_megabyte_is_read() {
    let file = format!("user-agent: *\n{}disallow: /\n", "# filler\n".repeat(LONGEST / 9 + 1));
    check(&file, "one", &["/a"], &[]);
}

/// What a pattern means, the slow way: each way to fill the stars is tried.
fn matches_slowly(pattern: &[u8], path: &[u8]) -> bool {
    match pattern.split_first() {
        None => true,
        Some((b'$', [])) => path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|at| matches_slowly(rest, &path[at..])),
        Some((byte, rest)) => {
            path.split_first().is_some_and(|(p, path)| p == byte && matches_slowly(rest, path))
        }
    }
}

proptest! {
    #[test]
    fn patterns_match_as_each_way_to_fill_the_stars(pattern in "[ab*$]{0,8}", path in "[ab$]{0,8}") {
        prop_assert_eq!(matches(&pattern, &path), matches_slowly(pattern.as_bytes(), path.as_bytes()));
    }

    #[test]
    fn any_bytes_can_be_read(bytes: Vec<u8>, path in "/[a-z*%]{0,9}") {
        let robots = Robots::parse(&bytes);
        let _ = (robots.allows("one", &path), robots.delay("one"));
    }
}
