//! Days as people write them: "31 May 2031", "May 31st, 2031", "31.05.2031", in the months' names of
//! several languages.

use jiff::civil::Date;

/// How a day in figures is meant where it could be meant in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// Names of the months and their short forms, in lower case, with the number of the month. Compiled by
/// hand from general knowledge: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish,
/// the Scandinavian languages, Czech, Romanian, Hungarian, Turkish, Russian and Ukrainian.
const MONTHS: [&str; 12] = [
    "january jan januar jänner jän janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty ledna leden ianuarie ian január ocak oca января янв січня",
    "february feb februar februari février févr fév fevr febrero febbraio febb fevereiro fev lutego luty lut února únor februarie február şubat şub февраля фев лютого",
    "march mar märz mrz mär maerz mars marzo março maart mrt marca marzec března březen martie március mart марта мар березня",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben aprilie április nisan nis апреля апр квітня",
    "may mai mayo maggio mag maio mei maja maj května květen május mayıs мая травня",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen iunie június haziran haz июня июн червня",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec iulie július temmuz tem июля июл липня",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień sie srpna srpen augusztus ağustos ağu августа авг серпня",
    "september sept sep septembre septiembre setiembre settembre sett setembro set września wrzesień wrz září septembrie szeptember eylül eyl сентября сен вересня",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź října říjen octombrie október ekim eki октября окт жовтня",
    "november nov novembre noviembre novembro listopada listopad lis listopadu noiembrie kasım kas ноября ноя листопада",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia grudzień gru prosince prosinec decembrie aralık ara декабря дек грудня",
];

/// Years that a page on the web can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;

/// A number or a word, and what stands between it and the one before.
#[derive(Clone, Copy)]
struct Piece<'t> {
    before: &'t str,
    word: &'t str,
}

/// The first day that is written in a short text. A time of day beside it is not read: without a zone
/// and a label it says too little.
pub(crate) fn written_day(text: &str, order: Order) -> Option<Date> {
    let pieces = pieces(text);
    pieces.windows(3).find_map(|three| {
        let [first, second, third] = three else { return None };
        let near = |piece: &Piece<'_>| {
            let mark = |c: char| c.is_whitespace() || ".,-/–'’年月日".contains(c);
            piece.before.chars().count() <= 4 && piece.before.chars().all(mark)
        };
        (near(second) && near(third)).then(|| of_three(*first, *second, *third, order)).flatten()
    })
}

fn of_three(first: Piece<'_>, second: Piece<'_>, third: Piece<'_>, order: Order) -> Option<Date> {
    if let Some(month) = month(second.word) {
        let forward = || day(year(third.word)?, month, number(first.word)?);
        return forward().or_else(|| day(year(first.word)?, month, number(third.word)?));
    }
    if let Some(month) = month(first.word) {
        return day(year(third.word)?, month, number(second.word)?);
    }
    let (a, b) = (second.before.trim(), third.before.trim());
    let figures = (a == b && matches!(a, "." | "/" | "-")) || (a == "年" && b == "月");
    let short = |piece: Piece<'_>| piece.word.len() <= 2;
    if !figures || !short(second) {
        return None;
    }
    if let Some(year) = year(first.word) {
        return short(third).then(|| day(year, number(second.word)?, number(third.word)?)).flatten();
    }
    let year = year(third.word).or_else(|| short_year(third.word).filter(|_| a != "-"))?;
    let (one, two) = (number(first.word).filter(|_| short(first))?, number(second.word)?);
    let month_first = order == Order::MonthFirst && a != ".";
    let (likely, other) = (day(year, two, one), day(year, one, two));
    if month_first { other.or(likely) } else { likely.or(other) }
}

/// Numbers and words; the little words within a date are left out.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut start = 0;
    let mut rest = text;
    while let Some(offset) = rest.find(char::is_alphanumeric) {
        let at = text.len() - rest.len() + offset;
        let tail = text.get(at..).unwrap_or_default();
        let figures = tail.starts_with(|c: char| c.is_ascii_digit());
        let same = |c: char| {
            c.is_alphanumeric() && c.is_ascii_digit() == figures && !matches!(c, '年' | '月' | '日')
        };
        let length = tail.find(|c: char| !same(c)).unwrap_or(tail.len()).max(first_len(tail));
        let word = tail.get(..length).unwrap_or_default();
        let before = text.get(start..at).unwrap_or_default();
        let ordinal =
            before.is_empty() && matches!(word, "st" | "nd" | "rd" | "th" | "er" | "ST" | "TH" | "º");
        if matches!(word, "年" | "月" | "日") {
            // Stands between, as a stop does.
        } else if ordinal || matches!(word, "de" | "del" | "of" | "the" | "De") {
            start = at + length;
        } else {
            pieces.push(Piece { before, word });
            start = at + length;
        }
        rest = tail.get(length..).unwrap_or_default();
    }
    pieces
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn month(word: &str) -> Option<i8> {
    let low = word.to_lowercase();
    let at = MONTHS.iter().position(|names| names.split(' ').any(|name| name == low))?;
    i8::try_from(at + 1).ok()
}

fn number(word: &str) -> Option<i8> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| YEARS.contains(year))
}

fn short_year(word: &str) -> Option<i16> {
    (word.len() == 2).then(|| word.parse::<i16>().ok().map(|year| year + 2000)).flatten()
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// The day in an address: `/2031/05/31/`, `/2031-05-31`, `/20310531`.
pub(crate) fn day_in_address(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split(['?', '#']).next()?;
    let numbers: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).collect();
    let spelled = numbers.windows(3).find_map(|three| {
        let [y, m, d] = three else { return None };
        let short = |piece: &str| piece.len() == 2;
        let last = || (short(m) && short(d)).then(|| day(year(y)?, number(m)?, number(d)?)).flatten();
        // The day before the month: only where it can be no month.
        let first = || {
            (short(y) && short(m) && number(y)? > 12).then(|| day(year(d)?, number(m)?, number(y)?)).flatten()
        };
        last().or_else(first)
    });
    let packed = || {
        numbers.iter().filter(|digits| digits.len() == 8).find_map(|digits| {
            day(year(digits.get(..4)?)?, number(digits.get(4..6)?)?, number(digits.get(6..)?)?)
        })
    };
    spelled.or_else(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let found = written_day(text, Order::MonthFirst).map(|day| day.to_string());
        assert_eq!(found.unwrap_or_default(), expect, "{text}");
    }

    #[test]
    fn days_in_words_and_figures() {
        check("Posted on May 31st, 2031 by Ada Lorne", "2031-05-31");
        check("31 May 2031", "2031-05-31");
        check("2031 May 31", "2031-05-31");
        check("Samstag, 31. Mai 2031, 14.30 Uhr", "2031-05-31");
        check("31 de mayo de 2031", "2031-05-31");
        check("le 1er mai 2031", "2031-05-01");
        check("2031-05-31 10:00", "2031-05-31");
        check("2031/5/31", "2031-05-31");
        check("31.05.31", "2031-05-31");
        check("05/31/2031", "2031-05-31");
        check("05/06/2031", "2031-05-06");
        check("31/05/2031", "2031-05-31");
        check("05.06.2031", "2031-06-05");
        check("2031年5月31日", "2031-05-31");
        check("31 мая 2031", "2031-05-31");
    }

    #[test]
    fn other_numbers_are_no_days() {
        for text in
            ["", "31 May", "May 2031", "1.2.3", "10 of 20 in 2031", "31.02.2031", "555-12-2031", "5:30 31"]
        {
            check(text, "");
        }
    }

    #[test]
    fn days_in_addresses() {
        #[track_caller]
        fn check(url: &str, expect: &str) {
            assert_eq!(day_in_address(url).map(|d| d.to_string()).unwrap_or_default(), expect, "{url}");
        }
        check("https://ellery.example/2031/05/31/storm", "2031-05-31");
        check("https://ellery.example/storm-2031-05-31.html", "2031-05-31");
        check("https://ellery.example/a/20310531/storm", "2031-05-31");
        check("https://ellery.example/storm/31-05-2031", "2031-05-31");
        check("https://ellery.example/storm/05-06-2031", "");
        check("https://ellery.example/2031/05/storm", "");
        check("https://ellery.example/12345678", "");
    }
}
