//! A command on the caller's terminal, by a pseudo-terminal of its own: the sandbox keeps its own
//! session, and never sees the descriptor of the real one.

use super::{RunSpec, Sandbox};
use crate::error::{Context, Error, Kind, Result};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::pty::OpenptFlags;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};
use std::fs::File;
use std::io::{Read, Write};

/// How often the size of the terminal is looked at, in milliseconds.
const SIZE_EVERY: u32 = 200;

/// The terminal that this process was started on.
pub struct Terminal {
    tty: File,
}

impl Terminal {
    /// Fails where there is none: in a pipeline, say.
    pub fn open() -> Result<Terminal> {
        let tty = File::options().read(true).write(true).open("/dev/tty");
        let tty = tty.map_err(|e| Error::new(Kind::Host, "there is no terminal here").because(e))?;
        Ok(Terminal { tty })
    }

    /// Runs a command on it and answers its exit code, as [`Sandbox::run`] does.
    pub fn run(&self, sandbox: &Sandbox, spec: &RunSpec) -> Result<i32> {
        let what = || "open a pseudo-terminal".to_string();
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = rustix::pty::openpt(flags).context(what)?;
        rustix::pty::grantpt(&master).context(what)?;
        rustix::pty::unlockpt(&master).context(what)?;
        let slave = rustix::pty::ioctl_tiocgptpeer(&master, flags).context(what)?;
        self.resize(&master);
        let _raw = Raw::set(&self.tty)?;
        std::thread::scope(|scope| {
            scope.spawn(|| self.relay(&File::from(master)));
            let code = sandbox.run_on(spec, Some(&slave), &|_, _| {});
            // The last one: the relay ends.
            drop(slave);
            code
        })
    }

    fn resize(&self, master: impl rustix::fd::AsFd) {
        // A terminal without a size has none to hand on.
        if let Ok(size) = tcgetwinsize(&self.tty) {
            let _ = tcsetwinsize(master, size);
        }
    }

    /// Passes on what is typed and what is shown, until nobody has the other end any more.
    fn relay(&self, mut master: &File) {
        let (mut tty, mut buffer, mut typed) = (&self.tty, vec![0; 16 << 10], true);
        let every = Timespec { tv_sec: 0, tv_nsec: i64::from(SIZE_EVERY) * 1_000_000 };
        loop {
            let mut fds = vec![PollFd::new(&master, PollFlags::IN)];
            if typed {
                fds.push(PollFd::new(&self.tty, PollFlags::IN));
            }
            match poll(&mut fds, Some(&every)) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return,
            }
            let ready: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
            self.resize(master);
            if ready.first() == Some(&true) {
                match master.read(&mut buffer) {
                    // EIO: the command's end is closed everywhere.
                    Ok(0) | Err(_) => return,
                    Ok(n) => drop(tty.write_all(buffer.get(..n).unwrap_or_default())),
                }
            }
            if ready.get(1) == Some(&true) {
                match tty.read(&mut buffer) {
                    Ok(0) | Err(_) => typed = false,
                    Ok(n) => drop(master.write_all(buffer.get(..n).unwrap_or_default())),
                }
            }
        }
    }
}

/// The terminal as it was, given back at the end.
struct Raw<'a> {
    tty: &'a File,
    before: Termios,
}

impl Raw<'_> {
    fn set(tty: &File) -> Result<Raw<'_>> {
        let what = || "set the terminal".to_string();
        let before = tcgetattr(tty).context(what)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(tty, OptionalActions::Flush, &raw).context(what)?;
        Ok(Raw { tty, before })
    }
}

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.tty, OptionalActions::Flush, &self.before);
    }
}

/// Makes `terminal` the standard streams of this process, and of those that it starts.
pub(super) fn adopt(terminal: &OwnedFd) -> Result<()> {
    let what = || "take the terminal".to_string();
    rustix::stdio::dup2_stdin(terminal).context(what)?;
    rustix::stdio::dup2_stdout(terminal).context(what)?;
    rustix::stdio::dup2_stderr(terminal).context(what)
}
