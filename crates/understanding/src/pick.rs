//! A choice among several things offered: 'das erste', 'den späteren', 'the last one', 'egal', 'keinen davon'.

use super::Pick;
use super::sentence::Utterance;

/// The choice that the words make.
pub(super) fn pick(utterance: &Utterance) -> Option<Pick> {
    let said = |phrase: &&str| utterance.find(phrase).is_some();
    CHOICES.iter().find(|(phrases, _)| phrases.iter().any(said)).map(|(_, pick)| *pick)
}

#[rustfmt::skip]
const CHOICES: &[(&[&str], Pick)] = &[
    (&["keinen davon", "keiner davon", "keins davon", "keines davon", "keine davon", "passt alles nicht", "mir alles nicht", "passt mir alles nicht",
       "keiner", "keins", "keines", "nichts davon", "weder noch", "none of them", "none of those", "none of these", "neither", "passt beides nicht",
       "none", "alles nicht", "beides nicht", "passen mir nicht", "passen nicht", "don't work", "no good"], Pick::Neither),
    (&["ganz egal", "ist egal", "mir egal", "egal", "any of them", "either one", "either", "doesn't matter", "don't mind", "beide gehen", "beides geht",
       "whichever", "suchen sie aus", "such du aus", "you choose", "you decide"], Pick::Any),
    (&["letzte", "letzten", "letzter", "letztes", "last", "last one"], Pick::Last),
    (&["spaetere", "spaeteren", "spaeterer", "spaeteste", "spaetesten", "spaeteres", "later one", "latest", "the later", "later time"], Pick::Latest),
    (&["fruehere", "frueheren", "frueherer", "frueheste", "fruehesten", "frueheres", "earlier one", "earliest", "the earlier", "earlier time", "sooner one",
       "soonest"], Pick::Earliest),
    (&["erste", "ersten", "erster", "erstes", "erstere", "ersteren", "nummer eins", "first", "first one", "number one", "the former", "vorschlag eins", "option one"],
     Pick::Nth(0)),
    (&["zweite", "zweiten", "zweiter", "zweites", "zwote", "zwoten", "letztere", "letzteren", "nummer zwei", "second", "second one", "number two", "the latter",
       "vorschlag zwei", "option two"], Pick::Nth(1)),
    (&["dritte", "dritten", "dritter", "drittes", "nummer drei", "third", "third one", "number three", "vorschlag drei", "option three"], Pick::Nth(2)),
];
