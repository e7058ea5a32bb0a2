//! The list of all fixed wordings and the values that each is given.

/// Declares [`Phrase`]: a variant, its key in the files, and the values that its templates may use.
macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $key:literal [$($value:literal),*];)*) => {
        /// A fixed wording. Its values are listed with [`Phrase::values`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Phrase { $($(#[$doc])* $name,)* }

        impl Phrase {
            /// All of them.
            pub const ALL: &'static [Phrase] = &[$(Phrase::$name,)*];

            /// Its key in `prompts/*.toml`.
            pub fn key(self) -> &'static str {
                match self { $(Phrase::$name => $key,)* }
            }

            /// The values that it is given.
            pub fn values(self) -> &'static [&'static str] {
                match self { $(Phrase::$name => &[$($value),*],)* }
            }
        }
    };
}

// Values that recur. `date` and `time` carry their preposition ('am Donnerstag, dem 3. Dezember', 'um 15 Uhr'; 'on Thursday,
// the 3rd of December', 'at 3 pm'); `service` is the service's first name; `resource` is empty where it is not to be spoken
// (machines, own appointments under secrecy).
phrases! {
    /// Before anything else (P01): AI, business, written down, where the notice is. At most 6 s.
    Disclosure = "disclosure" ["business"];
    /// The caller spoke during the disclosure and has stopped.
    SpokeEarly = "spoke_early" [];
    /// After the last silent wait, before hanging up.
    SilenceGoodbye = "silence_goodbye" [];
    /// The call has reached its greatest length.
    LimitGoodbye = "limit_goodbye" [];
    /// The last words of a good call.
    Goodbye = "goodbye" [];
    /// Technical trouble: please say it again.
    Apology = "apology" [];
    /// Fills the wait for a slow tool.
    Filler = "filler" [];
    /// The line is bad: offers keys and a message.
    HearBadly = "hear_badly" [];
    /// The call is being handed to a person.
    Connecting = "connecting" [];
    /// An emergency (P33): hang up and dial 112; meanwhile a person is called.
    ConnectingEmergency = "connecting_emergency" [];
    /// Nobody can be reached: offers a message.
    TransferUnavailable = "transfer_unavailable" [];
    /// The facts of a booking, without a question.
    ReadBackBook = "read_back_book" ["service", "resource", "date", "time", "name"];
    /// The facts of a move: where it goes, without a question.
    ReadBackMove = "read_back_move" ["service", "resource", "date", "time", "name"];
    /// The facts of a cancellation, without a question. `service` is empty under secrecy.
    ReadBackCancel = "read_back_cancel" ["service", "resource", "date", "time", "name"];
    /// The question after the facts.
    ReadBackQuestion = "read_back_question" [];
    /// It is booked.
    Booked = "booked" ["date", "time"];
    /// It is moved.
    Moved = "moved" ["date", "time"];
    /// It is cancelled.
    Cancelled = "cancelled" ["date", "time"];
    /// The store could not be reached; nothing was done.
    DeedFailed = "deed_failed" [];
    /// Nothing was understood: please say it again.
    NotUnderstoodRepeat = "not_understood_repeat" [];
    /// To 'are you a robot?' (P02): fixed, whichever engine runs.
    RobotAnswer = "robot_answer" ["business"];
    /// To 'Datenschutz' (P20): what is done with the caller's data, and where the notice is.
    PrivacyAnswer = "privacy_answer" ["business"];
}
