//! From pieces to wishes: which day belongs to which time, what was corrected, refused, offered as a choice, moved away
//! from.

use super::choice::{is_enumerated, share};
use super::merge::{merged, with_part};
use super::phrase::{DaySpan, Edge, Moment, Piece, Place, Placed};
use super::refusal::{Question, refused};
use super::wishes::{Pair, Wishes};

/// Puts the pieces together.
pub(super) fn assemble(pieces: &[Placed], question: &Question) -> Wishes {
    let mut draft = Draft::new(pieces.iter().any(|placed| placed.piece == Piece::Move));
    let refused = refused(pieces, question);
    for (index, placed) in pieces.iter().enumerate() {
        draft.or |= is_enumerated(pieces, index);
        draft.read(placed, refused[index]);
    }
    draft.finish(pieces)
}

struct Draft {
    wishes: Wishes,
    /// The pair being said.
    pair: Pair,
    /// Set since the last correction.
    place_fresh: bool,
    moment_fresh: bool,
    /// An 'or' stands before what comes next.
    or: bool,
    /// A correction stands open.
    corrected: bool,
    /// What begins at this lexeme is an origin ('statt').
    instead: Option<usize>,
    /// Something was refused in this clause.
    excluding: bool,
    /// Something is moved.
    moving: bool,
    /// The time of day is to stay.
    same_time: bool,
}

impl Draft {
    fn new(moving: bool) -> Self {
        Draft {
            wishes: Wishes::default(),
            pair: Pair::default(),
            place_fresh: false,
            moment_fresh: false,
            or: false,
            corrected: false,
            instead: None,
            excluding: false,
            moving,
            same_time: false,
        }
    }

    fn read(&mut self, placed: &Placed, refused: bool) {
        match &placed.piece {
            Piece::Place(place) if refused => {
                self.exclude(Pair { place: Some(place.clone()), ..Pair::default() }, placed)
            }
            Piece::Moment(moment) if refused => {
                self.exclude(Pair { moment: Some(moment.clone()), ..Pair::default() }, placed)
            }
            Piece::Place(Place::Span(span)) if self.moving && span.spoken_from => self.moved_span(span, placed),
            Piece::Place(place) => self.place(place.clone(), placed),
            Piece::Moment(moment) => self.moment(moment.clone(), placed),
            Piece::Correction => self.correct(),
            Piece::Or => self.or = !self.pair.is_empty(),
            Piece::Onto => self.onto(),
            Piece::Instead => self.instead = Some(placed.lexemes.end),
            Piece::Any | Piece::Except => self.wishes.any = true,
            Piece::Soonest => (self.wishes.any, self.wishes.soonest) = (true, true),
            Piece::Vaguely(later) => self.wishes.vaguely = Some(*later),
            Piece::SameTime => self.same_time = true,
            Piece::Series => self.wishes.ambiguous = true,
            Piece::Season(summer) => self.season(*summer),
            Piece::Move | Piece::Not | Piece::Cannot | Piece::Likewise | Piece::But | Piece::Word => {}
        }
    }

    /// A day and a time that are refused in one clause belong together ('Freitag bis vier muss ich arbeiten').
    fn exclude(&mut self, pair: Pair, placed: &Placed) {
        match self.wishes.excluded.last_mut().filter(|_| self.excluding) {
            Some(last) if last.place.is_none() && pair.place.is_some() => last.place = pair.place,
            Some(last) if last.moment.is_none() && pair.moment.is_some() => last.moment = pair.moment,
            _ => self.wishes.excluded.push(pair),
        }
        self.excluding = !placed.ends_clause;
        self.wishes.used.push(placed.lexemes.clone());
    }

    fn place(&mut self, place: Place, placed: &Placed) {
        self.begin(placed);
        if self.is_instead(placed) {
            self.wishes.origin = Some(Pair { place: Some(place), ..Pair::default() });
            return;
        }
        let place = self.moved_between(place);
        let place = self.beside_said(place);
        self.branch();
        match self.pair.place.take() {
            Some(before) if self.place_fresh => match merged(&before, &place) {
                Some(both) => self.pair.place = Some(both),
                None => {
                    self.pair.place = Some(before);
                    self.pair.other_place = Some(place);
                }
            },
            _ => {
                self.pair.other_place = None;
                self.pair.place = Some(place);
            }
        }
        self.place_fresh = true;
        self.pair.place_behind = self.pair.moment.is_some() && self.moment_fresh;
    }

    fn moment(&mut self, moment: Moment, placed: &Placed) {
        self.begin(placed);
        if self.is_instead(placed) {
            self.wishes.origin.get_or_insert_default().moment = Some(moment);
            return;
        }
        self.branch();
        match self.pair.moment.take() {
            Some(before) if self.moment_fresh && before != moment => match with_part(&before, &moment) {
                Some((clock, part)) => (self.pair.moment, self.pair.other_moment) = (Some(clock), Some(part)),
                None => (self.pair.moment, self.pair.other_moment) = (Some(before), Some(moment)),
            },
            _ => (self.pair.moment, self.pair.other_moment) = (Some(moment), None),
        }
        self.moment_fresh = true;
    }

    /// Right behind 'statt', or the time of a day that is.
    fn is_instead(&mut self, placed: &Placed) -> bool {
        let directly = self.instead == Some(placed.lexemes.start);
        let again = self.wishes.origin.is_some() && matches!(placed.piece, Piece::Place(_));
        let instead = directly && !again;
        self.instead = instead.then_some(placed.lexemes.end);
        instead
    }

    fn season(&mut self, summer: bool) {
        if let Some(Moment::At(clocks)) = &mut self.pair.moment {
            clocks.iter_mut().for_each(|clock| clock.season = Some(summer));
        }
    }

    fn begin(&mut self, placed: &Placed) {
        self.wishes.used.push(placed.lexemes.clone());
        self.wishes.ambiguous |= placed.ambiguous;
        self.corrected = false;
    }

    /// 'von Donnerstag auf Freitag', 'from Thursday to Friday', where something is moved.
    fn moved_between(&mut self, place: Place) -> Place {
        match place {
            Place::Between { from, to, spoken_from: true } if self.moving => {
                self.wishes.origin = Some(Pair { place: Some(*from), ..Pair::default() });
                *to
            }
            Place::From { place, von } if von || self.moving => *place,
            other => other,
        }
    }

    /// 'from Wednesday at 9 to Friday at 3', where something is moved.
    fn moved_span(&mut self, span: &DaySpan, placed: &Placed) {
        let moment = |edge: &Edge| match edge {
            Edge::Clock(clock) => Moment::At(vec![*clock]),
            Edge::Part(part) => Moment::Part(*part, None),
        };
        self.place(span.to.clone(), placed);
        if let Some(closes) = &span.closes {
            self.moment(moment(closes), placed);
        }
        self.wishes.origin =
            Some(Pair { place: Some(span.from.clone()), moment: Some(moment(&span.opens)), ..Pair::default() });
    }

    /// 'tomorrow or the day after', 'not tomorrow, the day after': beside the day just said.
    fn beside_said(&self, place: Place) -> Place {
        let Place::FromEarlier(days) = place else { return place };
        let excluded = self.wishes.excluded.last().and_then(|pair| pair.place.as_ref());
        match self.pair.place.as_ref().or(excluded) {
            Some(Place::Shift(said)) => Place::Shift(said + days),
            _ => place,
        }
    }

    /// 'or': the pair so far is one choice, another begins.
    fn branch(&mut self) {
        if !std::mem::take(&mut self.or) || self.pair.is_empty() {
            return;
        }
        self.wishes.pairs.push(std::mem::take(&mut self.pair));
        (self.place_fresh, self.moment_fresh) = (false, false);
    }

    fn correct(&mut self) {
        self.or = false;
        (self.place_fresh, self.moment_fresh) = (false, false);
        self.corrected = !self.pair.is_empty();
        self.wishes.pairs.clear();
    }

    /// What was said before 'auf' is where the appointment lies now.
    fn onto(&mut self) {
        if self.moving && !self.pair.is_empty() {
            self.wishes.origin = Some(std::mem::take(&mut self.pair));
            (self.place_fresh, self.moment_fresh) = (false, false);
        }
    }

    fn finish(mut self, pieces: &[Placed]) -> Wishes {
        self.wishes.ambiguous |= self.corrected;
        if !self.pair.is_empty() {
            let origin = self.is_origin(pieces);
            let pair = std::mem::take(&mut self.pair);
            if origin { self.wishes.origin = Some(pair) } else { self.wishes.pairs.push(pair) }
        }
        share(&mut self.wishes.pairs);
        self.wishes.any &= self.wishes.pairs.is_empty();
        self.wishes.vaguely = self.wishes.vaguely.filter(|_| self.wishes.pairs.is_empty());
        if let [only] = self.wishes.pairs.as_mut_slice() {
            only.same_time = self.same_time && only.place.is_some() && only.moment.is_none();
        }
        self.wishes
    }

    /// 'Ich möchte meinen Termin am Donnerstag verschieben': the only time said, in the verb's clause and without 'auf', is
    /// that of the appointment itself.
    fn is_origin(&self, pieces: &[Placed]) -> bool {
        if !self.moving || self.wishes.origin.is_some() || !self.wishes.pairs.is_empty() {
            return false;
        }
        // 'push it back a day' says where to.
        if self.pair.place.as_ref().is_some_and(Place::is_from_earlier) {
            return false;
        }
        let onto = pieces.iter().any(|placed| placed.piece == Piece::Onto);
        !onto
            && pieces.split_inclusive(|placed| placed.ends_clause).any(|clause| {
                let says = |wanted: fn(&Piece) -> bool| clause.iter().any(|placed| wanted(&placed.piece));
                says(|piece| *piece == Piece::Move) && says(|piece| matches!(piece, Piece::Place(_)))
            })
    }
}
