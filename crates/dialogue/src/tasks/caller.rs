//! Who calls: the name and the number to call back, as far as they are known, and how surely. It outlives every task.

use base::language::Language;
use base::number::Number;
use base::privacy::Personal;
use understanding::Utterance;

/// Below this mean probability of the words a name is spelled back (correct speech over a phone line scores 0.36 to 0.48
/// with the embedded recogniser).
pub(crate) const NAME_CONFIDENCE_MIN: f32 = 0.36;

/// What is known of who calls.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Caller {
    /// The name.
    pub name: CallerName,
    /// A number to call back.
    pub phone: Phone,
}

/// The caller's name.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum CallerName {
    /// Not said yet.
    #[default]
    Unknown,
    /// Heard, and not right; where letters are misheard, it may tell them.
    Doubted(Personal<String>),
    /// As heard; it is spelled back before it counts.
    Heard(Personal<String>),
    /// Certain when heard, or spelled back and agreed to.
    Known(Personal<String>),
}

impl CallerName {
    /// A name, of which it may be known for certain that it is right.
    pub fn of(name: Personal<String>, sure: bool) -> Self {
        if sure { CallerName::Known(name) } else { CallerName::Heard(name) }
    }

    /// The name, unless it was called wrong.
    pub fn said(&self) -> Option<&Personal<String>> {
        match self {
            CallerName::Heard(name) | CallerName::Known(name) => Some(name),
            CallerName::Unknown | CallerName::Doubted(_) => None,
        }
    }

    /// The name as it was heard last, right or wrong.
    pub fn heard(&self) -> Option<&str> {
        match self {
            CallerName::Unknown => None,
            CallerName::Doubted(name) | CallerName::Heard(name) | CallerName::Known(name) => Some(name.reveal()),
        }
    }

    /// The name is right as it was heard.
    pub fn confirm(&mut self) {
        if let CallerName::Heard(name) = self {
            *self = CallerName::Known(std::mem::take(name));
        }
    }

    /// The name is not right.
    pub fn doubt(&mut self) {
        if let CallerName::Heard(name) | CallerName::Known(name) = self {
            *self = CallerName::Doubted(std::mem::take(name));
        }
    }

    /// The name is to be spelled back, whatever was thought of it.
    pub fn check(&mut self) {
        if let CallerName::Known(name) = self {
            *self = CallerName::Heard(std::mem::take(name));
        }
    }

    /// The name that an utterance gives: as it was said or spelled, or the one known as a remark on its letters wants it ('mit
    /// Doppel-T am Ende'); letters that could not be made out are those that were heard before.
    pub fn given_by(&self, utterance: &Utterance) -> Option<Personal<String>> {
        let says = utterance.says();
        let said = says.name.as_ref().map(|found| match &says.letters {
            Some(letters) => letters.name(self.heard()),
            None => found.value.clone(),
        });
        if says.hints.is_empty() {
            return said;
        }
        let known = said.as_ref().map(|said| said.reveal().as_str()).or(self.heard())?;
        understanding::hinted(known, &says.hints).map(Personal::new).or(said)
    }

    /// Takes the name that an utterance gives; whether it gives one. A remark on the letters is spelled back: it sounds the same.
    pub fn hear(&mut self, utterance: &Utterance) -> bool {
        let Some(name) = self.given_by(utterance) else { return false };
        let sure = match &utterance.says().name {
            Some(found) => found.is_sure(),
            None => matches!(self, CallerName::Known(known) if *known == name),
        };
        *self = CallerName::of(name, sure);
        true
    }
}

/// A number to call back.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Phone {
    /// Not said yet.
    #[default]
    Unknown,
    /// Keys pressed that are not a number yet.
    Keys(Personal<String>),
    /// As heard; it is read back before it counts.
    Said(Personal<Number>),
    /// The line's own, pressed in one go, or read back and agreed to.
    Checked(Personal<Number>),
}

impl Phone {
    /// The number, if there is one.
    pub fn number(&self) -> Option<&Personal<Number>> {
        match self {
            Phone::Said(number) | Phone::Checked(number) => Some(number),
            Phone::Unknown | Phone::Keys(_) => None,
        }
    }

    /// The number is right as it was heard.
    pub fn confirm(&mut self) {
        if let Phone::Said(number) = self {
            *self = Phone::Checked(number.clone());
        }
    }

    /// Takes keys pressed, in national or international form, perhaps behind those pressed before; whether they make a number.
    pub fn press(&mut self, keys: &str, language: Language) -> bool {
        let pressed: String = keys.chars().filter(char::is_ascii_digit).collect();
        let before = match self {
            Phone::Keys(keys) => std::mem::take(keys).into_inner(),
            Phone::Unknown | Phone::Said(_) | Phone::Checked(_) => String::new(),
        };
        // Whoever begins again presses the same keys first.
        let joined = if pressed.starts_with(&before) { pressed.clone() } else { format!("{before}{pressed}") };
        let number = |digits: &str| Number::dialled(digits, language).filter(|_| digits.starts_with('0'));
        if let Some(number) = number(&joined).or_else(|| number(&pressed)) {
            // Pressed keys are not misheard; what was put together is read back.
            let number = Personal::new(number);
            *self = if joined == pressed { Phone::Checked(number) } else { Phone::Said(number) };
            return true;
        }
        match (joined.starts_with('0'), &self) {
            (true, _) => *self = Phone::Keys(Personal::new(joined)),
            (false, Phone::Keys(_)) => *self = Phone::Unknown,
            (false, _) => {}
        }
        false
    }
}
