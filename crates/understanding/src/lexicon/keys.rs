//! The keys of the lexicon's files, by which `build.rs` checks every file and the loader reads it.
//!
//! Stands on nothing, so that the build script can take it in.

use std::fmt::Debug;

/// What a key of a file stands for.
pub trait Key: Copy + Eq + Debug {
    /// The key of this name.
    fn named(name: &str) -> Option<Self>;
}

/// Keys, each by its name in the files.
macro_rules! keys {
    ($(#[$of:meta])* $name:ident { $($(#[$about:meta])* $key:ident => $variant:ident,)* }) => {
        $(#[$of])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$about])* $variant,)* }

        impl Key for $name {
            fn named(name: &str) -> Option<Self> {
                $(if name == stringify!($key) { return Some($name::$variant); })*
                None
            }
        }
    };
}

pub(crate) use keys;

keys! {
    /// What a phrase does to a proposal: `answers.txt`.
    Answer {
        /// Agrees.
        yes => Yes,
        /// Refuses.
        no => No,
        /// Neither yes nor no: 'vielleicht'.
        hedge => Hedge,
        /// Something is to be otherwise: 'aber', 'only if'.
        condition => Condition,
        /// Something is asked.
        question => Question,
        /// Courtesy and little words.
        neutral => Neutral,
        /// The deed itself: to book.
        book => Book,
        /// To move.
        move => Move,
        /// To cancel.
        cancel => Cancel,
        /// Agrees to be put through, and to nothing else.
        transfer => Transfer,
        /// Agrees to be recorded, and to nothing else.
        consent => Consent,
        /// Agrees to leave a message, and to nothing else.
        message => Message,
    }
}

keys! {
    /// What `@class` in a pattern stands for: a word that was recognised.
    Recognised {
        /// Part of a time.
        when => When,
        /// Part of a service's name.
        service => Service,
        /// The name of a person or a thing of the business.
        resource => Resource,
    }
}

keys! {
    /// Little words: `little.txt`.
    Little {
        /// May stand before what matters, or between its parts.
        filler => Filler,
        /// Leaves an utterance of one word one of one word.
        courtesy => Courtesy,
        /// Begins a clause before an opening.
        joint => Joint,
        /// Opens a clause behind a joint.
        opening => Opening,
        /// Its stop ends no sentence.
        abbreviation => Abbreviation,
    }
}

keys! {
    /// Signals of the floor: `floor.txt`.
    Floor {
        /// Asks the agent to stop speaking.
        stop => Stop,
        /// May stand before that.
        lead => Lead,
        /// Only signals listening.
        backchannel => Backchannel,
        /// Wants another word behind it.
        dangling => Dangling,
        /// Is an answer alone, though it dangles.
        whole => Whole,
        /// A yes or no, and what stands beside one.
        closed => Closed,
        /// Begins a question.
        asking => Asking,
        /// Ends a turn.
        ending => Ending,
        /// Ends one perhaps.
        please => Please,
        /// Names no time: 'guten Morgen'.
        greeting => Greeting,
        /// Begins the proposal of a time, whatever was asked: 'wie wär's mit', 'how about'.
        proposing => Proposing,
    }
}

keys! {
    /// Choices among things offered: `choices.txt`.
    Choice {
        /// None of them.
        neither => Neither,
        /// Any of them.
        any => Any,
        /// The one in the middle.
        middle => Middle,
        /// The last.
        last => Last,
        /// The latest in time.
        latest => Latest,
        /// The earliest in time.
        earliest => Earliest,
        /// The first.
        first => First,
        /// The second.
        second => Second,
        /// The third.
        third => Third,
    }
}

keys! {
    /// Which language is spoken or asked for: `languages.txt`.
    Tongue {
        /// Names German.
        german => German,
        /// Names English.
        english => English,
        /// Denies.
        denial => Denial,
        /// A word that the other languages have not.
        typical => Typical,
    }
}

keys! {
    /// Questions of the owner's list: `questions.txt`.
    Query {
        /// Opens a clause that asks.
        opening => Opening,
        /// Asks about what stands in its clause.
        about => About,
        /// Is gone, and not asked about.
        lost => Lost,
    }
}

keys! {
    /// What a clause refuses: `refusals.txt`.
    Refusal {
        /// Denies a thing, and answers where it begins a clause: 'no'.
        answer => Answer,
        /// What can be done or asked for.
        deed => Deed,
        /// Opens a clause in which a denial asks.
        asks => Asks,
        /// Denies.
        not => Not,
        /// Refuses what stands behind it.
        no_thing => NoThing,
        /// Who is spoken to.
        addressed => Addressed,
        /// Is refused without a wish: 'keine Lust'.
        feeling => Feeling,
        /// Says that there was one: 'keinen Termin mehr'.
        no_more => NoMore,
        /// Takes back what was wanted: 'doch (keinen)'.
        taken_back => TakenBack,
        /// Denies a wish before its verb.
        not_wanting => NotWanting,
        /// A verb of wishing.
        want => Want,
        /// One thing is denied, and not the wish.
        still => Still,
        /// Whom one does not want to talk to.
        machine => Machine,
    }
}

keys! {
    /// For whom a service is: `whom.txt`.
    Whom {
        /// A man.
        man => Man,
        /// A woman.
        woman => Woman,
        /// A child.
        child => Child,
        /// Begins a word that says what is done.
        prefix => Prefix,
        /// A title before a name.
        title => Title,
        /// Before a title it makes that none.
        no_title => NoTitle,
    }
}

keys! {
    /// Who comes: `people.txt`.
    Kin {
        /// A son.
        son => Son,
        /// Several.
        sons => Sons,
        /// A daughter.
        daughter => Daughter,
        /// Several.
        daughters => Daughters,
        /// A child.
        child => Child,
        /// Several.
        children => Children,
        /// A husband.
        husband => Husband,
        /// A wife.
        wife => Wife,
        /// A mother.
        mother => Mother,
        /// A father.
        father => Father,
        /// A brother.
        brother => Brother,
        /// A sister.
        sister => Sister,
        /// A grandmother.
        grandmother => Grandmother,
        /// A grandfather.
        grandfather => Grandfather,
        /// A friend or a colleague.
        friend => Friend,
        /// The caller.
        caller => Caller,
        /// Whose somebody is.
        possessive => Possessive,
        /// Stands before a relative.
        adjective => Adjective,
        /// Two.
        two => Two,
        /// Three.
        three => Three,
        /// Four.
        four => Four,
        /// The caller and one more.
        we_two => WeTwo,
        /// The caller and two more.
        we_three => WeThree,
        /// The caller and three more.
        we_four => WeFour,
        /// Joins two people.
        joint => Joint,
        /// May stand between two.
        between => Between,
        /// Stands before those for whom something is.
        recipient => Recipient,
        /// May stand behind that.
        small => Small,
        /// Somebody comes on top.
        also => Also,
        /// Ends a sentence that says so.
        along => Along,
        /// At the same time.
        side_by_side => SideBySide,
        /// One after the other.
        in_turn => InTurn,
    }
}

keys! {
    /// Whose time is asked for: `resources.txt`.
    Who {
        /// Stands before the one asked for.
        with => With,
        /// Stands there and is nobody.
        nobody => Nobody,
        /// Stands behind one.
        please => Please,
        /// Denies a read-back.
        denial => Denial,
        /// Stands before a name.
        title => Title,
        /// Anyone.
        anyone => Anyone,
        /// Anyone, as an answer.
        no_matter => NoMatter,
        /// Something else is spoken of.
        elsewhere => Elsewhere,
    }
}

keys! {
    /// What stands beside a service: `services.txt`.
    Beside {
        /// Makes a word of a service's name a service.
        appointment => Appointment,
        /// Stands for a verb of its name.
        generic => Generic,
        /// Wishes for one.
        wishing => Wishing,
        /// Names nothing.
        little => Little,
    }
}

keys! {
    /// What bears on a wish or an answer: `remarks.txt`.
    Remark {
        /// Begins a condition.
        condition => Condition,
        /// Denies a yes in its clause.
        denial => Denial,
        /// Takes back the yes before it.
        taken_back => TakenBack,
        /// May stand between those two.
        between => Between,
        /// People begin so.
        begins => Begins,
        /// A no with which an answer begins.
        no => No,
        /// Begins with a no and answers nothing.
        no_answer => NoAnswer,
        /// Something was to follow.
        joint => Joint,
        /// Stands before a time.
        preposition => Preposition,
    }
}

keys! {
    /// Digits and addresses: `figures.txt`.
    Figure {
        /// Once the digit behind it.
        once => Once,
        /// Twice.
        twice => Twice,
        /// Three times.
        thrice => Thrice,
        /// Four times.
        four_times => FourTimes,
        /// Behind a number: so often.
        times => Times,
        /// May stand before a digit.
        article => Article,
        /// Begins a word: twice what follows.
        double => Double,
        /// 0
        zero => Zero,
        /// 1
        one => One,
        /// 2
        two => Two,
        /// 3
        three => Three,
        /// 4
        four => Four,
        /// 5
        five => Five,
        /// 6
        six => Six,
        /// 7
        seven => Seven,
        /// 8
        eight => Eight,
        /// 9
        nine => Nine,
        /// 0, by any of its names.
        nought => Nought,
        /// Takes 'es' in the plural.
        es_plural => EsPlural,
        /// An article that may be a 1.
        indefinite => Indefinite,
        /// The plus sign.
        plus => Plus,
        /// Stands between groups.
        between => Between,
        /// The sign '@', by its names.
        at => At,
        /// The sign '.'.
        dot => Dot,
        /// The sign '-', also in a domain.
        hyphen => Hyphen,
        /// The sign '-' before the '@' alone.
        dash => Dash,
        /// The sign '_'.
        underscore => Underscore,
        /// Announces an address.
        lead => Lead,
    }
}

keys! {
    /// What a row of `health.txt` says, where it is no class (`class.body`).
    Statement {
        /// Each of its words says something of health by itself.
        alone => Alone,
        /// The row says something together.
        together => Together,
        /// The row is spared, though others name it.
        spared => Spared,
    }
}
