//! `vorzimmer appointments`: what is booked, and what was cancelled.

use super::database::{DatabaseArguments, named_business};
use super::listing::{Entry, Zones, print};
use base::business::Details;
use booking::AppointmentState;
use serde::Serialize;
use std::process::ExitCode;
use store::KeptAppointment;

/// List appointments with their names, earliest first
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Only those with this business
    #[arg(long, value_name = "ID")]
    business: Option<String>,
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
    #[serde(skip)]
    spelled: String,
}

/// Lists the appointments.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open(false).await?;
    let business = named_business(&store, arguments.business.as_deref()).await?;
    let zones = Zones::of(&store).await?;
    let kept = store.appointments(business.as_ref(), arguments.database.now()).await?;
    let lines: Vec<_> = kept.into_iter().map(|kept| line(&zones, kept)).collect();
    print(&lines, arguments.json, "No appointments.")?;
    Ok(ExitCode::SUCCESS)
}

fn line(zones: &Zones, kept: KeptAppointment) -> Row {
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
