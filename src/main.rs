//! The `imgtool` program.

fn main() {}
