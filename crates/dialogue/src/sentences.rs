//! Cutting text into sentences, the units of synthesis and of what was heard: whole texts, and texts that come in pieces.

use crate::{Role, Sentence};

/// Words with a full stop that ends no sentence.
const ABBREVIATIONS: [&str; 13] = ["Dr", "Prof", "St", "Str", "Nr", "z", "B", "Mr", "Mrs", "Ms", "ca", "bzw", "usw"];

/// Cuts a text into sentences. 'Dr. Petersen', '3. Dezember' and the like are not cut.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(first_end(rest).unwrap_or(rest.len()));
        rest = after.trim_start();
        Some(sentence)
    })
}

/// A text of our own as sentences with what it is for. Which of them bears an offer its maker does not know, whatever an owner
/// has made of the words: the last one stands for it, so that it counts once all was said.
pub(crate) fn spoken(text: &str, role: Role) -> Vec<Sentence> {
    let mut cut: Vec<Sentence> = sentences(text).map(|text| Sentence::ours(text, role)).collect();
    if role == Role::Offer {
        let before_last = cut.len().saturating_sub(1);
        cut[..before_last].iter_mut().for_each(|sentence| sentence.role = Role::Plain);
    }
    cut
}

/// A text that comes in pieces; gives each sentence as soon as the begin of the next shows that it is whole.
#[derive(Debug, Default)]
pub struct Pieces(String);

impl Pieces {
    /// Takes the next piece; gives the sentences that it completes.
    pub fn push(&mut self, piece: &str) -> Vec<String> {
        self.0.push_str(piece);
        let mut whole = Vec::new();
        while let Some(end) = first_end(self.0.trim_start()) {
            let trimmed = self.0.trim_start();
            whole.push(trimmed[..end].to_owned());
            self.0 = trimmed[end..].to_owned();
        }
        whole
    }

    /// Gives what was left if it is a sentence that is known to be whole, though nothing follows yet.
    pub fn take_known(&mut self, known: impl Fn(&str) -> bool) -> Option<String> {
        if !known(self.0.trim()) {
            return None;
        }
        Some(std::mem::take(&mut self.0).trim().to_owned())
    }

    /// The text is over; gives what was left.
    pub fn finish(self) -> Option<String> {
        let rest = self.0.trim();
        (!rest.is_empty()).then(|| rest.to_owned())
    }
}

/// Where the first sentence ends: behind its mark, when something follows.
fn first_end(text: &str) -> Option<usize> {
    let marks = text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?'));
    let followed = |at: usize| text[at + 1..].starts_with(char::is_whitespace);
    marks.map(|(at, _)| at).find(|at| followed(*at) && ends_sentence(&text[..=*at])).map(|at| at + 1)
}

fn ends_sentence(text: &str) -> bool {
    let Some(body) = text.strip_suffix('.') else { return true };
    let word = body.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // Ordinals, abbreviations and initials.
    let number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    !number && !ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_end_at_their_ends() {
        let cut = |text| sentences(text).collect::<Vec<_>>();
        assert_eq!(cut("Gern. Auf welchen Namen?"), ["Gern.", "Auf welchen Namen?"]);
        assert_eq!(
            cut("Am 3. Dezember bei Dr. Petersen. Passt das?"),
            ["Am 3. Dezember bei Dr. Petersen.", "Passt das?"]
        );
        assert_eq!(cut("Ja! Gern"), ["Ja!", "Gern"]);
        assert_eq!(cut(""), Vec::<&str>::new());
    }

    #[test]
    fn a_sentence_is_given_when_the_next_begins() {
        let mut pieces = Pieces::default();
        assert_eq!(pieces.push("Ger"), [""; 0]);
        assert_eq!(pieces.push("n."), [""; 0]);
        assert_eq!(pieces.push(" Am 3"), ["Gern."]);
        assert_eq!(pieces.push(". Dezember? Ja! Gut"), ["Am 3. Dezember?", "Ja!"]);
        assert_eq!(pieces.finish().as_deref(), Some("Gut"));
    }

    #[test]
    fn a_sentence_that_is_known_to_be_whole_need_not_wait_for_the_next() {
        let (mut pieces, known) = (Pieces::default(), |sentence: &str| sentence == "Gern.");
        assert_eq!((pieces.push("Gern"), pieces.take_known(known)), (vec![], None));
        assert_eq!((pieces.push("."), pieces.take_known(known).as_deref()), (vec![], Some("Gern.")));
        assert_eq!((pieces.push(" Am Montag."), pieces.take_known(known)), (vec![], None));
        assert_eq!(pieces.finish().as_deref(), Some("Am Montag."));
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_give_what_the_whole_gives(text in "[a-zäöüA-Z0-9 .!?]{0,80}", size in 1usize..9) {
            let characters: Vec<char> = text.chars().collect();
            let mut pieces = Pieces::default();
            let mut given: Vec<String> = Vec::new();
            for piece in characters.chunks(size) {
                given.extend(pieces.push(&piece.iter().collect::<String>()));
            }
            given.extend(pieces.finish());
            prop_assert_eq!(given, sentences(&text).map(str::to_owned).collect::<Vec<_>>());
        }
    }
}
