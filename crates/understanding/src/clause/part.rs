//! What the words are that clauses are made of: the keys of `lexicon/{de,en}/clauses.txt`, and where they stand in an utterance.

use crate::lexicon::keys::keys;
use crate::lexicon::{Key, Places};

keys! {
    /// What a phrase is to the clauses of an utterance.
    Part {
        /// Begins a clause: 'ich', 'she', 'I'm'.
        subject => Subject,
        /// Begins one only before a verb: 'das', 'it', 'my wife'.
        weak_subject => WeakSubject,
        /// A subject and its verb in one word: 'it's'.
        subject_verb => SubjectVerb,
        /// A verb that a subject can stand beside.
        verb => Verb,
        /// A verb that commands: 'streichen Sie', 'cancel'.
        command => Command,
        /// 'und', 'but'.
        joint => Joint,
        /// Begins a subordinate clause.
        subordinate => Subordinate,
        /// Begins a condition.
        condition => Condition,
        /// Begins what hangs on a condition: 'dann', 'otherwise'.
        consequence => Consequence,
        /// 'was', 'how long'.
        question => Question,
        /// Leads to the clause behind it and is none: 'I was wondering if'.
        matrix => Matrix,
        /// A verb of thinking or saying, whose clause goes on behind it without 'that': 'I hope', 'he said'.
        frame => Frame,
        /// What a short relative clause goes with: 'the one (I booked)'.
        head => Head,
        /// Courtesy that looks like a clause: 'wenn es geht'.
        polite => Polite,
        /// Asks for agreement behind a clause: 'oder', 'isn't it'.
        tag => Tag,
        /// Takes back or replaces what went before.
        correction => Correction,
        /// What stands behind it counts: 'sondern'.
        rather => Rather,
        /// Denies.
        negation => Negation,
        /// Has a word of denial, and denies nothing: 'not only', 'kein Problem'.
        no_negation => NoNegation,
        /// Makes a denial a question: 'kann ich nicht …?'.
        asks => Asks,
        /// A verb of saying, of what somebody else says.
        says => Says,
        /// Who else may say something.
        someone => Someone,
        /// The caller says it: 'hab ich gesagt'.
        self_says => SelfSays,
        /// Greetings, thanks and little words, which are no clause.
        courtesy => Courtesy,
        /// A yes or no, or what is as good.
        answer => Answer,
        /// A yes, or what is as good.
        yes => Yes,
        /// A verb that may stand before its subject.
        auxiliary => Auxiliary,
        /// Before it stands no command, but a noun or an infinitive.
        bound => Bound,
        /// Begins a clause before a verb: 'da (hab ich Zeit)'.
        starter => Starter,
        /// Begins the name of a thing or a person.
        determiner => Determiner,
        /// A time or a thing goes with it.
        preposition => Preposition,
        /// May stand between a subject and its verb.
        adverb => Adverb,
        /// Before a time it begins what follows from what was said: 'so Friday'.
        conclusion => Conclusion,
        /// Begins a proposal: 'how about'.
        proposal => Proposal,
        /// What a time can do: 'zehn passt'.
        time_verb => TimeVerb,
        /// Who or what a determiner stands before.
        kin => Kin,
        /// Says what follows: 'Kennzeichen', 'name's'.
        label => Label,
        /// A second of what was spoken of: 'another'.
        another => Another,
        /// Behind a denial it begins what counts: 'nur', 'just'.
        only => Only,
        /// Before a name: 'Mrs'.
        title => Title,
        /// Within a name: 'von'.
        particle => Particle,
        /// A pause with a sound, behind which people mend what they said: 'äh'.
        hesitation => Hesitation,
        /// Begins what holds if the condition does not.
        otherwise => Otherwise,
        /// A whole condition: 'if so'.
        if_so => IfSo,
        /// A pronoun that no verb takes as its subject: 'mich', 'ihm'.
        object => Object,
        /// Begins the name of a thing that is no subject: 'einen'.
        accusative => Accusative,
        /// May stand between a first constituent and its verb: 'selbst'.
        emphasis => Emphasis,
        /// A subject with its verb, behind which a time before it is a clause of its own: 'it's'.
        weak_clause => WeakClause,
        /// 'bitte', 'please'.
        please => Please,
        /// A question word that also means something unnamed: 'was'.
        indefinite => Indefinite,
        /// What one does with an appointment in a short relative clause: 'booked'.
        had => Had,
        /// A verb of telling, whose clause goes on behind the one told.
        tell => Tell,
        /// For whom something is: 'for'.
        recipient => Recipient,
        /// Corrects only between marks: 'halt'.
        marked_correction => MarkedCorrection,
        /// A verb that names: 'heiße', 'is'.
        name_verb => NameVerb,
        /// Goes on behind a name: 'with a Y', 'from Harlow Logistics'.
        name_link => NameLink,
        /// Behind one word alone it makes that a name: 'der Name'.
        name_clause => NameClause,
        /// Before the word for a name: 'first'.
        name_order => NameOrder,
        /// Answers, or denies the thing behind it: 'no'.
        denying_answer => DenyingAnswer,
        /// Corrects only before a predicate or a correction: 'ach', 'oh'.
        exclamation => Exclamation,
        /// A preposition that also ends a sentence as part of its verb: 'an'.
        verb_prefix => VerbPrefix,
        /// Begins a relative clause where a subject stands behind it: 'den'.
        relative_pronoun => RelativePronoun,
        /// A thing that is written as names are: 'Woche'.
        no_name => NoName,
        /// Ends as a word with its verb in it, and says whose: 'men's'.
        possessive => Possessive,
        /// A verb of leaving as it is, behind which 'where' and 'as' belong to it.
        keep => Keep,
        /// Ends a clause that has its verb: 'werden', 'haben'.
        closing => Closing,
        /// Says of itself that somebody else says it: 'angeblich'.
        hearsay => Hearsay,
        /// Says once more what was corrected: 'also'.
        restates => Restates,
        /// Says of a name how it is, and announces none: 'der falsche Name'.
        described => Described,
        /// A little word that is a verb behind who speaks: 'ich halt (das nicht aus)'.
        first_verb => FirstVerb,
        /// Takes a verb in -s: 'it', 'who'.
        third_person => ThirdPerson,
        /// What takes a verb in the plural: 'wir', 'Sie', 'alle'.
        plural_subject => PluralSubject,
        /// Who speaks: 'ich'.
        first_person => FirstPerson,
        /// Looks like a verb, and is none: 'kaputt'.
        no_verb => NoVerb,
        /// How infinitives end.
        infinitive_end => InfinitiveEnd,
        /// How verbs end behind 'er' and 'sie'.
        verb_end => VerbEnd,
        /// How verbs end behind 'ich'.
        first_end => FirstEnd,
        /// How participles begin or end.
        participle => ParticipleForm,
        /// How adjectives end before a noun.
        adjective_end => AdjectiveEnd,
        /// How a word ends that has its verb in it: 'the train's'.
        contraction => Contraction,
        /// A verb and its subject in one: 'geht's'.
        impersonal => Impersonal,
        /// Behind a verb that stands first, where its subject is left out: 'geht auch'.
        more => More,
        /// A verb with which people ask: 'kann ich'.
        asking_verb => AskingVerb,
        /// 'have' in its forms.
        having => Having,
        /// 'there' behind a verb.
        there => There,
        /// Begins a relative clause: 'that (I never had)'.
        relative => Relative,
        /// Corrects before a time alone: 'make it'.
        time_correction => TimeCorrection,
        /// Corrects only before what can replace something: 'sorry'.
        weak_correction => WeakCorrection,
        /// The plain word of denial.
        not => Not,
        /// What goes with the name before it: 'hier', 'speaking'.
        name_tail => NameTail,
        /// Begins what is liked best: 'am besten'.
        preference => Preference,
        /// A verb or a thing of wishes.
        wish => Wish,
        /// A sound or a cry that goes with what follows it: 'ach', 'oops'.
        interjection => Interjection,
        /// Begins a correction wherever it stands within an utterance: 'ach'.
        turn => Turn,
        /// Makes one word with what corrects by itself: 'instead (of)'.
        compound => Compound,
        /// Ends as verbs that bid do, and is none: an adverb.
        no_bid => NoBid,
        /// Stands before its verb as 'so' does.
        manner => Manner,
        /// Behind a thing that is wished for once more: 'noch mal'.
        again => Again,
        /// 'dass', 'that'.
        that => That,
        /// A verb of saying of which only people are the subject: 'meinte'.
        speaks => Speaks,
        /// How verbs end in the past.
        past_end => PastEnd,
        /// A time that greets where it stands first, before a mark: 'Tag', 'morning'.
        greeting => Greeting,
        /// A pronoun that is nothing but a subject behind an auxiliary: 'can you'.
        nominative => Nominative,
        /// Behind what corrects, at its end: 'mein ich', 'I mean'.
        afterthought => Afterthought,
        /// A pronoun that may stand behind its verb: 'sie', 'ihr'.
        pronoun => Pronoun,
        /// How verbs begin that have a participle without 'ge': 'verliert'.
        prefix_form => PrefixForm,
        /// A part of a day, which goes with the day before it: 'gestern Abend'.
        of_day => OfDay,
        /// A verb that waits for an infinitive: 'soll'.
        modal => Modal,
        /// A no with its thanks, which is an answer by itself.
        declines => Declines,
        /// Before nouns of the plural: 'die', 'meine'.
        plural_determiner => PluralDeterminer,
        /// Denies the time that it is said of: 'Saturday's out'.
        unavailable => Unavailable,
        /// A subject with a verb of the future: 'I'll'.
        future => Future,
        /// More than suits: 'too'.
        excess => Excess,
        /// Opens a bracket that a participle closes: 'hat', 'wird'.
        bracket => Bracket,
        /// Denies the thing behind it: 'ohne'.
        without => Without,
        /// Joins, and may stand within what it joins: 'den anderen aber behalten'.
        adversative => Adversative,
        /// A determiner that no preposition takes: 'mein', 'ihr'.
        subject_determiner => SubjectDeterminer,
        /// A verb that says what or where something is: 'ist'.
        copula => Copula,
        /// Where something is, or the time that was said: 'da'.
        whereabouts => Whereabouts,
        /// A condition where it stands first: 'sollte', 'should there'.
        inverted_condition => InvertedCondition,
    }
}

/// The parts that stand at each token of an utterance.
pub(crate) type Parts = Places<Part>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Phrases;

    #[test]
    fn every_line_of_the_files_is_a_list_for_a_known_key() {
        for text in [include_str!("../../lexicon/de/clauses.txt"), include_str!("../../lexicon/en/clauses.txt")] {
            assert_eq!(Phrases::<Part>::faults(text), [""; 0]);
        }
    }
}
