//! The limits under which the server runs, as the system knows them.

use lab::office::Plan;
use lab::office::phone::BOOKING;

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
