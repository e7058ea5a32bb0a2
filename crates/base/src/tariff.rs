//! What ringing a number costs whom: its country, and whether it is dear (P28).
//!
//! Takes a [`Number`]; gives its [`country`], by which a foreign one is known, and why it is [`dear`], if it is: a number whose
//! owner earns from every minute, as toll fraud wants it, or one in a network of satellites. Prefixes are those of ITU-T E.164
//! (assigned country codes) and of the national numbering plans named beside them. It is a list of what must not be rung by a
//! machine, not a price list: a number that is not on it may cost something too.

use crate::number::Number;
use std::fmt;

/// Why a number must not be rung by a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dear {
    /// Who answers earns from the call.
    Premium,
    /// A network of satellites, or one that belongs to no country.
    Beyond,
}

impl fmt::Display for Dear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dear::Premium => "a number with a price of its own (premium rate, shared cost or directory enquiries)",
            Dear::Beyond => "a number of a satellite or an international network",
        })
    }
}

/// Networks that belong to no country (ITU-T E.164, codes for global services): Inmarsat, shared cost, universal personal
/// numbers, satellites, networks, disaster relief, premium rate.
const BEYOND: [&str; 8] = ["870", "808", "878", "881", "882", "883", "888", "979"];

/// Premium, shared-cost and personal numbers, behind the plus. A prefix may stand here only if no landline begins with it: +44 118
/// is Reading, +353 15 Dublin and +31 18 Gouda, whatever services begin so at home.
const PREMIUM: &[&str] = &[
    // Germany (Bundesnetzagentur): premium, mass calls, shared cost, directory enquiries, and services that are closed.
    "49900", "49137", "49180", "49118", "49190", //
    // Austria (KEM-V) and Switzerland (BAKOM): premium and shared cost.
    "43810", "43820", "43821", "43828", "43900", "43901", "43930", "43931", "43939", //
    "41900", "41901", "41906", "4184", //
    // United Kingdom (Ofcom): premium, service numbers, personal numbers.
    "449", "4487", "4484", "4470", //
    // France (ARCEP), Italy (AGCOM), Spain (CNMC), Portugal (ANACOM).
    "3389", "3381", "3382", "3989", "39199", "39178", "34803", "34806", "34807", "34901", "34902", "34905", "34907",
    "35176", "351707", "351708", //
    // Netherlands (ACM), Belgium (BIPT), Luxembourg (ILR), Denmark (SDFI).
    "31900", "31906", "31909", "3290", "3270", "352900", "352901", "352905", "4590", //
    // Sweden (PTS), Norway (Nkom), Finland (Traficom).
    "46900", "46939", "46944", "47820", "47829", "358600", "358700", //
    // Poland (UKE), Czechia (ČTÚ), Slovakia (ÚREKPS), Hungary (NMHH).
    "4870", "42090", "421900", "3690", //
    // North America (NANPA).
    "1900", "1976",
];

/// Country codes of two digits (ITU-T E.164); all others have one (1 and 7) or three.
const TWO_DIGITS: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95",
];

/// Area codes under +1 that are countries of their own (NANPA), whose calls cost as foreign ones do.
const CARIBBEAN: [&str; 23] = [
    "242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784", "809",
    "829", "849", "868", "869", "876", "340", "671",
];

/// The country of a number: its country code, behind which the area code follows where several countries share one (+1 876 is
/// Jamaica, +7 7 Kazakhstan). Two numbers are of one country when this is equal.
pub fn country(number: &Number) -> &str {
    let digits = digits(number);
    let begins = |length: usize, among: &[&str]| digits.get(..length).is_some_and(|begin| among.contains(&begin));
    let length = match digits.as_bytes() {
        [b'1', ..] if digits.get(1..4).is_some_and(|area| CARIBBEAN.contains(&area)) => 4,
        [b'7', b'6' | b'7', ..] => 2,
        [b'1' | b'7', ..] => 1,
        // +98 is Iran, alone of its hundred.
        _ if begins(2, &TWO_DIGITS) || begins(2, &["98"]) => 2,
        _ => 3,
    };
    digits.get(..length).unwrap_or(digits)
}

/// Why a number must not be rung by a machine; `None` where nothing is known against it.
pub fn dear(number: &Number) -> Option<Dear> {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| digits(number).starts_with(prefix));
    match (begins(&BEYOND), begins(PREMIUM)) {
        (true, _) => Some(Dear::Beyond),
        (false, true) => Some(Dear::Premium),
        (false, false) => None,
    }
}

fn digits(number: &Number) -> &str {
    number.as_str().trim_start_matches('+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn p28_dear_numbers_are_known() {
        for (text, why) in [
            ("+49 900 1234567", Some(Dear::Premium)),
            ("+49 137 8001234", Some(Dear::Premium)),
            ("+49 180 5123456", Some(Dear::Premium)),
            ("+49 11833 000", Some(Dear::Premium)),
            ("+44 909 8790000", Some(Dear::Premium)),
            ("+44 871 2340000", Some(Dear::Premium)),
            ("+44 70 12345678", Some(Dear::Premium)),
            ("+43 930 123456", Some(Dear::Premium)),
            ("+41 900 123456", Some(Dear::Premium)),
            ("+1 900 5551234", Some(Dear::Premium)),
            ("+979 1 2345678", Some(Dear::Beyond)),
            ("+881 6 12345678", Some(Dear::Beyond)),
            ("+882 16 1234567", Some(Dear::Beyond)),
            ("+883 5100 123456", Some(Dear::Beyond)),
            ("+870 773 123456", Some(Dear::Beyond)),
            // Ordinary ones: landlines, mobiles, freephone.
            ("+49 221 4710199", None),
            ("+49 89 99998399", None),
            ("+49 176 04069001", None),
            ("+49 1511 2345678", None),
            ("+49 800 3301000", None),
            ("+44 20 79460000", None),
            ("+44 118 4960000", None),
            ("+353 1 5200000", None),
            ("+31 182 123456", None),
            ("+44 7700 900123", None),
            ("+43 1 5123456", None),
            ("+43 664 1234567", None),
            ("+41 44 6681800", None),
            ("+33 1 70189900", None),
            ("+1 212 5550100", None),
        ] {
            assert_eq!(dear(&number(text)), why, "{text}");
        }
    }

    #[test]
    fn numbers_are_of_their_countries() {
        for (text, code) in [
            ("+49 221 4710199", "49"),
            ("+44 20 79460000", "44"),
            ("+352 26 123456", "352"),
            ("+423 2345678", "423"),
            ("+98 21 12345678", "98"),
            ("+1 212 5550100", "1"),
            ("+1 876 5550100", "1876"),
            ("+7 495 1234567", "7"),
            ("+7 717 2701234", "77"),
        ] {
            assert_eq!(country(&number(text)), code, "{text}");
        }
    }
}
