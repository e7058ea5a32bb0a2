//! `vorzimmer appointments`: what is booked, and what was cancelled.

use super::bad_input::BadInput;
use super::database::{DatabaseArguments, named_business};
use super::listing::{Entry, Zones, print};
use anyhow::anyhow;
use base::business::Details;
use booking::{AppointmentId, AppointmentState};
use serde::Serialize;
use std::process::ExitCode;
use store::KeptAppointment;

/// List appointments with their names, earliest first
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Only this appointment
    #[arg(value_name = "APPOINTMENT", conflicts_with = "business")]
    appointment: Option<String>,
    /// Only those with this business
    #[arg(long, value_name = "ID")]
    business: Option<String>,
    /// Show the numbers from which was booked, to call back; who withheld it has none
    #[arg(long)]
    contact: bool,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row {
    appointment: String,
    business: String,
    service: String,
    resource: String,
    start: String,
    end: String,
    name: String,
    details: Details,
    state: &'static str,
    call: String,
    booked_at: String,
    cancelled_at: Option<String>,
    /// Only where it was asked for; `null` in it is a number that was withheld.
    #[serde(flatten)]
    contact: Option<Contact>,
    #[serde(skip)]
    spelled: String,
}

#[derive(Serialize)]
struct Contact {
    phone: Option<String>,
}

/// What is said where nothing is listed.
const NONE: &str = "No appointments.";

/// Lists the appointments.
///
/// # Errors
/// When the database cannot be opened or read, or has no such business or appointment.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open(false).await?;
    let business = named_business(&store, arguments.business.as_deref()).await?;
    let zones = Zones::of(&store).await?;
    let now = arguments.database.now();
    let wanted = arguments.appointment.map(AppointmentId);
    let mut kept = store.appointments(business.as_ref(), now).await?;
    kept.retain(|kept| wanted.as_ref().is_none_or(|wanted| kept.appointment.id == *wanted));
    if let (Some(wanted), true) = (&wanted, kept.is_empty()) {
        let id = &wanted.0;
        return Err(BadInput(anyhow!(
            "find the appointment '{id}': there is none, or none any more; `vorzimmer appointments --json` shows their ids"
        ))
        .into());
    }
    if !arguments.contact {
        let lines: Vec<_> = kept.into_iter().map(|kept| row(&zones, kept)).collect();
        print(&lines, arguments.json, NONE)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut contacts = store.contacts(business.as_ref(), wanted.as_ref(), now).await?;
    let line = |kept: KeptAppointment| {
        let phone = contacts.remove(&kept.appointment.id).map(|number| number.reveal().to_string());
        WithContact(Row { contact: Some(Contact { phone }), ..row(&zones, kept) })
    };
    let lines: Vec<_> = kept.into_iter().map(line).collect();
    print(&lines, arguments.json, NONE)?;
    Ok(ExitCode::SUCCESS)
}

/// A row of which the number is shown too.
#[derive(Serialize)]
#[serde(transparent)]
struct WithContact(Row);

fn row(zones: &Zones, kept: KeptAppointment) -> Row {
    let KeptAppointment { business, appointment, call, booked_at, cancelled_at } = kept;
    let state = match appointment.state {
        AppointmentState::Booked => "booked",
        AppointmentState::Cancelled => "cancelled",
    };
    Row {
        start: zones.rfc3339(&business, appointment.slot.start),
        end: zones.rfc3339(&business, appointment.slot.end),
        booked_at: zones.rfc3339(&business, booked_at),
        cancelled_at: cancelled_at.map(|at| zones.rfc3339(&business, at)),
        spelled: zones.spelled(&business, appointment.slot.start),
        appointment: appointment.id.0,
        business: business.0,
        service: appointment.slot.service,
        resource: appointment.slot.resource,
        name: appointment.name.into_inner(),
        details: appointment.details.into_inner(),
        state,
        call: call.0,
        contact: None,
    }
}

impl Entry for Row {
    const HEADINGS: &'static [&'static str] = &["Start", "Business", "Service", "With", "Name", "Details", "State"];

    fn cells(&self) -> Vec<String> {
        let details: Vec<_> = self.details.iter().map(|(id, value)| format!("{id}: {value}")).collect();
        let (details, state) = (details.join(", "), self.state.to_owned());
        let [spelled, business, service, resource, name] =
            [&self.spelled, &self.business, &self.service, &self.resource, &self.name].map(Clone::clone);
        vec![spelled, business, service, resource, name, details, state]
    }
}

impl Entry for WithContact {
    const HEADINGS: &'static [&'static str] =
        &["Start", "Business", "Service", "With", "Name", "Details", "State", "Phone"];

    fn cells(&self) -> Vec<String> {
        let phone = self.0.contact.as_ref().and_then(|contact| contact.phone.clone());
        [self.0.cells(), vec![phone.unwrap_or_else(|| "withheld".to_owned())]].concat()
    }
}
