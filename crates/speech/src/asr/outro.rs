//! What recognisers write where nobody speaks: the ends of the films from whose subtitles they learnt ('Untertitel der
//! Amara.org-Community', 'Thanks for watching'). No caller says it, so it is dropped, sentence by sentence.

use base::privacy::Personal;

/// The words without such sentences.
pub(super) fn without(words: Personal<String>) -> Personal<String> {
    let text = words.reveal();
    if !sentences(text).any(is_outro) {
        return words;
    }
    let kept: Vec<&str> = sentences(text).filter(|sentence| !is_outro(sentence)).map(str::trim).collect();
    Personal::new(kept.join(" ").trim().to_owned())
}

/// The sentences; a dot ends one before a space only, so that 'Amara.org' has none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut ended = false;
    text.split_inclusive(move |c: char| {
        let ends = ended && c.is_whitespace();
        ended = matches!(c, '.' | '!' | '?');
        ends
    })
}

/// Whether a sentence is such an end.
fn is_outro(sentence: &str) -> bool {
    let text = sentence.trim().to_lowercase();
    const BEGINNINGS: [&str; 9] = [
        "untertitel der ",
        "untertitel von ",
        "untertitel im auftrag",
        "untertitelung ",
        "subtitles by ",
        "captions by ",
        "transcription by ",
        "transcribed by ",
        "copyright ",
    ];
    const THANKS: [&str; 3] = ["dank", "thanks for", "thank you for"];
    const WATCHING: [&str; 4] = ["zuschauen", "zusehen", "watching", "viewing"];
    const ANYWHERE: [&str; 5] =
        ["amara.org", "abonniert den kanal", "subscribe to my channel", "like and subscribe", "forget to subscribe"];
    let holds = |any: &[&str]| any.iter().any(|part| text.contains(part));
    BEGINNINGS.iter().any(|begin| text.starts_with(begin)) || (holds(&THANKS) && holds(&WATCHING)) || holds(&ANYWHERE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_noise_is_no_word_of_a_caller() {
        for (words, left) in [
            ("Untertitel der Amara.org-Community", ""),
            (" Untertitel im Auftrag des ZDF für funk, 2017", ""),
            ("Untertitelung des ZDF, 2020", ""),
            ("Vielen Dank fürs Zuschauen!", ""),
            ("Thanks for watching!", ""),
            ("Thank you for watching. Please like and subscribe.", ""),
            ("Subtitles by the Amara.org community", ""),
            ("Keller. Untertitel der Amara.org-Community", "Keller."),
            ("Untertitelung des ZDF, 2020. Am Freitag um zehn.", "Am Freitag um zehn."),
            ("Vielen Dank, auf Wiederhören.", "Vielen Dank, auf Wiederhören."),
            ("Thank you for calling back.", "Thank you for calling back."),
            ("Ich hätte eine Frage. Geht es morgen?", "Ich hätte eine Frage. Geht es morgen?"),
        ] {
            assert_eq!(without(words.to_owned().into()).into_inner(), left, "{words}");
        }
    }
}
