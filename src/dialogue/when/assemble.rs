//! From pieces to wishes: which day belongs to which time, what was corrected, refused, offered as a choice, moved away
//! from.

use super::phrase::{Moment, Month, Piece, Place, Placed};

/// A day, a time, or both, that belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pair {
    /// The day or days.
    pub place: Option<Place>,
    /// A second day that was said without 'or': they have to agree.
    pub other_place: Option<Place>,
    /// The time of day.
    pub moment: Option<Moment>,
    /// A second time that was said without 'or'.
    pub other_moment: Option<Moment>,
}

impl Pair {
    fn is_empty(&self) -> bool {
        self.place.is_none() && self.moment.is_none()
    }
}

/// What an utterance says about time, not yet resolved.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Wishes {
    /// Wanted, any of them.
    pub pairs: Vec<Pair>,
    /// Not possible.
    pub excluded: Vec<Pair>,
    /// Moved away from.
    pub origin: Option<Pair>,
    /// Any time will do.
    pub any: bool,
    /// Something was taken back and nothing put in its place, or a reading has two meanings.
    pub ambiguous: bool,
    /// Lexemes that the wishes rest on.
    pub used: Vec<std::ops::Range<usize>>,
}

/// What a clause's polite question looks like: 'geht Donnerstag nicht?' refuses nothing.
pub(super) struct Question(pub bool);

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

/// 'Montag, Mittwoch oder Freitag': a comma before a day that an 'oder' follows is one, too.
fn is_enumerated(pieces: &[Placed], index: usize) -> bool {
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
    before && or.is_some_and(|placed| placed.piece == Piece::Or)
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
            Piece::Place(place) => self.place(place.clone(), placed),
            Piece::Moment(moment) => self.moment(moment.clone(), placed),
            Piece::Correction => self.correct(),
            Piece::Or => self.or = !self.pair.is_empty(),
            Piece::Onto => self.onto(),
            Piece::Instead => self.instead = Some(placed.lexemes.end),
            Piece::Any | Piece::Except => self.wishes.any = true,
            Piece::Season(summer) => self.season(*summer),
            Piece::Move | Piece::Not | Piece::Cannot | Piece::But | Piece::Word => {}
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
            let pair = std::mem::take(&mut self.pair);
            if self.is_origin(pieces) { self.wishes.origin = Some(pair) } else { self.wishes.pairs.push(pair) }
        }
        share(&mut self.wishes.pairs);
        self.wishes.any &= self.wishes.pairs.is_empty();
        self.wishes
    }

    /// 'Ich möchte meinen Termin am Donnerstag verschieben': the only time said, in the verb's clause and without 'auf', is
    /// that of the appointment itself.
    fn is_origin(&self, pieces: &[Placed]) -> bool {
        if !self.moving || self.wishes.origin.is_some() || !self.wishes.pairs.is_empty() {
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

/// Which pieces their clause refuses.
fn refused(pieces: &[Placed], question: &Question) -> Vec<bool> {
    let mut refused = vec![false; pieces.len()];
    let mut start = 0;
    for index in 0..pieces.len() {
        let last = index + 1 == pieces.len();
        let boundary = pieces[index].ends_clause || matches!(pieces[index].piece, Piece::But | Piece::Correction);
        if boundary || last {
            refuse_clause(pieces, start, index + 1, &mut refused);
            start = index + 1;
        }
    }
    for index in 0..pieces.len() {
        let direct = match pieces[index].piece {
            Piece::Except => true,
            Piece::Not => !question.0,
            _ => false,
        };
        let next = pieces[index + 1..].iter().position(|placed| placed.piece != Piece::Word);
        if let Some(next) = next.filter(|next| direct && *next <= 1) {
            refuse_list(pieces, index + 1 + next, &mut refused);
        }
    }
    refused
}

/// 'nicht Montag oder Dienstag': all that 'or' links.
fn refuse_list(pieces: &[Placed], from: usize, refused: &mut [bool]) {
    for index in from..pieces.len() {
        match pieces[index].piece {
            Piece::Place(_) | Piece::Moment(_) => refused[index] = true,
            Piece::Or | Piece::Word => {}
            _ => return,
        }
        let linked = pieces.get(index + 1).is_some_and(|placed| matches!(placed.piece, Piece::Or | Piece::Moment(_)));
        let is_time = matches!(pieces[index].piece, Piece::Place(_) | Piece::Moment(_));
        if is_time && !linked {
            return;
        }
    }
}

/// 'Donnerstag geht nicht'; 'am Donnerstag, da kann ich nicht' refuses the clause before.
fn refuse_clause(pieces: &[Placed], start: usize, end: usize, refused: &mut [bool]) {
    if !pieces[start..end].iter().any(|placed| placed.piece == Piece::Cannot) {
        return;
    }
    let is_time = |placed: &Placed| matches!(placed.piece, Piece::Place(_) | Piece::Moment(_));
    let here = pieces[start..end].iter().any(is_time);
    let begin = if here {
        start
    } else {
        pieces[..start].iter().rposition(is_time).map_or(start, |index| {
            let clause = |placed: &Placed| placed.ends_clause;
            pieces[..index].iter().rposition(clause).map_or(0, |before| before + 1)
        })
    };
    refused[begin..end].iter_mut().for_each(|flag| *flag = true);
}

/// A week and a weekday in it, a day said twice.
fn merged(before: &Place, place: &Place) -> Option<Place> {
    use Place::{Date, InWeek, Week, Weekday, Weekly};
    match (before, place) {
        (a, b) if a == b => Some(a.clone()),
        (Week(week, None), Weekday { weekday, rank: None, weeks: 0 })
        | (Weekday { weekday, rank: None, weeks: 0 }, Week(week, None)) => {
            Some(InWeek { weekday: *weekday, week: *week })
        }
        (Weekday { weekday, rank: None, weeks: 0 }, Date { weekday: None, day, month })
        | (Date { weekday: None, day, month }, Weekday { weekday, rank: None, weeks: 0 }) => {
            Some(Date { weekday: Some(*weekday), day: *day, month: *month })
        }
        (Date { weekday, day, month: None }, Place::Month(month, None))
        | (Place::Month(month, None), Date { weekday, day, month: None }) => {
            Some(Date { weekday: *weekday, day: *day, month: Some(*month) })
        }
        (Weekly(a), Weekly(b)) => Some(Weekly(a.iter().chain(b).copied().collect())),
        _ => None,
    }
}

/// A clock time and the part of the day that it lies in.
fn with_part(a: &Moment, b: &Moment) -> Option<(Moment, Moment)> {
    let exact = |moment: &Moment| matches!(moment, Moment::At(_) | Moment::Window { .. } | Moment::Near { .. });
    match (a, b) {
        (clock, Moment::Part(..)) if exact(clock) => Some((a.clone(), b.clone())),
        (Moment::Part(..), clock) if exact(clock) => Some((b.clone(), a.clone())),
        _ => None,
    }
}

/// 'Dienstag oder Mittwoch um drei', 'am Donnerstag um drei oder um vier': choices share what only one of them has; weekly
/// ones become one.
fn share(pairs: &mut Vec<Pair>) {
    for index in 1..pairs.len() {
        let before = pairs[index - 1].place.clone();
        match &mut pairs[index].place {
            None => pairs[index].place = before,
            Some(place) => borrow(place, before.as_ref()),
        }
    }
    for index in (1..pairs.len()).rev() {
        if pairs[index - 1].moment.is_none() {
            pairs[index - 1].moment = pairs[index].moment.clone();
            pairs[index - 1].other_moment = pairs[index].other_moment.clone();
        }
        let week = pairs[index].place.clone();
        if let Some(place) = &mut pairs[index - 1].place {
            borrow(place, week.as_ref());
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
fn borrow(place: &mut Place, later: Option<&Place>) {
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
        _ => {}
    }
}
