//! Units of measure and containers: general tables of English.

use variorum_core::{FigureKind, Text, Token, TokenKind};

use super::currencies;
use crate::numerals::Scan;

/// The tokens with units that are glued to their digits set apart, as in "20kg" and "115USD".
pub(super) fn unglued(text: &Text, tokens: &[Token]) -> Vec<Token> {
    let mut apart = Vec::with_capacity(tokens.len());
    for token in tokens {
        match glued_unit(text, *token) {
            Some((number, unit)) => apart.extend([number, unit]),
            None => apart.push(*token),
        }
    }
    apart
}

fn glued_unit(text: &Text, token: Token) -> Option<(Token, Token)> {
    if token.kind != TokenKind::Number {
        return None;
    }
    let word = text.slice(token.span);
    let cut = word.find(|c: char| c.is_alphabetic())?;
    let unit = word.get(cut..)?.to_lowercase();
    // "5m" is five million as often as five metres, so that single letters stay with their number.
    // "1MM" is a million of a banker.
    let million = word.ends_with("MM");
    let known =
        !million && unit.len() > 1 && (physical(&unit).is_some() || speed(&unit).is_some() || is_code(&unit));
    let at = token.span.start() + cut;
    let number = text.span(token.span.start()..at)?;
    let rest = text.span(at..token.span.end())?;
    let part = |span, kind| Token { span, kind };
    (known && cut > 0).then(|| (part(number, TokenKind::Number), part(rest, TokenKind::Word)))
}

fn is_code(unit: &str) -> bool {
    matches!(unit, "usd" | "eur" | "gbp" | "jpy" | "cny" | "inr" | "chf" | "cad" | "aud" | "pct")
}

/// The measure at `at` of `scan`: its kind, its singular English name and the token after it.
pub(super) fn measure(scan: &Scan, at: usize) -> Option<(FigureKind, String, usize)> {
    let word = scan.at(at);
    if matches!(word, "pound" | "pounds") && is_weight(scan, at) {
        return Some((FigureKind::Dimension, "pound".to_owned(), at + 1));
    }
    if let Some((name, end)) = currencies::after(scan, at) {
        return Some((FigureKind::Money, name, end));
    }
    let is = |kind, name: &str, end: usize| Some((kind, name.to_owned(), end));
    match (word, scan.at(at + 1)) {
        ("%" | "percent" | "pct" | "percentage", "point" | "points") => {
            return is(FigureKind::Percent, "percentage point", at + 2);
        }
        ("%" | "percent" | "pct", _) => return is(FigureKind::Percent, "percent", at + 1),
        ("per", "cent") => return is(FigureKind::Percent, "percent", at + 2),
        ("basis", "points" | "point") => return is(FigureKind::Dimension, "basis point", at + 2),
        _ => {}
    }
    temperature(scan, at).or_else(|| {
        let (name, end) = rate(scan, at)?;
        Some((FigureKind::Dimension, name, end))
    })
}

/// "degrees Celsius", "° F", "fahrenheit", and plain degrees that are no angle.
fn temperature(scan: &Scan, at: usize) -> Option<(FigureKind, String, usize)> {
    let degrees = matches!(scan.at(at), "°" | "º" | "degree" | "degrees" | "deg");
    let name = match scan.at(at + usize::from(degrees)) {
        "celsius" | "centigrade" => "degree Celsius",
        "c" if degrees => "degree Celsius",
        "fahrenheit" | "farenheit" => "degree Fahrenheit",
        "f" if degrees => "degree Fahrenheit",
        "kelvin" => "kelvin",
        next if degrees => {
            let angle =
                matches!(next, "north" | "south" | "east" | "west" | "latitude" | "longitude" | "angle");
            let turned = (1..=4)
                .any(|by| matches!(scan.before(at, by), "turn" | "turned" | "angle" | "rotate" | "rotated"));
            let kind = if angle || turned { FigureKind::Dimension } else { FigureKind::Temperature };
            return Some((kind, "degree".to_owned(), at + 1));
        }
        _ => return None,
    };
    Some((FigureKind::Temperature, name.to_owned(), at + 1 + usize::from(degrees)))
}

/// Whether "pounds" are a weight: of something, or in a clause of weighing.
fn is_weight(scan: &Scan, at: usize) -> bool {
    let weighing = |word: &str| {
        matches!(
            word,
            "weigh"
                | "weighs"
                | "weighed"
                | "weighing"
                | "weight"
                | "weighted"
                | "drop"
                | "dropped"
                | "shed"
                | "lose"
                | "lost"
                | "gain"
                | "gained"
                | "lift"
                | "lifted"
                | "heavier"
                | "lighter"
                | "overweight"
                | "carrying"
                | "baby"
        )
    };
    scan.at(at + 1) == "of" && !matches!(scan.at(at + 2), "public" | "taxpayers" | "government")
        || matches!(scan.at(at + 1), "heavier" | "lighter" | "overweight")
        || scan.at(at + 1) == "per" && scan.at(at + 2) == "square"
        || (1..=8).any(|by| weighing(scan.before(at, by)))
}

/// A physical unit, alone or per another: "km/h", "meters per second", "cubic feet per minute".
fn rate(scan: &Scan, at: usize) -> Option<(String, usize)> {
    if let Some(name) = speed(scan.at(at)) {
        return Some((name.to_owned(), at + 1));
    }
    let (name, end) = powered(scan, at)?;
    if !matches!(scan.at(end), "per" | "/" | "an" | "a") {
        return Some((name, end));
    }
    match time(scan.at(end + 1)) {
        Some(time) => Some((format!("{name} per {time}"), end + 2)),
        None if matches!(scan.at(end), "per" | "/") => match powered(scan, end + 1) {
            Some((other, end)) => Some((format!("{name} per {other}"), end)),
            None => Some((name, end)),
        },
        None => Some((name, end)),
    }
}

/// "meters", "square miles", "cubic feet", "sq. ft", "m2".
fn powered(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let word = scan.at(at);
    if let "square" | "sq" | "cubic" | "cu" = word {
        let power = if word.starts_with('c') { "cubic" } else { "square" };
        let dot = usize::from(scan.at(at + 1) == ".");
        let name = physical(scan.at(at + 1 + dot))?;
        return Some((format!("{power} {name}"), at + 2 + dot));
    }
    if let ("metric" | "short" | "long", "tons" | "ton" | "tonnes" | "tonne") = (word, scan.at(at + 1)) {
        let name = if word == "metric" { "metric ton" } else { "ton" };
        return Some((name.to_owned(), at + 2));
    }
    Some((physical(word)?.to_owned(), at + 1))
}

/// Speeds and rates with a name of their own.
fn speed(word: &str) -> Option<&'static str> {
    Some(match word {
        "mph" => "mile per hour",
        "kph" | "kmh" | "kmph" => "kilometer per hour",
        "mpg" => "mile per gallon",
        "mbps" => "megabit per second",
        "gbps" => "gigabit per second",
        "rpm" => "revolution per minute",
        "knots" | "knot" => "knot",
        _ => return None,
    })
}

/// Units of time after "per".
fn time(word: &str) -> Option<&'static str> {
    Some(match word {
        "h" | "hr" | "hour" => "hour",
        "s" | "sec" | "second" => "second",
        "min" | "minute" => "minute",
        "ms" | "millisecond" => "millisecond",
        "day" => "day",
        "week" => "week",
        "month" => "month",
        "year" => "year",
        _ => return None,
    })
}

/// Physical units with their singular names.
fn physical(word: &str) -> Option<&'static str> {
    Some(match word {
        "km" | "kms" | "kilometers" | "kilometres" | "kilometer" | "kilometre" => "kilometer",
        "m" | "meters" | "metres" | "meter" | "metre" => "meter",
        "cm" | "centimeters" | "centimetres" | "centimeter" | "centimetre" => "centimeter",
        "mm" | "millimeters" | "millimetres" | "millimeter" | "millimetre" => "millimeter",
        "dm" | "decimeters" | "decimetres" | "decimeter" | "decimetre" => "decimeter",
        "micrometers" | "micrometer" | "microns" | "micron" | "μm" | "µm" => "micrometer",
        "nm" | "nanometers" | "nanometer" => "nanometer",
        "m2" | "m²" | "sqm" => "square meter",
        "km2" | "km²" => "square kilometer",
        "cm2" | "cm²" => "square centimeter",
        "ft2" | "ft²" | "sqft" => "square foot",
        "m3" | "m³" => "cubic meter",
        "cm3" | "cm³" => "cubic centimeter",
        "miles" | "mile" | "mi" => "mile",
        "yards" | "yard" | "yd" => "yard",
        "feet" | "foot" | "ft" => "foot",
        "inches" | "inch" => "inch",
        "acres" | "acre" => "acre",
        "hectares" | "hectare" => "hectare",
        "kg" | "kgs" | "kilograms" | "kilogram" | "kilogrammes" | "kilos" | "kilo" => "kilogram",
        "g" | "grams" | "gram" | "grammes" => "gram",
        "mg" | "milligrams" | "milligram" => "milligram",
        "micrograms" | "microgram" | "μg" | "µg" | "mcg" => "microgram",
        "lb" | "lbs" => "pound",
        "ounces" | "ounce" | "oz" => "ounce",
        "tonnes" | "tonne" => "metric ton",
        "tons" | "ton" => "ton",
        "kilotons" | "kiloton" => "kiloton",
        "megatons" | "megaton" => "megaton",
        "liters" | "litres" | "liter" | "litre" => "liter",
        "ml" | "milliliters" | "millilitres" | "milliliter" | "millilitre" => "milliliter",
        "gallons" | "gallon" => "gallon",
        "pints" | "pint" => "pint",
        "quarts" | "quart" => "quart",
        "teaspoons" | "teaspoon" | "tsp" => "teaspoon",
        "tablespoons" | "tablespoon" | "tbsp" => "tablespoon",
        "barrels" | "barrel" | "bbl" => "barrel",
        "bushels" | "bushel" => "bushel",
        "mw" | "megawatts" | "megawatt" => "megawatt",
        "gw" | "gigawatts" | "gigawatt" => "gigawatt",
        "kw" | "kilowatts" | "kilowatt" => "kilowatt",
        "watts" | "watt" => "watt",
        "kwh" => "kilowatt-hour",
        "mwh" => "megawatt-hour",
        "horsepower" | "hp" => "horsepower",
        "volts" | "volt" => "volt",
        "amps" | "amp" | "amperes" | "ampere" => "ampere",
        "joules" | "joule" => "joule",
        "calories" | "calorie" => "calorie",
        "hertz" | "hz" => "hertz",
        "khz" | "kilohertz" => "kilohertz",
        "mhz" | "megahertz" => "megahertz",
        "ghz" | "gigahertz" => "gigahertz",
        "decibels" | "decibel" | "db" => "decibel",
        "kb" | "kilobytes" | "kilobyte" => "kilobyte",
        "mb" | "megabytes" | "megabyte" => "megabyte",
        "gb" | "gigabytes" | "gigabyte" => "gigabyte",
        "tb" | "terabytes" | "terabyte" => "terabyte",
        "bytes" | "byte" => "byte",
        "bits" | "bit" => "bit",
        "megabits" | "megabit" => "megabit",
        "pascals" | "pascal" => "pascal",
        "psi" => "pound per square inch",
        "newtons" | "newton" => "newton",
        _ => return None,
    })
}

/// A unit of time as a figure names it.
pub(super) fn time_unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" => "second",
        "minute" | "minutes" | "min" | "mins" => "minute",
        "hour" | "hours" | "hr" | "hrs" => "hour",
        "day" | "days" => "day",
        "night" | "nights" => "night",
        "week" | "weeks" => "week",
        "month" | "months" => "month",
        "year" | "years" | "yr" | "yrs" => "year",
        "decade" | "decades" => "decade",
        "century" | "centuries" => "century",
        "millisecond" | "milliseconds" => "millisecond",
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
