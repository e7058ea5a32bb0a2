//! Speech models: which there are, which are installed, and how to come by one.

pub mod ggml;
