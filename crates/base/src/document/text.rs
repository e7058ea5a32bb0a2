//! Short texts as people write them: ids, lines, truth values.

use super::Fault;

/// An id: lower-case letters, digits and dashes, at most 40, a letter first.
///
/// # Errors
/// When it is none.
pub fn id(text: &str) -> Result<String, Fault> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(allowed);
    let remedy = "write lower-case letters, digits and dashes, at most 40, a letter first (such as salon-2)";
    if good { Ok(text.to_owned()) } else { Err(Fault::new(format!("'{text}' is no id"), remedy)) }
}

/// A parser for a text of one line that is not empty and has at most `longest` characters; space around it is dropped.
pub fn line(longest: usize) -> impl Fn(&str) -> Result<String, Fault> {
    move |text| {
        let text = text.trim();
        let fault = |problem: &str, remedy: String| Err(Fault::new(problem, remedy));
        match text.chars().count() {
            0 => fault("it is empty", "write a text".to_owned()),
            length if length > longest => fault("it is too long", format!("write at most {longest} characters")),
            _ if text.contains(char::is_control) => {
                fault("it has more than one line", "write it on one line".to_owned())
            }
            _ => Ok(text.to_owned()),
        }
    }
}

/// `true` or `false`.
///
/// # Errors
/// When it is neither.
pub fn truth(text: &str) -> Result<bool, Fault> {
    text.parse().map_err(|_| Fault::new(format!("'{text}' is neither true nor false"), "write true or false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_lines_are_bounded() {
        assert!(id("buehne-1").is_ok() && id(&"a".repeat(40)).is_ok());
        for bad in ["", "1a", "-a", "Aylin", "bühne", "a b", &"a".repeat(41)] {
            assert!(id(bad).is_err(), "{bad}");
        }
        assert_eq!(line(5)(" Färbe ").as_deref(), Ok("Färbe"));
        assert!(line(5)("  ").is_err() && line(5)("Färben").is_err() && line(50)("a\nb").is_err());
    }
}
