//! Tests of telephony by its public door: webhooks by HTTP, media streams by raw WebSocket.

mod admission;
mod events;
mod rest;
pub mod stage;
mod stream;
mod trouble;
mod webhook;
