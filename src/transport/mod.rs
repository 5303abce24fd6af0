//! Sources and destinations, one file each.

pub mod registry;
