use super::*;
use crate::{AppointmentId, Slot};
use base::business::fixtures;
use base::privacy::Personal;
use jiff::civil::date;
use std::ops::Range;

/// (said, kept) that are one person.
const SAME: [(&str, &str); 63] = [
    ("Keller", "Keller"),
    ("keller", "KELLER"),
    ("Herr Keller", "Keller"),
    ("Frau Dr. Keller", "Keller"),
    ("Professor Keller", "Prof. Dr. Keller"),
    ("Mr Keller", "Keller"),
    ("Anna Keller", "Keller"),
    ("Keller", "Anna Keller"),
    ("Keller, Anna", "Anna Keller"),
    ("Keller Anna", "Anna Keller"),
    ("A. Keller", "Anna Keller"),
    ("Anna Maria Keller", "Anna Keller"),
    ("Peter Keller", "Hans-Peter Keller"),
    ("Mein Name ist Keller", "Keller"),
    ("Keller, K E L L E R", "Keller"),
    ("K-E-L-L-E-R", "Keller"),
    ("Kayla K E L L E R", "Keller"),
    ("Müller", "Mueller"),
    ("Mueller", "Müller"),
    ("Muller", "Müller"),
    ("Kuhn", "Kühn"),
    ("Mu\u{308}ller", "Müller"),
    ("Möller", "Moeller"),
    ("Jäger", "Jaeger"),
    ("Groß", "Gross"),
    ("Strauss", "Strauß"),
    ("Meyer", "Maier"),
    ("Mayer", "Meier"),
    ("Schmidt", "Schmitt"),
    ("Schmid", "Schmidt"),
    ("Krämer", "Kremer"),
    ("Becker", "Bäcker"),
    ("Beck", "Bek"),
    ("Mahler", "Maler"),
    ("Böhm", "Böm"),
    ("Hoffmann", "Hofman"),
    ("Pfeiffer", "Pfeifer"),
    ("Walther", "Walter"),
    ("Stephan", "Stefan"),
    ("Kreutz", "Kreuz"),
    ("Clausen", "Klausen"),
    ("Maxheim", "Machsheim"),
    ("Yılmaz", "Yilmaz"),
    ("Jilmas", "Yılmaz"),
    ("Şahin", "Sahin"),
    ("Schahin", "Şahin"),
    ("Özdemir", "Ozdemir"),
    ("Çelik", "Celik"),
    ("Tschelik", "Çelik"),
    ("Yıldız", "Yildis"),
    ("Nowak", "Novak"),
    ("Wójcik", "Wojcik"),
    ("Kowalczyk", "Kowaltschyk"),
    ("Kaczmarek", "Katschmarek"),
    ("Al Hassan", "Alhassan"),
    ("Hassan", "Al-Hassan"),
    ("Mohammed", "Muhammed Mohammed"),
    ("von der Heide", "Heide"),
    ("Landrut", "Meyer-Landrut"),
    ("Anna Meyer Landrut", "Anna Meyer-Landrut"),
    ("O'Brien", "OBrien"),
    ("Smith", "Smyth"),
    ("Ben", "Ben"),
];

/// (said, kept) that are not, or cannot be taken for, one person.
const DIFFERENT: [(&str, &str); 33] = [
    ("Müller", "Möller"),
    ("Mueller", "Moeller"),
    ("Muller", "Moller"),
    ("Miller", "Müller"),
    ("Keller", "Heller"),
    ("Keller", "Kehler-Schulz Weber"),
    ("Anna Keller", "Bernd Keller"),
    ("A. Keller", "Bernd Keller"),
    ("Anna Lena Keller", "Anna Maria Keller"),
    ("Herr Keller", "Frau Keller"),
    ("Mrs Keller", "Mr Keller"),
    ("Anna", "Anna Keller"),
    ("Herr", "Herr"),
    ("", ""),
    ("", "Keller"),
    ("Keller", ""),
    ("Dr.", "Keller"),
    ("Fischer", "Wischer"),
    ("Weber", "Feber"),
    ("Schulz", "Schulze"),
    ("Sander", "Zander"),
    ("Bauer", "Brauer"),
    ("Weiß", "Weitz"),
    ("Kurz", "Kunz"),
    ("Lang", "Lange"),
    ("Hahn", "Hein"),
    ("Meyer-Schulz", "Meyer-Landrut"),
    ("Kaya", "Kara"),
    ("K. E.", "Keller"),
    ("K", "Keller"),
    ("A. K.", "Anna Keller"),
    ("Anna K.", "Anna Keller"),
    ("Peters", "Peter"),
];

/// Frequent surnames in Germany of several origins, no two of which sound alike.
#[rustfmt::skip]
const SURNAMES: [&str; 109] = [
    "Müller", "Möller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Schulze",
    "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann",
    "Braun", "Krüger", "Hofer", "Hartmann", "Lange", "Lang", "Werner", "Krause", "Lehmann", "Köhler", "Herrmann",
    "König", "Walter", "Huber", "Kaiser", "Fuchs", "Peters", "Scholz", "Weiß", "Jung", "Hahn", "Vogel", "Friedrich",
    "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann", "Franke", "Albrecht",
    "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus", "Martin", "Schumacher", "Krämer", "Vogt", "Stein", "Jäger",
    "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt", "Haas", "Schreiber", "Graf", "Dietrich", "Ziegler", "Kuhn",
    "Pohl", "Engel", "Horn", "Busch", "Bergmann", "Thomas", "Voigt", "Sauer", "Arnold", "Pfeiffer", "Yılmaz", "Kaya",
    "Demir", "Şahin", "Çelik", "Yıldız", "Öztürk", "Aydın", "Arslan", "Doğan", "Nowak", "Kowalski", "Wiśniewski", "Wójcik",
    "Hassan", "Ahmed", "Ali", "Khalil", "Ibrahim",
];

#[test]
fn names_match_as_the_tables_say() {
    for (said, kept) in SAME {
        assert!(name_matches(said, kept), "{said} is {kept}");
        assert!(name_matches(kept, said), "{kept} is {said}");
    }
    for (said, kept) in DIFFERENT {
        assert!(!name_matches(said, kept), "{said} is not {kept}");
        assert!(!name_matches(kept, said), "{kept} is not {said}");
    }
}

#[test]
fn frequent_surnames_stay_apart() {
    for (number, one) in SURNAMES.iter().enumerate() {
        assert!(name_matches(one, one), "{one}");
        for other in &SURNAMES[..number] {
            assert!(!name_matches(one, other), "{one} is not {other}");
        }
    }
}

const ANNA: Pseudonym = Pseudonym([1; 32]);
const OTHER: Pseudonym = Pseudonym([2; 32]);

/// A candidate on 3 December 2026 at `hour`, Berlin time.
fn candidate(id: &str, name: &str, hour: i8, pseudonym: Option<Pseudonym>) -> Candidate {
    let start = at(hour, 0);
    let slot = Slot {
        service: "herrenschnitt".to_owned(),
        resource: "jonas".to_owned(),
        start,
        end: start + jiff::SignedDuration::from_mins(30),
    };
    let appointment = Appointment {
        id: AppointmentId(id.to_owned()),
        slot,
        name: name.into(),
        details: Personal::default(),
        state: AppointmentState::Booked,
    };
    Candidate { appointment, pseudonym }
}

fn at(hour: i8, minute: i8) -> Timestamp {
    date(2026, 12, 3).at(hour, minute, 0, 0).in_tz("Europe/Berlin").unwrap().timestamp()
}

fn day() -> Range<Timestamp> {
    let start = date(2026, 12, 3).in_tz("Europe/Berlin").unwrap();
    start.timestamp()..start.tomorrow().unwrap().timestamp()
}

fn minute(hour: i8) -> Range<Timestamp> {
    at(hour, 0)..at(hour, 1)
}

fn query(pseudonyms: &[Pseudonym], name: &str, within: Option<Range<Timestamp>>) -> OwnQuery {
    let now = date(2026, 12, 1).in_tz("Europe/Berlin").unwrap().timestamp();
    OwnQuery { pseudonyms: pseudonyms.to_vec(), name: name.into(), within, whose: Whose::Own, now }
}

fn found(business: &str, query: &OwnQuery, candidates: &[Candidate]) -> Vec<String> {
    let business = fixtures::by_id(business).unwrap();
    identify(&business, query, candidates).into_iter().map(|one| one.id.0).collect()
}

#[test]
fn a_number_alone_or_a_name_alone_proves_nothing() {
    let own = [candidate("a", "Anna Keller", 15, Some(ANNA))];
    assert_eq!(found("salon", &query(&[ANNA], "Keller", None), &own), ["a"]);
    assert_eq!(found("salon", &query(&[ANNA], "Möller", None), &own), [""; 0]);
    assert_eq!(found("salon", &query(&[ANNA], "", None), &own), [""; 0]);
    assert_eq!(found("salon", &query(&[OTHER], "Keller", None), &own), [""; 0]);
    assert_eq!(found("salon", &query(&[OTHER], "Keller", Some(day())), &own), [""; 0], "another's number");
    assert_eq!(found("salon", &query(&[OTHER, ANNA], "Keller", None), &own), ["a"], "under an older key");
    let without = [candidate("a", "Anna Keller", 15, None)];
    assert_eq!(found("salon", &query(&[ANNA], "Keller", None), &without), [""; 0], "booked without a number");
}

#[test]
fn p35_under_secrecy_the_day_is_wanted_too() {
    let own = [candidate("a", "Keller", 15, Some(ANNA))];
    let of = |within| found("zahnarzt", &query(&[ANNA], "Keller", within), &own);
    assert_eq!(of(None), [""; 0]);
    assert_eq!(of(Some(day())), ["a"]);
    assert_eq!(of(Some(minute(15))), ["a"]);
    assert_eq!(of(Some(at(12, 0)..at(18, 0))), ["a"], "a part of the day is within one day");
    assert_eq!(of(Some(minute(14))), [""; 0], "another time");
    let two_days = day().start..day().end + jiff::SignedDuration::from_hours(1);
    assert_eq!(of(Some(two_days)), [""; 0], "more than a day proves nothing");
    assert_eq!(
        of(Some(day().start - jiff::SignedDuration::from_hours(1)..at(23, 0))),
        [""; 0],
        "the night before as well"
    );
}

#[test]
fn a_number_that_proves_nothing_takes_name_day_and_time() {
    let own = [candidate("a", "Keller", 15, Some(ANNA)), candidate("b", "Keller", 16, None)];
    for business in ["salon", "zahnarzt"] {
        let of = |name, within| found(business, &query(&[], name, within), &own);
        assert_eq!(of("Keller", None), [""; 0]);
        assert_eq!(of("Keller", Some(day())), [""; 0]);
        assert_eq!(of("Keller", Some(at(15, 0)..at(15, 30))), [""; 0]);
        assert_eq!(of("Keller", Some(minute(15))), ["a"]);
        assert_eq!(of("Keller", Some(minute(16))), ["b"]);
        assert_eq!(of("Möller", Some(minute(15))), [""; 0]);
        assert_eq!(of("Keller", Some(minute(14))), [""; 0]);
        assert_eq!(of("Keller", Some(at(15, 0)..at(14, 0))), [""; 0]);
    }
}

/// Every row of the table, by what is found.
#[test]
fn p35_the_table_says_what_must_match() {
    let all = [None, Some(day()), Some(minute(15))];
    let least = |business: &str, line: &[Pseudonym], whose| {
        let own = [candidate("a", "Anna Keller", 15, Some(ANNA))];
        let is_found = |within: &Option<Range<Timestamp>>| {
            let query = OwnQuery { whose, ..query(line, "Keller", within.clone()) };
            let wrong = OwnQuery { name: "Möller".into(), ..query.clone() };
            assert_eq!(found(business, &wrong, &own), [""; 0]);
            !found(business, &query, &own).is_empty()
        };
        all.iter().position(is_found)
    };
    let (name, day, minute, never) = (Some(0), Some(1), Some(2), None);
    for (line, whose, open, secret) in [
        (&[ANNA][..], Whose::Own, name, day),
        (&[ANNA], Whose::Another, name, never),
        (&[OTHER], Whose::Own, minute, minute),
        (&[OTHER], Whose::Another, minute, never),
        (&[], Whose::Own, minute, minute),
        (&[], Whose::Another, minute, never),
    ] {
        assert_eq!(least("salon", line, whose), open, "{line:?} {whose:?}");
        assert_eq!(least("zahnarzt", line, whose), secret, "under secrecy {line:?} {whose:?}");
    }
}

#[test]
fn two_people_of_one_name_at_one_minute_are_not_told_apart_by_it() {
    let two = [candidate("a", "Anna Keller", 15, Some(ANNA)), candidate("b", "Bernd Keller", 15, Some(OTHER))];
    let same = [candidate("a", "Keller", 15, Some(ANNA)), candidate("b", "Keller", 15, Some(OTHER))];
    let third = Pseudonym([3; 32]);
    for line in [&[third][..], &[]] {
        assert_eq!(found("salon", &query(line, "Keller", Some(minute(15))), &two), [""; 0]);
        assert_eq!(found("salon", &query(line, "Keller", Some(minute(15))), &same), [""; 0]);
        assert_eq!(found("salon", &query(line, "Bernd Keller", Some(minute(15))), &two), ["b"]);
    }
    assert_eq!(found("salon", &query(&[ANNA], "Keller", Some(minute(15))), &same), ["a"], "the number tells");
    let visit = [candidate("a", "Keller", 15, Some(ANNA)), candidate("b", "Keller", 15, Some(ANNA))];
    assert_eq!(found("salon", &query(&[third], "Keller", Some(minute(15))), &visit), ["a", "b"], "booked together");
}

#[test]
fn questions_go_by_the_line_and_not_by_the_calendar() {
    assert_eq!(asked_for(true, false, 0), Proof::Name);
    assert_eq!(asked_for(true, true, 1), Proof::Day);
    assert_eq!(asked_for(true, false, 2), Proof::DayAndTime, "perhaps another number booked it");
    assert_eq!(asked_for(false, false, 0), Proof::DayAndTime);
}

#[test]
fn a_family_phone_tells_nothing_until_the_first_name_is_said() {
    let family = [candidate("a", "Anna Keller", 15, Some(ANNA)), candidate("b", "Bernd Keller", 16, Some(ANNA))];
    assert_eq!(found("salon", &query(&[ANNA], "Keller", None), &family), [""; 0]);
    assert_eq!(found("salon", &query(&[ANNA], "Bernd Keller", None), &family), ["b"]);
    assert_eq!(found("salon", &query(&[ANNA], "Keller", Some(minute(15))), &family), ["a"], "the time tells who it is");
    let own = [candidate("b", "Keller", 16, Some(ANNA)), candidate("a", "Anna Keller", 15, Some(ANNA))];
    assert_eq!(found("salon", &query(&[ANNA], "Keller", None), &own), ["a", "b"], "earliest first");
}

#[test]
fn what_is_over_or_cancelled_is_not_spoken_of() {
    let mut cancelled = candidate("a", "Keller", 15, Some(ANNA));
    cancelled.appointment.state = AppointmentState::Cancelled;
    let later = OwnQuery { now: at(15, 30), ..query(&[ANNA], "Keller", None) };
    let during = OwnQuery { now: at(15, 29), ..query(&[ANNA], "Keller", None) };
    let booked = candidate("b", "Keller", 15, Some(ANNA));
    assert_eq!(found("salon", &during, &[cancelled, booked.clone()]), ["b"]);
    assert_eq!(found("salon", &later, &[booked]), [""; 0]);
}
