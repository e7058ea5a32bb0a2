//! What callers want, in the terms that utterances and wishes share: deeds, people who come along, whose time.

use base::privacy::Personal;

/// What a wish is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishKind {
    /// A new appointment.
    Book,
    /// Another time for an own appointment.
    Move,
    /// No appointment any more.
    Cancel,
    /// To hear of own appointments.
    Mine,
    /// To leave a message.
    Message,
}

/// Whose time the caller wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceWish {
    /// Anyone.
    Anyone,
    /// This one, by id.
    One(String),
}

/// Somebody who is served besides the caller, or instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guest {
    /// What the caller called them.
    pub relation: Option<Relation>,
    /// Their name, if it was said.
    pub name: Option<Personal<String>>,
}

/// Who somebody is to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
#[rustfmt::skip]
pub enum Relation {
    Son, Daughter, Child, Husband, Wife, Mother, Father, Brother, Sister, Grandmother, Grandfather, Friend,
}
