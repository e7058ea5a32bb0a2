//! What words mean beside each other: classes of phrases that patterns are composed of, what is needed where something is told,
//! and what has no name at the business.

use super::Key;

keys! {
    /// A class of phrases that a pattern of `intents.txt` names as `@class`: `senses.txt`.
    Sense {
        /// Where swelling takes the breath: face, throat, tongue.
        airway => Airway,
        /// A part of a body.
        body => Body,
        /// Swells or closes.
        swells => Swells,
        /// Breath fails: 'keine Luft', 'läuft blau an'.
        breathless => Breathless,
        /// Blood, or that it flows.
        bleeds => Bleeds,
        /// How much, how bad, or that it does not stop.
        force => Force,
        /// A part of a body is cut, crushed or burnt.
        maimed => Maimed,
        /// Somebody falls, is hit or lies there.
        struck => Struck,
        /// What is struck is hurt, cannot move, needs help.
        hurt => Hurt,
        /// A person other than the caller.
        somebody => Somebody,
        /// Consciousness fails.
        faints => Faints,
        /// Is swallowed.
        swallows => Swallows,
        /// Nothing to be swallowed, or too much of it.
        poison => Poison,
        /// Burns.
        burns => Burns,
        /// What is in danger where it burns.
        premises => Premises,
        /// It was long ago, or is over.
        bygone => Bygone,
        /// Only a way of speaking, or nobody is hurt.
        figure => Figure,
        /// A judgement that is bad.
        bad => Bad,
        /// What a business does, and who does it.
        work => Work,
        /// The caller's own doing, the line, the weather: no work of the business.
        elsewhere => Elsewhere,
        /// Whoever is there to speak with.
        anybody => Anybody,
        /// Speaks or connects.
        contact => Contact,
        /// Tells behind a person what kind is wanted: 'a person who'.
        who => Who,
        /// A while, by which somebody is late.
        spell => Spell,
    }
}

keys! {
    /// What is needed where a caller tells of something, and by which words a service or a question for it is known: `needs.txt`.
    Need {
        /// Pain.
        pain_told => PainTold,
        /// There is none.
        pain_denied => PainDenied,
        /// What may hurt or break.
        pain_part => PainPart,
        /// How it hurts.
        pain_felt => PainFelt,
        /// How it breaks.
        pain_damage => PainDamage,
        /// Names of a service for pain.
        pain_served => PainServed,
        /// Hair needs its colour.
        colour_told => ColourTold,
        /// Names of colouring.
        colour_served => ColourServed,
        /// A machine makes noises, or warns.
        check_told => CheckTold,
        /// Names of a look at it.
        check_served => CheckServed,
        /// A vehicle does not go.
        stranded_told => StrandedTold,
        /// Names of its fetching.
        stranded_served => StrandedServed,
    }
}

keys! {
    /// What is wanted by a name that is no service of the business: `unlisted.txt`.
    Unlisted {
        /// Wishes for it.
        wishing => Wishing,
        /// Stands before it.
        article => Article,
        /// Is no treatment, or nothing by itself.
        nothing => Nothing,
        /// May stand between the article and it.
        kind => Kind,
        /// Ends what it is called.
        ends => Ends,
        /// Is done.
        done => Done,
    }
}
