//! Can RUN run here what is built for another machine? The kernel says so: a program that does
//! nothing but end is started as a RUN would be, in the same sandbox, so that an emulator counts
//! exactly where it would be found (binfmt_misc, with the flag F: it is opened by the kernel
//! beforehand, and need not be in the image).

use super::stage::Run;
use super::step::run::WorkDir;
use crate::dockerfile::Command;
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::blocking;
use crate::oci::Platform;
use crate::runtime::{Network, RunSpec};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

/// A machine: how its ELF files say so, and how a program on it ends with code 0.
struct Machine {
    /// `e_machine` of elf(5).
    number: u16,
    /// 64 bits.
    wide: bool,
    /// Most significant byte first.
    big: bool,
    /// `e_flags`.
    flags: u32,
    /// exit(0), in its instructions.
    exit: &'static [u8],
}

/// The machines by their names in Go.
fn machine(architecture: &str) -> Option<Machine> {
    let little = |number, wide, flags, exit| Some(Machine { number, wide, big: false, flags, exit });
    match architecture {
        // mov eax, 1; xor ebx, ebx; int 0x80
        "386" => little(3, false, 0, b"\xb8\x01\0\0\0\x31\xdb\xcd\x80"),
        // mov eax, 60; xor edi, edi; syscall
        "amd64" => little(62, true, 0, b"\xb8\x3c\0\0\0\x31\xff\x0f\x05"),
        // mov r0, 0; mov r7, 1; svc 0
        "arm" => little(40, false, 0x0500_0000, b"\0\0\xa0\xe3\x01\x70\xa0\xe3\0\0\0\xef"),
        // mov x8, 93; mov x0, 0; svc 0
        "arm64" => little(183, true, 0, b"\xa8\x0b\x80\xd2\0\0\x80\xd2\x01\0\0\xd4"),
        // ori a7, zero, 93; ori a0, zero, 0; syscall 0
        "loong64" => little(258, true, 0x43, b"\x0b\x74\x81\x03\x04\0\x80\x03\0\0\x2b\0"),
        // li v0, 5058; li a0, 0; syscall
        "mips64le" => little(8, true, 0x8000_0007, b"\xc2\x13\x02\x24\0\0\x04\x24\x0c\0\0\0"),
        // li r0, 1; li r3, 0; sc
        "ppc64le" => little(21, true, 2, b"\x01\0\0\x38\0\0\x60\x38\x02\0\0\x44"),
        // li a7, 93; li a0, 0; ecall
        "riscv64" => little(243, true, 0, b"\x93\x08\xd0\x05\x13\x05\0\0\x73\0\0\0"),
        // lghi r2, 0; svc 1
        "s390x" => Some(Machine { number: 22, wide: true, big: true, flags: 0, exit: b"\xa7\x29\0\0\x0a\x01" }),
        _ => None,
    }
}

impl Machine {
    /// A static program that ends at once.
    fn program(&self) -> Vec<u8> {
        let (header, segment) = if self.wide { (64, 56) } else { (52, 32) };
        let base: u64 = 0x1_0000;
        let (start, size) = (u64::from(header) + u64::from(segment), self.exit.len() as u64);
        let mut out = vec![0x7f, b'E', b'L', b'F', if self.wide { 2 } else { 1 }, if self.big { 2 } else { 1 }, 1];
        out.resize(16, 0);
        self.half(&mut out, 2); // an executable
        self.half(&mut out, self.number);
        self.word(&mut out, 1);
        self.long(&mut out, base + start);
        self.long(&mut out, u64::from(header)); // where the segment is told
        self.long(&mut out, 0); // no sections
        self.word(&mut out, self.flags);
        for value in [header, segment, 1, 0, 0, 0] {
            self.half(&mut out, value);
        }
        self.word(&mut out, 1); // loaded
        if self.wide {
            self.word(&mut out, 5); // readable, executable
        }
        for value in [0, base, base, start + size, start + size] {
            self.long(&mut out, value);
        }
        if !self.wide {
            self.word(&mut out, 5);
        }
        self.long(&mut out, 0x1_0000);
        out.extend(self.exit);
        out
    }

    fn half(&self, out: &mut Vec<u8>, value: u16) {
        out.extend(if self.big { value.to_be_bytes() } else { value.to_le_bytes() });
    }

    fn word(&self, out: &mut Vec<u8>, value: u32) {
        out.extend(if self.big { value.to_be_bytes() } else { value.to_le_bytes() });
    }

    /// An address or offset: as wide as the machine.
    fn long(&self, out: &mut Vec<u8>, value: u64) {
        match (self.wide, self.big) {
            (true, true) => out.extend(value.to_be_bytes()),
            (true, false) => out.extend(value.to_le_bytes()),
            (false, _) => self.word(out, u32::try_from(value).unwrap_or(u32::MAX)),
        }
    }
}

/// What to do about a machine that cannot be emulated.
pub fn hints(error: Error, platform: &Platform) -> Error {
    error.hint("install an emulator: apt-get install qemu-user-static binfmt-support, or your system's like").hint(
        format!(
            "or build it on a machine of that kind, and join the images: imgtool index create NAME IMAGE… ({platform})"
        ),
    )
}

impl Run {
    /// Fails before anything is done where a stage is to RUN what this machine cannot. What caches far
    /// away may have is not judged: perhaps nothing is to be run.
    pub async fn check_emulation(self: &Arc<Run>) -> Result<()> {
        if !self.tools.far.is_empty() {
            return Ok(());
        }
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        for &index in &self.graph.needed {
            let stage = &self.request.dockerfile.stages[index];
            let Some(run) = stage.instructions.iter().find(|i| matches!(i.command, Command::Run(_))) else { continue };
            let Some(platform) = self.foreign(index).await else { continue };
            let runs = match known.get(&platform.architecture) {
                Some(runs) => *runs,
                None => {
                    let runs = self.runs(&platform.architecture).await?;
                    known.insert(platform.architecture.clone(), runs);
                    runs
                }
            };
            if !runs {
                let what = format!("RUN for {platform} needs an emulator, which this machine does not have");
                let place = run.error(run.span, &what, "");
                let error = Error::new(Kind::Host, place.what()).excerpt(place.source_excerpt().unwrap_or_default());
                return Err(hints(error, &platform));
            }
        }
        Ok(())
    }

    /// The platform of a stage that begins with an image for another machine, as the image says: a single
    /// one is taken whatever was asked for. What stands on nothing, or on a directory, may be for any.
    async fn foreign(&self, index: usize) -> Option<Platform> {
        let mut at = index;
        while let Some(base) = self.graph.base[at] {
            at = base;
        }
        let from = &self.graph.from[at];
        if from.image == "scratch" || self.request.contexts.contains_key(&from.image.to_ascii_lowercase()) {
            return None;
        }
        let wanted = match &from.platform {
            Some(text) => text.parse().ok()?,
            None => self.request.platform.clone(),
        };
        if !is_foreign(&wanted) {
            return None;
        }
        // What is wrong with the image is told when the stage begins.
        let image = self.image(&from.image, &wanted).await.ok()?;
        let platform = image.config().await.ok()?.platform();
        is_foreign(&platform).then_some(platform)
    }

    /// Does a program of this architecture run in the sandbox? What is not known is let try.
    async fn runs(self: &Arc<Run>, architecture: &str) -> Result<bool> {
        let Some(machine) = machine(architecture) else { return Ok(true) };
        let run = self.clone();
        blocking(move || {
            let request = &run.request;
            let sandbox = run.tools.sandbox.get(&request.helper, request.isolation, &run.tools.events)?;
            let work = WorkDir::new(&run.tools.store, sandbox.clone(), 0o755)?;
            let root = work.made("root", 0o755)?;
            let program = root.join("try");
            let what = || format!("write {}", program.display());
            std::fs::write(&program, machine.program()).context(what)?;
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).context(what)?;
            let spec = RunSpec {
                args: vec!["/try".into()],
                cwd: "/".into(),
                lowers: vec![root],
                upper: work.upper(),
                work: work.path("work"),
                hostname: "imgtool".into(),
                network: Network::None,
                ..RunSpec::default()
            };
            Ok(sandbox.run(&spec, &|_, _| {})? == 0)
        })
        .await
    }
}

/// Is it for another machine than this?
pub fn is_foreign(platform: &Platform) -> bool {
    platform.os == "linux" && platform.architecture != Platform::host().architecture
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 9] = ["386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x"];

    #[test]
    fn programs_are_whole_elf_files() {
        for name in ALL {
            let machine = machine(name).unwrap();
            let program = machine.program();
            let header = if machine.wide { 64 + 56 } else { 52 + 32 };
            assert_eq!(program.len(), header + machine.exit.len(), "{name}");
            assert!(program.ends_with(machine.exit), "{name}");
        }
        assert!(machine("wasm").is_none());
        assert!(is_foreign(&"linux/s390x".parse().unwrap()) || cfg!(target_arch = "s390x"));
        assert!(!is_foreign(&Platform::host()) && !is_foreign(&"windows/arm64".parse().unwrap()));
    }

    /// The one for this machine does end with code 0.
    #[test]
    fn the_program_for_this_machine_runs() {
        let Some(machine) = machine(&Platform::host().architecture) else { return };
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("try");
        std::fs::write(&path, machine.program()).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(std::process::Command::new(&path).status().unwrap().success());
    }
}
