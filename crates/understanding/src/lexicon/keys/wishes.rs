//! What is wanted: patterns, services, what is refused, and what bears on a wish.

use super::Key;

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
