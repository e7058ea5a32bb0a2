//! What callers want: the closed list of intents.

/// What a caller wants (the interface's `intents`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the interface's")]
#[rustfmt::skip]
pub enum Intent {
    Book, Move, Cancel, Mine, Availability, Price, Duration, OpeningHours, Address, Question, Late, Status, Document,
    Solicitation, Message, Human, Complaint, Repeat, Slower, Language, Privacy, Robot, Emergency, Yes, No, Wait, Thanks,
    Goodbye, WrongNumber, Abuse, Offtopic,
}

impl Intent {
    /// All intents, in the interface's order.
    #[rustfmt::skip]
    pub const ALL: [Intent; 31] = [
        Intent::Book, Intent::Move, Intent::Cancel, Intent::Mine, Intent::Availability, Intent::Price, Intent::Duration,
        Intent::OpeningHours, Intent::Address, Intent::Question, Intent::Late, Intent::Status, Intent::Document,
        Intent::Solicitation, Intent::Message, Intent::Human, Intent::Complaint, Intent::Repeat, Intent::Slower,
        Intent::Language, Intent::Privacy, Intent::Robot, Intent::Emergency, Intent::Yes, Intent::No, Intent::Wait,
        Intent::Thanks, Intent::Goodbye, Intent::WrongNumber, Intent::Abuse, Intent::Offtopic,
    ];

    /// The name in machine-readable output.
    #[rustfmt::skip]
    pub fn as_str(self) -> &'static str {
        match self {
            Intent::Book => "book", Intent::Move => "move", Intent::Cancel => "cancel", Intent::Mine => "mine",
            Intent::Availability => "availability", Intent::Price => "price", Intent::Duration => "duration",
            Intent::OpeningHours => "opening_hours", Intent::Address => "address", Intent::Question => "question",
            Intent::Late => "late", Intent::Status => "status", Intent::Document => "document",
            Intent::Solicitation => "solicitation", Intent::Message => "message", Intent::Human => "human",
            Intent::Complaint => "complaint", Intent::Repeat => "repeat", Intent::Slower => "slower",
            Intent::Language => "language", Intent::Privacy => "privacy", Intent::Robot => "robot",
            Intent::Emergency => "emergency", Intent::Yes => "yes", Intent::No => "no", Intent::Wait => "wait",
            Intent::Thanks => "thanks", Intent::Goodbye => "goodbye", Intent::WrongNumber => "wrong_number",
            Intent::Abuse => "abuse", Intent::Offtopic => "offtopic",
        }
    }

    /// The intent of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Intent::ALL.into_iter().find(|intent| intent.as_str() == name)
    }
}
