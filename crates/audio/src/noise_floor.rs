//! What a line sounds like when nobody speaks, learnt while it is heard.
//!
//! Speech, however fluent, has a gap of 80 ms in any two seconds; noise has none. So the floor is the quietest 80 ms of the
//! last two seconds. It follows a quieter line at once and a louder one after two seconds, and by then any steady sound
//! (hiss, hum, a dialling tone) is floor and no longer speech; so would be a vowel held for two seconds. Music that
//! breathes and other people's voices never become floor.

use super::level;

/// Frames whose power is averaged: 80 ms, long enough that a lost frame does not look like a quiet line.
const BLOCK_FRAMES: u32 = 4;
/// Blocks looked back on: two seconds.
const BLOCKS: usize = 25;
/// What is assumed of the two seconds before the call, dBFS: a very noisy line. Less would take such a line's noise for
/// speech, more would take a caller who speaks at once for noise.
const UNHEARD_DBFS: f32 = -30.0;
/// No line counts as quieter than this, dBFS: near digital silence any rustle would stand out as speech.
pub const QUIETEST_DBFS: f32 = -63.0;

/// Follows the noise floor of one line, frame by frame.
#[derive(Debug, Clone)]
pub struct NoiseFloor {
    /// Power of the last blocks, a ring.
    blocks: [f32; BLOCKS],
    next: usize,
    /// The block at hand: frames and their power.
    frames: u32,
    power: f32,
    dbfs: f32,
}

impl NoiseFloor {
    /// A line of which nothing is known.
    pub fn new() -> Self {
        let unheard = level::power_of(UNHEARD_DBFS);
        NoiseFloor { blocks: [unheard; BLOCKS], next: 0, frames: 0, power: 0.0, dbfs: UNHEARD_DBFS }
    }

    /// Takes the power of the next 20 ms ([`level::power`]) and gives the floor, dBFS.
    pub fn follow(&mut self, power: f32) -> f32 {
        self.power += power;
        self.frames += 1;
        if self.frames == BLOCK_FRAMES {
            self.blocks[self.next] = self.power / BLOCK_FRAMES as f32;
            self.next = (self.next + 1) % BLOCKS;
            (self.frames, self.power) = (0, 0.0);
            let quietest = self.blocks.iter().copied().fold(f32::INFINITY, f32::min);
            self.dbfs = level::dbfs(quietest).max(QUIETEST_DBFS);
        }
        self.dbfs
    }
}

impl Default for NoiseFloor {
    fn default() -> Self {
        NoiseFloor::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(floor: &mut NoiseFloor, dbfs: f32, ms: u32) -> f32 {
        (0..ms / 20).map(|_| floor.follow(level::power_of(dbfs))).last().unwrap()
    }

    #[test]
    fn a_louder_line_is_floor_after_two_seconds_and_a_quieter_one_at_once() {
        let mut floor = NoiseFloor::new();
        assert!((after(&mut floor, -50.0, 80) + 50.0).abs() < 0.1, "known after 80 ms");
        assert!((after(&mut floor, -30.0, 1_980) + 50.0).abs() < 0.1);
        assert!((after(&mut floor, -30.0, 40) + 30.0).abs() < 0.1);
        assert!((after(&mut floor, -45.0, 160) + 45.0).abs() < 0.1);
    }

    #[test]
    fn a_caller_who_speaks_at_once_is_not_floor() {
        assert!(after(&mut NoiseFloor::new(), -20.0, 1_500) < -29.0);
    }

    #[test]
    fn lost_frames_do_not_make_a_noisy_line_quiet() {
        let mut floor = NoiseFloor::new();
        after(&mut floor, -35.0, 2_000);
        after(&mut floor, -96.0, 40);
        assert!(after(&mut floor, -35.0, 200) > -38.5);
    }

    #[test]
    fn speech_with_gaps_is_not_floor() {
        let mut floor = NoiseFloor::new();
        for _ in 0..5 {
            after(&mut floor, -20.0, 1_500);
            after(&mut floor, -55.0, 160);
        }
        assert!(after(&mut floor, -20.0, 500) < -54.0);
    }

    #[test]
    fn digital_silence_is_no_quieter_than_the_quietest_line() {
        assert_eq!(after(&mut NoiseFloor::new(), -96.0, 1_000), QUIETEST_DBFS);
    }
}
