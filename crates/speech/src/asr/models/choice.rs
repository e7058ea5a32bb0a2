//! Which of the installed models to use on a machine. Pure but for looking at the machine.

use super::catalogue::{Offer, Size};
use super::installed::Installed;

/// What a machine has to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Cores that may be used.
    pub cores: usize,
    /// Main memory, MB; `None` where it cannot be found out, which limits nothing.
    pub memory_mb: Option<u64>,
}

impl Machine {
    /// This machine. Memory is known on Linux only.
    pub fn here() -> Self {
        let memory = std::fs::read_to_string("/proc/meminfo").ok();
        Machine {
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            memory_mb: memory.as_deref().and_then(memory_mb),
        }
    }

    /// Whether it answers in time with this model: small takes 1.3 s for an utterance on two cores, on one more than a caller
    /// waits. A model may take half of the memory; calls, voices and the database want the rest.
    pub fn carries(&self, offer: &Offer) -> bool {
        let cores = match offer.size {
            Size::Tiny | Size::Base => 1,
            Size::Small => 2,
        };
        self.cores >= cores && self.memory_mb.is_none_or(|memory| u64::from(offer.memory_mb) * 2 <= memory)
    }
}

fn memory_mb(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb / 1024)
}

/// The models to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// For open questions, and for all when there is no other.
    pub open: Installed,
    /// For closed ones, when a quicker model is installed as well.
    pub closed: Option<Installed>,
}

/// The best of `installed` that `machine` carries: the largest for open questions and, beside it, base for closed ones. Tiny
/// is used only when nothing else is there; a model that was not measured only when no other of its size is there.
pub fn choose(installed: &[Installed], machine: Machine) -> Option<Choice> {
    let best = |size: Size| {
        let of_size = installed.iter().filter(|found| found.offer.size == size && machine.carries(found.offer));
        of_size.min_by_key(|found| preference(found.offer))
    };
    let open = best(Size::Small).or(best(Size::Base)).or(best(Size::Tiny))?.clone();
    let closed = best(Size::Base).filter(|base| {
        let together = u64::from(base.offer.memory_mb + open.offer.memory_mb);
        open.offer.size > Size::Base && machine.memory_mb.is_none_or(|memory| together * 2 <= memory)
    });
    Some(Choice { closed: closed.cloned(), open })
}

/// Among models of one size, lower is better: measured before unmeasured, then q8_0 (the quickest), q5_1, f16.
fn preference(offer: &Offer) -> (bool, u8) {
    let storage = match offer.storage {
        "q8_0" => 0,
        "q5_1" => 1,
        _ => 2,
    };
    let tuned_otherwise = offer.name.contains("acft");
    (tuned_otherwise, storage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const TWO_CORES: Machine = Machine { cores: 2, memory_mb: Some(4_096) };

    fn folder(names: &[&str]) -> Vec<Installed> {
        let found = |name: &&str| Installed { offer: Offer::named(name).unwrap(), path: PathBuf::from(name) };
        names.iter().map(found).collect()
    }

    fn chosen(names: &[&str], machine: Machine) -> Option<(&'static str, Option<&'static str>)> {
        choose(&folder(names), machine)
            .map(|choice| (choice.open.offer.name, choice.closed.map(|closed| closed.offer.name)))
    }

    #[test]
    fn small_takes_open_questions_and_base_closed_ones() {
        let all: Vec<&str> = super::super::CATALOGUE.iter().map(|offer| offer.name).collect();
        assert_eq!(chosen(&all, TWO_CORES), Some(("small-q8_0", Some("base-q8_0"))));
    }

    #[test]
    fn one_model_alone_does_all() {
        for name in ["tiny", "base", "base-q5_1", "small-q5_1", "base-acft-q8_0"] {
            assert_eq!(chosen(&[name], TWO_CORES), Some((name, None)));
        }
        assert_eq!(chosen(&["tiny", "base"], TWO_CORES), Some(("base", None)));
        assert_eq!(chosen(&["tiny", "small"], TWO_CORES), Some(("small", None)), "tiny mishears more than it saves");
        assert_eq!(chosen(&[], TWO_CORES), None);
    }

    #[test]
    fn what_the_machine_cannot_carry_is_not_chosen() {
        let one_core = Machine { cores: 1, memory_mb: None };
        assert_eq!(chosen(&["small-q8_0", "base-q8_0"], one_core), Some(("base-q8_0", None)));
        let little = Machine { cores: 4, memory_mb: Some(512) };
        assert_eq!(chosen(&["small-q8_0", "base-q8_0", "tiny"], little), Some(("base-q8_0", None)));
        assert_eq!(chosen(&["small-q8_0"], little), None);
        let tight = Machine { cores: 4, memory_mb: Some(1_000) };
        assert_eq!(chosen(&["small-q8_0", "base-q8_0"], tight), Some(("small-q8_0", None)));
    }

    #[test]
    fn memory_is_read_from_the_kernel() {
        assert_eq!(memory_mb("MemTotal:       24572780 kB\nMemFree: 1 kB\n"), Some(23_996));
        assert_eq!(memory_mb("nothing"), None);
    }
}
