//! What the agent has asked: the meaning of an answer depends on it.

use crate::lexicon::Lists;
use crate::lexicon::keys::Inquiry;
use crate::words::Token;

/// What the agent is waiting for (`asked` in machine-readable output).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the interface's; see each in docs of the command `chat`")]
#[rustfmt::skip]
pub enum Asked {
    #[default] Wish, Service, Resource, Date, Time, Choice, Name, Spelling, Phone, Detail, Which, Confirm, Consent, Message,
    Transfer, More, Repeat, Language, None,
}

impl Asked {
    /// What a question of the agent's waits for, where its words tell, in whatever language it is: `lexicon/{de,en}/inquiries.txt`.
    /// Who asks for a name beside something else waits for the name.
    pub fn of_question(words: &[Token]) -> Option<Asked> {
        const WAITS_FOR: [(Inquiry, Asked); 5] = [
            (Inquiry::Name, Asked::Name),
            (Inquiry::More, Asked::More),
            (Inquiry::Service, Asked::Service),
            (Inquiry::Time, Asked::Time),
            (Inquiry::Date, Asked::Date),
        ];
        let found = WAITS_FOR.iter().find(|(inquiry, _)| inquiry.find(words).is_some());
        found.map(|(_, asked)| *asked)
    }

    /// Whether the answer is dictated: free text, kept as it was said, in which no facts are to be sought, and with pauses between
    /// its parts.
    pub fn is_dictated(self) -> bool {
        use Asked::*;
        matches!(self, Name | Spelling | Phone | Detail | Message)
    }

    /// Whether anything at all may be wanted.
    pub fn is_open(self) -> bool {
        use Asked::*;
        matches!(self, Wish | More | Repeat | None)
    }

    /// Whether a yes or a no answers it.
    pub fn is_closed(self) -> bool {
        use Asked::*;
        matches!(self, Choice | Which | Confirm | Consent | Message | Transfer | More | Language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tokens;

    #[test]
    fn the_words_of_a_question_tell_what_it_waits_for() {
        for (question, asked) in [
            ("Wie war Ihr Nachname noch gleich?", Some(Asked::Name)),
            ("Wie heißen Sie, und wann wollen Sie kommen?", Some(Asked::Name)),
            ("Darf es sonst noch etwas sein?", Some(Asked::More)),
            ("Welche Leistung darf es sein?", Some(Asked::Service)),
            ("Um wie viel Uhr?", Some(Asked::Time)),
            ("Ab wann passt es Ihnen?", Some(Asked::Date)),
            ("Passt Ihnen das so?", None),
            ("Could I have your surname?", Some(Asked::Name)),
            ("Is there anything else I can do?", Some(Asked::More)),
            ("Which services are you after?", Some(Asked::Service)),
            ("What time suits you?", Some(Asked::Time)),
            ("Which day would you like?", Some(Asked::Date)),
            ("Does that suit you?", None),
        ] {
            assert_eq!(Asked::of_question(&tokens(question)), asked, "{question}");
        }
    }
}
