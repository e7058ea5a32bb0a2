//! One section of the configuration: each value from the environment, else from the file, else its default.

use super::{Environment, PREFIX, Setting, Source};
use base::document::text::id;
use base::document::{Document, Fault, Place, Table, suggestion};
use base::privacy::secret_file::{self, SecretFileError};
use secrecy::SecretString;
use std::cell::RefCell;
use std::path::PathBuf;

/// A configuration being read. What is wrong is complained of in the document; what is in force is remembered.
pub(super) struct Reading<'d> {
    pub document: &'d Document<'d>,
    environment: &'d Environment,
    root: Table<'d>,
    settings: RefCell<Vec<Setting>>,
    variables: RefCell<Vec<String>>,
}

/// A section being read: its table in the file, if there is one, and its variables in the environment.
pub(super) struct Section<'r, 'd> {
    reading: &'r Reading<'d>,
    table: Option<Table<'d>>,
    /// Name in what is shown, such as `server`.
    name: String,
    /// Begin of its variables, such as `VORZIMMER_SERVER`.
    variable: String,
}

impl<'d> Reading<'d> {
    pub fn new(document: &'d Document<'d>, environment: &'d Environment) -> Self {
        let root = document.root();
        Reading { document, environment, root, settings: RefCell::default(), variables: RefCell::default() }
    }

    /// The section `[name]`.
    pub fn section(&self, name: &str) -> Section<'_, 'd> {
        let variable = format!("{PREFIX}{}", name.to_uppercase());
        Section { reading: self, table: self.root.table(name), name: name.to_owned(), variable }
    }

    /// The sections `[[name]]`, each with its id; its variables carry the id in capitals, dashes as underscores.
    pub fn sections(&self, name: &str) -> Vec<(String, Section<'_, 'd>)> {
        let mut ids: Vec<String> = Vec::new();
        let one = |table: Table<'d>| {
            let id = table.required("id", "\"main\"", |text| match id(text)? {
                id if ids.contains(&id) => Err(Fault::new(format!("'{id}' is taken"), "write another id")),
                id => Ok(id),
            });
            let id = id?;
            ids.push(id.clone());
            let variable = format!("{PREFIX}{}_{}", name.to_uppercase(), id.to_uppercase().replace('-', "_"));
            Some((id.clone(), Section { reading: self, table: Some(table), name: format!("{name}.{id}"), variable }))
        };
        self.root.tables(name).into_iter().filter_map(one).collect()
    }

    /// Ends the reading: complains of sections and variables that nobody asked for, and gives what is in force.
    pub fn finish(self, sections: &[&str]) -> Vec<Setting> {
        self.root.finish();
        let known = self.variables.into_inner();
        let prefixes: Vec<_> = sections.iter().map(|name| format!("{PREFIX}{}_", name.to_uppercase())).collect();
        let ours = |name: &&String| prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
        for name in self.environment.keys().filter(ours).filter(|name| !known.contains(name)) {
            let fault = Fault::new("there is no such setting", suggestion(name, &known));
            self.document.complain(Place::Environment(name.clone()), fault);
        }
        self.settings.into_inner()
    }
}

impl Section<'_, '_> {
    /// The value of `key`, or `default` (written as in a file). `None` only when it is faulty, which is complained of.
    pub fn value<T>(&self, key: &str, default: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        if let Some(given) = self.given(key, &parse) {
            return given;
        }
        self.remember(key, Some(default.to_owned()), Source::Default);
        self.complaining(key, parse(default))
    }

    /// The value of `key`, if there is one. `None` also when it is faulty.
    pub fn optional<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        self.given(key, &parse).unwrap_or_else(|| {
            self.remember(key, None, Source::Default);
            None
        })
    }

    /// The value of `key`, which has no default; `example` shows one.
    pub fn required<T>(&self, key: &str, example: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        self.given(key, &parse).unwrap_or_else(|| {
            let remedy = format!("write {key} = {example}, or set {}", self.variable_of(key));
            self.complain_of(key, Fault::new(format!("`{key}` is missing"), remedy));
            None
        })
    }

    /// The values of the list `key`; in the environment they are separated by commas. `None` when one is faulty.
    pub fn list<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<Vec<T>> {
        let (written, source) = match (self.overriding(key), self.table.as_ref().map(|table| table.items(key))) {
            (Some((variable, text)), _) => {
                let parts = text.split(',').map(|part| part.trim().to_owned()).collect();
                (parts, Source::Environment(variable))
            }
            (None, Some(items)) if !items.is_empty() => {
                let line = line(&items[0].place());
                (
                    items.iter().filter_map(|item| item.scalar(|text| Ok(text.to_owned()))).collect(),
                    Source::File { line },
                )
            }
            _ => (Vec::new(), Source::Default),
        };
        let shown = (!written.is_empty()).then(|| written.join(", "));
        self.remember(key, shown, source);
        let read: Vec<_> = written.iter().map(|text| self.complaining(key, parse(text))).collect();
        read.into_iter().collect()
    }

    /// Secrets, from the variable `name` or from the files that `files` lists. They must not stand in the configuration
    /// itself; `spelled` are the keys under which people put them there. `None` when a file cannot be read.
    pub fn secrets(&self, name: &str, files: &str, spelled: &[&str]) -> Option<Vec<SecretString>> {
        self.forbid(spelled, &format!("{files} = [\"FILE\"], or set {}", self.variable_of(name)));
        let of_files = self.list(files, |text| super::parse::path(text).and_then(read));
        let Some((variable, text)) = self.overriding(name) else { return of_files };
        // A password may hold a comma; tokens are several, and hold none.
        let parts: Vec<_> = if name.ends_with('s') { text.split(',').map(str::trim).collect() } else { vec![&text] };
        self.remember(name, Some(format!("{} hidden", parts.len())), Source::Environment(variable));
        Some(parts.into_iter().map(SecretString::from).collect())
    }

    /// Complains of keys under which people put a secret; `instead` says what to write.
    pub fn forbid(&self, keys: &[&str], instead: &str) {
        for key in keys {
            if let Some(item) = self.table.as_ref().and_then(|table| table.item(key)) {
                let problem = format!("`{key}` is a secret, and a secret must not stand in a configuration file");
                let remedy = format!("put it into a file that only the server can read and write {instead}");
                item.complain(Fault::new(problem, remedy));
            }
        }
    }

    /// Whether a variable overrides `key`.
    pub fn is_overridden(&self, key: &str) -> bool {
        self.overriding(key).is_some()
    }

    /// Shows something else than what is written for `key`, which holds a secret.
    pub fn show_instead(&self, key: &str, shown: String) {
        let name = format!("{}.{key}", self.name);
        let mut settings = self.reading.settings.borrow_mut();
        settings
            .iter_mut()
            .filter(|setting| setting.name == name)
            .for_each(|setting| setting.value = Some(shown.clone()));
    }

    /// Complains of the value of `key`, wherever it came from.
    pub fn complain_of(&self, key: &str, fault: Fault) {
        let place = match self.overriding(key) {
            Some((variable, _)) => Place::Environment(variable),
            None => self.table.as_ref().map_or(Place::File { line: 1, column: 1 }, |table| table.place_of(key)),
        };
        let problem = format!("[{}] {}", self.name, fault.problem);
        self.reading.document.complain(place, Fault { problem, ..fault });
    }

    /// Ends the section: complains of keys that nobody asked for.
    pub fn finish(self) {
        self.table.into_iter().for_each(Table::finish);
    }

    /// What is given for `key`: nothing, something faulty, or a value.
    fn given<T>(&self, key: &str, parse: impl Fn(&str) -> Result<T, Fault>) -> Option<Option<T>> {
        let item = self.table.as_ref().and_then(|table| table.item(key));
        let (written, source) = match (self.overriding(key), item) {
            (Some((variable, text)), _) => (text, Source::Environment(variable)),
            (None, Some(item)) => {
                let written = item.scalar(|text| Ok(text.to_owned()));
                let Some(written) = written else { return Some(None) };
                (written, Source::File { line: line(&item.place()) })
            }
            (None, None) => return None,
        };
        self.remember(key, Some(written.clone()), source);
        Some(self.complaining(key, parse(&written)))
    }

    /// A parser knows the value only; the reader of a complaint wants to know the key.
    fn complaining<T>(&self, key: &str, parsed: Result<T, Fault>) -> Option<T> {
        let naming = |fault: Fault| Fault { problem: format!("`{key}`: {}", fault.problem), ..fault };
        parsed.map_err(|fault| self.complain_of(key, naming(fault))).ok()
    }

    /// The variable that overrides `key`, if it is set to something.
    fn overriding(&self, key: &str) -> Option<(String, String)> {
        let variable = self.variable_of(key);
        self.reading.variables.borrow_mut().push(variable.clone());
        let text = self.reading.environment.get(&variable).filter(|text| !text.trim().is_empty())?.clone();
        Some((variable, text))
    }

    fn variable_of(&self, key: &str) -> String {
        format!("{}_{}", self.variable, key.to_uppercase())
    }

    fn remember(&self, key: &str, value: Option<String>, source: Source) {
        self.reading.settings.borrow_mut().push(Setting { name: format!("{}.{key}", self.name), value, source });
    }
}

/// The first line of a secret's file.
fn read(path: PathBuf) -> Result<SecretString, Fault> {
    let shown = path.display();
    let text = secret_file::read(&path).map_err(|error| match error {
        SecretFileError::Open { .. } => Fault::new(format!("'{shown}': {error}"), format!("run: chmod 600 {shown}")),
        SecretFileError::Read(error) => {
            Fault::new(format!("'{shown}' cannot be read: {error}"), "write the path of a file that is there")
        }
    })?;
    let secret = text.trim();
    match secret.is_empty() || secret.contains(char::is_whitespace) {
        true => {
            Err(Fault::new(format!("'{shown}' is empty or holds more than one word"), "put the secret alone into it"))
        }
        false => Ok(SecretString::from(secret)),
    }
}

fn line(place: &Place) -> usize {
    match place {
        Place::File { line, .. } => *line,
        Place::Environment(_) => 0,
    }
}
