mod commands;
mod near_misses;
mod properties;
mod sentences;
