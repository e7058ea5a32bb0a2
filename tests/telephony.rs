//! Tests of telephony by its public door: webhooks by HTTP, media streams by raw WebSocket.

mod events;
mod rest;
mod stage;
mod stream;
mod trouble;
mod webhook;
