//! What tests stand on: a Worker on workerd, the stand-in for Meta and the model, and a shop of one's own.

pub mod api;
pub mod bare;
pub mod begun;
pub mod bring;
pub mod channel;
pub mod chat;
pub mod chromium;
pub mod client;
pub mod connect;
pub mod directory;
pub mod env;
pub mod folder;
pub mod objects;
pub mod page;
pub mod people;
pub mod person;
pub mod random;
pub mod run;
pub mod said;
pub mod seen;
pub mod shop;
pub mod site;
pub mod socket;
pub mod suite;
pub mod templates;
pub mod time;
pub mod wait;

pub use api::Api;
pub use begun::Begun;
pub use env::Env;
pub use person::Person;
pub use run::Run;
pub use shop::Shop;
