//! The built program as it is run: real processes, real sockets, real time. What is heard and said is scripted, so that no
//! model and no voice need be installed and a call takes seconds.

mod canary;
mod connections;
mod dear;
mod doctor;
mod ear;
mod egress;
mod files;
mod flood;
mod health;
mod killed;
mod memory;
mod owner;
mod proxy;
mod race;
mod second;
mod security;
mod start;
mod stranger;
mod terminated;
mod traces;
mod way_in;
