//! What an utterance says, read once: its clauses, how each is meant, what each wants, and the facts with the role that each plays.
//!
//! [`parse`] takes words and a [`Context`] and gives a [`Parsed`], which is handed on: nothing behind it looks at the words
//! again. It is pure. A fact that a later clause replaces is left out: the last version counts.

mod acts;
mod another_time;
mod code;
mod facts;
mod own;
mod times;
mod whole;

use crate::agreement::{self, Agreement, Stated};
use crate::clause::Polarity;
use crate::cue;
use crate::endpoint::{self, Completeness};
use crate::people;
use crate::read::Read;
use crate::vocabulary::Vocabulary;
use crate::when::{Shape, Shift, When};
use crate::{Asked, Aspect, Context, Cue, Intent, Pick, Relation, Understanding};
use base::business::ServiceId;
use base::privacy::Personal;
use std::ops::Range;

/// An utterance, read in its context.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// Its clauses, in order; together they cover all its words.
    pub clauses: Vec<ClauseSaid>,
    /// What is wanted, in the order of the clauses.
    pub acts: Vec<Act>,
    /// What is said of times, people and things, in the order of the clauses.
    pub facts: Vec<Fact>,
    /// The question that it was read as an answer to.
    asked: Asked,
    read: Read,
}

impl Parsed {
    /// What is wanted and named, of the utterance as a whole.
    pub fn says(&self) -> &Understanding {
        &self.read.understanding
    }

    /// Which parts of a time the words hold, whatever they mean.
    pub fn shape(&self) -> Shape {
        self.read.shape
    }

    /// What is wanted and named, alone.
    pub fn into_says(self) -> Understanding {
        self.read.understanding
    }

    /// What it says to the proposal `stated`, which is the time spoken of ([`Context::earlier`]), or to a question whose content
    /// is unknown here.
    pub fn agreement(&self, stated: Option<&Stated<'_>>) -> Agreement {
        agreement::judge(&self.read, self.asked, stated)
    }

    /// Whether it speaks of a relative of the caller's, or of somebody for whom an office calls, whatever it says of them.
    pub fn speaks_of_another(&self) -> bool {
        people::speaks_of_another(&self.read.utterance)
    }

    /// Whether it is nothing but an answer: a yes or a no with courtesy, and no word more.
    pub fn is_bare(&self) -> bool {
        agreement::is_bare(&self.read, self.asked)
    }

    /// Whether it sounds finished, for endpointing.
    pub fn completeness(&self) -> Completeness {
        endpoint::completeness(&self.read.utterance.tokens, self.read.shape, self.read.utterance.language, self.asked)
    }

    /// Whether it only signals listening ('mhm', 'ja ja').
    pub fn is_backchannel(&self) -> bool {
        endpoint::is_backchannel(&self.read.utterance.tokens, self.read.utterance.language)
    }

    /// Whether it asks the agent to stop speaking ('stopp', 'warte').
    pub fn is_stop(&self) -> bool {
        endpoint::is_stop(&self.read.utterance.tokens, self.read.utterance.language)
    }

    /// Whether its words have this.
    pub fn has(&self, cue: Cue) -> bool {
        cue.is_said(&self.read.utterance.tokens)
    }

    /// The part of an appointment that it calls by its name ('die Uhrzeit', 'the name').
    pub fn aspect(&self) -> Option<Aspect> {
        Aspect::named_in(&self.read.utterance.tokens)
    }

    /// The code of letters and digits that it says, as it is to be written ('M-AB 1234'); without digits there is none.
    pub fn code(&self) -> Option<Personal<String>> {
        code::code(&self.read)
    }

    /// Whether it ends with a question mark.
    pub fn asks(&self) -> bool {
        cue::asks(&self.read.utterance.tokens)
    }

    /// How many words it has.
    pub fn word_count(&self) -> usize {
        self.read.utterance.tokens.len()
    }

    /// Its words, comparable ([`crate::words::fold`]), without the punctuation around them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.read.utterance.tokens.iter().map(|token| token.text.as_str())
    }

    /// Whether a reply to this is one to `other`: both mean the same, and differ in nothing but courtesies and in words that
    /// only say what was understood of both.
    pub(crate) fn means_the_same(&self, other: &Parsed) -> bool {
        let kept = self.asked.is_dictated();
        self.asked == other.asked
            && self.read.beside(kept) == other.read.beside(kept)
            && self.says().meaning() == other.says().meaning()
    }
}

/// A clause of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseSaid {
    /// Where it stands in the words, bytes.
    pub bytes: Range<usize>,
    /// How it is meant.
    pub polarity: Polarity,
}

/// Something wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub intent: Intent,
    /// How the clause means it.
    pub polarity: Polarity,
    /// Which clause says so.
    pub clause: usize,
}

/// Something said, and the part that it plays.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Which clause says so.
    pub clause: usize,
    /// What is said.
    pub value: FactValue,
}

impl Fact {
    /// The time that it says, with its clause and the part that it plays.
    pub fn time(&self) -> Option<(usize, TimeRole, &TimeSaid)> {
        match &self.value {
            FactValue::Time(role, said) => Some((self.clause, *role, said)),
            _ => None,
        }
    }
}

/// What is said.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// A time.
    Time(TimeRole, TimeSaid),
    /// A move from a time known.
    Shift(Shift),
    /// Whoever calls, by name.
    Caller(Personal<String>),
    /// For whom something is, by name or by what they are to the caller.
    Guest(Option<Relation>, Option<Personal<String>>),
    /// Whose time is wanted (`true`) or not, by id.
    Staff(bool, String),
    /// What service is wanted (`true`) or not.
    Service(bool, ServiceId),
    /// A yes or a no to what was asked.
    Answer(bool),
    /// Which of several things offered.
    Pick(Pick),
    /// Digits dictated.
    Digits(Personal<String>),
    /// Letters dictated.
    Letters(Personal<String>),
}

/// The part that a time plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeRole {
    /// When something is wanted.
    Wished,
    /// When the caller's appointment is.
    Own,
    /// Since when something is.
    Since,
    /// When it cannot be, or is not wanted.
    Excluded,
    /// It is only asked about.
    Asked,
}

impl TimeRole {
    /// The name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            TimeRole::Wished => "wished",
            TimeRole::Own => "own",
            TimeRole::Since => "since",
            TimeRole::Excluded => "excluded",
            TimeRole::Asked => "asked",
        }
    }
}

/// A time, and what of it was said.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeSaid {
    /// The time.
    pub when: When,
    /// A day was said; else the next that fits was assumed.
    pub day_said: bool,
    /// A time of day was said.
    pub time_said: bool,
}

/// Reads what `words` say. Pure: the same words in the same context give the same.
pub fn parse(words: &str, context: &Context<'_>) -> Parsed {
    #[cfg(feature = "count")]
    crate::count::note(words, context);
    let vocabulary = Vocabulary::of(context);
    let vocabulary = vocabulary.as_ref();
    let mut read = Read::of(words, context, vocabulary);
    read.understanding.agreement = agreement::judge(&read, context.asked, None);
    let mut acts = acts::acts(&read, context, vocabulary);
    let facts = facts::facts(&read, context, vocabulary, &acts);
    another_time::take(&mut read, &mut acts, &facts);
    whole::settle(&mut read, &mut acts, &facts);
    let tokens = &read.utterance.tokens;
    let bytes = |range: &Range<usize>| tokens[range.start].bytes.start..tokens[range.end - 1].bytes.end;
    let clauses = read.utterance.parsed.iter();
    let clauses =
        clauses.map(|clause| ClauseSaid { bytes: bytes(&clause.tokens), polarity: clause.polarity }).collect();
    Parsed { clauses, acts, facts, asked: context.asked, read }
}
