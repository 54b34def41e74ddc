//! Currencies by sign, code and name. General tables.

use crate::numerals::Scan;

/// A currency sign, code or name that stands before its number, and the token after it.
pub(super) fn before(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let named = |name: &str, taken: usize| Some((name.to_owned(), at + taken));
    let number = |at: usize| scan.tokens.get(at).is_some_and(|t| t.kind == variorum_core::TokenKind::Number);
    if let Some(name) = sign(scan.at(at)).filter(|_| scan.at(at) != "¢") {
        return named(name, 1);
    }
    let word = scan.at(at);
    if scan.at(at + 1) == "$" {
        let joined = scan.joined(at);
        let country = match word {
            "us" | "u.s." | "usd" => "United States dollar",
            "c" | "ca" | "can" | "cad" | "cdn" => "Canadian dollar",
            "au" | "aud" => "Australian dollar",
            // "a $5 fee" has an article.
            "a" if joined && scan.is_capital(at) => "Australian dollar",
            "nz" | "nzd" => "New Zealand dollar",
            "hk" | "hkd" => "Hong Kong dollar",
            "s" | "sgd" if joined => "Singapore dollar",
            "nt" | "twd" => "New Taiwan dollar",
            "r" if joined => "Brazilian real",
            "mx" | "mxn" | "mex" => "Mexican peso",
            _ => return None,
        };
        return named(country, 2);
    }
    if !number(at + 1) {
        return None;
    }
    match code(word) {
        Some(name) if scan.printed(at).chars().all(char::is_uppercase) || word == "usd" => named(name, 1),
        _ if matches!(word, "dollar" | "rs" | "rm" | "kr") => named(noun(word)?, 1),
        _ => None,
    }
}

/// Whether a currency can stand at `at` before its number: signs, and what stands right before "$" or digits.
pub(super) fn may_stand_before(scan: &Scan, at: usize) -> bool {
    use variorum_core::TokenKind::{Mark, Number};
    let kind = |at: usize| scan.tokens.get(at).map(|token| token.kind);
    kind(at) != Some(variorum_core::TokenKind::Word)
        || kind(at + 1) == Some(Number)
        || kind(at + 1) == Some(Mark) && scan.at(at + 1) == "$"
}

/// A currency after its number: "dollars", "US dollars", "Finnish markka", "EUR", "€".
pub(super) fn after(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let word = scan.at(at);
    let country = nationality(scan, at);
    if let Some((adjective, next)) = country
        && let Some(name) = noun(scan.at(next))
    {
        return Some((of_country(adjective, name), next + 1));
    }
    if word == "pounds" && scan.at(at + 1) == "sterling" {
        return Some(("British pound".to_owned(), at + 2));
    }
    let sign = sign(word).filter(|_| !followed_by_digits(scan, at));
    let name = noun(word).or_else(|| code(word)).or(sign)?;
    Some((name.to_owned(), at + 1))
}

/// A currency sign right before digits belongs to them.
fn followed_by_digits(scan: &Scan, at: usize) -> bool {
    let number = scan.tokens.get(at + 1).is_some_and(|t| t.kind == variorum_core::TokenKind::Number);
    number && scan.joined(at) && !(at > 0 && scan.joined(at - 1))
}

/// The full name of the currency of a country.
fn of_country(adjective: &str, name: &str) -> String {
    // A name that already has its country is not given another ("Japanese yen").
    let last = name.rsplit(' ').next().unwrap_or(name).to_lowercase();
    format!("{adjective} {last}")
}

/// The country or nationality at `at` and the token after it.
fn nationality(scan: &Scan, at: usize) -> Option<(&'static str, usize)> {
    let two = match (scan.at(at), scan.at(at + 1)) {
        ("hong", "kong") => Some("Hong Kong"),
        ("new", "zealand") => Some("New Zealand"),
        ("new", "taiwan") => Some("New Taiwan"),
        ("south", "korean") => Some("South Korean"),
        ("south", "african") => Some("South African"),
        ("saudi", "arabian") => Some("Saudi"),
        ("united", "states") => Some("United States"),
        ("costa", "rican") => Some("Costa Rican"),
        ("sri", "lankan") => Some("Sri Lankan"),
        ("west", "german") => Some("German"),
        _ => None,
    };
    if let Some(name) = two {
        return Some((name, at + 2));
    }
    let name = match scan.at(at) {
        "us" | "u.s." | "u.s" | "american" => "United States",
        "uk" | "u.k." | "british" => "British",
        "canadian" => "Canadian",
        "australian" => "Australian",
        "singapore" | "singaporean" => "Singapore",
        "taiwan" | "taiwanese" => "New Taiwan",
        "jamaican" => "Jamaican",
        "bahamian" => "Bahamian",
        "japanese" => "Japanese",
        "chinese" => "Chinese",
        "indian" => "Indian",
        "pakistani" => "Pakistani",
        "nepalese" => "Nepalese",
        "indonesian" => "Indonesian",
        "swiss" => "Swiss",
        "french" => "French",
        "belgian" => "Belgian",
        "german" => "German",
        "dutch" => "Dutch",
        "finnish" => "Finnish",
        "italian" => "Italian",
        "spanish" => "Spanish",
        "portuguese" => "Portuguese",
        "greek" => "Greek",
        "austrian" => "Austrian",
        "irish" => "Irish",
        "maltese" => "Maltese",
        "turkish" => "Turkish",
        "egyptian" => "Egyptian",
        "lebanese" => "Lebanese",
        "syrian" => "Syrian",
        "israeli" => "Israeli",
        "iranian" => "Iranian",
        "iraqi" => "Iraqi",
        "kuwaiti" => "Kuwaiti",
        "jordanian" => "Jordanian",
        "saudi" => "Saudi",
        "qatari" => "Qatari",
        "omani" => "Omani",
        "yemeni" => "Yemeni",
        "russian" => "Russian",
        "ukrainian" => "Ukrainian",
        "belarusian" => "Belarusian",
        "polish" => "Polish",
        "czech" => "Czech",
        "slovak" => "Slovak",
        "hungarian" => "Hungarian",
        "romanian" => "Romanian",
        "bulgarian" => "Bulgarian",
        "croatian" => "Croatian",
        "serbian" => "Serbian",
        "swedish" => "Swedish",
        "norwegian" => "Norwegian",
        "danish" => "Danish",
        "icelandic" => "Icelandic",
        "korean" => "Korean",
        "thai" => "Thai",
        "vietnamese" => "Vietnamese",
        "philippine" => "Philippine",
        "malaysian" => "Malaysian",
        "mexican" => "Mexican",
        "argentine" => "Argentine",
        "chilean" => "Chilean",
        "colombian" => "Colombian",
        "cuban" => "Cuban",
        "uruguayan" => "Uruguayan",
        "brazilian" => "Brazilian",
        "kenyan" => "Kenyan",
        "ugandan" => "Ugandan",
        "tanzanian" => "Tanzanian",
        "somali" => "Somali",
        "nigerian" => "Nigerian",
        "ghanaian" => "Ghanaian",
        "ethiopian" => "Ethiopian",
        "algerian" => "Algerian",
        "tunisian" => "Tunisian",
        "moroccan" => "Moroccan",
        "libyan" => "Libyan",
        "sudanese" => "Sudanese",
        "zambian" => "Zambian",
        _ => return None,
    };
    Some((name, at + 1))
}

/// Names of currencies, with their country where there is but one.
fn noun(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" | "bucks" => "Dollar",
        "euro" | "euros" => "Euro",
        "pound" | "pounds" => "Pound",
        "cent" | "cents" => "Cent",
        "pence" | "penny" => "Pence",
        "yen" => "Japanese yen",
        "yuan" | "yuans" | "renminbi" | "rmb" => "Chinese yuan",
        "rupee" | "rupees" => "Rupee",
        "rs" => "Indian rupee",
        "rupiah" | "rupiahs" => "Indonesian rupiah",
        "ruble" | "rubles" | "rouble" | "roubles" => "Russian ruble",
        "hryvnia" | "hryvnias" => "Ukrainian hryvnia",
        "franc" | "francs" => "Franc",
        "peso" | "pesos" => "Peso",
        "peseta" | "pesetas" => "Peseta",
        "escudo" | "escudos" => "Escudo",
        "guilder" | "guilders" => "Guilder",
        "drachma" | "drachmas" => "Greek drachma",
        "markka" | "markkas" => "Finnish markka",
        "deutschmark" | "deutschmarks" | "deutsche mark" => "German mark",
        "lira" | "liras" | "lire" => "Lira",
        "krona" | "kronor" => "Swedish krona",
        "krone" | "kroner" => "Krone",
        "kr" => "Krone",
        "koruna" | "korunas" => "Czech koruna",
        "zloty" | "zlotys" | "zloties" => "Polish złoty",
        "forint" | "forints" => "Hungarian forint",
        "leu" | "lei" => "Romanian leu",
        "won" => "South Korean won",
        "baht" | "bahts" => "Thai baht",
        "dong" => "Vietnamese dong",
        "ringgit" | "ringgits" | "rm" => "Malaysian ringgit",
        "riyal" | "riyals" => "Riyal",
        "rial" | "rials" => "Rial",
        "dinar" | "dinars" => "Dinar",
        "dirham" | "dirhams" => "Dirham",
        "shekel" | "shekels" => "Israeli shekel",
        "rand" | "rands" => "South African rand",
        "naira" | "nairas" => "Nigerian naira",
        "shilling" | "shillings" => "Shilling",
        "reais" => "Brazilian real",
        "taka" => "Bangladeshi taka",
        "bitcoin" | "bitcoins" => "Bitcoin",
        _ => return None,
    })
}

/// ISO 4217 codes and two customary ones.
fn code(word: &str) -> Option<&'static str> {
    Some(match word {
        "usd" => "United States dollar",
        "eur" => "Euro",
        "gbp" => "British pound",
        "jpy" => "Japanese yen",
        "cny" | "rmb" => "Chinese yuan",
        "inr" => "Indian rupee",
        "rub" => "Russian ruble",
        "uah" => "Ukrainian hryvnia",
        "chf" => "Swiss franc",
        "cad" => "Canadian dollar",
        "aud" => "Australian dollar",
        "nzd" => "New Zealand dollar",
        "hkd" => "Hong Kong dollar",
        "sgd" => "Singapore dollar",
        "twd" => "New Taiwan dollar",
        "krw" => "South Korean won",
        "mxn" => "Mexican peso",
        "brl" => "Brazilian real",
        "zar" => "South African rand",
        "sek" => "Swedish krona",
        "nok" => "Norwegian krone",
        "dkk" => "Danish krone",
        "pln" => "Polish złoty",
        "czk" => "Czech koruna",
        "huf" => "Hungarian forint",
        "ils" => "Israeli shekel",
        "aed" => "United Arab Emirates dirham",
        "thb" => "Thai baht",
        "idr" => "Indonesian rupiah",
        "btc" => "Bitcoin",
        _ => return None,
    })
}

fn sign(word: &str) -> Option<&'static str> {
    Some(match word {
        "$" => "Dollar",
        "€" => "Euro",
        "£" => "Pound",
        "¥" => "Japanese yen",
        "₹" => "Indian rupee",
        "₽" => "Russian ruble",
        "₴" => "Ukrainian hryvnia",
        "₩" => "South Korean won",
        "₺" => "Turkish lira",
        "₪" => "Israeli shekel",
        "₫" => "Vietnamese dong",
        "₦" => "Nigerian naira",
        "₱" => "Philippine peso",
        "฿" => "Thai baht",
        "₡" => "Costa Rican colón",
        "₿" => "Bitcoin",
        "¢" => "Cent",
        _ => return None,
    })
}
