//! What `RUN --mount` shows to a command: parts of stages, images and the context, caches,
//! memory, secrets, agents.

use super::add::literal;
use crate::build::cache::{Key, KeyHasher};
use crate::build::cache_mount::{CacheMounts, Seed};
use crate::build::going::Going;
use crate::build::graph::stage_named;
use crate::build::metadata;
use crate::build::stage::{Done, Run, State};
use crate::dockerfile::{Instruction, Mount, MountKind, Run as RunCommand};
use crate::error::{Error, Kind, Result};
use crate::files::LayerInfo;
use crate::image::file::blocking;
use crate::oci::ImageConfig;
use crate::runtime::{BindMount, FileMount, LayersMount, RootedMount, RunSpec, Sandbox, TmpfsMount};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// The most that a secret may be, in bytes (as in BuildKit).
pub const MAX_SECRET: u64 = 500 << 10;
/// What the build was given for `type=secret` and `type=ssh`.
#[derive(Clone, Default)]
pub struct Private {
    /// Secrets by id.
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// Agents' sockets by id.
    pub agents: BTreeMap<String, PathBuf>,
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never a value.
        write!(f, "Private({:?}, {:?})", self.secrets.keys().collect::<Vec<_>>(), self.agents.keys())
    }
}

/// A mount of which everything is known that the step's key depends on.
pub enum Ready {
    /// A part of stacked layers.
    Layers { layers: Vec<LayerInfo>, source: String, target: String, writable: bool },
    /// A directory kept between builds, and what it begins with.
    Cache { id: String, target: String, mount: Box<Mount>, base: Option<(Vec<LayerInfo>, Key)> },
    /// An empty file system in memory.
    Tmpfs(TmpfsMount),
    /// A secret's value, as a file, a variable, or both.
    Secret { file: Option<FileMount>, variable: Option<String> },
    /// An agent's socket.
    Agent(BindMount),
}

/// Held while the command runs; then the cache is another's.
pub struct Held(#[allow(dead_code)] Vec<File>);

impl Run {
    /// Looks up what the mounts of a RUN show, and adds what its result depends on to the key:
    /// the content of what is bound, but no secret and no cache.
    pub async fn mounts(
        self: &Arc<Run>,
        state: &State,
        instruction: &Instruction,
        command: &RunCommand,
        cwd: &str,
        hasher: &mut KeyHasher,
    ) -> Result<Vec<Ready>> {
        let mut out = Vec::new();
        for (number, flag) in command.mounts.iter().enumerate() {
            let Some(mount) = &flag.mount else {
                return Err(Error::new(Kind::Internal, "a mount that was not expanded"));
            };
            hasher.text("mount").text(mount.kind.name());
            let ready = self.mount(state, mount, number, cwd, hasher).await;
            // What has a place of its own keeps it.
            let placed = |e: Error| {
                let told = instruction.error(flag.span, e.what(), "");
                let shown = Error::new(e.kind(), told.what()).excerpt(told.source_excerpt().unwrap_or_default());
                e.hints().iter().fold(shown, |shown, hint| shown.hint(hint.clone()))
            };
            out.extend(ready.map_err(|e| if e.source_excerpt().is_some() { e } else { placed(e) })?);
        }
        Ok(out)
    }

    async fn mount(
        self: &Arc<Run>,
        state: &State,
        mount: &Mount,
        number: usize,
        cwd: &str,
        hasher: &mut KeyHasher,
    ) -> Result<Option<Ready>> {
        let target = mount.target.as_ref().map(|t| absolute(t, cwd));
        let needed = || {
            let kind = mount.kind.name();
            target.clone().ok_or_else(|| {
                Error::new(Kind::Dockerfile, format!("a mount of type {kind} needs a target")).hint("add target=PATH")
            })
        };
        hasher.text(target.as_deref().unwrap_or(""));
        match mount.kind {
            MountKind::Bind => {
                let (target, source) = (needed()?, mount.source.clone().unwrap_or_else(|| "/".into()));
                let (layers, key, source) = match &mount.from {
                    Some(from) => self.layers_of(from).await.map(|(layers, key)| (layers, key, source))?,
                    None => self.context_layers(state, &source).await?,
                };
                hasher.key(&key).text(&source);
                Ok(Some(Ready::Layers { layers, source, target, writable: !mount.readonly }))
            }
            MountKind::Cache => {
                let target = needed()?;
                let id = mount.id.clone().unwrap_or_else(|| target.clone());
                hasher.text(&id);
                let base = match &mount.from {
                    None => None,
                    Some(from) => Some(self.layers_of(from).await?),
                };
                if let Some((_, key)) = &base {
                    hasher.key(key).text(mount.source.as_deref().unwrap_or("/"));
                }
                Ok(Some(Ready::Cache { id, target, mount: Box::new(mount.clone()), base }))
            }
            MountKind::Tmpfs => Ok(Some(Ready::Tmpfs(TmpfsMount { target: needed()?, size: mount.size }))),
            MountKind::Secret => {
                let id = secret_id(mount);
                hasher.text(&id).text(mount.env.as_deref().unwrap_or(""));
                self.secret(mount, &id, target)
            }
            MountKind::Ssh => {
                let id = mount.id.clone().unwrap_or_else(|| "default".into());
                hasher.text(&id);
                let Some(socket) = self.request.private.agents.get(&id) else {
                    return absent(mount.required, &format!("the agent '{id}'"), &format!("--ssh {id}"));
                };
                let target = target.unwrap_or_else(|| format!("/run/buildkit/ssh_agent.{number}"));
                Ok(Some(Ready::Agent(BindMount { source: socket.clone(), target, read_only: false, devices: false })))
            }
        }
    }

    fn secret(&self, mount: &Mount, id: &str, target: Option<String>) -> Result<Option<Ready>> {
        let Some(value) = self.request.private.secrets.get(id) else {
            return absent(mount.required, &format!("the secret '{id}'"), &format!("--secret id={id},src=FILE"));
        };
        let variable = match &mount.env {
            None => None,
            Some(name) => {
                let text = String::from_utf8(value.clone()).ok().filter(|t| !t.contains('\0'));
                let text = text.ok_or_else(|| {
                    Error::new(Kind::Format, format!("the secret '{id}' is no text that a variable can hold"))
                })?;
                Some(format!("{name}={text}"))
            }
        };
        // A variable alone needs no file.
        let wants_file = mount.env.is_none() || target.is_some();
        let file = wants_file.then(|| FileMount {
            target: target.unwrap_or_else(|| format!("/run/secrets/{id}")),
            content: value.clone(),
            mode: mount.mode.unwrap_or(0o400) & 0o777,
            uid: mount.uid.unwrap_or(0),
            gid: mount.gid.unwrap_or(0),
        });
        Ok(Some(Ready::Secret { file, variable }))
    }

    /// The layers of a stage or an image, and what they are known by.
    pub async fn layers_of(self: &Arc<Run>, from: &str) -> Result<(Vec<LayerInfo>, Key)> {
        let stage = stage_named(&self.request, from).map_err(|why| Error::new(Kind::Dockerfile, why))?;
        if let Some(stage) = stage {
            let state = self.needed_stage(stage).await?;
            return Ok((state.layers.clone(), state.key));
        }
        let image = self.image(from, &self.request.platform).await?;
        let state = self.state_of(&image, 0).await?;
        Ok((state.layers, state.key))
    }

    /// A part of the context as a layer, and the path in it. The context itself is never shown:
    /// what is ignored must not appear, and its files belong to other ids.
    async fn context_layers(self: &Arc<Run>, state: &State, source: &str) -> Result<(Vec<LayerInfo>, Key, String)> {
        let path: Vec<&str> = source.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
        if path.contains(&"..") {
            return Err(Error::new(Kind::Dockerfile, format!("'{source}' leads out of the build context")));
        }
        let relative = path.join("/");
        let context = self.request.context.clone();
        let tree = blocking(move || context.tree()).await?;
        let found = tree.resolve(relative.as_bytes(), true)?;
        let Some(node) = found.as_ref().and_then(|found| tree.get(found)) else {
            return Err(Error::new(Kind::NotFound, format!("'{source}' is not in the build context"))
                .hint("is it left out by .dockerignore?"));
        };
        let is_dir = node.entry().kind == crate::layer::EntryKind::Dir;
        let found = String::from_utf8_lossy(&found.unwrap_or_default()).into_owned();
        let text = serde_json::json!([if found.is_empty() { ".".into() } else { literal(&found) }, "/"]).to_string();
        let (layers, key) = self.copied(state, &format!("COPY {text}")).await?;
        let inside = match (is_dir, found.rsplit('/').next()) {
            (false, Some(name)) => format!("/{name}"),
            _ => "/".to_string(),
        };
        Ok((layers, key, inside))
    }

    /// The layer that a COPY makes onto nothing, and its key.
    async fn copied(self: &Arc<Run>, state: &State, copy: &str) -> Result<(Vec<LayerInfo>, Key)> {
        let copy = Instruction::parse_trigger("COPY", copy, self.request.dockerfile.source.escape())?;
        let mut empty = state.clone();
        empty.config = ImageConfig::scratch(&self.request.platform);
        (empty.layers, empty.key, empty.args) = (Vec::new(), Key::base(&[]), Vec::new());
        // Of no stage that ends up in the image.
        empty.stage = usize::MAX;
        let mut going = Going::default();
        let ((key, mut done), _) = Box::pin(self.copy_step(&mut empty, &mut going, &copy)).await?;
        if let Done::Later(later) = done {
            done = later.write.await?;
        }
        let layers = match done {
            Done::Layer(layer) => vec![layer],
            Done::Nothing | Done::Later(_) => Vec::new(),
        };
        Ok((layers, key))
    }

    /// Makes the mounts part of what is run. `scratch` yields empty directories that go away
    /// with the step.
    pub async fn install(
        self: &Arc<Run>,
        ready: Vec<Ready>,
        spec: &mut RunSpec,
        sandbox: &Arc<Sandbox>,
        scratch: impl Fn(&str) -> Result<PathBuf>,
    ) -> Result<Held> {
        let mut held = Vec::new();
        let caches = self.caches(&ready, sandbox, &mut held).await?;
        for (number, mount) in ready.into_iter().enumerate() {
            match mount {
                Ready::Layers { layers, source, target, writable } => {
                    let lowers = self.layers.stacked(sandbox, &layers).await?;
                    let dirs = ["upper", "work"].map(|name| scratch(&format!("bind-{number}-{name}")));
                    let [upper, work] = dirs;
                    let scratch = if writable { Some((upper?, work?)) } else { None };
                    spec.layers.push(LayersMount { lowers, source, target, scratch });
                }
                Ready::Cache { id, target, mount, .. } => {
                    let root = caches.get(&id).cloned().unwrap_or_default();
                    spec.rooted.push(RootedMount { root, source: "/".into(), target, read_only: mount.readonly });
                }
                Ready::Tmpfs(mount) => spec.tmpfs.push(mount),
                Ready::Secret { file, variable } => {
                    spec.files.extend(file);
                    spec.env.extend(variable);
                }
                Ready::Agent(mount) => {
                    if !spec.env.iter().any(|e| e.starts_with("SSH_AUTH_SOCK=")) {
                        spec.env.push(format!("SSH_AUTH_SOCK={}", mount.target));
                    }
                    spec.mounts.push(mount);
                }
            }
        }
        Ok(Held(held))
    }

    /// The directories of the caches, by id; each locked once, in the order of their ids: two
    /// steps that want the same two never wait for each other.
    async fn caches(
        self: &Arc<Run>,
        ready: &[Ready],
        sandbox: &Arc<Sandbox>,
        held: &mut Vec<File>,
    ) -> Result<BTreeMap<String, PathBuf>> {
        let mut wanted = BTreeMap::new();
        for one in ready {
            if let Ready::Cache { id, mount, base, .. } = one {
                wanted.entry(id.clone()).or_insert((mount, base));
            }
        }
        let mut dirs = BTreeMap::new();
        for (id, (mount, base)) in wanted {
            let seed = match base {
                None => None,
                Some((layers, key)) => {
                    let source = mount.source.clone().unwrap_or_else(|| "/".into());
                    Some(Seed { key: *key, lowers: self.layers.stacked(sandbox, layers).await?, source })
                }
            };
            let (run, sandbox, name, mount) = (self.clone(), sandbox.clone(), id.clone(), mount.clone());
            let taken = blocking(move || {
                let check = || run.tools.check_cancelled();
                CacheMounts::of(&run.tools.store).take(&name, &mount, seed.as_ref(), &sandbox, check)
            });
            let (dir, lock) = taken.await?;
            held.push(lock);
            dirs.insert(id, dir);
        }
        Ok(dirs)
    }
}

/// The id of a secret: given, or the last part of its source or target.
fn secret_id(mount: &Mount) -> String {
    let last = |path: &String| path.rsplit('/').next().unwrap_or(path).to_string();
    let named = mount.id.clone().or_else(|| mount.source.clone());
    named.or_else(|| mount.target.as_ref().map(last)).unwrap_or_default()
}

fn absent(required: bool, what: &str, option: &str) -> Result<Option<Ready>> {
    if required {
        return Err(Error::new(Kind::NotFound, format!("{what} is required and was not given"))
            .hint(format!("give it to the build: {option}")));
    }
    Ok(None)
}

/// A target as the command sees it.
fn absolute(path: &str, cwd: &str) -> String {
    let config = ImageConfig::scratch(&crate::oci::Platform::host());
    let mut config = config.config;
    config.working_dir = cwd.into();
    metadata::absolute(path, &config)
}
