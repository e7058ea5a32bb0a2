//! What bears on a time only beside other words.

use super::Key;

keys! {
    /// Words around a time: `around.txt`.
    Around {
        /// Beside a move: to later.
        back => Back,
        /// Beside a move: to earlier.
        forward => Forward,
        /// Beside a day: the next one.
        behind => Behind,
        /// Beside a day: the one before.
        ahead => Ahead,
        /// More than early: earlier.
        earlier => Earlier,
        /// A verb of telephoning.
        calling => Calling,
        /// Begins a question for what is possible.
        asking => Asking,
        /// Begins one in which a denial refuses nothing.
        polite => Polite,
        /// Before 'later' it makes that a wish.
        degree => Degree,
        /// What may be free.
        bookable => Bookable,
        /// Says of that whose it is.
        own => Own,
        /// With it numbers are dictated.
        dictating => Dictating,
        /// Behind figures: o'clock.
        hour_mark => HourMark,
        /// Behind figures: before noon.
        before_noon => BeforeNoon,
        /// Behind figures: after noon.
        after_noon => AfterNoon,
        /// Makes a clock time of figures behind it.
        clock_before => ClockBefore,
        /// Makes a clock time of figures before it.
        clock_behind => ClockBehind,
        /// Makes a date of figures behind it.
        date_before => DateBefore,
        /// Ends a time that is not meant exactly.
        vague => Vague,
        /// Ends a number: and a half.
        and_half => AndHalf,
        /// Greets, though it may be a time.
        greeting => Greeting,
        /// Behind that: it greets.
        greeted => Greeted,
        /// What a day's name ends with, as a word of its own.
        day_end => DayEnd,
        /// The second half of a word that was taken apart, though it means something.
        second_half => SecondHalf,
        /// A day with the 'is' of the words behind it.
        contracted => Contracted,
        /// May run into a day's name.
        glued => Glued,
        /// May be said twice.
        repeated => Repeated,
        /// Before a length: one.
        article => Article,
        /// Is said in capitals, and is no letters of a number plate.
        capitals => Capitals,
    }
}
