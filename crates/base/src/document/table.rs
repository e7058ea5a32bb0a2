//! A table of a document, and the values in it.

use super::{Document, Fault, Place};
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use std::cell::RefCell;
use std::ops::Range;

/// A table being read. Every key that is asked for becomes a known one; [`Table::finish`] complains of the others.
pub struct Table<'d> {
    document: &'d Document<'d>,
    table: &'d DeTable<'d>,
    span: Range<usize>,
    known: RefCell<Vec<String>>,
}

/// A value in a list: a text (or number, or date), or a table.
pub struct Item<'d> {
    document: &'d Document<'d>,
    value: &'d Spanned<DeValue<'d>>,
    key: String,
}

impl<'d> Table<'d> {
    pub(super) fn new(document: &'d Document<'d>, table: &'d DeTable<'d>, span: Range<usize>) -> Self {
        Table { document, table, span, known: RefCell::default() }
    }

    /// The value of `key` through `parse`; `None` when it is absent, or faulty (which is complained of).
    pub fn optional<T>(&self, key: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        self.item(key)?.scalar(parse)
    }

    /// As [`Table::optional`], complaining of an absent key as well; `example` shows a value as it is written.
    pub fn required<T>(&self, key: &str, example: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match self.item(key) {
            Some(item) => item.scalar(parse),
            None => {
                self.complain_of_missing(key, example);
                None
            }
        }
    }

    /// The value of `key`, whatever it is; `None` when it is absent.
    pub fn item(&self, key: &str) -> Option<Item<'d>> {
        self.known.borrow_mut().push(key.to_owned());
        let value = self.table.get(key)?;
        Some(Item { document: self.document, value, key: key.to_owned() })
    }

    /// The values of the list `key`; a lone value is a list of one, an absent key an empty list.
    pub fn items(&self, key: &str) -> Vec<Item<'d>> {
        let Some(item) = self.item(key) else { return Vec::new() };
        match item.value.get_ref() {
            DeValue::Array(values) => {
                values.iter().map(|value| Item { document: self.document, value, key: key.to_owned() }).collect()
            }
            _ => vec![item],
        }
    }

    /// As [`Table::items`], complaining of an absent key and of an empty list.
    pub fn required_items(&self, key: &str, example: &str) -> Vec<Item<'d>> {
        let items = self.items(key);
        match self.table.contains_key(key) {
            false => self.complain_of_missing(key, example),
            true if items.is_empty() => {
                self.complain_of(key, Fault::new(format!("`{key}` is empty"), format!("write {key} = {example}")));
            }
            true => {}
        }
        items
    }

    /// The values of the list `key` through `parse`, without the faulty ones.
    pub fn list<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Vec<T> {
        self.items(key).into_iter().filter_map(|item| item.scalar(&parse)).collect()
    }

    /// The table `key`; `None` when it is absent or no table.
    pub fn table(&self, key: &str) -> Option<Table<'d>> {
        self.item(key)?.table()
    }

    /// As [`Table::table`], complaining of an absent key.
    pub fn required_table(&self, key: &str) -> Option<Table<'d>> {
        if !self.table.contains_key(key) {
            let remedy = format!("write [{key}] on a line of its own and its values below, or {key} = {{ … }}");
            self.complain(Fault::new(format!("`{key}` is missing"), remedy));
        }
        self.table(key)
    }

    /// The tables of the list `key` (`[[key]]`).
    pub fn tables(&self, key: &str) -> Vec<Table<'d>> {
        self.items(key).into_iter().filter_map(|item| item.table()).collect()
    }

    /// All keys, with their values, in the order in which they are written. None of them becomes a known one.
    pub fn entries(&self) -> impl Iterator<Item = (&'d str, Item<'d>)> {
        let document = self.document;
        self.table.iter().map(move |(key, value)| {
            let name: &'d str = key.get_ref();
            (name, Item { document, value, key: name.to_owned() })
        })
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Complains that `key` is missing; `example` shows a value as it is written.
    pub fn complain_of_missing(&self, key: &str, example: &str) {
        self.complain(Fault::new(format!("`{key}` is missing"), format!("write {key} = {example}")));
    }

    /// Where `key` is written, or the table's heading when it is absent.
    pub fn place_of(&self, key: &str) -> Place {
        self.document.place(self.table.get(key).map_or(self.span.clone(), Spanned::span))
    }

    /// Complains of the table as a whole, at its heading.
    pub fn complain(&self, fault: Fault) {
        self.document.complain(self.document.place(self.span.clone()), fault);
    }

    /// Complains of the value of `key`, or of the table when it is absent.
    pub fn complain_of(&self, key: &str, fault: Fault) {
        self.document.complain(self.place_of(key), fault);
    }

    /// Ends the reading of this table: complains of every key that nobody asked for.
    pub fn finish(self) {
        let known = self.known.borrow();
        for (key, _) in self.table.iter().filter(|(key, _)| !known.iter().any(|name| name == key.get_ref())) {
            let problem = format!("the key `{}` is not known here", key.get_ref());
            self.document
                .complain(self.document.place(key.span()), Fault::new(problem, suggestion(key.get_ref(), &known)));
        }
    }
}

impl<'d> Item<'d> {
    /// The value through `parse`: a text as it is, a number, date or truth value as it is written. `None` when it is faulty
    /// (which is complained of).
    pub fn scalar<T>(&self, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let written = match self.value.get_ref() {
            DeValue::String(text) => text,
            DeValue::Array(_) | DeValue::Table(_) => {
                let kind = if self.is_table() { "table" } else { "list" };
                let problem = format!("`{}` is a {kind} here", self.key);
                self.complain(Fault::new(problem, format!("write a single value: {} = \"…\"", self.key)));
                return None;
            }
            _ => self.document.text.get(self.value.span()).unwrap_or_default(),
        };
        parse(written).map_err(|fault| self.complain(self.naming(fault))).ok()
    }

    /// The value as a table; `None` when it is none (which is complained of).
    pub fn table(&self) -> Option<Table<'d>> {
        let DeValue::Table(table) = self.value.get_ref() else {
            let problem = format!("`{}` is no table", self.key);
            self.complain(Fault::new(
                problem,
                format!("write [{}] on a line of its own and its values below", self.key),
            ));
            return None;
        };
        Some(Table::new(self.document, table, self.value.span()))
    }

    /// Where it begins.
    pub fn place(&self) -> Place {
        self.document.place(self.value.span())
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }

    /// Complains of the value.
    pub fn complain(&self, fault: Fault) {
        self.document.complain(self.place(), fault);
    }

    /// A parser knows the value only; the reader of a complaint wants to know the key.
    fn naming(&self, fault: Fault) -> Fault {
        Fault { problem: format!("`{}`: {}", self.key, fault.problem), ..fault }
    }
}

/// What to write instead of `key`: the known one that is most like it, or one of them all.
pub fn suggestion(key: &str, known: &[String]) -> String {
    const ALIKE: f64 = 0.8;
    let likeness = |name: &String| strsim::jaro_winkler(key, name);
    let nearest = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|name| likeness(name) >= ALIKE) {
        Some(name) => format!("write `{name}` if that is meant"),
        None => format!("leave it out, or write one of {}", known.join(", ")),
    }
}
