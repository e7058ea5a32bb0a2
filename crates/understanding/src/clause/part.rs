//! What the words are that clauses are made of: the keys of `lexicon/{de,en}/clauses.txt`, and where they stand in an utterance.

use crate::lexicon::{Key, Phrases};
use base::language::Language;
use std::sync::LazyLock;

/// The parts, each with its key in the files.
macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident = $key:literal,)*) => {
        /// What a phrase is to the clauses of an utterance.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Part {
            $($(#[$doc])* $part,)*
        }

        impl Key for Part {
            fn named(name: &str) -> Option<Self> {
                match name {
                    $($key => Some(Part::$part),)*
                    _ => None,
                }
            }
        }
    };
}

parts! {
    /// Begins a clause: 'ich', 'she', 'I'm'.
    Subject = "subject",
    /// Begins one only before a verb: 'das', 'it', 'my wife'.
    WeakSubject = "weak_subject",
    /// A subject and its verb in one word: 'it's'.
    SubjectVerb = "subject_verb",
    /// A verb that a subject can stand beside.
    Verb = "verb",
    /// A verb that commands: 'streichen Sie', 'cancel'.
    Command = "command",
    /// 'und', 'but'.
    Joint = "joint",
    /// Begins a subordinate clause.
    Subordinate = "subordinate",
    /// Begins a condition.
    Condition = "condition",
    /// Begins what hangs on a condition: 'dann', 'otherwise'.
    Consequence = "consequence",
    /// 'was', 'how long'.
    Question = "question",
    /// Leads to the clause behind it and is none: 'I was wondering if'.
    Matrix = "matrix",
    /// A verb of thinking or saying, whose clause goes on behind it without 'that': 'I hope', 'he said'.
    Frame = "frame",
    /// What a short relative clause goes with: 'the one (I booked)'.
    Head = "head",
    /// Courtesy that looks like a clause: 'wenn es geht'.
    Polite = "polite",
    /// Asks for agreement behind a clause: 'oder', 'isn't it'.
    Tag = "tag",
    /// Takes back or replaces what went before.
    Correction = "correction",
    /// What stands behind it counts: 'sondern'.
    Rather = "rather",
    /// Denies.
    Negation = "negation",
    /// Has a word of denial, and denies nothing: 'not only', 'kein Problem'.
    NoNegation = "no_negation",
    /// Makes a denial a question: 'kann ich nicht …?'.
    Asks = "asks",
    /// A verb of saying, of what somebody else says.
    Says = "says",
    /// Who else may say something.
    Someone = "someone",
    /// The caller says it: 'hab ich gesagt'.
    SelfSays = "self_says",
    /// Greetings, thanks and little words, which are no clause.
    Courtesy = "courtesy",
    /// A yes or no, or what is as good.
    Answer = "answer",
    /// A yes, or what is as good.
    Yes = "yes",
    /// A verb that may stand before its subject.
    Auxiliary = "auxiliary",
    /// Before it stands no command, but a noun or an infinitive.
    Bound = "bound",
    /// Begins a clause before a verb: 'da (hab ich Zeit)'.
    Starter = "starter",
    /// Begins the name of a thing or a person.
    Determiner = "determiner",
    /// A time or a thing goes with it.
    Preposition = "preposition",
    /// May stand between a subject and its verb.
    Adverb = "adverb",
    /// Before a time it begins what follows from what was said: 'so Friday'.
    Conclusion = "conclusion",
    /// Begins a proposal: 'how about'.
    Proposal = "proposal",
    /// What a time can do: 'zehn passt'.
    TimeVerb = "time_verb",
    /// Who or what a determiner stands before.
    Kin = "kin",
    /// Says what follows: 'Kennzeichen', 'name's'.
    Label = "label",
    /// A second of what was spoken of: 'another'.
    Another = "another",
    /// Behind a denial it begins what counts: 'nur', 'just'.
    Only = "only",
    /// Before a name: 'Mrs'.
    Title = "title",
    /// Within a name: 'von'.
    Particle = "particle",
    /// A pause with a sound, behind which people mend what they said: 'äh'.
    Hesitation = "hesitation",
    /// Begins what holds if the condition does not.
    Otherwise = "otherwise",
    /// A whole condition: 'if so'.
    IfSo = "if_so",
    /// A pronoun that no verb takes as its subject: 'mich', 'ihm'.
    Object = "object",
    /// Begins the name of a thing that is no subject: 'einen'.
    Accusative = "accusative",
    /// May stand between a first constituent and its verb: 'selbst'.
    Emphasis = "emphasis",
    /// A subject with its verb, behind which a time before it is a clause of its own: 'it's'.
    WeakClause = "weak_clause",
    /// 'bitte', 'please'.
    Please = "please",
    /// A question word that also means something unnamed: 'was'.
    Indefinite = "indefinite",
    /// What one does with an appointment in a short relative clause: 'booked'.
    Had = "had",
    /// A verb of telling, whose clause goes on behind the one told.
    Tell = "tell",
    /// For whom something is: 'for'.
    Recipient = "recipient",
    /// Corrects only between marks: 'halt'.
    MarkedCorrection = "marked_correction",
    /// A verb that names: 'heiße', 'is'.
    NameVerb = "name_verb",
    /// Goes on behind a name: 'with a Y', 'from Harlow Logistics'.
    NameLink = "name_link",
    /// Behind one word alone it makes that a name: 'der Name'.
    NameClause = "name_clause",
    /// Before the word for a name: 'first'.
    NameOrder = "name_order",
    /// Answers, or denies the thing behind it: 'no'.
    DenyingAnswer = "denying_answer",
    /// Corrects only before a predicate or a correction: 'ach', 'oh'.
    Exclamation = "exclamation",
    /// A preposition that also ends a sentence as part of its verb: 'an'.
    VerbPrefix = "verb_prefix",
    /// Begins a relative clause where a subject stands behind it: 'den'.
    RelativePronoun = "relative_pronoun",
    /// A thing that is written as names are: 'Woche'.
    NoName = "no_name",
    /// Ends as a word with its verb in it, and says whose: 'men's'.
    Possessive = "possessive",
    /// A verb of leaving as it is, behind which 'where' and 'as' belong to it.
    Keep = "keep",
    /// Ends a clause that has its verb: 'werden', 'haben'.
    Closing = "closing",
    /// Says of itself that somebody else says it: 'angeblich'.
    Hearsay = "hearsay",
    /// Says once more what was corrected: 'also'.
    Restates = "restates",
    /// Says of a name how it is, and announces none: 'der falsche Name'.
    Described = "described",
    /// A little word that is a verb behind who speaks: 'ich halt (das nicht aus)'.
    FirstVerb = "first_verb",
    /// Takes a verb in -s: 'it', 'who'.
    ThirdPerson = "third_person",
    /// What takes a verb in the plural: 'wir', 'Sie', 'alle'.
    PluralSubject = "plural_subject",
    /// Who speaks: 'ich'.
    FirstPerson = "first_person",
    /// Looks like a verb, and is none: 'kaputt'.
    NoVerb = "no_verb",
    /// How infinitives end.
    InfinitiveEnd = "infinitive_end",
    /// How verbs end behind 'er' and 'sie'.
    VerbEnd = "verb_end",
    /// How verbs end behind 'ich'.
    FirstEnd = "first_end",
    /// How participles begin or end.
    ParticipleForm = "participle",
    /// How adjectives end before a noun.
    AdjectiveEnd = "adjective_end",
    /// How a word ends that has its verb in it: 'the train's'.
    Contraction = "contraction",
    /// A verb and its subject in one: 'geht's'.
    Impersonal = "impersonal",
    /// Behind a verb that stands first, where its subject is left out: 'geht auch'.
    More = "more",
    /// A verb with which people ask: 'kann ich'.
    AskingVerb = "asking_verb",
    /// 'have' in its forms.
    Having = "having",
    /// 'there' behind a verb.
    There = "there",
    /// Begins a relative clause: 'that (I never had)'.
    Relative = "relative",
    /// Corrects before a time alone: 'make it'.
    TimeCorrection = "time_correction",
    /// Corrects only before what can replace something: 'sorry'.
    WeakCorrection = "weak_correction",
    /// The plain word of denial.
    Not = "not",
    /// What goes with the name before it: 'hier', 'speaking'.
    NameTail = "name_tail",
    /// Begins what is liked best: 'am besten'.
    Preference = "preference",
    /// A verb or a thing of wishes.
    Wish = "wish",
    /// A sound or a cry that goes with what follows it: 'ach', 'oops'.
    Interjection = "interjection",
    /// Begins a correction wherever it stands within an utterance: 'ach'.
    Turn = "turn",
    /// Makes one word with what corrects by itself: 'instead (of)'.
    Compound = "compound",
    /// Ends as verbs that bid do, and is none: an adverb.
    NoBid = "no_bid",
    /// Stands before its verb as 'so' does.
    Manner = "manner",
    /// Behind a thing that is wished for once more: 'noch mal'.
    Again = "again",
    /// 'dass', 'that'.
    That = "that",
    /// A verb of saying of which only people are the subject: 'meinte'.
    Speaks = "speaks",
    /// How verbs end in the past.
    PastEnd = "past_end",
    /// A time that greets where it stands first, before a mark: 'Tag', 'morning'.
    Greeting = "greeting",
    /// A pronoun that is nothing but a subject behind an auxiliary: 'can you'.
    Nominative = "nominative",
    /// Behind what corrects, at its end: 'mein ich', 'I mean'.
    Afterthought = "afterthought",
    /// A pronoun that may stand behind its verb: 'sie', 'ihr'.
    Pronoun = "pronoun",
    /// How verbs begin that have a participle without 'ge': 'verliert'.
    PrefixForm = "prefix_form",
    /// A part of a day, which goes with the day before it: 'gestern Abend'.
    OfDay = "of_day",
    /// A verb that waits for an infinitive: 'soll'.
    Modal = "modal",
    /// A no with its thanks, which is an answer by itself.
    Declines = "declines",
    /// Before nouns of the plural: 'die', 'meine'.
    PluralDeterminer = "plural_determiner",
    /// A condition where it stands first: 'sollte', 'should there'.
    InvertedCondition = "inverted_condition",
}

const GERMAN_LINES: &str = include_str!("../../lexicon/de/clauses.txt");
const ENGLISH_LINES: &str = include_str!("../../lexicon/en/clauses.txt");
static GERMAN: LazyLock<Phrases<Part>> = LazyLock::new(|| Phrases::read(GERMAN_LINES));
static ENGLISH: LazyLock<Phrases<Part>> = LazyLock::new(|| Phrases::read(ENGLISH_LINES));

/// The parts that stand at each token of an utterance.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    at: Vec<Vec<(Part, usize)>>,
}

impl Parts {
    /// Looks the folded words up.
    pub fn of(words: &[&str], language: Language) -> Self {
        let phrases = match language {
            Language::De => &*GERMAN,
            Language::En => &*ENGLISH,
        };
        Parts { at: (0..words.len()).map(|index| phrases.at(&words[index..]).collect()).collect() }
    }

    /// How many tokens the longest phrase takes that is this part and begins at `index`.
    pub fn taken(&self, index: usize, part: Part) -> Option<usize> {
        let here = self.at.get(index)?;
        here.iter().filter(|(found, _)| *found == part).map(|(_, taken)| *taken).max()
    }

    /// Whether this part begins at `index`.
    pub fn is(&self, index: usize, part: Part) -> bool {
        self.taken(index, part).is_some()
    }

    /// Whether this part begins anywhere in the range.
    pub fn within(&self, mut range: std::ops::Range<usize>, part: Part) -> bool {
        range.any(|index| self.is(index, part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_a_list_for_a_known_key() {
        for text in [GERMAN_LINES, ENGLISH_LINES] {
            assert_eq!(Phrases::<Part>::faults(text), [""; 0]);
        }
    }
}
