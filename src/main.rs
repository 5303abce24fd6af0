//! The `imgtool` program.

fn main() {
    imgtool::runtime::hook();
}
