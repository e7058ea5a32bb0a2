//! The limits under which the server runs, as the system knows them.

use super::stranger::{Stranger, form};
use lab::office::Plan;
use lab::office::phone::BOOKING;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::time::Duration;
use telephony::VOICE_PATH;
use tokio::time::Instant;

/// In no other text.
const CANARY: &str = "canary-Zaunkoenigin-4711";

/// Soft and hard limit of a line of /proc/PID/limits.
fn limit<'a>(limits: &'a str, name: &str) -> [&'a str; 2] {
    let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}: {limits}"));
    let mut words = line.split_whitespace();
    [words.next().expect("soft"), words.next().expect("hard")]
}

#[tokio::test]
async fn p26_the_server_writes_no_core_file_and_may_open_as_many_files_as_allowed() {
    let office = Plan::hearing(&BOOKING).open().await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", office.process_id())).expect("limits");
    assert_eq!(limit(&limits, "Max core file size"), ["0", "0"]);
    let [soft, hard] = limit(&limits, "Max open files");
    assert_eq!(soft, hard);
}

/// Everything that a process may write to, as it is now; nothing where we may not look.
fn memory(process: u32) -> Option<Vec<u8>> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let memory = File::open(format!("/proc/{process}/mem")).ok()?;
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, rest) = line.split_once('-')?;
        let (to, _) = rest.split_once(' ')?;
        let [from, to] = [from, to].map(|digits| u64::from_str_radix(digits, 16).expect("an address"));
        let mut part = vec![0; usize::try_from(to - from).ok()?];
        if memory.read_exact_at(&mut part, from).is_ok() {
            all.append(&mut part);
        }
    }
    Some(all)
}

/// In how many stretches without a line's end a text is, by a program that is quick at it.
fn lines_with(text: &str, bytes: &[u8]) -> usize {
    let mut grep = Command::new("grep");
    grep.args(["--text", "--count", "--fixed-strings", text]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut grep = grep.spawn().expect("it runs");
    grep.stdin.take().expect("its input").write_all(bytes).expect("written");
    let count = grep.wait_with_output().expect("it ended").stdout;
    String::from_utf8(count).expect("text").trim().parse().expect("a number")
}

#[tokio::test]
async fn what_a_webhook_said_is_not_left_in_memory() {
    let office = Plan::hearing(&BOOKING).open().await;
    let stranger = Stranger::before(&office);
    let mut said = form("CA00000000000000000000000000000001");
    said.retain(|(name, _)| name != "To");
    // Nobody answers it, so that nothing of it is to be kept.
    said.extend(
        [("To", "+492214710777"), ("CallerName", CANARY)].map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let (status, _) = stranger.post(VOICE_PATH, &said, Some(&stranger.signature(VOICE_PATH, &said))).await;
    assert_eq!(status, 200);
    let begun = Instant::now();
    loop {
        let Some(memory) = memory(office.process_id()) else { return println!("not looked at: it takes root") };
        assert!(memory.len() > 1_000_000, "it was looked at");
        let left = lines_with(CANARY, &memory);
        match left {
            0 => return,
            // The connection's task may not have ended yet.
            _ if begun.elapsed() < Duration::from_secs(5) => tokio::time::sleep(Duration::from_millis(100)).await,
            left => panic!("it is there {left} times"),
        }
    }
}
