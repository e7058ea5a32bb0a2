//! In which orders the parts of a visit may be served, the best first.

use crate::{Part, Together};
use std::collections::BTreeMap;

/// Chains of parts (by their place in the wish): the parts of a chain follow each other, all chains begin together.
pub(super) type Arrangement = Vec<Vec<usize>>;

/// More orders of one kind are not tried: four parts of one person have so many. Nobody names more in a call.
const ORDERS_MAX: usize = 24;

/// The arrangements that serve `parts`, the one that keeps to what was said first.
pub(super) fn arrangements(parts: &[Part], together: Together) -> Vec<Arrangement> {
    let mut people: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, part) in parts.iter().enumerate() {
        people.entry(part.person).or_default().push(place);
    }
    let people: Vec<Vec<usize>> = people.into_values().collect();
    let side_by_side = || own_orders(&people);
    let one_after_the_other = || {
        let turns = orders(&people).into_iter().flat_map(|turns| own_orders(&turns));
        turns.map(|chains| vec![chains.concat()]).take(ORDERS_MAX).collect()
    };
    match together {
        Together::OneAfterTheOther => one_after_the_other(),
        Together::AsItFits if people.len() > 1 => [side_by_side(), one_after_the_other()].concat(),
        Together::AsItFits | Together::SideBySide => side_by_side(),
    }
}

/// Every order of each chain, combined with every order of the others.
fn own_orders(chains: &[Vec<usize>]) -> Vec<Arrangement> {
    chains.iter().fold(vec![Vec::new()], |combined, chain| {
        let with = |before: &Arrangement, order| [before.as_slice(), &[order]].concat();
        let orders = orders(chain);
        let all = combined.iter().flat_map(|before| orders.iter().map(|order| with(before, order.clone())));
        all.take(ORDERS_MAX).collect()
    })
}

/// The orders of a list: as it is first, then those that keep its beginning the longest.
fn orders<T: Clone>(list: &[T]) -> Vec<Vec<T>> {
    if list.is_empty() {
        return vec![Vec::new()];
    }
    let begun_with = |place: usize| {
        let rest = [&list[..place], &list[place + 1..]].concat();
        orders(&rest).into_iter().map(move |order| [&[list[place].clone()], order.as_slice()].concat())
    };
    (0..list.len()).flat_map(begun_with).take(ORDERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(people: &[usize]) -> Vec<Part> {
        let part = |person: &usize| Part { service: "cut".into(), resource: None, person: *person };
        people.iter().map(part).collect()
    }

    #[test]
    fn one_part_has_one_arrangement_however_it_is_asked_for() {
        for together in [Together::SideBySide, Together::OneAfterTheOther, Together::AsItFits] {
            assert_eq!(arrangements(&parts(&[0]), together), [vec![vec![0]]]);
        }
    }

    #[test]
    fn the_order_said_comes_first() {
        let one = arrangements(&parts(&[0, 0, 0]), Together::AsItFits);
        let expected = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        assert_eq!(one, expected.map(|order| vec![order.to_vec()]));
        let two = arrangements(&parts(&[0, 1, 0]), Together::AsItFits);
        assert_eq!(two[..2], [vec![vec![0, 2], vec![1]], vec![vec![2, 0], vec![1]]]);
        assert_eq!(two[2..], [[0, 2, 1], [2, 0, 1], [1, 0, 2], [1, 2, 0]].map(|order| vec![order.to_vec()]));
    }

    #[test]
    fn many_parts_are_no_endless_search() {
        for people in [[0; 9], [0, 1, 2, 3, 4, 5, 6, 7, 8]] {
            for together in [Together::SideBySide, Together::OneAfterTheOther, Together::AsItFits] {
                assert!(arrangements(&parts(&people), together).len() <= 2 * ORDERS_MAX);
            }
        }
    }
}
