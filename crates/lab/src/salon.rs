//! The salon of the fixtures as a carrier and a test know it: its numbers, its account, and a directory that finds it.

use async_trait::async_trait;
use base::business::{
    Address, AddressForm, Assignment, Business, BusinessId, Directory, DirectoryError, Holidays, Notice, Phone, State,
    WeekHours,
};
use base::language::Language;
use base::number::Number;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The account at the carrier.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// Its token.
pub const TOKEN: &str = "first-auth-token";
/// The number that callers dial.
pub const DIALLED: &str = "+492214710100";
/// The owner's number.
pub const OWNER: &str = "+492214710199";
/// A caller's number.
pub const CALLER: &str = "+4917604069012";

/// A number that is one.
///
/// # Panics
/// When it is none.
pub fn number(text: &str) -> Number {
    Number::parse(text).expect("number")
}

/// The salon, without services: for tests of the line.
///
/// # Panics
/// Never: its zone is known.
pub fn business() -> Business {
    Business {
        id: BusinessId("salon".to_owned()),
        name: "Salon Morgenrot".to_owned(),
        address: Address {
            street: "Lindenstraße 12".to_owned(),
            postcode: "50674".to_owned(),
            city: "Köln".to_owned(),
            state: State::NW,
        },
        phones: vec![Phone { number: number(DIALLED), language: None }],
        forward: number(OWNER),
        forward_abroad: false,
        carrier: None,
        languages: vec![Language::De, Language::En],
        zone: TimeZone::get("Europe/Berlin").expect("zone"),
        address_form: AddressForm::Du,
        secrecy: false,
        health_mode: false,
        greeting: None,
        hours: WeekHours::default(),
        holidays: Holidays { public: true, company: vec![], closed: vec![] },
        slot_grid_minutes: 15,
        horizon_days: 90,
        notice: Notice::Hours(2),
        assignment: Assignment::Fair,
        transcript_days: 30,
        resources: vec![],
        services: vec![],
        questions: vec![],
        details: vec![],
    }
}

/// Businesses by the numbers that they answer.
pub struct Book(
    /// Those there are, or why they cannot be read.
    pub Result<Vec<Business>, DirectoryError>,
);

#[async_trait]
impl Directory for Book {
    async fn answering(&self, dialled: &Number) -> Result<Option<Arc<Business>>, DirectoryError> {
        let answers = |business: &&Business| business.phones.iter().any(|phone| phone.number == *dialled);
        Ok(self.0.as_ref().map_err(Clone::clone)?.iter().find(answers).cloned().map(Arc::new))
    }
}
