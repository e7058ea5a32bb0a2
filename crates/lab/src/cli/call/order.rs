//! Calls ready to be made, made, followed, and put on disk.

use super::follow;
use crate::print::{print_json, print_line};
use crate::telephone::caller::{Caller, Manner};
use crate::telephone::carrier::{Carrier, Errand, Report};
use crate::telephone::load;
use crate::telephone::prepare::Repertoire;
use crate::telephone::report::{Figures, Summary};
use crate::telephone::script::Script;
use crate::telephone::show;
use anyhow::{Context, ensure};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use vorzimmer::cli::listing::remark;

/// Calls ready to be made.
pub struct Order {
    pub carrier: Carrier,
    pub repertoire: Repertoire,
    pub manner: Manner,
    pub from: String,
    pub to: String,
    pub forwarded_from: Option<String>,
    pub calls: u32,
    pub stagger: Duration,
    pub wav: Option<PathBuf>,
}

/// What came of them.
pub struct CallsMade {
    pub calls: Vec<Figures>,
    pub summary: Summary,
}

impl Order {
    /// Makes the calls, shows them, and writes their sound.
    pub async fn carry_out(self, json: bool) -> anyhow::Result<CallsMade> {
        let errand = |number| Errand {
            number,
            from: self.from.clone(),
            to: self.to.clone(),
            forwarded_from: self.forwarded_from.clone(),
            caller: Caller::new(
                Script::new(self.repertoire.lines.clone()),
                self.repertoire.cut_ins.clone(),
                self.manner,
            ),
        };
        let errands: Vec<Errand> = (0..self.calls as usize).map(errand).collect();
        let audience = follow::audience(json, self.calls);
        let reports = load::make(Arc::new(self.carrier), errands, self.stagger, audience).await;
        ensure!(reports.len() == self.calls as usize, "finish all calls: some broke off");
        let wav = self.wav.as_deref().map(|path| write_sound(path, &reports)).transpose()?;
        let calls: Vec<Figures> = reports.into_iter().map(|report| report.figures).collect();
        Ok(CallsMade { summary: Summary::of(&calls, wav), calls })
    }
}

impl CallsMade {
    /// Prints the summary, and in JSON's case to stderr what failed.
    pub fn print(&self, json: bool) {
        if json {
            let failed = self.calls.iter().filter(|call| !call.outcome.is_complete());
            failed.for_each(|call| remark(&format!("vorzimmer-lab: a call {}", show::ending(&call.outcome))));
            print_json(&SummaryLine { summary: &self.summary });
        } else {
            print_line("");
            show::summary(&self.summary, &self.calls).iter().for_each(|line| print_line(line));
        }
    }
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    summary: &'a Summary,
}

/// Writes each call's sound; the files of many calls are numbered.
fn write_sound(path: &Path, reports: &[Report]) -> anyhow::Result<String> {
    for (number, report) in reports.iter().enumerate() {
        let Some(recording) = &report.recording else { continue };
        let path = if reports.len() == 1 { path.to_owned() } else { numbered(path, number) };
        let file = std::fs::File::create(&path).with_context(|| format!("write {}", path.display()))?;
        recording.write(std::io::BufWriter::new(file))?;
    }
    Ok(path.display().to_string())
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.wav"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_of_many_calls_is_numbered() {
        assert_eq!(numbered(Path::new("var/call.wav"), 3), Path::new("var/call-3.wav"));
    }
}
