//! Words as signals of the floor: a backchannel, a call to stop, an utterance that sounds finished or broken off.

use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::Floor;
use crate::when::Shape;
use crate::words::{Mark, Token, numeral};
use base::language::Language;

/// Whether words sound finished, for endpointing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// An answer that wants nothing more: a yes or no with courtesy, a full date and time, an ending clause.
    Complete,
    /// An answer to which people like to add something after a breath: a lone yes or no ('Nein, mein Name ist …'), a day
    /// without its hour, a 'bitte' before it is known when.
    Answered,
    /// Could be either.
    Neutral,
    /// Broken off: 'am Dienstag um …', 'my name is', a trailing 'und'.
    Unfinished,
}

/// More words than this are no mere signal.
const BACKCHANNEL_WORDS_MAX: usize = 4;

/// Whether words only signal listening ('mhm', 'ja ja').
pub(crate) fn is_backchannel(tokens: &[Token], language: Language) -> bool {
    let listens = |token: &Token| Floor::Backchannel.is_in(language, &token.text);
    (1..=BACKCHANNEL_WORDS_MAX).contains(&tokens.len()) && tokens.iter().all(listens)
}

/// Whether words ask the agent to stop speaking ('stopp', 'warte').
pub(crate) fn is_stop(tokens: &[Token], language: Language) -> bool {
    let lead = tokens.iter().take_while(|token| Floor::Lead.is(&token.text)).count();
    let stops = |from: usize| Floor::in_language(language).taken(&tokens[from..], Floor::Stop).is_some();
    stops(0) || stops(lead)
}

/// Whether words that hold these parts of a time sound finished as an answer to `asked`.
pub(crate) fn completeness(tokens: &[Token], shape: Shape, language: Language, asked: Asked) -> Completeness {
    let Some(last) = tokens.last() else { return Completeness::Neutral };
    if is_broken_off(tokens, last, language) {
        return Completeness::Unfinished;
    }
    // A name, a number, a message goes on after a pause like any other; a question in place of it is over with its end.
    if asked.is_dictated() {
        let declined = is_closed(tokens, language) && asked == Asked::Phone;
        let asks_back = asked != Asked::Message && is_question(tokens, language);
        return if declined || asks_back { Completeness::Complete } else { Completeness::Neutral };
    }
    let closed = asked.is_closed() && is_closed(tokens, language);
    let time = full_time(tokens, shape, language, asked);
    let ending = ending(tokens, language);
    match (closed, time.max(ending)) {
        (true, _) if tokens.len() == 1 => Completeness::Answered,
        (true, _) | (_, Ends::Surely) => Completeness::Complete,
        (_, Ends::Perhaps) => Completeness::Answered,
        (_, Ends::Not) => Completeness::Neutral,
    }
}

/// How far words end a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ends {
    Not,
    Perhaps,
    Surely,
}

/// Trailing words that want another: prepositions, articles, 'und', 'my name is'.
fn is_broken_off(tokens: &[Token], last: &Token, language: Language) -> bool {
    let dangling = Floor::Dangling.is_in(language, &last.text);
    // 'Wie heißt das?', 'I would like to.' end; recognisers put a stop behind everything, so a stop alone proves nothing.
    let ends = matches!(last.after, Mark::Question | Mark::Exclamation);
    let alone_is_answer = tokens.len() == 1 && Floor::Whole.is(&last.text);
    // Recognisers end whole answers with a comma ('Herrenhaarschnitt,'): alone it says nothing.
    last.after == Mark::Ellipsis || (dangling && !ends && !alone_is_answer)
}

/// A yes or no, alone or with courtesy.
fn is_closed(tokens: &[Token], language: Language) -> bool {
    tokens.len() <= 5 && tokens.iter().all(|token| Floor::Closed.is_in(language, &token.text))
}

/// A clause with the order and the mark of a question. The mark alone proves nothing: a name said in doubt gets one too.
fn is_question(tokens: &[Token], language: Language) -> bool {
    let Some((last, before)) = tokens.split_last() else { return false };
    let clause = before.iter().rposition(|token| token.after.ends_clause()).map_or(0, |end| end + 1);
    let begins = tokens.get(clause).is_some_and(|first| Floor::Asking.is_in(language, &first.text));
    last.after == Mark::Question && tokens.len() - clause >= 3 && begins
}

/// A clause that ends a turn: thanks, a farewell, a question. A request ends with 'bitte', and so does its first clause.
fn ending(tokens: &[Token], language: Language) -> Ends {
    let Some(last) = tokens.last() else { return Ends::Not };
    let closing = Floor::Ending.is_in(language, &last.text) && tokens.len() >= 2;
    match () {
        () if last.after == Mark::Question && tokens.len() >= 3 => Ends::Surely,
        () if closing && Floor::Please.is(&last.text) => Ends::Perhaps,
        () if closing => Ends::Surely,
        () => Ends::Not,
    }
}

/// A day with its hour, or an hour where that was asked; perhaps a day where that was.
fn full_time(tokens: &[Token], shape: Shape, language: Language, asked: Asked) -> Ends {
    let number_last = tokens.last().is_some_and(|token| numeral::read(token, language).is_some());
    // 'um zehn' may go on with 'dreißig': with digits less so.
    let spelled =
        number_last && tokens.last().is_some_and(|token| !token.text.starts_with(|c: char| c.is_ascii_digit()));
    let timed = shape.time && !spelled;
    match asked {
        Asked::Time if timed => Ends::Surely,
        _ if shape.day && timed => Ends::Surely,
        Asked::Date if shape.day => Ends::Perhaps,
        _ => Ends::Not,
    }
}
