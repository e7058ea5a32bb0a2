//! What callers' waits were ended by: a first sound, which may be a filler, and the answer itself.
//!
//! Pure. The first sound is heard on the line; whether it was a filler, and how long after it the answer began, the server
//! tells. Of a server that tells nothing only the first sound is known.

/// What ended one wait, ms from the end of the caller's voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerDelay {
    /// To the agent's first sound.
    pub first_sound_ms: u64,
    /// Whether that was a filler; `None` where the server does not tell.
    pub filler: Option<bool>,
    /// To the first sound that is no filler; `None` where none came, or the server does not tell.
    pub answer_ms: Option<u64>,
}

/// The answers of a call in the making.
#[derive(Debug, Default)]
pub struct Answers {
    done: Vec<AnswerDelay>,
    /// First sound after the caller's words.
    first_sound_ms: Option<u64>,
    /// Sentences that the agent has begun since then: when, by the server's clock, and whether each is a filler.
    said: Vec<(u64, bool)>,
}

impl Answers {
    /// The caller says something: what came before is over.
    pub fn caller_began(&mut self) {
        if let Some(first_sound_ms) = self.first_sound_ms.take() {
            let first = self.said.first().copied();
            let answer = self.said.iter().find(|(_, filler)| !filler);
            let later = first.zip(answer).map(|((first_at, _), (at, _))| at.saturating_sub(first_at));
            self.done.push(AnswerDelay {
                first_sound_ms,
                filler: first.map(|(_, filler)| filler),
                answer_ms: later.map(|later| first_sound_ms + later),
            });
        }
        self.said.clear();
    }

    /// The agent can be heard, so long after the caller's voice if it answers.
    pub fn agent_began(&mut self, voice_to_voice_ms: Option<u64>) {
        self.first_sound_ms = self.first_sound_ms.or(voice_to_voice_ms);
    }

    /// The server begins to say a sentence.
    pub fn sentence(&mut self, at_ms: u64, filler: bool) {
        self.said.push((at_ms, filler));
    }

    /// The call is over.
    pub fn finish(&mut self) -> Vec<AnswerDelay> {
        self.caller_began();
        std::mem::take(&mut self.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filler_is_no_answer() {
        let mut answers = Answers::default();
        // The greeting answers nobody.
        answers.sentence(0, false);
        answers.agent_began(None);
        answers.caller_began();
        answers.sentence(5_000, true);
        answers.agent_began(Some(700));
        answers.sentence(6_200, false);
        answers.caller_began();
        answers.agent_began(Some(650));
        answers.sentence(9_000, false);
        answers.sentence(9_900, false);
        answers.caller_began();
        answers.sentence(12_000, true);
        answers.agent_began(Some(800));
        let came = [
            AnswerDelay { first_sound_ms: 700, filler: Some(true), answer_ms: Some(1_900) },
            AnswerDelay { first_sound_ms: 650, filler: Some(false), answer_ms: Some(650) },
            AnswerDelay { first_sound_ms: 800, filler: Some(true), answer_ms: None },
        ];
        assert_eq!(answers.finish(), came);
    }

    #[test]
    fn of_a_server_that_tells_nothing_the_first_sound_is_known() {
        let mut answers = Answers::default();
        answers.caller_began();
        answers.agent_began(Some(900));
        assert_eq!(answers.finish(), [AnswerDelay { first_sound_ms: 900, filler: None, answer_ms: None }]);
    }
}
