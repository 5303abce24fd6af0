//! RUN: the layers below unpacked and stacked, the command in a sandbox, what it changed
//! made a layer.

use crate::build::cache::Key;
use crate::build::emulation;
use crate::build::going::{Going, Later};
use crate::build::metadata;
use crate::build::rules::AllowDevices;
use crate::build::stage::{DEFAULT_PATH, Done, Run, State};
use crate::build::step::mount::Ready;
use crate::build::step::turn::Mine;
use crate::build::turn::Turn;
use crate::build::users::{self, Identity};
use crate::dockerfile::{Command, Device, Instruction, Network, Run as RunCommand, Script, Security};
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Span, TaskId, Work};
use crate::image::file::blocking;
use crate::layer::Tree;
use crate::runtime::{self, CdiDevice, CdiDevices, Rights, RunSpec, Sandbox, Terminal};
use crate::transport::store::Store;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::sync::SemaphorePermit;

/// Bytes of a failed command's output that its error repeats.
const TAIL: usize = 4 << 10;

impl Run {
    /// Does a RUN, or finds what it did before. Returns the new key, what was done, and
    /// whether the cache knew.
    pub async fn run_step(
        self: &Arc<Run>,
        state: &mut State,
        going: &mut Going,
        instruction: &Instruction,
        id: TaskId,
    ) -> Result<((Key, Done), bool)> {
        let Command::Run(command) = &instruction.command else {
            return Err(Error::new(Kind::Internal, "not a RUN"));
        };
        self.refuse(instruction, command)?;
        let config = state.config.config.clone();
        let mut spec = RunSpec { args: Vec::new(), cwd: metadata::absolute("", &config), ..RunSpec::default() };
        let mut script = None;
        match command.script() {
            Script::Exec(args) => spec.args = args.iter().map(ToString::to_string).collect(),
            Script::Shell(text) => {
                spec.args = metadata::shell(&config);
                spec.args.push(text.into_owned());
            }
            Script::File { name, content } => {
                let target = format!("/dev/pipes/{name}");
                spec.args = metadata::shell(&config);
                spec.args.push(target.clone());
                script = Some((target, content.into_owned()));
            }
        }
        spec.env = config.env.clone();
        if config.env("PATH").is_none() {
            spec.env.push(format!("PATH={DEFAULT_PATH}"));
        }
        for (k, v) in state.visible_args() {
            spec.env.retain(|e| e.split_once('=').map(|(name, _)| name) != Some(k));
            spec.env.push(format!("{k}={v}"));
        }

        let mut hasher = self.hasher("run", state);
        for arg in &spec.args {
            hasher.text(arg);
        }
        hasher.text("env");
        let is_proxy = |e: &&String| self.proxies().keys().any(|k| e.starts_with(&format!("{k}=")));
        for variable in spec.env.iter().filter(|e| !is_proxy(e)) {
            hasher.text(variable);
        }
        hasher.text(&config.user).text(&spec.cwd).text(script.as_ref().map_or("", |s| &s.1));
        hasher.text(&self.request.platform.to_string());
        spec.network = match command.network.as_ref().map(|f| f.value) {
            Some(Network::None) => runtime::Network::None,
            Some(Network::Host) => runtime::Network::Host,
            Some(Network::Default) | None => self.request.rules.network.clone(),
        };
        if spec.network == runtime::Network::None {
            hasher.text("no network");
        }
        let insecure = command.security.as_ref().is_some_and(|f| f.value == Security::Insecure);
        spec.rights = if insecure { Rights::insecure() } else { self.request.rules.rights.clone() };
        spec.limits = self.request.rules.limits.clone();
        spec.group = self.request.rules.group.clone();
        spec.shm_size = self.request.rules.shm_size;
        spec.mounts = self.request.rules.mounts.clone();
        self.request.rules.hash(insecure, &mut hasher);
        let devices = self.known_devices(command);
        for Device { name, required } in command.devices.iter().map(|flag| &flag.value) {
            // Without a device that may be missing, another step is run.
            let there = *required || devices.find(name).is_ok();
            hasher.text(if there { "device" } else { "no device" }).text(name);
        }
        if self.request.rules.keep_volumes {
            hasher.text("volumes");
            for volume in config.volumes.keys() {
                hasher.text(volume);
            }
        }
        let mounts = self.mounts(state, instruction, command, &spec.cwd, &mut hasher).await?;
        let key = hasher.finish();
        let lease = match self.turn(&key, state.stage).await? {
            Turn::Known(done) => return Ok(((key, done), true)),
            Turn::Ours(lease) => lease,
        };
        let groups = &self.request.rules.groups;
        if !config.user.is_empty() || !groups.is_empty() {
            // Who that is, the layers say.
            going.settle(self, state).await?;
        }
        let unknown = |why: String| instruction.error(instruction.span, &why, "");
        let mut identity = self.identity(state, &config.user).await.map_err(unknown)?;
        if !groups.is_empty() {
            let (_, known) = self.user_files(state).await.map_err(unknown)?;
            for group in groups {
                let gid = users::gid_of(group, &known).map_err(|why| unknown(format!("--group-add: {why}")))?;
                if !identity.groups.contains(&gid) {
                    identity.groups.push(gid);
                }
            }
        }
        let missing = |name: &str| !spec.env.iter().any(|e| e.split('=').next() == Some(name));
        let mut extra: Vec<String> = Vec::new();
        for (k, v) in self.proxies() {
            if missing(&k) {
                extra.push(format!("{k}={v}"));
            }
        }
        if missing("HOME") {
            extra.push(format!("HOME={}", identity.home));
        }
        spec.env.extend(extra);
        (spec.uid, spec.gid, spec.groups) = (identity.uid, identity.gid, identity.groups);
        self.devices(&devices, instruction, command, &mut spec)?;
        let slot = match self.claimed(&key, state.stage, id).await? {
            Mine::Ours(slot) => slot,
            Mine::Known(done) => return Ok(((key, done), true)),
        };
        let command = Execution { spec, script, mounts, id, slot };
        let work = match self.execute(state, going, command, instruction).await {
            Ok(work) => Arc::new(work),
            Err(e) => {
                self.tools.far.release(&key).await;
                return Err(e);
            }
        };
        let (run, files, index) = (self.clone(), work.clone(), state.stage);
        let write = Box::pin(async move {
            let writing = run.clone();
            let _one = run.writer().await?;
            blocking(move || {
                let _span = Span::begin(&writing.tools.events, Work::Layer, "make the layer".into(), Some(id));
                writing.collect(&files, &key, index)
            })
            .await
        });
        Ok(((key, Done::Later(Later { toc: None, unpacked: Some(work), write, lease })), false))
    }

    /// What a RUN asks for and may not have.
    fn refuse(&self, instruction: &Instruction, command: &RunCommand) -> Result<()> {
        let insecure = command.security.as_ref().filter(|f| f.value == Security::Insecure);
        if let Some(flag) = insecure.filter(|_| !self.request.rules.allow_insecure) {
            let what = "security.insecure is not allowed in this build";
            return Err(instruction.error(flag.span, what, "").hint("allow it: --allow security.insecure"));
        }
        let host = command.network.as_ref().filter(|f| f.value == Network::Host);
        let rules = &self.request.rules;
        let private = matches!(rules.network, runtime::Network::Private(_)) && !rules.allow_host_network;
        if let Some(flag) = host.filter(|_| private) {
            let what = "network.host is not allowed in this build";
            return Err(instruction.error(flag.span, what, "").hint("allow it: --allow network.host"));
        }
        Ok(())
    }

    /// The devices that the host describes, if any is asked for.
    fn known_devices(&self, command: &RunCommand) -> CdiDevices {
        let rules = &self.request.rules;
        let asked = !rules.devices.is_empty() || !command.devices.is_empty();
        if asked { CdiDevices::read(&rules.device_dirs) } else { CdiDevices::default() }
    }

    /// Adds the host's devices that the build and the RUN ask for; a device that need not be there may be missing.
    fn devices(
        &self,
        known: &CdiDevices,
        instruction: &Instruction,
        command: &RunCommand,
        spec: &mut RunSpec,
    ) -> Result<()> {
        let rules = &self.request.rules;
        let mut wanted = Vec::new();
        for name in &rules.devices {
            wanted.extend(known.find(name).map_err(|e| e.context("--device"))?);
        }
        for flag in &command.devices {
            let Device { name, required } = &flag.value;
            let found = match known.find(name) {
                Ok(found) => found,
                Err(e) if *required => {
                    let error = instruction.error(flag.span, e.what(), "");
                    return Err(e.hints().iter().fold(error, |error, hint| error.hint(hint)));
                }
                Err(e) => {
                    let message = format!("{}; RUN goes without it", instruction.error(flag.span, e.what(), "").what());
                    self.tools.events.emit(Event::Warning { message });
                    continue;
                }
            };
            let allowed = |device: &CdiDevice| match &rules.allow_devices {
                AllowDevices::All => true,
                AllowDevices::Named(names) => device.auto_allow || names.contains(name) || names.contains(&device.name),
            };
            if let Some(device) = found.iter().find(|device| !allowed(device)) {
                let what = format!("the device {} is not allowed in this build", device.name);
                let hint = format!("allow it: --allow device={}, or all: --allow device", device.name);
                return Err(instruction.error(flag.span, &what, "").hint(hint));
            }
            wanted.extend(found);
        }
        for device in wanted {
            for what in device.left_out {
                let message = format!("the device {} asks for {what}, which are left out", device.name);
                self.tools.events.emit(Event::Warning { message });
            }
            for variable in device.env {
                let name = variable.split('=').next();
                spec.env.retain(|e| e.split('=').next() != name);
                spec.env.push(variable);
            }
            spec.mounts.extend(device.mounts);
            spec.groups.extend(device.groups);
        }
        Ok(())
    }

    /// Who `USER spec` is in the image. Nobody named is root, with no further groups.
    pub async fn identity(self: &Arc<Run>, state: &State, spec: &str) -> std::result::Result<Identity, String> {
        if spec.is_empty() {
            return Ok(Identity { uid: 0, gid: 0, groups: vec![0], home: "/root".into() });
        }
        let (passwd, group) = self.user_files(state).await?;
        users::identity(spec, &passwd, &group)
    }

    /// The image's passwd and group files, empty where there are none.
    pub async fn user_files(self: &Arc<Run>, state: &State) -> std::result::Result<(String, String), String> {
        let read = |path: &'static str| async move {
            match self.layers.small_file(&state.layers, path.as_bytes()).await {
                Ok(data) => Ok(data.map(|d| String::from_utf8_lossy(&d).into_owned()).unwrap_or_default()),
                Err(e) => Err(format!("{}: {}", e.what(), e.causes().join(": "))),
            }
        };
        Ok((read("etc/passwd").await?, read("etc/group").await?))
    }

    /// Runs the command. What it changed lies in the directory that comes back.
    async fn execute(
        self: &Arc<Run>,
        state: &mut State,
        going: &mut Going,
        command: Execution<'_>,
        instruction: &Instruction,
    ) -> Result<WorkDir> {
        let Execution { mut spec, script, mounts, id, slot } = command;
        let helper = self.request.helper.clone();
        let sandbox = self.tools.sandbox.get(&helper, self.request.isolation, &self.tools.events)?;
        for left in self.tools.store.trash() {
            let _ = sandbox.remove_tree(&left);
        }
        let above = going.unpacked(self, state).await?;
        let tree = self.tree(state).await?;
        // overlayfs knows no opaque root: what such a layer hides is not mounted at all.
        let lowers = self.layers.stacked(&sandbox, state.layers.get(tree.bottom()..).unwrap_or_default()).await?;
        let root_mode = match above.first() {
            Some(top) => top.mode()?,
            None => tree.get(b"").map_or(0o755, |n| n.entry().mode),
        };
        let _slot = match slot {
            Some(slot) => slot,
            None => {
                let _span = Span::begin(&self.tools.events, Work::Wait, "waits for a slot".into(), Some(id));
                self.slots.acquire().await.map_err(|e| Error::new(Kind::Internal, "no slot for a RUN").because(e))?
            }
        };
        self.tools.check_cancelled()?;
        let work = WorkDir::new(&self.tools.store, sandbox.clone(), root_mode)?;
        spec.lowers = lowers;
        (spec.upper, spec.work) = (work.path("upper"), work.path("work"));
        let rules = &self.request.rules;
        spec.hostname = rules.hostname.clone().unwrap_or_else(|| "imgtool".into());
        spec.resolv_conf = rules.resolver(&work.path("resolv.conf"), &spec.network)?;
        let hosts = work.path("hosts");
        std::fs::write(&hosts, rules.hosts_file(&spec.hostname)).context(|| format!("write {}", hosts.display()))?;
        spec.hosts = (!rules.own_hosts).then_some(hosts);
        if let Some((target, content)) = script {
            let content = content.into_bytes();
            spec.files.push(crate::runtime::FileMount { target, content, mode: 0o755, uid: 0, gid: 0 });
        }
        let held = self.install(mounts, &mut spec, &sandbox, |name| work.made(name, 0o755)).await?;
        let output = self.output(id);
        let run = self.clone();
        let original = instruction.clone();
        let foreign = Some(state.config.platform()).filter(emulation::is_foreign);
        let passed = tree.passed_dirs();
        let volumes = if rules.keep_volumes { volumes(state, &tree) } else { Vec::new() };
        let shell = metadata::shell(&state.config.config).into_iter().next().unwrap_or_else(|| "/bin/sh".into());
        blocking(move || {
            if !passed.is_empty() {
                spec.lowers.insert(0, crate::files::passed(&sandbox, &work.path(""), passed)?);
            }
            spec.lowers.splice(0..0, above.iter().map(|w| w.upper()));
            let command = Span::begin(&run.tools.events, Work::Command, "command".into(), Some(id));
            let tail = Mutex::new(VecDeque::new());
            let code = sandbox.run(&spec, &|stream, data| {
                keep_tail(&tail, data);
                output(stream, data);
            })?;
            drop(command);
            run.tools.sandbox.tell(&sandbox, &run.tools.events);
            run.tools.check_cancelled()?;
            if code != 0 {
                let mut error = failed(&original, code, &tail);
                if let (126, Some(platform)) = (code, &foreign) {
                    error = emulation::hints(error, platform);
                }
                run.show_failed(FailedRun { error: &error, shell, root_mode, spec, store: &run.tools.store, sandbox });
                return Err(error);
            }
            drop(held);
            volumes.iter().try_for_each(|volume| take_back(&work, volume))?;
            Ok(work)
        })
        .await
    }

    fn show_failed(&self, failed: FailedRun<'_>) {
        let Some(look) = &self.request.on_failure else { return };
        if let Err(e) = look(&failed) {
            let message = format!("{}: {}", e.what(), e.causes().join(": "));
            self.tools.events.emit(Event::Warning { message });
        }
    }

    /// What is in the upper directory becomes a layer.
    fn collect(&self, work: &WorkDir, key: &Key, index: usize) -> Result<Done> {
        self.tools.check_cancelled()?;
        let (compression, rule) = (self.compression(index), self.request.times.files);
        let (store, jobs) = (&self.tools.store, self.request.jobs);
        let layer = crate::files::written(&work.sandbox, store, &work.upper(), compression, jobs, rule)?;
        self.record(key, layer.as_ref())
    }
}

/// A RUN that is to be done.
struct Execution<'a> {
    spec: RunSpec,
    script: Option<(String, String)>,
    mounts: Vec<Ready>,
    id: TaskId,
    slot: Option<SemaphorePermit<'a>>,
}

/// A RUN that failed, with its files as they are at its end.
pub struct FailedRun<'a> {
    error: &'a Error,
    shell: String,
    root_mode: u32,
    spec: RunSpec,
    store: &'a Store,
    sandbox: Arc<Sandbox>,
}

impl FailedRun<'_> {
    /// What will be said of it.
    pub fn error(&self) -> &Error {
        self.error
    }

    /// Opens a shell in its place: the same user, environment, mounts and rights. Nothing that is done
    /// there is kept.
    pub fn shell(&self, terminal: &Terminal) -> Result<i32> {
        let work = WorkDir::new(self.store, self.sandbox.clone(), self.root_mode)?;
        let mut spec = RunSpec { args: vec![self.shell.clone()], lowers: self.stack(), ..self.spec.clone() };
        (spec.upper, spec.work) = (work.path("upper"), work.path("work"));
        let term = std::env::var("TERM").unwrap_or_else(|_| "dumb".into());
        spec.env.push(format!("TERM={term}"));
        terminal.run(&self.sandbox, &spec)
    }

    /// Copies its root file system to the new directory `dest`.
    pub fn keep(&self, dest: &Path) -> Result<()> {
        self.sandbox.copy_out(&self.stack(), "/", dest)
    }

    fn stack(&self) -> Vec<PathBuf> {
        std::iter::once(&self.spec.upper).chain(&self.spec.lowers).cloned().collect()
    }
}

/// Where the image's volumes are, links followed as far as the layers below have them.
fn volumes(state: &State, tree: &Tree) -> Vec<PathBuf> {
    let place = |volume: &String| {
        let path = metadata::absolute(volume, &state.config.config).into_bytes();
        let path = path.strip_prefix(b"/").unwrap_or(&path).to_vec();
        let real = tree.resolve(&path, true).ok().flatten().unwrap_or(path);
        PathBuf::from(OsString::from_vec(real))
    };
    state.config.config.volumes.keys().map(place).filter(|p| p.components().next().is_some()).collect()
}

/// Takes back what a command has done to `path`. No command may run any more: what leads there is
/// looked at, and must not become a link in between.
fn take_back(work: &WorkDir, path: &Path) -> Result<()> {
    let mut at = work.upper();
    let parts: Vec<_> = path.components().collect();
    for (i, part) in parts.iter().enumerate() {
        at.push(part);
        match at.symlink_metadata() {
            Ok(meta) if meta.is_dir() || i + 1 == parts.len() => {}
            // The command has put something else in the place of what leads there.
            Ok(_) => return Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(Error::io(format!("look at {}", at.display()), e)),
        }
    }
    work.sandbox.remove_tree(&at)
}

fn keep_tail(tail: &Mutex<VecDeque<u8>>, data: &[u8]) {
    let mut tail = tail.lock().unwrap_or_else(|e| e.into_inner());
    tail.extend(data);
    let over = tail.len().saturating_sub(TAIL);
    tail.drain(..over);
}

fn failed(instruction: &Instruction, code: i32, tail: &Mutex<VecDeque<u8>>) -> Error {
    let tail: Vec<u8> = tail.lock().unwrap_or_else(|e| e.into_inner()).iter().copied().collect();
    let text = String::from_utf8_lossy(&tail);
    let lines: Vec<&str> = text.trim_end().lines().rev().take(20).collect();
    let shown: Vec<&str> = lines.into_iter().rev().collect();
    let what = match code {
        127 => "the command was not found (exit code 127)".to_string(),
        126 => "the command cannot be executed (exit code 126)".to_string(),
        137 => "the command was killed (exit code 137)".to_string(),
        code => format!("the command ended with exit code {code}"),
    };
    let place = instruction.error(instruction.span, &what, "");
    let error = Error::new(Kind::Run(code), place.what()).excerpt(place.source_excerpt().unwrap_or_default());
    if shown.is_empty() { error } else { error.because(format!("its last output:\n{}", shown.join("\n"))) }
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(path, permissions).context(|| format!("chmod {}", path.display()))
}

/// A RUN's directory in the store: upper, work and small files. Its trees may belong to the
/// namespace's users, so the sandbox has to remove them.
pub struct WorkDir {
    dir: Option<tempfile::TempDir>,
    sandbox: Arc<Sandbox>,
}

impl WorkDir {
    /// An empty one.
    pub fn new(store: &Store, sandbox: Arc<Sandbox>, root_mode: u32) -> Result<WorkDir> {
        let work = WorkDir { dir: Some(store.temp_dir()?), sandbox };
        work.made("upper", root_mode)?;
        work.made("work", root_mode)?;
        Ok(work)
    }

    /// A new directory in it.
    pub fn made(&self, name: &str, mode: u32) -> Result<PathBuf> {
        let path = self.path(name);
        std::fs::create_dir(&path).context(|| format!("create {}", path.display()))?;
        set_mode(&path, mode)?;
        Ok(path)
    }

    /// What the command changed.
    pub fn upper(&self) -> PathBuf {
        self.path("upper")
    }

    fn mode(&self) -> Result<u32> {
        let path = self.upper();
        let meta = path.metadata().context(|| format!("look at {}", path.display()))?;
        Ok(std::os::unix::fs::MetadataExt::mode(&meta) & 0o7777)
    }

    /// Makes it the unpacked form of its layer. Another build may have been first: then ours goes away
    /// with the directory. No command may run on it now.
    pub fn keep_as(&self, unpacked: &Path) {
        if !unpacked.exists() {
            let _ = std::fs::rename(self.upper(), unpacked);
        }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.as_ref().map(|d| d.path().join(name)).unwrap_or_default()
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if let Some(dir) = self.dir.take() {
            // What cannot be removed now is cleared when the store is next opened.
            let _ = self.sandbox.remove_tree(&dir.keep());
        }
    }
}
