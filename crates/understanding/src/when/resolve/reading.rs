//! One reading of an utterance, from all that its wishes may mean.

use super::scene::{Reading, Resolved, Scene};
use crate::when::lexeme::Lexed;
use crate::when::phrase::{Moment, Place};
use crate::when::wishes::{Pair, Wishes};
use crate::when::{Kind, Problem, Shift, When, WhenContext, WhenReading};
use std::ops::Range;

/// Resolves all wishes of an utterance into one reading.
pub(in crate::when) fn reading(wishes: &Wishes, lexed: &[Lexed], context: &WhenContext<'_>) -> WhenReading {
    let scene = Scene::new(context);
    let resolved: Vec<Resolved> = wishes.pairs.iter().map(|pair| scene.resolve(pair)).collect();
    let mut reading = WhenReading { any: wishes.any, ..WhenReading::default() };
    for one in &resolved {
        reading.day_said |= one.day_said;
        reading.time_said |= one.time_said;
        reading.problems.extend(&one.problems);
    }
    let choices: Vec<&Resolved> = resolved.iter().filter(|one| !one.readings.is_empty()).collect();
    reading.either = choices.len() > 1 && choices.iter().all(|one| one.readings.len() == 1);
    let readings: Vec<Reading> = choices.iter().flat_map(|one| one.readings.clone()).collect();
    reading.when = readings.first().map(|first| first.with(&readings[1..]));
    let asked = choices.iter().any(|one| one.readings.len() > 1);
    let settled = reading.problems.iter().any(|problem| matches!(problem, Problem::Contradictory | Problem::Past));
    if wishes.ambiguous || (asked && !settled) {
        reading.problems.push(Problem::Ambiguous);
    }
    if readings.first().is_some_and(|first| scene.is_over(first)) {
        reading.problems.push(Problem::Past);
    }
    reading.problems.sort();
    reading.problems.dedup();
    reading.weekday = match wishes.pairs.as_slice() {
        [Pair { place: Some(Place::Weekday { weekday, rank: None, weeks: 0 }), moment: None, .. }] => Some(*weekday),
        _ => None,
    };
    reading.first_free = wishes.soonest;
    reading.shift = match (wishes.pairs.as_slice(), wishes.vaguely) {
        ([only], _) => scene.shift(only),
        ([], Some(later)) => Some(if later { Shift::Later } else { Shift::Earlier }),
        _ => None,
    };
    reading.excluded = excluded(wishes, context, reading.when.as_ref());
    reading.instead_of = wishes.origin.as_ref().and_then(|pair| first_of(&scene.resolve(pair)));
    move_from_day(wishes, &scene, &mut reading);
    reading.consumed = wishes.used.iter().filter_map(|range| tokens_of(lexed, range)).collect();
    reading
}

/// 'Am Freitag eine halbe Stunde nach hinten': the day is that of the appointment, which is to be moved.
fn move_from_day(wishes: &Wishes, scene: &Scene<'_>, reading: &mut WhenReading) {
    let pair = wishes.origin.as_ref().or(wishes.pairs.first());
    let Some(Pair { place: Some(place), moment: Some(Moment::FromEarlier(minutes)), .. }) = pair else { return };
    if reading.instead_of.is_none() && scene.context.earlier.is_none_or(|earlier| earlier.kind != Kind::Instant) {
        let day = Pair { place: Some(place.clone()), ..Pair::default() };
        reading.instead_of = first_of(&scene.resolve(&day));
        reading.shift = Some(Shift::Minutes(*minutes));
    }
}

/// What is refused lies within what is wanted: 'nächste Woche, aber nicht Montag'.
fn excluded(wishes: &Wishes, context: &WhenContext<'_>, wanted: Option<&When>) -> Vec<When> {
    let inner =
        WhenContext { earlier: wanted.filter(|when| when.kind == Kind::Range).or(context.earlier), ..context.clone() };
    let scene = Scene::new(&inner);
    wishes.excluded.iter().filter_map(|pair| first_of(&scene.resolve_alone(pair))).collect()
}

fn first_of(resolved: &Resolved) -> Option<When> {
    resolved.readings.first().map(|reading| reading.with(&[]))
}

fn tokens_of(lexed: &[Lexed], range: &Range<usize>) -> Option<Range<usize>> {
    let (first, last) = (lexed.get(range.start)?, lexed.get(range.end.checked_sub(1)?)?);
    Some(first.tokens.start..last.tokens.end)
}
