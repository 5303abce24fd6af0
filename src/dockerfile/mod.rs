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
mod commands;
mod diagnostic;
mod duration;
mod expand;
mod expose;
mod fmt;
pub mod glob;
mod heredoc;
mod history;
mod ignore_file;
mod lexer;
mod lint;
mod mount;
pub mod needs;
mod outline;
mod parser;
mod pattern;
pub mod remote;
pub mod rules;
mod scope;
mod signal;
mod span;
mod words;

pub use apply::{ExpandedFrom, Used};
pub use ast::*;
pub use checks::{Warning, undefined_vars};
pub use chmod::{Chmod, Clause};
pub use diagnostic::excerpt;
pub use expand::{Expansion, Layered, MAX_EXPANSION, NoVars, Vars, expand_heredoc, expand_word, variables};
pub use expose::ports;
pub use ignore_file::{IgnoreFile, MatchState};
pub use lexer::MAX_DOCKERFILE;
pub use outline::{Outline, OutlineArg, OutlineMount};
pub use rules::CheckOptions;
pub use scope::{BaseFacts, OuterBase, Surroundings};
pub use span::{Source, Span};

#[cfg(test)]
mod fmt_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
