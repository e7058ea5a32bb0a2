//! Speech models: how to come by one, and that nothing wrong is ever kept.

mod commands;
mod fetch;
