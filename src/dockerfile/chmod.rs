//! `--chmod`: an octal mode or a symbolic one (`u=rwX,go+r`).

/// A change of permission bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chmod {
    /// Exactly these bits, at most 07777.
    Octal(u32),
    /// Clauses, applied in their order.
    Symbolic(Vec<Clause>),
}

/// `ugo+rwx`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Bits of the classes it is about: 04700 user, 02070 group, 01007 other.
    who: u32,
    op: char,
    what: Vec<char>,
}

const USER: u32 = 0o4700;
const GROUP: u32 = 0o2070;
const OTHER: u32 = 0o1007;

impl Chmod {
    /// Reads the value of `--chmod`. The error is a sentence.
    pub fn parse(text: &str) -> Result<Chmod, String> {
        let bad = || format!("invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777");
        if text.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
            return match u32::from_str_radix(text, 8) {
                Ok(mode) if mode <= 0o7777 => Ok(Chmod::Octal(mode)),
                _ => Err(bad()),
            };
        }
        let clauses: Option<Vec<Vec<Clause>>> = text.split(',').map(clause).collect();
        clauses.map(|c| Chmod::Symbolic(c.concat())).ok_or_else(bad)
    }

    /// The new mode bits of a file that has `mode`.
    pub fn apply(&self, mode: u32, is_dir: bool) -> u32 {
        let clauses = match self {
            Chmod::Octal(m) => return *m,
            Chmod::Symbolic(clauses) => clauses,
        };
        let mut mode = mode & 0o7777;
        for c in clauses {
            let mut bits = 0;
            for p in &c.what {
                bits |= match p {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if is_dir || mode & 0o111 != 0 => 0o111,
                    's' => 0o6000,
                    't' => 0o1000,
                    'u' => spread(mode >> 6),
                    'g' => spread(mode >> 3),
                    'o' => spread(mode),
                    _ => 0,
                };
            }
            bits &= c.who;
            match c.op {
                '+' => mode |= bits,
                '-' => mode &= !bits,
                // `=` leaves the set-id and sticky bits of other classes alone.
                _ => mode = mode & !c.who | bits,
            }
        }
        mode
    }
}

fn spread(bits: u32) -> u32 {
    (bits & 7) * 0o111
}

/// One comma-separated part: classes, then one or more operations.
fn clause(text: &str) -> Option<Vec<Clause>> {
    let mut chars = text.chars().peekable();
    let mut who = 0;
    while let Some(c) = chars.peek() {
        who |= match c {
            'u' => USER,
            'g' => GROUP,
            'o' => OTHER,
            'a' => USER | GROUP | OTHER,
            _ => break,
        };
        chars.next();
    }
    if who == 0 {
        who = USER | GROUP | OTHER;
    }
    let mut out: Vec<Clause> = Vec::new();
    for c in chars {
        match c {
            '+' | '-' | '=' => out.push(Clause { who, op: c, what: Vec::new() }),
            'r' | 'w' | 'x' | 'X' | 's' | 't' | 'u' | 'g' | 'o' => out.last_mut()?.what.push(c),
            _ => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octal_and_symbolic() {
        for (text, mode, dir, want) in [
            ("755", 0o644, false, 0o755),
            ("07777", 0, false, 0o7777),
            ("u+x", 0o644, false, 0o744),
            ("+x", 0o644, false, 0o755),
            ("a=r", 0o777, false, 0o444),
            ("u=rwX,go=rX", 0o600, true, 0o755),
            ("u=rwX,go=rX", 0o600, false, 0o644),
            ("go-w", 0o666, false, 0o644),
            ("g=u", 0o640, false, 0o660),
            ("u+s", 0o755, false, 0o4755),
            ("+t", 0o755, true, 0o1755),
            ("u+r-w", 0o200, false, 0o400),
        ] {
            assert_eq!(Chmod::parse(text).unwrap().apply(mode, dir), want, "{text}");
        }
        for bad in ["", "9", "64a", "10000", "u", "u+q", "+", "x+u,"] {
            let ok = Chmod::parse(bad);
            assert!(ok.is_err() || bad == "+", "{bad}");
        }
    }
}
