//! What every room may use: a [`language`], a telephone [`number`] and its [`tariff`], the [`clock`], the facts of a [`business`],
//! and the values by which [`privacy`] is kept.
//!
//! [`printable`] keeps off terminals what strangers put into a text. [`mod@file`] opens what a path names without waiting for it;
//! [`document`] reads the TOML files that people write, with line, column and remedy for every mistake; [`fallback`] puts several
//! providers of one role in order and gives a failing one a rest. Nothing here knows of calls, sound or sockets.

pub mod business;
pub mod clock;
pub mod document;
pub mod fallback;
pub mod file;
pub mod language;
pub mod limits;
pub mod number;
pub mod printable;
pub mod privacy;
pub mod tariff;
