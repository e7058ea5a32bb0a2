//! What has been heard of the clause that is being said.

/// What has been heard of the clause that is being said.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Open {
    /// Its verb.
    pub verb: bool,
    /// A word after which subject and verb are still to come: 'weil', 'wann'.
    pub expects: bool,
    /// Its verb stands at its end.
    pub subordinate: bool,
    /// It began with a word that makes it subordinate.
    pub led: bool,
    /// A subject before its verb, as far as can be told.
    pub subject: bool,
    /// Something is denied.
    pub denied: bool,
    /// Where what is denied begins.
    pub denied_thing: usize,
    /// A participle: 'gesprochen'.
    pub participle: bool,
    /// A verb that waits for a participle.
    pub bracket: bool,
    /// A verb that waits for an infinitive.
    pub modal: bool,
    /// An infinitive: 'absagen'.
    pub infinitive: bool,
    /// Where it is said for whom something is: 'für mich'.
    pub recipient: Option<usize>,
    /// A time, a spelled word or a name, as people answer with.
    pub answer: bool,
    /// A time or a thing, before what is denied.
    pub topic: bool,
    /// Something is wished for, so that times and things behind it belong to it.
    pub wishes: bool,
    /// Something beyond courtesy and what leads to a clause.
    pub says: bool,
    /// Something beyond a time, courtesy and what leads to a clause.
    pub says_more: bool,
    /// Something beyond a yes.
    pub beyond_yes: bool,
    /// Who else may say something.
    pub someone: bool,
    /// A thing or a person that may be who says something.
    pub person: bool,
    /// The caller says it.
    pub self_says: bool,
}

impl Open {
    /// Whether its verb waits for an infinitive: 'soll (das bitte machen)'.
    pub fn awaits(&self) -> bool {
        self.modal && !self.infinitive
    }
}
