//! Units brought to one base, so that values in two units can be compared.

use rust_decimal::Decimal;

/// What is measured and the factor to its base unit, for a singular English unit name. Exact by
/// definition (International Yard and Pound Agreement, 1959; SI Brochure, 9th edition) but for months
/// and years, whose lengths vary. A general table of measures.
fn table(unit: &str) -> Option<(&'static str, &'static str)> {
    Some(match unit {
        "millimeter" => ("length", "0.001"),
        "centimeter" => ("length", "0.01"),
        "meter" => ("length", "1"),
        "kilometer" => ("length", "1000"),
        "inch" => ("length", "0.0254"),
        "foot" => ("length", "0.3048"),
        "yard" => ("length", "0.9144"),
        "mile" => ("length", "1609.344"),
        "square meter" => ("area", "1"),
        "hectare" => ("area", "10000"),
        "acre" => ("area", "4046.8564224"),
        "square kilometer" => ("area", "1000000"),
        "square mile" => ("area", "2589988.110336"),
        "square foot" => ("area", "0.09290304"),
        "milligram" => ("mass", "0.000001"),
        "gram" => ("mass", "0.001"),
        "kilogram" => ("mass", "1"),
        "ounce" => ("mass", "0.028349523125"),
        "metric ton" => ("mass", "1000"),
        "liter" => ("volume", "1"),
        "cubic meter" => ("volume", "1000"),
        "gallon" => ("volume", "3.785411784"),
        "kilometer per hour" => ("speed", "1"),
        "mile per hour" => ("speed", "1.609344"),
        "meter per second" => ("speed", "3.6"),
        "knot" => ("speed", "1.852"),
        "watt" => ("power", "0.000001"),
        "kilowatt" => ("power", "0.001"),
        "megawatt" => ("power", "1"),
        "gigawatt" => ("power", "1000"),
        "second" => ("time", "1"),
        "minute" => ("time", "60"),
        "hour" => ("time", "3600"),
        "day" => ("time", "86400"),
        "week" => ("time", "604800"),
        "month" => ("months", "1"),
        "year" => ("months", "12"),
        "decade" => ("months", "120"),
        "century" => ("months", "1200"),
        _ => return None,
    })
}

/// `value` in the base unit of what `unit` measures. A unit that the table does not know is its own.
pub(super) fn base(unit: &str, value: Decimal) -> (String, Decimal) {
    let nine_fifths = Decimal::new(18, 1);
    match unit {
        "degree Celsius" => return ("temperature".into(), value),
        "degree Fahrenheit" => {
            let celsius = (value - Decimal::from(32)).checked_div(nine_fifths).unwrap_or(value);
            return ("temperature".into(), celsius);
        }
        _ => {}
    }
    let converted = table(unit).and_then(|(dimension, factor)| {
        let factor: Decimal = factor.parse().ok()?;
        Some((dimension.to_owned(), value.checked_mul(factor)?))
    });
    converted.unwrap_or_else(|| (unit.to_lowercase(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: i64, unit: &str, dimension: &str, expect: &str) {
        let (found, base) = base(unit, value.into());
        assert_eq!((found.as_str(), base.round_dp(2).normalize().to_string().as_str()), (dimension, expect));
    }

    #[test]
    fn units_of_one_dimension_meet() {
        check(12, "mile", "length", "19312.13");
        check(20, "kilometer", "length", "20000");
        check(940, "acre", "area", "3804045.04");
        check(41, "degree Fahrenheit", "temperature", "5");
        check(3, "gate", "gate", "3");
    }
}
