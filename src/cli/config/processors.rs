//! Who may be sent callers' data, and under which policy (P25).

use super::parse::{choice, yes_or_no};
use super::section::{Reading, Section};
use base::document::Fault;
use base::document::text::line;
use egress::processor::{DataClass, Host, Processor, Region};
use std::sync::Arc;

/// `[privacy]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Privacy {
    /// Only processors within the reach of the GDPR are admitted.
    pub eu_only: bool,
}

const DATA: &[(&str, DataClass)] = &DataClass::NAMES;

/// `[privacy]`.
pub(super) fn privacy(reading: &Reading<'_>) -> Option<Privacy> {
    let section = reading.section("privacy");
    let eu_only = section.value("eu_only", "false", yes_or_no);
    section.finish();
    Some(Privacy { eu_only: eu_only? })
}

/// `[[processor]]`, each admitted by the policy.
pub(super) fn processors(reading: &Reading<'_>, policy: Privacy) -> Vec<Arc<Processor>> {
    let sections = reading.sections("processor").into_iter();
    sections.filter_map(|(id, section)| processor(id, section, policy)).map(Arc::new).collect()
}

fn processor(id: String, section: Section<'_, '_>, policy: Privacy) -> Option<Processor> {
    let name = section.required("name", "\"Example AI SAS, Paris\"", line(200));
    let purpose = section.required("purpose", "\"finds the next sentence\"", line(200));
    let region = section.required("region", "\"eu\"", region);
    let data = section.list("data", choice(DATA));
    let legal_basis = section.required("legal_basis", "\"Art. 6(1)(b) GDPR\"", line(200));
    let agreement = section.optional("agreement", line(500));
    let hosts = section.list("hosts", host);
    if let Some(region) = &region {
        within(&section, region, policy);
    }
    if let (Some(hosts), Some(region)) = (&hosts, &region) {
        lists_hosts(&section, hosts, region);
        needs_agreement(&section, agreement.as_ref(), region);
    }
    section.finish();
    Some(Processor {
        id,
        name: name?,
        purpose: purpose?,
        region: region?,
        data: data?,
        legal_basis: legal_basis?,
        agreement,
        hosts: hosts?,
    })
}

fn region(text: &str) -> Result<Region, Fault> {
    let remedy = "write here (this machine), eu, or the country's code, such as de or us";
    text.parse().map_err(|_| Fault::new(format!("'{text}' is no region"), remedy))
}

fn host(text: &str) -> Result<Host, Fault> {
    let remedy = "write a host alone, such as api.example.com or 127.0.0.1:8000";
    text.parse().map_err(|_| Fault::new(format!("'{text}' is no host"), remedy))
}

fn within(section: &Section<'_, '_>, region: &Region, policy: Privacy) {
    if policy.eu_only && !region.is_european() {
        let problem = format!("`region`: '{region}' is outside the European Union, and [privacy] eu_only is set");
        section.complain_of("region", Fault::new(problem, "take another processor, or set eu_only = false"));
    }
}

/// What says that it is here must be here, and the other way round.
fn lists_hosts(section: &Section<'_, '_>, hosts: &[Host], region: &Region) {
    if hosts.is_empty() {
        let fault = Fault::new("`hosts` is missing", "write hosts = [\"api.example.com\"]: no other host is reached");
        return section.complain_of("hosts", fault);
    }
    if *region == Region::Here
        && let Some(host) = hosts.iter().find(|host| !host.is_local())
    {
        let problem = format!("`hosts`: '{host}' is not this machine, and the region is 'here'");
        section.complain_of("hosts", Fault::new(problem, "write the region in which it stands"));
    }
}

/// Art. 28(3) GDPR: no processing by somebody else without a contract.
fn needs_agreement(section: &Section<'_, '_>, agreement: Option<&String>, region: &Region) {
    if agreement.is_none() && *region != Region::Here {
        let remedy = "write agreement = \"REFERENCE OR ADDRESS\" (a machine of your own: \"own machine\")";
        section.complain_of("agreement", Fault::new("`agreement` is missing: Art. 28(3) GDPR asks for one", remedy));
    }
}
