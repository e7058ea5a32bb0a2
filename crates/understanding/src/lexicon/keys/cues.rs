//! Words that bear on the course of the conversation, whatever is wanted.

use super::Key;

keys! {
    /// What words show that is neither a wish nor a fact: `cues.txt`. [`Parsed::has`](crate::Parsed::has) tells whether an
    /// utterance has it.
    Cue {
        /// Something replaces what was said before: 'doch lieber am Freitag', 'actually, Friday'. A plain no is no cue.
        corrects => Corrects,
        /// A time that is over: 'ich hatte gestern angerufen', 'two days ago'.
        tells_of_past => TellsOfPast,
        /// A question that denies what it asks for: 'Haben Sie nichts am Abend?', 'Isn't there anything on Friday?'
        asks_by_denying => AsksByDenying,
        /// One thing is all that is left: 'doch nur Haare', 'just the beard'.
        only => Only,
        /// Behind what was offered: 'etwas später', 'anything later'.
        later => Later,
        /// Before what was offered: 'geht es früher', 'any sooner'.
        earlier => Earlier,
        /// A time is where an appointment is to go: 'den Termin auf Freitag', 'move it to Friday'.
        towards => Towards,
        /// Something is requested under the GDPR, and not only its notice: 'Löschen Sie meine Daten', 'a copy of my data'.
        data_request => DataRequest,
        /// The words greet and say nothing else: 'Hallo? Guten Tag.', 'Hello, good morning'.
        greeting_only => GreetingOnly,
        /// It is asked who speaks: 'Wer ist denn da?', 'Who is this?'
        who_is_there => WhoIsThere,
        /// It is asked whether the caller has reached the right place, whose name may follow: 'Ist da der Salon?', 'Is this the salon?'
        is_this_you => IsThisYou,
        /// It is asked why something is asked: 'Wozu brauchen Sie das?', 'What for?'
        asks_why => AsksWhy,
        /// A word that is what a call back is about, and nobody's name: 'Reklamation', 'brakes'.
        topic => Topic,
        /// A message is to come: 'Kann ich eine Nachricht hinterlassen?', 'I'd like to leave a message'. The message itself may
        /// follow: [`Cue::TellsThat`].
        announces_message => AnnouncesMessage,
        /// Somebody is to call back: 'Rufen Sie mich zurück', 'give me a ring'.
        asks_for_call => AsksForCall,
        /// What is so, or why, in the middle of a sentence: 'sagen Sie ihm, dass ich komme', 'tell her that I'm late'.
        tells_that => TellsThat,
        /// Words of at least four that are a question, whatever it is about: 'Haben Sie auch einen Parkplatz', 'do you take dogs'.
        asks_something => AsksSomething,
        /// All there are: 'beide Termine', 'cancel all of them'.
        all => All,
        /// The caller cannot say what was asked: 'keine Ahnung', 'I don't know it by heart'.
        not_known => NotKnown,
        /// There is none so far: 'hat noch keins', 'not yet'.
        not_yet => NotYet,
        /// Something is wanted again and again: 'alle vier Wochen', 'every other Thursday', '6 mal Krankengymnastik'.
        series => Series,
    }
}

keys! {
    /// What cues are made of beside their own words: `cues.txt`.
    CueWord {
        /// May stand beside a greeting that says nothing else.
        beside_greeting => BesideGreeting,
        /// Asks whether a name that follows is that of who answers.
        is_this => IsThis,
        /// Between what is moved and where it is to go.
        onto => Onto,
        /// Before a stretch of time: it comes again.
        every => Every,
        /// The stretch of time, or the day, after which it comes again.
        interval => Interval,
        /// Says in the same clause that it is only told which days go, or when a house is open.
        any_day => AnyDay,
        /// Behind a number: so many of it.
        times => Times,
    }
}

keys! {
    /// A part of an appointment that a caller may call by its name: `aspects.txt`.
    Aspect {
        /// Whose it is: 'der Name stimmt nicht'.
        name => Name,
        /// When on its day it begins: 'the time is wrong'.
        time => Time,
        /// On which day it is: 'ein anderer Tag'.
        day => Day,
        /// What is to be done: 'die Behandlung'.
        service => Service,
        /// Who does it: 'another stylist'.
        person => Person,
    }
}
