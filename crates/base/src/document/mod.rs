//! A TOML document that a person wrote, read so that every mistake is named with its place and its remedy.
//!
//! [`Document::parse`] takes the text, [`Table`] gives its values through parsers of the reader's choice ([`quantity`] and
//! [`text`] have common ones), and [`Document::finish`] gives everything that was wrong, all at once and in the
//! order of the lines. It knows nothing of what the values mean, and it does not write documents.

mod complaint;
pub mod quantity;
mod table;
pub mod text;

pub use complaint::{Complaint, Complaints, Fault, Place};
pub use table::{Item, Table, suggestion};

use crate::file;
use ::toml::Spanned;
use ::toml::de::DeTable;
use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::path::Path;

/// The text of a file that a person wrote.
///
/// # Errors
/// When it cannot be read, or is not UTF-8, which is told with the line.
pub fn read_file(path: &Path) -> io::Result<String> {
    String::from_utf8(file::read(path)?).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        io::Error::new(io::ErrorKind::InvalidData, format!("line {line} is not UTF-8; save the file as UTF-8"))
    })
}

/// A document being read. Complaints are collected while its tables are.
pub struct Document<'t> {
    text: &'t str,
    file: String,
    root: Spanned<DeTable<'t>>,
    complaints: RefCell<Vec<Complaint>>,
}

impl<'t> Document<'t> {
    /// Takes the document apart. `file` is only named in complaints.
    ///
    /// # Errors
    /// When the text is no TOML; every such place is named, and nothing is said of what the values mean.
    pub fn parse(text: &'t str, file: &str) -> Result<Self, Complaints> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let document = Document { text, file: file.to_owned(), root, complaints: RefCell::default() };
        for error in &errors {
            let problem = format!("this is no TOML: {}", error.message());
            let remedy = "write key = \"text\", key = 5, or key = [\"one\", \"two\"], each on a line of its own";
            document.complain(document.place(error.span().unwrap_or(0..0)), Fault::new(problem, remedy));
        }
        if errors.is_empty() { Ok(document) } else { Err(document.into_complaints()) }
    }

    /// The outermost table.
    pub fn root(&self) -> Table<'_> {
        Table::new(self, self.root.get_ref(), 0..0)
    }

    /// Adds to what is wrong, at a place that need not lie in the document.
    pub fn complain(&self, place: Place, fault: Fault) {
        self.complaints.borrow_mut().push(Complaint { place, fault });
    }

    /// Whether nothing has been complained of so far.
    pub fn is_sound(&self) -> bool {
        self.complaints.borrow().is_empty()
    }

    /// Ends the reading with what was read; it may be `None` only where something was complained of.
    ///
    /// # Errors
    /// Everything that was wrong, in the order of the lines.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Complaints> {
        read.filter(|_| self.is_sound()).ok_or_else(|| self.into_complaints())
    }

    fn into_complaints(self) -> Complaints {
        let mut list = self.complaints.into_inner();
        list.sort_by(|one, other| one.place.cmp(&other.place));
        Complaints { file: self.file, list }
    }

    /// Where a stretch of bytes begins, as people count.
    fn place(&self, span: Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place::File { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}
