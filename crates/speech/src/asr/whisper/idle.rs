//! How many threads a run may use at this moment.
//!
//! whisper.cpp's threads wait for each other by spinning. When another process or call keeps a core busy, two threads that
//! share the other one wait for a time slice at every step: 6 s instead of 1.5 s with one thread, measured on two cores. So
//! a run takes only as many threads as there are idle cores when it starts.

use std::time::Duration;

/// Times to look, and the pause between: a thread that only handles a frame is gone at the next look.
const LOOKS: usize = 3;
const PAUSE: Duration = Duration::from_micros(500);

/// Threads for a run that would like `threads_max` on a machine of `cores`. Without Linux's load average: all of them.
pub fn threads(threads_max: usize, cores: usize) -> usize {
    if threads_max < 2 {
        return threads_max;
    }
    let look = |number| {
        if number > 0 {
            std::thread::sleep(PAUSE);
        }
        std::fs::read_to_string("/proc/loadavg").ok().as_deref().and_then(runnable)
    };
    let fewest = (0..LOOKS).filter_map(look).min();
    affordable(threads_max, cores, fewest)
}

/// `runnable` counts the thread that looks.
fn affordable(threads_max: usize, cores: usize, runnable: Option<usize>) -> usize {
    let others = runnable.map_or(0, |runnable| runnable.saturating_sub(1));
    cores.saturating_sub(others).clamp(1, threads_max)
}

/// proc(5): the fourth field of `/proc/loadavg` is runnable threads / all threads.
fn runnable(loadavg: &str) -> Option<usize> {
    loadavg.split_whitespace().nth(3)?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_cores_are_not_shared() {
        assert_eq!(runnable("4.74 4.71 3.32 5/140 6595\n"), Some(5));
        assert_eq!(runnable("garbage"), None);
        for (threads_max, cores, runnable, threads) in [
            (2, 2, Some(1), 2),
            (2, 2, Some(2), 1),
            (2, 2, Some(9), 1),
            (3, 4, Some(2), 3),
            (2, 2, None, 2),
            (1, 8, Some(0), 1),
        ] {
            assert_eq!(affordable(threads_max, cores, runnable), threads, "{threads_max} {cores} {runnable:?}");
        }
    }
}
