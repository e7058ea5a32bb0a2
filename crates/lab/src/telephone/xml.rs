//! A small strict reader for the XML that a webhook answers: text in, a tree of elements out.
//!
//! Takes what TwiML is made of (declaration, comments, elements, attributes, text, CDATA, the five named and the numeric
//! references). Document types are refused, so entities cannot be defined and nothing can be fetched or blown up; so are
//! mismatched tags, duplicate attributes and anything after the root. No namespaces, no processing instructions inside.

/// Elements may be nested this deep; TwiML needs three levels.
const DEPTH_MAX: usize = 16;

/// An element with its attributes, text and children.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Attributes in the order written.
    pub attributes: Vec<(String, String)>,
    /// All text directly inside, joined and trimmed.
    pub text: String,
    /// Child elements in order.
    pub children: Vec<Element>,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Failed to read XML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the XML at byte {at}: {problem}")]
pub struct XmlError {
    /// Byte offset.
    pub at: usize,
    /// What is wrong there.
    pub problem: String,
}

/// Reads a document and gives its root element.
///
/// # Errors
/// When the text is not the kind of XML described above.
pub fn read(text: &str) -> Result<Element, XmlError> {
    let mut reader = Reader { text, at: 0 };
    reader.prolog()?;
    let root = reader.element(0)?;
    reader.miscellany()?;
    if reader.at < text.len() {
        return reader.fail("something follows the root element");
    }
    Ok(root)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn fail<T>(&self, problem: impl Into<String>) -> Result<T, XmlError> {
        Err(XmlError { at: self.at, problem: problem.into() })
    }

    fn skip(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), XmlError> {
        if self.skip(token) { Ok(()) } else { self.fail(format!("'{token}' is missing")) }
    }

    fn space(&mut self) -> bool {
        let trimmed = self.rest().trim_start_matches([' ', '\t', '\r', '\n']);
        let skipped = self.rest().len() - trimmed.len();
        self.at += skipped;
        skipped > 0
    }

    /// Everything up to `end`, which is passed over.
    fn until(&mut self, end: &str) -> Result<&'a str, XmlError> {
        let rest = self.rest();
        match rest.find(end) {
            Some(length) => {
                self.at += length + end.len();
                Ok(&rest[..length])
            }
            None => self.fail(format!("'{end}' is missing")),
        }
    }

    fn prolog(&mut self) -> Result<(), XmlError> {
        self.skip("\u{feff}");
        self.space();
        if self.skip("<?xml") {
            self.until("?>")?;
        }
        self.miscellany()?;
        if self.rest().starts_with("<!") { self.fail("document types are refused") } else { Ok(()) }
    }

    /// Spaces and comments outside the root.
    fn miscellany(&mut self) -> Result<(), XmlError> {
        loop {
            self.space();
            if !self.skip("<!--") {
                return Ok(());
            }
            self.until("-->")?;
        }
    }

    fn name(&mut self) -> Result<String, XmlError> {
        let rest = self.rest();
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))).unwrap_or(rest.len());
        let name = &rest[..length];
        if !name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':')) {
            return self.fail("a name is missing");
        }
        self.at += length;
        Ok(name.to_owned())
    }

    fn element(&mut self, depth: usize) -> Result<Element, XmlError> {
        if depth >= DEPTH_MAX {
            return self.fail("elements are nested too deep");
        }
        self.expect("<")?;
        let mut element = Element { name: self.name()?, ..Element::default() };
        loop {
            let spaced = self.space();
            if self.skip("/>") {
                return Ok(element);
            }
            if self.skip(">") {
                break;
            }
            if !spaced {
                return self.fail("a space is missing before an attribute");
            }
            let attribute = self.attribute()?;
            if element.attribute(&attribute.0).is_some() {
                return self.fail(format!("the attribute '{}' is written twice", attribute.0));
            }
            element.attributes.push(attribute);
        }
        self.content(&mut element, depth)?;
        element.text = element.text.trim().to_owned();
        Ok(element)
    }

    fn attribute(&mut self) -> Result<(String, String), XmlError> {
        let name = self.name()?;
        self.space();
        self.expect("=")?;
        self.space();
        let quote = if self.skip("\"") {
            "\""
        } else if self.skip("'") {
            "'"
        } else {
            return self.fail("a quotation mark is missing");
        };
        let begin = self.at;
        let raw = self.until(quote)?;
        if raw.contains('<') {
            return Err(XmlError { at: begin, problem: "'<' stands in an attribute".to_owned() });
        }
        Ok((name, resolve(raw, begin)?))
    }

    /// Text and children up to and with the closing tag.
    fn content(&mut self, element: &mut Element, depth: usize) -> Result<(), XmlError> {
        loop {
            if self.skip("</") {
                let name = self.name()?;
                if name != element.name {
                    return self.fail(format!("'{}' is closed as '{name}'", element.name));
                }
                self.space();
                return self.expect(">");
            } else if self.skip("<!--") {
                self.until("-->")?;
            } else if self.skip("<![CDATA[") {
                let text = self.until("]]>")?;
                element.text.push_str(text);
            } else if self.rest().starts_with('<') {
                element.children.push(self.element(depth + 1)?);
            } else {
                self.run_of_text(element)?;
            }
        }
    }

    fn run_of_text(&mut self, element: &mut Element) -> Result<(), XmlError> {
        let rest = self.rest();
        let Some(length) = rest.find('<') else {
            return self.fail(format!("'{}' is not closed", element.name));
        };
        element.text.push_str(&resolve(&rest[..length], self.at)?);
        self.at += length;
        Ok(())
    }
}

/// Replaces references (XML 1.0, 4.1 and 4.6).
fn resolve(raw: &str, at: usize) -> Result<String, XmlError> {
    let mut resolved = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(begin) = rest.find('&') {
        resolved.push_str(&rest[..begin]);
        rest = &rest[begin + 1..];
        let reference = rest.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        let Some((character, after)) = reference else {
            return Err(XmlError {
                at: at + raw.len() - rest.len() - 1,
                problem: "'&' begins no known reference".into(),
            });
        };
        resolved.push(character);
        rest = after;
    }
    resolved.push_str(rest);
    Ok(resolved)
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = reference.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_document_becomes_a_tree() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- hello -->\n<Response a='1' b = \"&lt;&#65;&#x42;&gt;\">\
                    x &amp; y<!-- no --><Dial/><![CDATA[<z>]]></Response>\n<!-- end -->";
        let root = read(text).expect("reads");
        assert_eq!(root.name, "Response");
        assert_eq!(root.attribute("b"), Some("<AB>"));
        assert_eq!(root.text, "x & y<z>");
        assert_eq!(root.children[0].name, "Dial");
    }

    #[test]
    fn what_is_no_strict_xml_is_refused() {
        for (text, problem) in [
            ("", "'<' is missing"),
            ("<a>", "not closed"),
            ("<a></b>", "closed as"),
            ("<a/><b/>", "follows the root"),
            ("<a b=1/>", "quotation mark"),
            ("<a b='1' b='2'/>", "twice"),
            ("<a b='1'c='2'/>", "space"),
            ("<a>&nbsp;</a>", "reference"),
            ("<a>&amp</a>", "reference"),
            ("<a>&#0;</a>", "reference"),
            ("<a b='<'/>", "in an attribute"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document types"),
            ("<a><!-- </a>", "'-->' is missing"),
            ("Internal Server Error", "'<' is missing"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        assert!(read(&deep).expect_err("deep").to_string().contains("deep"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[<>/a&;#x\"'= !\\-?\\[\\]CDAT\u{e4}]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn escaped_text_comes_back(text in "[ -~\u{e4}\u{20ac}]{0,40}") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let root = read(&format!("<a b=\"{escaped}\">{escaped}</a>")).expect("reads");
            prop_assert_eq!(root.attribute("b"), Some(text.as_str()));
            prop_assert_eq!(root.text, text.trim());
        }
    }
}
