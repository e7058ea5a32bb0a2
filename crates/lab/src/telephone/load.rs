//! Many calls from one process: the load generator, and the one call as its smallest case.

use super::Audience;
use super::carrier::{Carrier, Errand, Report};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Makes all calls, each so much later than the one before, and returns when the last is over; reports in the order of the
/// calls. Calls whose task broke are missing.
pub async fn make(
    carrier: Arc<Carrier>,
    errands: Vec<Errand>,
    stagger: Duration,
    audience: Arc<dyn Audience>,
) -> Vec<Report> {
    let mut calls = JoinSet::new();
    for (place, errand) in (0..).zip(errands) {
        let (carrier, audience) = (carrier.clone(), audience.clone());
        calls.spawn(async move {
            tokio::time::sleep(stagger * place).await;
            (place, carrier.place(errand, audience.as_ref()).await)
        });
    }
    let mut reports = Vec::new();
    while let Some(call) = calls.join_next().await {
        match call {
            Ok(report) => reports.push(report),
            Err(error) => tracing::error!(%error, "a call broke off"),
        }
    }
    reports.sort_by_key(|(place, _)| *place);
    reports.into_iter().map(|(_, report)| report).collect()
}
