//! The disclosure comes first (P01): until its mark has returned no frame reaches the recogniser, nothing interrupts it, and
//! nothing else is said. The same after a switch of language.

use super::{Call, Phase};
use crate::event::{Action, SpeechId};
use crate::record::Record;
use dialogue::phrases::Phrase;
use dialogue::{Asked, Input, Outcome, TransferReason};
use std::time::Duration;

/// The disclosure being played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Disclosing {
    speech: SpeechId,
    /// It was said once already and its mark was lost.
    again: bool,
    /// The caller spoke during it.
    spoke: bool,
    then: Then,
}

/// What follows the disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The greeting: the call has just begun.
    Greet,
    /// The conversation goes on in another language.
    GoOn,
}

impl Call {
    /// Closes the ear and says the disclosure in the conversation's language.
    pub(super) fn disclose(&mut self, then: Then) {
        self.act(Action::CloseEar);
        self.turn.reset();
        let speech = self.say_disclosure();
        self.phase = Phase::Disclosing(Disclosing { speech, again: false, spoke: false, then });
        if then == Then::Greet {
            // Thought of while the disclosure plays, so that the greeting follows without a gap.
            self.speculate(Input::Opening, 0);
        }
    }

    fn say_disclosure(&mut self) -> SpeechId {
        let business = self.setup.business.name.clone();
        let sentence = self.wording().sentence(Phrase::Disclosure, &[("business", &business)]);
        self.say(sentence, true)
    }

    /// The caller's voice during the disclosure is noticed but not listened to.
    pub(super) fn spoke_early(&mut self) {
        if let Phase::Disclosing(disclosing) = &mut self.phase {
            disclosing.spoke = true;
        }
    }

    /// The disclosure was heard: the ear opens.
    pub(super) fn disclosed(&mut self, speech: SpeechId) {
        let Phase::Disclosing(disclosing) = self.phase else { return };
        if disclosing.speech != speech {
            return;
        }
        self.phase = Phase::Open;
        let language = self.conversation.language;
        self.record(Record::Disclosed { language, at: self.now.stream });
        self.act(Action::OpenEar(language));
        match disclosing.then {
            // Who is speaking right now is listened to from here on, in silence.
            _ if self.turn.speaking() => self.listen_from_here(disclosing.then),
            Then::Greet if disclosing.spoke => self.ask_to_repeat(),
            Then::Greet => self.begin_reply(Input::Opening),
            Then::GoOn => self.begin_reply(Input::Outcome(Outcome::Switched(language))),
        }
    }

    fn listen_from_here(&mut self, then: Then) {
        self.forget_speculation();
        self.turn.reset();
        self.turn.started(self.now.stream);
        self.act(Action::Attend { ago_ms: 0 });
        if then == Then::Greet {
            self.conversation.asked = Asked::Wish;
        }
    }

    fn ask_to_repeat(&mut self) {
        self.forget_speculation();
        self.turn.reset();
        self.conversation.asked = Asked::Wish;
        self.say_phrase(Phrase::SpokeEarly);
    }

    /// When the disclosure's mark counts as lost.
    pub(super) fn disclosure_limit(&self) -> Option<Duration> {
        let Phase::Disclosing(disclosing) = self.phase else { return None };
        Some(self.playback.ends(disclosing.speech)? + self.setup.settings.mark_limit)
    }

    /// The mark of the disclosure never came: say it once more, then hand over.
    pub(super) fn disclosure_lost(&mut self) {
        let Phase::Disclosing(disclosing) = self.phase else { return };
        self.clear_line();
        if disclosing.again {
            self.transfer_now(TransferReason::Failure);
            return;
        }
        let speech = self.say_disclosure();
        self.phase = Phase::Disclosing(Disclosing { speech, again: true, ..disclosing });
    }
}
