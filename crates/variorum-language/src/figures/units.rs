//! Units of measure, currencies and containers: general tables of English.

use variorum_core::FigureKind;

use crate::numerals::Scan;

/// The measure at `at` of `scan`: its kind, its singular English name and the token after it.
pub(super) fn measure(scan: &Scan, at: usize) -> Option<(FigureKind, String, usize)> {
    let word = scan.at(at);
    if let Some(name) = currency_word(word) {
        return Some((FigureKind::Money, name.to_owned(), at + 1));
    }
    match (word, scan.at(at + 1), scan.at(at + 2)) {
        ("%" | "percent" | "pct", "point" | "points", _) => {
            return Some((FigureKind::Percent, "percentage point".into(), at + 2));
        }
        ("%" | "percent" | "pct", _, _) => return Some((FigureKind::Percent, "percent".into(), at + 1)),
        ("percentage", "point" | "points", _) => {
            return Some((FigureKind::Percent, "percentage point".into(), at + 2));
        }
        ("per", "cent", _) => return Some((FigureKind::Percent, "percent".into(), at + 2)),
        ("°", "c" | "f", _)
        | ("degrees" | "degree" | "deg", "celsius" | "fahrenheit" | "c" | "f" | "centigrade", _) => {
            let name = if scan.at(at + 1).starts_with('f') { "degree Fahrenheit" } else { "degree Celsius" };
            return Some((FigureKind::Temperature, name.into(), at + 2));
        }
        ("degrees" | "degree", _, _) => return Some((FigureKind::Dimension, "degree".into(), at + 1)),
        ("square" | "cubic" | "sq", _, _) => {
            let power = if word == "cubic" { "cubic" } else { "square" };
            let dot = usize::from(scan.at(at + 1) == ".");
            let name = physical(scan.at(at + 1 + dot))?;
            return Some((FigureKind::Dimension, format!("{power} {name}"), at + 2 + dot));
        }
        _ => {}
    }
    let name = match word {
        "mph" => "mile per hour".to_owned(),
        "kph" | "kmh" => "kilometer per hour".to_owned(),
        _ => physical(word)?.to_owned(),
    };
    let speed = matches!(scan.at(at + 1), "per" | "/" | "an" | "a")
        && matches!(scan.at(at + 2), "hour" | "h" | "second" | "s" | "hr");
    if speed {
        let time = if scan.at(at + 2).starts_with('h') { "hour" } else { "second" };
        return Some((FigureKind::Dimension, format!("{name} per {time}"), at + 3));
    }
    Some((FigureKind::Dimension, name, at + 1))
}

/// A currency sign or code that stands before its number, and the tokens that it takes.
pub(super) fn currency_before(scan: &Scan, at: usize) -> Option<(&'static str, usize)> {
    let sign = |at: usize| match scan.at(at) {
        "$" => Some("Dollar"),
        "€" => Some("Euro"),
        "£" => Some("Pound"),
        "¥" => Some("Japanese yen"),
        "₹" => Some("Indian rupee"),
        "₽" => Some("Russian ruble"),
        _ => None,
    };
    if let Some(name) = sign(at) {
        return Some((name, at + 1));
    }
    let dollar = scan.at(at + 1) == "$" && scan.joined(at);
    match scan.at(at) {
        "us" | "usd" | "u.s." if scan.at(at + 1) == "$" => Some(("United States dollar", at + 2)),
        "a" | "au" if dollar && scan.is_capital(at) => Some(("Australian dollar", at + 2)),
        "c" | "ca" if dollar && scan.is_capital(at) => Some(("Canadian dollar", at + 2)),
        "nz" if dollar => Some(("New Zealand dollar", at + 2)),
        "hk" if dollar => Some(("Hong Kong dollar", at + 2)),
        "usd" => Some(("United States dollar", at + 1)),
        "eur" => Some(("Euro", at + 1)),
        "gbp" => Some(("British pound", at + 1)),
        "chf" => Some(("Swiss franc", at + 1)),
        _ => None,
    }
}

fn currency_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" => "Dollar",
        "usd" => "United States dollar",
        "euro" | "euros" | "eur" | "€" => "Euro",
        "pounds" | "pound" | "£" => "Pound",
        "cent" | "cents" => "Cent",
        "pence" => "Pence",
        "yen" => "Japanese yen",
        "yuan" | "renminbi" | "rmb" => "Chinese yuan",
        "rupees" | "rupee" => "Indian rupee",
        "rubles" | "ruble" | "roubles" | "rouble" => "Russian ruble",
        "francs" | "franc" => "Franc",
        "pesos" | "peso" => "Peso",
        "won" => "South Korean won",
        "kronor" | "krona" => "Swedish krona",
        "kroner" | "krone" => "Norwegian krone",
        "rand" => "South African rand",
        "$" => "Dollar",
        _ => return None,
    })
}

/// Physical units with their singular names.
fn physical(word: &str) -> Option<&'static str> {
    Some(match word {
        "km" | "kilometers" | "kilometres" | "kilometer" | "kilometre" => "kilometer",
        "m" | "meters" | "metres" | "meter" | "metre" => "meter",
        "cm" | "centimeters" | "centimetres" | "centimeter" | "centimetre" => "centimeter",
        "mm" | "millimeters" | "millimetres" | "millimeter" | "millimetre" => "millimeter",
        "dm" | "decimeters" => "decimeter",
        "miles" | "mile" | "mi" => "mile",
        "yards" | "yard" => "yard",
        "feet" | "foot" | "ft" => "foot",
        "inches" | "inch" => "inch",
        "acres" | "acre" => "acre",
        "hectares" | "hectare" => "hectare",
        "kg" | "kilograms" | "kilogram" | "kilos" | "kilo" => "kilogram",
        "g" | "grams" | "gram" => "gram",
        "mg" | "milligrams" | "milligram" => "milligram",
        "lb" | "lbs" => "pound",
        "ounces" | "ounce" | "oz" => "ounce",
        "tonnes" | "tonne" => "metric ton",
        "tons" | "ton" => "ton",
        "liters" | "litres" | "liter" | "litre" => "liter",
        "gallons" | "gallon" => "gallon",
        "barrels" | "barrel" => "barrel",
        "megawatts" | "megawatt" | "mw" => "megawatt",
        "gigawatts" | "gigawatt" => "gigawatt",
        "kilowatts" | "kilowatt" => "kilowatt",
        "watts" | "watt" => "watt",
        "volts" | "volt" => "volt",
        "megabytes" | "mb" => "megabyte",
        "gigabytes" | "gb" => "gigabyte",
        "knots" => "knot",
        _ => return None,
    })
}

/// Nouns that hold what is counted ("containers of weapons"), with their singular.
pub(super) fn container(word: &str) -> Option<&'static str> {
    Some(match word {
        "containers" | "container" => "container",
        "boxes" | "box" => "box",
        "bottles" | "bottle" => "bottle",
        "bags" | "bag" => "bag",
        "crates" | "crate" => "crate",
        "truckloads" | "truckload" => "truckload",
        "shipments" | "shipment" => "shipment",
        "pieces" | "piece" => "piece",
        "loads" | "load" => "load",
        "doses" | "dose" => "dose",
        "pairs" | "pair" => "pair",
        "rounds" | "round" => "round",
        "cups" | "cup" => "cup",
        _ => return None,
    })
}
