//! What answers are made of, and what stands beside them.

use super::Key;

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
