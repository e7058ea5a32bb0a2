//! When a certificate ends: the one field that is read of it. Whether it is any good is rustls's to say.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// ASN.1's two ways to write a time (X.680, sections 46 and 47), and the version's tag in a certificate.
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const VERSION: u8 = 0xa0;

/// The end of a certificate's validity (`notAfter`; RFC 5280, section 4.1.2.5), if it is found.
pub(super) fn ends_at(der: &[u8]) -> Option<Timestamp> {
    let certificate = element(der)?.content;
    let mut rest = element(certificate)?.content;
    if element(rest)?.tag == VERSION {
        rest = element(rest)?.rest;
    }
    // Serial number, signature's algorithm, issuer.
    for _ in 0..3 {
        rest = element(rest)?.rest;
    }
    let begins = element(element(rest)?.content)?;
    time(&element(begins.rest)?)
}

/// One element of DER: tag, length, content (X.690, section 8.1).
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    rest: &'a [u8],
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (&[tag, first], bytes) = bytes.split_first_chunk()?;
    let (length, bytes) = match first {
        0..=0x7f => (usize::from(first), bytes),
        // The length's own length; four bytes are more than any certificate has.
        0x81..=0x84 => {
            let (digits, bytes) = bytes.split_at_checked(usize::from(first - 0x80))?;
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), bytes)
        }
        _ => return None,
    };
    let (content, rest) = bytes.split_at_checked(length)?;
    Some(Element { tag, content, rest })
}

fn time(element: &Element<'_>) -> Option<Timestamp> {
    let text = std::str::from_utf8(element.content).ok()?;
    let text = match element.tag {
        // Two digits of the year: 1950 to 2049 (RFC 5280, section 4.1.2.5.1).
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let time = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate as far as it is read: version, serial number, algorithm, issuer, validity.
    fn certificate(version: &[u8], tag: u8, ends: &str) -> Vec<u8> {
        let element = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
        let begins = element(UTC_TIME, b"260101000000Z");
        let validity = element(0x30, &[begins, element(tag, ends.as_bytes())].concat());
        let issuer = element(0x30, &[0x31, 0]);
        let body = [version, &element(2, &[1]), &element(0x30, &[]), &issuer, &validity].concat();
        element(0x30, &element(0x30, &body))
    }

    #[test]
    fn the_end_is_found_in_both_ways_of_writing_it() {
        for (version, tag, ends, expected) in [
            (&[VERSION, 3, 2, 1, 2][..], UTC_TIME, "270314150926Z", "2027-03-14T15:09:26Z"),
            (&[], UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"),
            (&[], GENERALIZED_TIME, "20500101000000Z", "2050-01-01T00:00:00Z"),
        ] {
            let found = ends_at(&certificate(version, tag, ends)).expect("found");
            assert_eq!(found.to_string(), expected);
        }
    }

    #[test]
    fn what_is_cut_off_or_something_else_has_none() {
        let whole = certificate(&[], UTC_TIME, "270314150926Z");
        for length in 0..whole.len() {
            assert_eq!(ends_at(&whole[..length]), None, "{length}");
        }
        for (tag, ends) in [(UTC_TIME, "2703141509Z"), (GENERALIZED_TIME, "soon"), (0x04, "270314150926Z")] {
            assert_eq!(ends_at(&certificate(&[], tag, ends)), None, "{ends}");
        }
        assert_eq!(ends_at(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
