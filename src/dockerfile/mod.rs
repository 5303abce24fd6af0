//! The Dockerfile language as BuildKit (syntax 1.2x) reads it: text to typed,
//! unexpanded instructions with spans, then expansion with variables. Also
//! `.dockerignore` and the globs of COPY. Pure: no I/O.
//!
//! ```text
//! bytes ── lexer ──> statements ── parser ──> Dockerfile ── expand(vars) ──> Instruction
//! ```

mod apply;
mod ast;
mod checks;
mod chmod;
mod diagnostic;
mod duration;
mod expand;
mod expose;
pub mod glob;
mod heredoc;
mod history;
mod ignore_file;
mod lexer;
mod mount;
mod parser;
mod pattern;
pub mod remote;
mod signal;
mod span;
mod words;

pub use apply::{ExpandedFrom, Used};
pub use ast::*;
pub use checks::{CheckOptions, Warning, undefined_vars};
pub use chmod::{Chmod, Clause};
pub use expand::{Expansion, Layered, MAX_EXPANSION, NoVars, Vars, expand_heredoc, expand_word, variables};
pub use expose::ports;
pub use ignore_file::{IgnoreFile, MatchState};
pub use lexer::MAX_DOCKERFILE;
pub use span::{Source, Span};

#[cfg(test)]
mod tests;
