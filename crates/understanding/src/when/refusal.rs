//! What a clause refuses: 'Donnerstag geht nicht', 'nicht Montag oder Dienstag', 'alles außer Freitag'.

use super::phrase::{Piece, Placed};

/// What a clause's polite question looks like: 'geht Donnerstag nicht?' refuses nothing.
#[derive(Debug)]
pub(super) struct Question(pub bool);

/// Which pieces their clause refuses.
pub(super) fn refused(pieces: &[Placed], question: &Question) -> Vec<bool> {
    let mut refused = vec![false; pieces.len()];
    let (mut start, mut likewise) = (0, false);
    for index in 0..pieces.len() {
        let last = index + 1 == pieces.len();
        likewise |= pieces[index].piece == Piece::Likewise;
        let boundary = pieces[index].ends_clause || matches!(pieces[index].piece, Piece::But | Piece::Correction);
        if boundary || last {
            if std::mem::take(&mut likewise) && start > 0 && refuses(pieces, &refused, start) {
                refused[start..=index].iter_mut().for_each(|flag| *flag = true);
            }
            refuse_clause(pieces, start, index + 1, &mut refused);
            start = index + 1;
        }
    }
    for index in 0..pieces.len() {
        let direct = match pieces[index].piece {
            Piece::Except => true,
            Piece::Not => !question.0,
            _ => false,
        };
        let next = pieces[index + 1..].iter().position(|placed| placed.piece != Piece::Word);
        let parted = |next: usize| pieces[index..=index + next].iter().any(|placed| placed.ends_clause);
        if let Some(next) = next.filter(|next| direct && *next <= 1 && !parted(*next)) {
            refuse_list(pieces, index + 1 + next, &mut refused);
        }
    }
    refused
}

/// Whether the clause before `start` refuses a time.
fn refuses(pieces: &[Placed], refused: &[bool], start: usize) -> bool {
    let is_time = |placed: &Placed| matches!(placed.piece, Piece::Place(_) | Piece::Moment(_));
    pieces[..start].iter().rposition(is_time).is_some_and(|index| refused[index])
}

/// 'nicht Montag oder Dienstag': all that 'or' links.
fn refuse_list(pieces: &[Placed], from: usize, refused: &mut [bool]) {
    for index in from..pieces.len() {
        match pieces[index].piece {
            Piece::Place(_) | Piece::Moment(_) => refused[index] = true,
            Piece::Or | Piece::Word => {}
            _ => return,
        }
        // 'nicht um drei, um vier': behind the comma stands what is wanted.
        let goes_on = |placed: &Placed| {
            placed.piece == Piece::Or || matches!(placed.piece, Piece::Moment(_)) && !pieces[index].ends_clause
        };
        let linked = pieces.get(index + 1).is_some_and(goes_on);
        let is_time = matches!(pieces[index].piece, Piece::Place(_) | Piece::Moment(_));
        if is_time && !linked {
            return;
        }
    }
}

/// 'Donnerstag geht nicht'; 'am Donnerstag, da kann ich nicht' refuses the clause before.
fn refuse_clause(pieces: &[Placed], start: usize, end: usize, refused: &mut [bool]) {
    if !pieces[start..end].iter().any(|placed| placed.piece == Piece::Cannot) {
        return;
    }
    let is_time = |placed: &Placed| matches!(placed.piece, Piece::Place(_) | Piece::Moment(_));
    let here = pieces[start..end].iter().any(is_time);
    let begin = if here {
        start
    } else {
        pieces[..start].iter().rposition(is_time).map_or(start, |index| {
            let clause = |placed: &Placed| placed.ends_clause;
            pieces[..index].iter().rposition(clause).map_or(0, |before| before + 1)
        })
    };
    refused[begin..end].iter_mut().for_each(|flag| *flag = true);
}
