//! The keys of `times.txt`: a term of the language of time, or several with '+' between them (`shift.0+part.evening`).
//!
//! A term is a name, or a name and what it takes behind dots: `weekday.tuesday`, `month.12`, `feast.12.24`. Stands on nothing but
//! the other keys, so that the build script can take it in.

use super::keys::{Key, keys};

/// What a phrase about time stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// These terms; none for a filler.
    Terms(Vec<Term>),
    /// Nothing, also inside a phrase.
    Gap,
}

/// A term of the language of time, as a key names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// A term by its name alone.
    Plain(Plain),
    /// A day of the week.
    Weekday(Day),
    /// A day of every week.
    Weekly(Day),
    /// A month, 1 to 12.
    Month(i8),
    /// Days from today.
    Shift(i32),
    /// A part of the day.
    Part(Part),
    /// A part of every day.
    Parts(Part),
    /// A full hour with a name, 0 to 23.
    Hour(i8),
    /// A unit of time.
    Unit(Unit),
    /// A length of time, minutes.
    Minutes(i64),
    /// A number.
    Number(u32),
    /// Which of several.
    Rank(Rank),
    /// Which part of a stretch.
    Portion(Portion),
    /// Summer time, or standard time.
    Season(Season),
    /// The half of the day.
    Meridiem(Meridiem),
    /// A feast by its name.
    Feast(Feasts),
    /// A feast by its month and day.
    Date(i8, i8),
    /// A feast so many days from Easter Sunday.
    Easter(i32),
    /// A Sunday of Advent, 1 to 4.
    Advent(i8),
    /// A feast so many days from the fourth Sunday of Advent.
    BeforeAdvent(i32),
    /// The n-th weekday of a month.
    Nth(i8, Day, i8),
}

/// What a key stands for; `None` where it is none.
pub fn said(key: &str) -> Option<Said> {
    match key {
        "gap" => Some(Said::Gap),
        "filler" => Some(Said::Terms(Vec::new())),
        key => key.split('+').map(term).collect::<Option<Vec<_>>>().map(Said::Terms),
    }
}

fn term(text: &str) -> Option<Term> {
    let (name, rest) = text.split_once('.').unwrap_or((text, ""));
    Some(match name {
        "weekday" => Term::Weekday(Day::named(rest)?),
        "weekly" => Term::Weekly(Day::named(rest)?),
        "month" => Term::Month(month(rest)?),
        "shift" => Term::Shift(rest.parse().ok()?),
        "part" => Term::Part(Part::named(rest)?),
        "parts" => Term::Parts(Part::named(rest)?),
        "hour" => Term::Hour(rest.parse().ok().filter(|hour| (0..24).contains(hour))?),
        "unit" => Term::Unit(Unit::named(rest)?),
        "minutes" => Term::Minutes(rest.parse().ok()?),
        "number" => Term::Number(rest.parse().ok()?),
        "rank" => Term::Rank(Rank::named(rest)?),
        "portion" => Term::Portion(Portion::named(rest)?),
        "season" => Term::Season(Season::named(rest)?),
        "meridiem" => Term::Meridiem(Meridiem::named(rest)?),
        "feast" => return Feasts::named(rest).map(Term::Feast).or_else(|| date(rest)),
        "easter" => Term::Easter(rest.parse().ok()?),
        "advent" => Term::Advent(rest.parse().ok().filter(|sunday| (1..=4).contains(sunday))?),
        "before_advent" => Term::BeforeAdvent(rest.parse().ok()?),
        "nth" => return nth(rest),
        _ => Term::Plain(Plain::named(text)?),
    })
}

fn month(text: &str) -> Option<i8> {
    text.parse().ok().filter(|month| (1..=12).contains(month))
}

/// `12.24`
fn date(text: &str) -> Option<Term> {
    let (month, day) = text.split_once('.')?;
    let day = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some(Term::Date(self::month(month)?, day))
}

/// `2.sunday.5`
fn nth(text: &str) -> Option<Term> {
    let (nth, rest) = text.split_once('.')?;
    let (day, month) = rest.split_once('.')?;
    let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth))?;
    Some(Term::Nth(nth, Day::named(day)?, self::month(month)?))
}

keys! {
    /// Terms by their names alone.
    Plain {
        /// 'gegen', 'around'.
        about => About,
        /// 'nach', 'after'.
        after => After,
        /// 'vor … Tagen', 'ago'.
        ago => Ago,
        /// 'und'.
        and => And,
        /// 'and a half', '-einhalb' behind a number.
        and_half => AndHalf,
        /// Any time.
        any => Any,
        /// 'um', 'at'.
        at => At,
        /// 'vor', 'before'.
        before => Before,
        /// 'zwischen'.
        between => Between,
        /// A new clause that contradicts the last: 'aber'.
        but => But,
        /// 'Kalenderwoche'.
        calendar_week => CalendarWeek,
        /// 'kann ich nicht'.
        cannot => Cannot,
        /// What follows replaces what was said.
        correction => Correction,
        /// 'at the earliest', before or behind.
        earliest => Earliest,
        /// 'früh' before a part of the day.
        early => Early,
        /// 'jeden', 'every'.
        every => Every,
        /// 'außer'.
        except => Except,
        /// 'ein paar'.
        few => Few,
        /// 'ab', 'nicht vor'.
        from => From,
        /// 'vom jetzigen Zeitpunkt an', 'from now'.
        from_now => FromNow,
        /// 'halb', 'half'.
        half => Half,
        /// 'halbe' (of a unit).
        half_of => HalfOf,
        /// '-hälfte', 'Hälfte'.
        halves => Halves,
        /// 'in', 'im'.
        in => In,
        /// 'statt'.
        instead => Instead,
        /// 'spät' before a part of the day.
        late => Late,
        /// 'später'.
        later => Later,
        /// 'at the latest', before or behind.
        latest => Latest,
        /// 'auch', 'so is': what was said of the clause before holds for this one.
        likewise => Likewise,
        /// The end of a day.
        midnight => Midnight,
        /// German 'morgen': tomorrow, or the morning.
        morgen => Morgen,
        /// A verb of moving an appointment.
        move => Move,
        /// The caller names themselves: the next word is no day, even if it sounds like one.
        name_follows => NameFollows,
        /// 'nicht'.
        not => Not,
        /// At once.
        now => Now,
        /// 'Uhr', 'o'clock'.
        o_clock => OClock,
        /// 'of'.
        of => Of,
        /// 'am', 'on'.
        on => On,
        /// German 'auf' in 'auf Freitag verschieben'.
        onto => Onto,
        /// 'oder'.
        or => Or,
        /// Nothing about time.
        other => Other,
        /// 'past'.
        past => Past,
        /// 'Viertel', 'quarter'.
        quarter => Quarter,
        /// 'am selben', 'the same' (day).
        same => Same,
        /// 'zur gleichen Zeit'.
        same_time => SameTime,
        /// A series of appointments, which cannot be booked in one go: it has to be asked.
        series => Series,
        /// 'Punkt', 'exakt' before a clock time.
        sharp => Sharp,
        /// 'kurz', 'just'.
        shortly => Shortly,
        /// 'seit', 'since': what follows is over, and nothing is wished for then.
        since => Since,
        /// 'früher'.
        sooner => Sooner,
        /// 'so bald wie möglich', 'the first available'.
        soonest => Soonest,
        /// An article.
        the => The,
        /// 'dreiviertel'.
        three_quarters => ThreeQuarters,
        /// English 'to'.
        to => To,
        /// 'bis', 'spätestens'.
        until => Until,
        /// 'von': from, or of.
        von => Von,
        /// 'schönen', 'have a nice': the day that follows is wished, not wanted.
        wished => Wished,
        /// 'innerhalb', 'within'.
        within => Within,
        /// Monday to Friday.
        workdays => Workdays,
    }
}

keys! {
    /// A day of the week.
    Day {
        /// Monday.
        monday => Monday,
        /// Tuesday.
        tuesday => Tuesday,
        /// Wednesday.
        wednesday => Wednesday,
        /// Thursday.
        thursday => Thursday,
        /// Friday.
        friday => Friday,
        /// Saturday.
        saturday => Saturday,
        /// Sunday.
        sunday => Sunday,
    }
}

keys! {
    /// A part of the day.
    Part {
        /// To noon.
        morning => Morning,
        /// Around noon.
        lunch => Lunch,
        /// From noon.
        afternoon => Afternoon,
        /// From the end of the afternoon.
        evening => Evening,
        /// When most have done their work.
        after_work => AfterWork,
        /// The rest.
        night => Night,
    }
}

keys! {
    /// A unit of time.
    Unit {
        /// Sixty seconds.
        minute => Minute,
        /// Sixty minutes.
        hour => Hour,
        /// A day.
        day => Day,
        /// From Monday.
        week => Week,
        /// Two weeks.
        fortnight => Fortnight,
        /// Saturday and Sunday.
        weekend => Weekend,
        /// A calendar's month.
        month => Month,
        /// A calendar's year.
        year => Year,
    }
}

keys! {
    /// Which of several that return.
    Rank {
        /// 'diesen'.
        this => This,
        /// 'kommenden': the nearest ahead.
        coming => Coming,
        /// 'nächsten': the nearest ahead for some, that of next week for others.
        next => Next,
        /// 'übernächsten'.
        after_next => AfterNext,
        /// 'letzten': the one before, or the last of a month.
        last => Last,
    }
}

keys! {
    /// A third of a stretch, or a half.
    Portion {
        /// The first third.
        begin => Begin,
        /// The second.
        middle => Middle,
        /// The last.
        end => End,
        /// The first half.
        first_half => FirstHalf,
        /// The second.
        second_half => SecondHalf,
    }
}

keys! {
    /// What the clocks show where an hour comes twice.
    Season {
        /// Summer time.
        summer => Summer,
        /// Standard time.
        winter => Winter,
    }
}

keys! {
    /// The half of the day.
    Meridiem {
        /// Before noon.
        am => Am,
        /// After it.
        pm => Pm,
    }
}

keys! {
    /// Feasts of several days.
    Feasts {
        /// 24 to 26 December.
        christmas => Christmas,
        /// Good Friday to Easter Monday.
        easter_days => EasterDays,
        /// Whit Sunday and Monday.
        pentecost => Pentecost,
        /// 27 to 31 December.
        between_the_years => BetweenTheYears,
    }
}
