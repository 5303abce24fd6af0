//! The one error type: what failed, on what, why, and what to do next.
//!
//! An [`Error`] is a [`Kind`] (a closed set, mapped to an exit code by
//! [`Kind::exit_code`]), a sentence that names the subject, the chain of causes
//! and hints. Rendering is `cli`'s work; the library never prints.

use std::fmt;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure it was. Closed: there is no "other".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Arguments, references or option values that mean nothing.
    Usage,
    /// A Dockerfile (or ignore file) that cannot be accepted.
    Dockerfile,
    /// A document (manifest, config, archive, layer) that breaks its format.
    Format,
    /// Bytes that do not match their digest or size.
    Integrity,
    /// Something named does not exist: tag, blob, file, stage.
    NotFound,
    /// Credentials are missing, wrong or not enough.
    Denied,
    /// No connection, a broken connection, a timeout.
    Network,
    /// A registry answered with something other than success.
    Registry,
    /// The local file system: permission, space, I/O.
    Io,
    /// A limit that protects us was exceeded (size, depth, count).
    Limit,
    /// A RUN command ended with this code.
    Run(i32),
    /// The host cannot do this (no user namespace, no subuids, no kernel feature).
    Host,
    /// No signature proves what is asked for, or a policy forbids it.
    Untrusted,
    /// Known, valid, but not done by this version.
    Unsupported,
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// A defect of imgtool itself: an invariant did not hold.
    Internal,
}

impl Kind {
    /// The process exit code of this kind of failure.
    pub fn exit_code(self) -> i32 {
        match self {
            Kind::Usage => 2,
            Kind::Interrupted => 130,
            Kind::Run(_)
            | Kind::Dockerfile
            | Kind::Format
            | Kind::Integrity
            | Kind::NotFound
            | Kind::Denied
            | Kind::Network
            | Kind::Registry
            | Kind::Io
            | Kind::Limit
            | Kind::Host
            | Kind::Untrusted
            | Kind::Unsupported
            | Kind::Internal => 1,
        }
    }

    /// A stable word for machines (`--progress json`, error documents).
    pub fn name(self) -> &'static str {
        match self {
            Kind::Usage => "usage",
            Kind::Dockerfile => "dockerfile",
            Kind::Format => "format",
            Kind::Integrity => "integrity",
            Kind::NotFound => "not-found",
            Kind::Denied => "denied",
            Kind::Network => "network",
            Kind::Registry => "registry",
            Kind::Io => "io",
            Kind::Limit => "limit",
            Kind::Run(_) => "run",
            Kind::Host => "host",
            Kind::Untrusted => "untrusted",
            Kind::Unsupported => "unsupported",
            Kind::Interrupted => "interrupted",
            Kind::Internal => "internal",
        }
    }
}

type Cause = Box<dyn std::error::Error + Send + Sync + 'static>;

struct Inner {
    kind: Kind,
    what: String,
    cause: Option<Cause>,
    hints: Vec<String>,
    /// A rendered source excerpt (file, line, caret) for Dockerfile errors.
    excerpt: Option<String>,
}

/// What failed, on what, why, and what to do next.
pub struct Error(Box<Inner>);

impl Error {
    /// A failure of `kind`; `what` names the action and its subject.
    pub fn new(kind: Kind, what: impl Into<String>) -> Error {
        Error(Box::new(Inner { kind, what: what.into(), cause: None, hints: Vec::new(), excerpt: None }))
    }

    /// Adds the reason underneath.
    pub fn because(mut self, cause: impl Into<Cause>) -> Error {
        self.0.cause = Some(cause.into());
        self
    }

    /// Adds a suggestion of what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.0.hints.push(hint.into());
        self
    }

    /// Attaches a rendered excerpt of the source the error is about.
    pub fn excerpt(mut self, excerpt: impl Into<String>) -> Error {
        self.0.excerpt = Some(excerpt.into());
        self
    }

    /// Wraps this error: `what` becomes the headline, the old one its cause.
    /// The kind and the hints stay.
    pub fn context(self, what: impl Into<String>) -> Error {
        let (kind, hints) = (self.0.kind, self.0.hints.clone());
        Error(Box::new(Inner { kind, what: what.into(), cause: Some(Box::new(self)), hints, excerpt: None }))
    }

    /// An I/O failure while doing `what`.
    pub fn io(what: impl Into<String>, cause: std::io::Error) -> Error {
        // An Error that travelled through an io::Error (a Read adapter) comes out as itself.
        if cause.get_ref().is_some_and(|e| e.is::<Error>()) {
            if let Some(inner) = cause.into_inner()
                && let Ok(own) = inner.downcast::<Error>()
            {
                return own.context(what);
            }
            return Error::new(Kind::Io, what);
        }
        let mut error = Error::new(Kind::Io, what);
        if cause.kind() == std::io::ErrorKind::StorageFull {
            error = error.hint("free some space, or point IMGTOOL_ROOT at a larger disk");
        }
        error.because(cause)
    }

    /// What sort of failure it was.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The headline.
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// What to do next, most useful first.
    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }

    /// The rendered source excerpt of this error or of a cause below it.
    pub fn source_excerpt(&self) -> Option<&str> {
        if self.0.excerpt.is_some() {
            return self.0.excerpt.as_deref();
        }
        self.0.cause.as_ref()?.downcast_ref::<Error>()?.source_excerpt()
    }

    /// What failed and why, in one line.
    pub fn in_one_line(&self) -> String {
        std::iter::once(self.what().to_string()).chain(self.causes()).collect::<Vec<_>>().join(": ")
    }

    /// The causes, nearest first, as sentences.
    pub fn causes(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut next = std::error::Error::source(self);
        while let Some(e) = next {
            let text = match e.downcast_ref::<Error>() {
                Some(own) => own.what().to_string(),
                None => e.to_string(),
            };
            if out.last() != Some(&text) {
                out.push(text);
            }
            next = e.source();
        }
        out
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.0.what)?;
        for cause in self.causes() {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|c| &**c as &(dyn std::error::Error + 'static))
    }
}

impl From<Error> for std::io::Error {
    fn from(e: Error) -> std::io::Error {
        std::io::Error::other(e)
    }
}

/// Adds the headline to a foreign error in one call.
pub trait Context<T> {
    /// Turns the failure into an [`Error`] whose headline is `what()`.
    fn context(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| Error::io(what(), e))
    }
}

impl<T> Context<T> for std::result::Result<T, rustix::io::Errno> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| Error::io(what(), e.into()))
    }
}

impl<T> Context<T> for Result<T, Error> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| e.context(what()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_a_trip_through_io() {
        let own = Error::new(Kind::Integrity, "blob sha256:ab is wrong").hint("pull again");
        let io: std::io::Error = own.into();
        let back = Error::io("read layer 1", io);
        assert_eq!(back.kind(), Kind::Integrity);
        assert_eq!(back.what(), "read layer 1");
        assert_eq!(back.causes(), ["blob sha256:ab is wrong"]);
        assert_eq!(back.hints(), ["pull again"]);
    }
}
