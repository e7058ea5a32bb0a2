//! What a model's sentences claim, and what they ask for.

use super::Key;

keys! {
    /// What a model's sentence claims or speaks of, or what makes it claim nothing: `claims.txt`.
    Claim {
        /// A participle of a deed that the call alone tells of: to book, to move, to cancel.
        done => Done,
        /// A participle of what is done beside that.
        noted => Noted,
        /// Makes of a participle a question, a condition or a thing to come.
        open => Open,
        /// What an appointment is called.
        appointment => Appointment,
        /// Makes of an appointment one that may be had, not one that somebody has.
        available => Available,
        /// Stands before a person's name.
        address => Address,
        /// Offers a person.
        offer => Offer,
        /// Offers a person where its clause ends.
        closing_offer => ClosingOffer,
        /// Denies being an AI.
        denial => Denial,
        /// A word for money.
        currency => Currency,
        /// Stands behind a name, or a thing, of which it tells something.
        acts => Acts,
        /// Stands before a service.
        serves => Serves,
        /// Ends what [`Claim::Serves`] begins.
        beside => Beside,
        /// Said at every front desk: names nobody, and nothing that is served.
        plain => Plain,
    }
}

keys! {
    /// What a question of the agent's asks for: `inquiries.txt`.
    Inquiry {
        /// The caller's name.
        name => Name,
        /// Whether anything else is wanted.
        more => More,
        /// A service.
        service => Service,
        /// A time of day.
        time => Time,
        /// A day.
        date => Date,
    }
}
