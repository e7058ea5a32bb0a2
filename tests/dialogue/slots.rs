//! Looking for slots near a wish: what is offered, and why not as wished.

use crate::dialogue::memory_calendar::MemoryCalendar;
use base::business::{Closure, Span, fixtures};
use booking::{CallId, Part, Slot, Together, Visit};
use dialogue::Scene;
use dialogue::tools::{VisitAnswer, VisitWish, WhyNot, find_visits};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use understanding::when::{Kind, When};

struct Desk {
    scene: Scene,
    calendar: Arc<MemoryCalendar>,
}

fn wish<'a>(parts: &'a [Part], when: &'a When) -> VisitWish<'a> {
    VisitWish { parts, together: Together::AsItFits, when, excluded: &[], declined: &[], moved: None }
}

fn desk(business: &str, now: &str) -> Desk {
    let business = fixtures::by_id(business).unwrap();
    let now = business.zone.to_zoned(now.parse::<DateTime>().unwrap()).unwrap().timestamp();
    let calendar = Arc::new(MemoryCalendar::default());
    let scene = Scene {
        business: Arc::new(business),
        agenda: calendar.clone(),
        call: CallId("0".repeat(32)),
        begun_at: now,
        now,
        pseudonyms: Vec::new(),
        number: None,
    };
    Desk { scene, calendar }
}

impl Desk {
    fn at(&self, local: &str) -> Timestamp {
        self.scene.business.zone.to_zoned(local.parse::<DateTime>().unwrap()).unwrap().timestamp()
    }

    fn instant(&self, local: &str) -> When {
        self.when(Kind::Instant, local, None)
    }

    fn range(&self, from: &str, to: &str) -> When {
        self.when(Kind::Range, from, Some(to))
    }

    fn when(&self, kind: Kind, start: &str, end: Option<&str>) -> When {
        When {
            kind,
            start: self.at(start),
            end: end.map(|end| self.at(end)),
            alternatives: Vec::new(),
            daily: None,
            weekdays: Vec::new(),
        }
    }

    fn take(&self, service: &str, resource: &str, start: &str) {
        let minutes = self.scene.business.service(service).unwrap().minutes;
        let start = self.at(start);
        let end = start.checked_add(SignedDuration::from_mins(minutes.into())).unwrap();
        let slot = Slot { service: service.into(), resource: resource.into(), start, end };
        self.calendar.put(&self.scene.business, slot, "Weber", None);
    }

    /// The answer in short: why not, and the slots as `resource start`.
    async fn find(&self, service: &str, resource: Option<&str>, when: &When) -> (Option<WhyNot>, Vec<String>) {
        let parts = [Part { service: service.into(), resource: resource.map(str::to_owned), person: 0 }];
        self.short(find_visits(&self.scene, &wish(&parts, when)).await.unwrap())
    }

    fn short(&self, answer: VisitAnswer) -> (Option<WhyNot>, Vec<String>) {
        let (why, slots) = match answer {
            VisitAnswer::Free(visit) => return (None, vec![format!("free: {}", self.word(&visit))]),
            VisitAnswer::Within(visits) => (None, visits),
            VisitAnswer::Near(why, visits) => (Some(why), visits),
        };
        (why, slots.iter().map(|visit| self.word(visit)).collect())
    }

    fn word(&self, visit: &Visit) -> String {
        let start = visit.start().to_zoned(self.scene.business.zone.clone());
        format!("{} {}", visit.first().resource, start.strftime("%a %d %H:%M"))
    }
}

#[tokio::test]
async fn a_free_time_is_taken_as_wished() {
    let desk = desk("salon", "2026-12-01T10:00");
    let found = desk.find("herrenschnitt", None, &desk.instant("2026-12-03T15:00")).await;
    assert_eq!(found, (None, vec!["free: aylin Thu 03 15:00".into()]));
    let found = desk.find("herrenschnitt", Some("jonas"), &desk.instant("2026-12-03T15:00")).await;
    assert_eq!(found, (None, vec!["free: jonas Thu 03 15:00".into()]));
}

#[tokio::test]
async fn a_taken_time_leads_to_the_nearest_and_to_others_at_that_time() {
    let desk = desk("salon", "2026-12-01T10:00");
    desk.take("herrenschnitt", "jonas", "2026-12-03T15:00");
    let (why, slots) = desk.find("herrenschnitt", Some("jonas"), &desk.instant("2026-12-03T15:00")).await;
    assert_eq!(why, Some(WhyNot::Taken));
    assert_eq!(slots, ["jonas Thu 03 14:30", "aylin Thu 03 15:00", "jonas Thu 03 15:30"]);
}

#[tokio::test]
async fn a_day_is_offered_spread_and_a_week_day_by_day() {
    let desk = desk("salon", "2026-12-01T10:00");
    let day = desk.when(Kind::Day, "2026-12-03T00:00", Some("2026-12-04T00:00"));
    let (why, slots) = desk.find("herrenschnitt", None, &day).await;
    assert_eq!(
        (why, slots),
        (None, vec!["aylin Thu 03 09:00".into(), "aylin Thu 03 13:00".into(), "aylin Thu 03 16:00".into()])
    );
    let week = desk.range("2026-12-07T00:00", "2026-12-14T00:00");
    let (_, slots) = desk.find("herrenschnitt", None, &week).await;
    assert_eq!(slots, ["aylin Tue 08 09:00", "aylin Wed 09 09:00", "aylin Thu 10 09:00"]);
}

#[tokio::test]
async fn daily_times_and_weekdays_bound_a_range() {
    let desk = desk("salon", "2026-12-01T10:00");
    let time = |hour| jiff::civil::time(hour, 0, 0, 0);
    let week = When {
        daily: Some(Span { from: time(14), to: time(18) }),
        weekdays: vec![jiff::civil::Weekday::Wednesday, jiff::civil::Weekday::Friday],
        ..desk.range("2026-12-07T00:00", "2026-12-21T00:00")
    };
    let (_, slots) = desk.find("herrenschnitt", None, &week).await;
    assert_eq!(slots, ["aylin Wed 09 14:00", "aylin Fri 11 14:00", "aylin Wed 16 14:00"]);
}

#[tokio::test]
async fn a_closed_day_leads_to_the_next_open_ones_at_that_time_of_day() {
    let desk = desk("salon", "2026-12-01T10:00");
    let sunday = desk.when(Kind::Day, "2026-12-06T00:00", Some("2026-12-07T00:00"));
    let (why, slots) = desk.find("herrenschnitt", None, &sunday).await;
    assert_eq!(why, Some(WhyNot::Closed(None)));
    assert_eq!(slots, ["aylin Tue 08 09:00", "aylin Wed 09 09:00", "aylin Thu 10 09:00"]);
    let afternoon = desk.range("2026-12-06T12:00", "2026-12-06T18:00");
    let (_, slots) = desk.find("herrenschnitt", None, &afternoon).await;
    assert_eq!(slots, ["aylin Tue 08 12:00", "aylin Wed 09 12:00", "aylin Thu 10 12:00"]);
}

#[tokio::test]
async fn the_reason_is_the_true_one() {
    let desk = desk("salon", "2026-12-01T10:00");
    for (wish, reason) in [
        ("2026-12-01T09:00", WhyNot::Past),
        ("2026-12-01T11:00", WhyNot::TooSoon),
        ("2027-04-01T11:00", WhyNot::TooFar),
        ("2026-12-05T15:00", WhyNot::OutsideHours),
        ("2026-12-07T15:00", WhyNot::Closed(None)),
        ("2026-12-27T15:00", WhyNot::Closed(Some(Closure::Company))),
    ] {
        let (why, _) = desk.find("herrenschnitt", None, &desk.instant(wish)).await;
        assert_eq!(why, Some(reason), "{wish}");
    }
}

#[tokio::test]
async fn what_did_not_suit_is_not_offered_again() {
    let desk = desk("salon", "2026-12-01T10:00");
    let day = desk.when(Kind::Day, "2026-12-03T00:00", Some("2026-12-04T00:00"));
    let parts = [Part { service: "faerben".into(), resource: None, person: 0 }];
    let wish = wish(&parts, &day);
    let VisitAnswer::Within(first) = find_visits(&desk.scene, &wish).await.unwrap() else { panic!("nothing free") };
    let afternoon = [desk.range("2026-12-03T12:00", "2026-12-03T20:00")];
    let wish = VisitWish { declined: &first, excluded: &afternoon, ..wish };
    let VisitAnswer::Within(second) = find_visits(&desk.scene, &wish).await.unwrap() else { panic!("nothing free") };
    assert!(
        second.iter().all(|visit| !first.contains(visit) && visit.start() < desk.at("2026-12-03T12:00")),
        "{second:?}"
    );
}
