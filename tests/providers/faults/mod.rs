//! The fault matrix: every fault of every provider at every moment of a booking, as a whole call over real sockets in real time.
//!
//! By default a third of the cases, drawn by a fixed seed; all of them with `VORZIMMER_CASES=100000`. `VORZIMMER_FAULT=Deepgram`
//! runs those whose name holds that.

mod brain;
mod cases;
mod ears;
mod house;
mod judge;
mod said;
mod voices;

use self::cases::Case;
use self::judge::Figures;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Somebody else who has an appointment, and when: nobody in these calls may hear of it.
const OTHER_NAME: &str = "Wieczorek";
const OTHERS_START: &str = "2026-12-04T09:45:00+01:00";
/// Calls at the same time: each takes some hundredths of a core.
const TOGETHER: usize = 16;
/// How often a call is made again, alone, when the telephone itself was too late to be believed.
const AGAIN_MAX: usize = 3;
/// One case in so many is run by default.
const REDUCED: u64 = 3;

fn chosen() -> Vec<Case> {
    let all = cases::all();
    if let Ok(wanted) = std::env::var("VORZIMMER_FAULT") {
        return all.into_iter().filter(|case| case.to_string().contains(&wanted)).collect();
    }
    let full = std::env::var("VORZIMMER_CASES").ok().and_then(|text| text.parse::<usize>().ok());
    if full.is_some_and(|cases| cases >= all.len()) {
        return all;
    }
    let drawn = |case: &Case| {
        let hash = blake3::hash(case.to_string().as_bytes());
        u64::from(hash.as_bytes()[0]).is_multiple_of(REDUCED)
    };
    all.into_iter().filter(drawn).collect()
}

#[test]
fn the_matrix_has_at_least_120_cases_each_with_a_name_of_its_own() {
    let mut names: Vec<String> = cases::all().iter().map(Case::to_string).collect();
    println!("{} cases", names.len());
    names.sort();
    names.dedup();
    assert!(names.len() >= 120 && names.len() == cases::all().len(), "{}", names.len());
}

/// Makes the calls, so many at once, each in a runtime of its own, with which its servers end.
fn run(cases: &[Case]) -> Vec<(Case, Result<Figures, String>)> {
    let (next, repeated) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (judged, alone) = (Mutex::new(Vec::new()), Mutex::new(()));
    std::thread::scope(|scope| {
        for _ in 0..TOGETHER.min(cases.len()) {
            scope.spawn(|| {
                while let Some(&case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut of_call = make(case);
                    for _ in 0..AGAIN_MAX {
                        if !matches!(of_call, Err((_, false))) {
                            break;
                        }
                        let _alone = alone.lock().unwrap();
                        repeated.fetch_add(1, Ordering::Relaxed);
                        of_call = make(case);
                    }
                    let silence_ms = of_call.as_ref().map(|figures| figures.silence_max_ms);
                    println!(
                        "{case}: {}",
                        silence_ms.map_or_else(|_| "wrong".to_owned(), |ms| format!("{ms} ms of silence at most"))
                    );
                    judged.lock().unwrap().push((case, of_call.map_err(|(fault, _)| fault)));
                }
            });
        }
    });
    println!("{} calls were repeated since the telephone was late", repeated.into_inner());
    judged.into_inner().unwrap()
}

/// Makes a call and judges it; says with a fault whether the telephone can be believed.
fn make(case: Case) -> Result<Figures, (String, bool)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let over = runtime.block_on(house::call(case)).map_err(|fault| (fault, false))?;
    judge::judge(case, &over).map_err(|fault| (fault, judge::is_measured(&over)))
}

#[test]
fn p22_whatever_fails_the_caller_is_answered_in_time_and_no_booking_is_lost_doubled_or_made_up() {
    let cases = chosen();
    let count = cases.len();
    let (mut figures, mut wrong) = (Vec::new(), Vec::new());
    for (case, of_call) in run(&cases) {
        match of_call {
            Ok(of_call) => figures.push((case, of_call)),
            Err(fault) => wrong.push(format!("── {case}\n{fault}")),
        }
    }
    figures.sort_by_key(|(_, figures)| figures.silence_max_ms);
    let handed_over = figures.iter().filter(|(_, figures)| figures.handed_over).count();
    let booked = figures.iter().filter(|(_, figures)| figures.booked).count();
    let longest = figures.iter().map(|(_, figures)| figures.length_ms).max().unwrap_or(0);
    let late = figures.iter().map(|(_, figures)| figures.late_ms_max).max().unwrap_or(0);
    println!("{count} calls: {booked} booked, {handed_over} handed to a person, {} wrong", wrong.len());
    println!("the longest call took {longest} ms, the telephone was late by {late} ms at most");
    for (case, figures) in figures.iter().rev().take(5) {
        println!("longest silence {} ms: {case}", figures.silence_max_ms);
    }
    assert!(wrong.is_empty(), "{} of {count} calls are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
