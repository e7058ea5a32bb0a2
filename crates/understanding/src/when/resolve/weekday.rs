//! Which day a weekday is: 'Freitag', 'nächsten Freitag', 'Montag, den 8.', 'am Wochenende'.

use super::day::Found;
use super::scene::{Days, Scene};
use crate::when::Problem;
use crate::when::lexeme::Rank;
use crate::when::phrase::Month;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

impl Scene<'_> {
    /// A weekday. 'Nächsten Freitag' is the coming one for some and next week's for others as long as this week's is ahead;
    /// a weekday's bare name on that day may mean today.
    pub(super) fn weekday(&self, weekday: Weekday, rank: Option<Rank>, weeks: i32) -> Found {
        let today = i32::from(self.today.weekday().to_monday_zero_offset());
        let ahead = (i32::from(weekday.to_monday_zero_offset()) - today).rem_euclid(7);
        let this_week = today + ahead < 7;
        let nearest = if ahead == 0 { 7 } else { ahead };
        if rank.is_none()
            && weeks == 0
            && let Some(days) = self.within_earlier(weekday)
        {
            return (vec![days], None);
        }
        let offsets: Vec<i32> = match rank {
            Some(Rank::Last) => vec![if ahead == 0 { -7 } else { ahead - 7 }],
            Some(Rank::This) if ahead == 0 => vec![0, 7],
            Some(Rank::This) => vec![ahead],
            Some(Rank::Coming) => vec![nearest],
            Some(Rank::Next) if this_week && ahead > 0 => vec![nearest, nearest + 7],
            Some(Rank::Next) => vec![nearest],
            Some(Rank::AfterNext) if this_week && ahead > 0 => vec![nearest + 7, nearest + 14],
            Some(Rank::AfterNext) => vec![nearest + 7],
            // 'Dienstag in einer Woche', said on a Tuesday, is most likely a week from today.
            None if weeks > 0 && ahead == 0 => vec![7 * weeks, 7 * weeks + 7],
            None if ahead == 0 => vec![7, 0],
            None => vec![ahead + 7 * weeks],
        };
        let weeks = if rank.is_some() { weeks } else { 0 };
        let days: Vec<Days> =
            offsets.iter().filter_map(|offset| self.days_on(offset + 7 * weeks).and_then(Days::one)).collect();
        let past = (rank == Some(Rank::Last)).then_some(Problem::Past);
        (days, past)
    }

    /// The weekday within a stretch that was said earlier ('nächste Woche' – 'Dienstag'), or that very day.
    pub(super) fn within_earlier(&self, weekday: Weekday) -> Option<Days> {
        let earlier = self.days_said_earlier()?;
        if earlier.is_one() {
            // 'Ja, Donnerstag': the one spoken of.
            return (earlier.from.weekday() == weekday && earlier.from > self.today).then_some(earlier);
        }
        let first = earlier.from.max(self.today);
        let ahead = (weekday.to_monday_zero_offset() - first.weekday().to_monday_zero_offset()).rem_euclid(7);
        let date = first.checked_add(i32::from(ahead).days()).ok().filter(|date| *date < earlier.to)?;
        Days::one(date)
    }

    pub(super) fn weekend(&self, rank: Rank) -> Found {
        let monday = i32::from(self.today.weekday().to_monday_zero_offset());
        let saturday = 5 - monday;
        let begun = saturday <= 0;
        let offsets = match rank {
            Rank::This => vec![saturday],
            Rank::Coming => vec![if begun { saturday + 7 } else { saturday }],
            Rank::Next if begun => vec![saturday + 7],
            Rank::Next => vec![saturday, saturday + 7],
            Rank::AfterNext if begun => vec![saturday + 14],
            Rank::AfterNext => vec![saturday + 7, saturday + 14],
            Rank::Last => vec![saturday - 7],
        };
        let days = offsets
            .iter()
            .filter_map(|offset| Days::stretch(self.days_on(*offset)?, self.days_on(offset + 2)?))
            .collect();
        (days, (rank == Rank::Last).then_some(Problem::Past))
    }

    /// 'Montag, den 8.', when the 8th is a Tuesday: the date, or the weekday beside it.
    pub(super) fn contradiction(
        &self,
        date: Date,
        candidates: &[Date],
        weekday: Weekday,
        month: Option<Month>,
    ) -> Found {
        // A date without a month may be next month's, if that one fits and is not far.
        let fitting = candidates.iter().copied().find(|other| other.weekday() == weekday && *other >= self.today);
        if let Some(other) = fitting.filter(|_| month.is_none()) {
            return ([other, date].into_iter().filter_map(Days::one).collect(), Some(Problem::Ambiguous));
        }
        let offset = i32::from(weekday.to_monday_zero_offset()) - i32::from(date.weekday().to_monday_zero_offset());
        let near = date.checked_add(offset.days()).ok().filter(|near| *near >= self.today);
        let near = near.or_else(|| date.checked_add((offset + 7).days()).ok());
        ([Some(date), near].into_iter().flatten().filter_map(Days::one).collect(), Some(Problem::Contradictory))
    }
}
