//! What is wrong with a document, where, and what to write instead.

use std::fmt;

/// What is wrong with a value, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as a clause.
    pub problem: String,
    /// What to write instead, as an instruction.
    pub remedy: String,
}

impl Fault {
    /// A fault. A problem that quotes several lines is told in one.
    pub fn new(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        let problem = problem.into().split(char::is_control).collect::<Vec<_>>().join(" ");
        Fault { problem, remedy: remedy.into() }
    }
}

/// Where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the document, counted from 1, the column in characters.
    File {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// In an environment variable that overrides the document.
    Environment(String),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where.
    pub place: Place,
    /// What, and what to write instead.
    pub fault: Fault,
}

/// Everything that is wrong with a document, in the order of its lines. Prints one line for each:
/// `FILE:LINE:COLUMN: PROBLEM; REMEDY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaints {
    /// The document's file, as named by whoever gave it.
    pub file: String,
    /// At least one.
    pub list: Vec<Complaint>,
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, Complaint { place, fault }) in self.list.iter().enumerate() {
            let newline = if number == 0 { "" } else { "\n" };
            match place {
                Place::File { line, column } => write!(f, "{newline}{}:{line}:{column}", self.file)?,
                Place::Environment(name) => write!(f, "{newline}environment variable {name}")?,
            }
            write!(f, ": {}; {}", fault.problem, fault.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for Complaints {}
