//! Several that are as good: 'Dienstag oder Mittwoch um drei', 'Montag, Mittwoch oder Freitag'.

use super::phrase::{Month, Piece, Place, Placed};
use super::wishes::Pair;

/// 'Montag, Mittwoch oder Freitag': a comma before a day that an 'oder' follows is one, too.
pub(super) fn is_enumerated(pieces: &[Placed], index: usize) -> bool {
    let alike = |placed: &Placed| {
        let kind = std::mem::discriminant(&pieces[index].piece);
        matches!(placed.piece, Piece::Place(_) | Piece::Moment(_)) && std::mem::discriminant(&placed.piece) == kind
    };
    let before = index.checked_sub(1).is_some_and(|before| alike(&pieces[before]) && pieces[before].ends_clause);
    let mut rest =
        pieces[index..].iter().skip_while(|placed| alike(placed) && (placed.ends_clause || **placed == pieces[index]));
    let or = match rest.next() {
        Some(placed) if alike(placed) => rest.next(),
        other => other,
    };
    before && or.is_some_and(|placed| placed.piece == Piece::Or) || is_next_of_pairs(pieces, index)
}

/// 'Morgen um neun, am Freitag um zehn oder am Samstag um elf': a day behind a whole pair of day and time, and an 'oder' later.
fn is_next_of_pairs(pieces: &[Placed], index: usize) -> bool {
    let time = |placed: &&Placed| matches!(placed.piece, Piece::Place(_) | Piece::Moment(_) | Piece::Word);
    let said = |placed: &&Placed| placed.piece != Piece::Word;
    let mut before = pieces[..index].iter().rev().filter(said);
    let pair = before.next().is_some_and(|placed| matches!(placed.piece, Piece::Moment(_)))
        && before.next().is_some_and(|placed| matches!(placed.piece, Piece::Place(_)));
    let parted = index > 0 && pieces[index - 1].ends_clause;
    let or = pieces[index..].iter().find(|placed| !time(placed)).is_some_and(|placed| placed.piece == Piece::Or);
    matches!(pieces[index].piece, Piece::Place(_)) && pair && parted && or
}

/// 'Dienstag oder Mittwoch um drei', 'am Donnerstag um drei oder um vier': choices share what only one of them has; weekly
/// ones become one.
pub(super) fn share(pairs: &mut Vec<Pair>) {
    for index in 1..pairs.len() {
        let before = pairs[index - 1].place.clone();
        match &mut pairs[index].place {
            None => pairs[index].place = before,
            Some(place) => borrow(place, before.as_ref(), false),
        }
    }
    for index in (1..pairs.len()).rev() {
        if pairs[index - 1].moment.is_none() {
            pairs[index - 1].moment = pairs[index].moment.clone();
            pairs[index - 1].other_moment = pairs[index].other_moment.clone();
        }
        // 'at three or at four on Tuesday'
        let all = pairs[..index].iter().all(|pair| pair.place.is_none() && pair.moment.is_some());
        if all && pairs[index].place_behind {
            pairs[index - 1].place = pairs[index].place.clone();
            pairs[index - 1].place_behind = true;
        }
        let week = pairs[index].place.clone();
        if let Some(place) = &mut pairs[index - 1].place {
            borrow(place, week.as_ref(), true);
        }
    }
    let weekly: Option<Vec<_>> = pairs
        .iter()
        .map(|pair| if let Some(Place::Weekly(weekdays)) = &pair.place { Some(weekdays.clone()) } else { None })
        .collect();
    if let (Some(weekdays), Some(first)) = (weekly, pairs.first().cloned()) {
        *pairs = vec![Pair { place: Some(Place::Weekly(weekdays.concat())), ..first }];
    }
}

/// 'Dienstag oder Mittwoch nächster Woche', 'am 3. oder 4. Januar'.
fn borrow(place: &mut Place, later: Option<&Place>, later_is_behind: bool) {
    match (&*place, later) {
        (Place::Weekday { weekday, rank: None, weeks: 0 }, Some(Place::InWeek { week, .. })) => {
            *place = Place::InWeek { weekday: *weekday, week: *week };
        }
        (
            Place::Date { weekday, day, month: None },
            Some(Place::Date { month: Some(month @ Month::Named(..)), .. }),
        ) => {
            *place = Place::Date { weekday: *weekday, day: *day, month: Some(*month) };
        }
        // 'next Monday or Tuesday'
        (Place::Weekday { weekday, rank: None, weeks: 0 }, Some(Place::Weekday { rank: Some(rank), weeks: 0, .. }))
            if !later_is_behind =>
        {
            *place = Place::Weekday { weekday: *weekday, rank: Some(*rank), weeks: 0 };
        }
        _ => {}
    }
}
