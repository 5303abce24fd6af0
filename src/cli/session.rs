//! What the commands of one run share: the environment, progress, the store, the registry
//! client. The only place where transports are opened.

use super::args::{Global, Registry};
use super::config::Environment;
use super::render;
use super::render::record::Recorder;
use crate::error::{Error, Kind, Result};
use crate::event::Events;
use crate::files::documents::Documents;
use crate::image::{Destination, Node};
use crate::oci::{Descriptor, Digest, RegistryRef};
use crate::transport::dir::{self, DirDestination};
use crate::transport::docker_archive::{self, DockerArchiveDestination};
use crate::transport::host::{self, HostDestination};
use crate::transport::layout::{Layout, LayoutDestination};
use crate::transport::oci_archive::{self, OciArchiveDestination};
use crate::transport::registry::{
    self, AuthFiles, Client, ClientConfig, Credentials, Paging, RegistriesConf, RegistryDestination, RegistrySource,
    RetryPolicy, StaticCredentials,
};
use crate::transport::store::Store;
use crate::transport::{Reference, TRANSPORTS, store_name};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// What the commands of one run share.
pub struct Session {
    environment: Environment,
    events: Events,
    store: OnceLock<Store>,
    registries: OnceLock<RegistriesConf>,
    cancelled: Arc<AtomicBool>,
    code: Arc<AtomicU8>,
    /// What has to be stopped when the run is.
    on_cancel: Mutex<Vec<Box<dyn Fn() + Send>>>,
}

impl Session {
    /// Opens nothing yet.
    pub fn new(global: &Global, environment: Environment) -> Session {
        let events = render::progress(global.progress, global.debug);
        Session {
            environment,
            events,
            store: OnceLock::new(),
            registries: OnceLock::new(),
            cancelled: Arc::new(AtomicBool::new(false)),
            code: Arc::default(),
            on_cancel: Mutex::new(Vec::new()),
        }
    }

    /// Notes from now on what happens when.
    pub fn record(&mut self) -> Arc<Recorder> {
        let recorder = Arc::new(Recorder::new(self.events.clone()));
        self.events = recorder.clone();
        recorder
    }

    /// Where progress goes.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// What the environment says.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What the program exits with after a success: 1 where the answer is no.
    pub fn exit_code(&self) -> Arc<AtomicU8> {
        self.code.clone()
    }

    /// The work was done, and its answer is no (`diff`, `validate`).
    pub fn answer_no(&self) {
        self.code.store(1, Ordering::Relaxed);
    }

    /// Set once the run is to stop.
    pub fn cancelled(&self) -> Arc<AtomicBool> {
        self.cancelled.clone()
    }

    /// Calls `stop` when the run is cancelled.
    pub fn on_cancel(&self, stop: impl Fn() + Send + 'static) {
        self.on_cancel.lock().unwrap_or_else(|e| e.into_inner()).push(Box::new(stop));
    }

    /// Tells everything that works to stop.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        for stop in self.on_cancel.lock().unwrap_or_else(|e| e.into_inner()).iter() {
            stop();
        }
    }

    /// The local store, opened at the first call.
    pub fn store(&self) -> Result<&Store> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let store = Store::open(&self.environment.root)?;
        Ok(self.store.get_or_init(|| store))
    }

    /// The end of the run: what a cancelled run left unfinished goes away.
    pub fn close(&mut self) {
        let cancelled = self.cancelled.load(Ordering::SeqCst);
        let opened = self.store.take().is_some();
        if cancelled && opened {
            // Opening a store that nobody uses clears its unfinished files.
            drop(Store::open(&self.environment.root));
        }
    }

    /// The place that `written` names; a short name may be an alias of `registries.conf`.
    pub fn reference(&self, written: &str) -> Result<Reference> {
        let bare = !written.contains('/') && !TRANSPORTS.iter().any(|t| written.starts_with(t));
        match bare.then(|| self.registries()).transpose()?.and_then(|conf| conf.alias(written)) {
            Some(full) => Ok(Reference::Registry(full.parse()?)),
            None => written.parse(),
        }
    }

    fn registries(&self) -> Result<&RegistriesConf> {
        if let Some(conf) = self.registries.get() {
            return Ok(conf);
        }
        let conf = RegistriesConf::load(&self.environment.registries_conf)?;
        Ok(self.registries.get_or_init(|| conf))
    }

    /// Access to registries with these options. `--creds` are shown to the registry of
    /// `own` only, where there is one.
    pub fn access(self: &Arc<Session>, options: &Registry, own: Option<&Reference>) -> Access {
        let own = match own {
            Some(Reference::Registry(r)) => Some(r.registry().to_string()),
            _ => None,
        };
        Access { session: self.clone(), options: options.clone(), own, credentials: None, client: OnceLock::new() }
    }

    /// Access with these credentials, whatever is on file.
    pub fn access_with(self: &Arc<Session>, options: &Registry, credentials: Credentials) -> Access {
        Access { credentials: Some(credentials), ..self.access(options, None) }
    }

    /// The files with credentials: the one that was named, else the usual ones.
    pub fn auth_files(&self, options: &Registry) -> AuthFiles {
        AuthFiles::new(match &options.authfile {
            Some(file) => vec![file.clone()],
            None => self.environment.auth_files.clone(),
        })
    }
}

/// Opens sources and destinations.
pub struct Access {
    session: Arc<Session>,
    options: Registry,
    own: Option<String>,
    credentials: Option<Credentials>,
    client: OnceLock<Client>,
}

impl Access {
    /// The run that it belongs to.
    pub fn session(&self) -> &Session {
        &self.session
    }

    fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let environment = &self.session.environment;
        let credentials: Arc<dyn registry::CredentialSource> = match (&self.credentials, &self.options.creds) {
            (Some(own), _) => Arc::new(StaticCredentials { registry: self.own.clone(), credentials: own.clone() }),
            (None, Some(creds)) => {
                Arc::new(StaticCredentials { registry: self.own.clone(), credentials: Credentials::parse(creds)? })
            }
            (None, None) => Arc::new(self.session.auth_files(&self.options)),
        };
        let mut retry = RetryPolicy::default();
        if let Some(more) = self.options.retry_times {
            retry.tries = more + 1;
        }
        let client = Client::new(ClientConfig {
            retry,
            tls_verify: self.options.tls_verify,
            certs_dirs: environment.certs_dirs.clone(),
            cert_dir: self.options.cert_dir.clone(),
            credentials,
            proxy: environment.proxy.clone(),
            registries: self.session.registries()?.clone(),
            ..ClientConfig::default()
        })?;
        Ok(self.client.get_or_init(|| client))
    }

    /// The client itself, for what is more than one image: `serve --mirror`.
    pub fn registry_client(&self) -> Result<Client> {
        self.client().cloned()
    }

    /// The image or index at `reference`.
    pub async fn source(&self, reference: &Reference) -> Result<Node> {
        let temp = std::env::temp_dir();
        match reference {
            Reference::Registry(r) => self.registry_source(r).await,
            Reference::Store(name) => self.session.store()?.get(name).await?.ok_or_else(|| {
                Error::new(Kind::NotFound, format!("the store has no image named '{name}'"))
                    .hint("build it with -t, or copy it there: imgtool copy SOURCE store:NAME")
            }),
            Reference::Layout { path, tag } => Layout::open(path)?.node(tag.as_deref()).await,
            Reference::Dir { path } => dir::open(path).await,
            Reference::Host { keeper, name } => host::open(*keeper, name, &temp).await,
            Reference::OciArchive { path, tag } => oci_archive::open(path, tag.as_deref(), &temp).await,
            Reference::DockerArchive { path, names } => {
                docker_archive::open(path, names.first().map(String::as_str), &temp).await
            }
        }
    }

    async fn registry_source(&self, reference: &RegistryRef) -> Result<Node> {
        let result = registry::open_node(self.client()?, reference).await;
        let Err(e) = result else { return result };
        let in_store = match self.session.store() {
            Ok(store) => store.get(&reference.to_string()).await.ok().flatten().is_some(),
            Err(_) => false,
        };
        Err(if in_store { e.hint(format!("the local store has it: store:{reference}")) } else { e })
    }

    /// What the store has under a name of a registry.
    pub async fn stored(&self, reference: &RegistryRef) -> Result<Option<Node>> {
        self.session.store()?.get(&reference.to_string()).await
    }

    /// The image that a Dockerfile's FROM (or `--from`) names, in a registry. Once its documents are in
    /// the store, the registry is asked what the tag points at, and for a digest nothing.
    pub async fn base(&self, reference: &RegistryRef) -> Result<Node> {
        let (client, store) = (self.client()?, self.session.store()?);
        let key = format!("name-{}", blake3::hash(reference.to_string().as_bytes()).to_hex());
        let primary = client.primary(reference)?;
        let known = store.cached::<Descriptor>(&key).filter(|d| store.has(d));
        if let Some(known) = known {
            let told = match reference.digest() {
                Some(digest) => Some(digest.clone()),
                // Whoever cannot say so is asked for all of it.
                None => client.head_manifest(&primary).await.ok().flatten().map(|d| d.digest),
            };
            if told.as_ref() == Some(&known.digest) {
                let origin = Arc::new(RegistrySource::new(client.clone(), primary));
                return Node::open(known, Arc::new(Documents::new(origin, store.clone()))).await;
            }
        }
        let node = Documents::keep(registry::open_node(client, reference).await?, store).await?;
        // A store that cannot be written to fails elsewhere.
        let _ = store.remember(&key, node.descriptor());
        Ok(node)
    }

    /// The tags of a repository.
    pub async fn tags(&self, reference: &RegistryRef, paging: &Paging) -> Result<Vec<String>> {
        let client = self.client()?;
        client.tags(&client.primary(reference)?, paging).await
    }

    /// The repositories of a registry.
    pub async fn catalog(&self, host: &str, paging: &Paging) -> Result<Vec<String>> {
        self.client()?.catalog(host, paging).await
    }

    /// The digest that a reference points at: by a HEAD where the registry answers it.
    pub async fn digest(&self, reference: &Reference) -> Result<Digest> {
        if let Reference::Registry(r) = reference {
            let client = self.client()?;
            if let Some(descriptor) = client.head_manifest(&client.primary(r)?).await? {
                return Ok(descriptor.digest);
            }
        }
        Ok(self.source(reference).await?.descriptor().digest.clone())
    }

    /// Does the registry let us in?
    pub async fn ping(&self, host: &str) -> Result<()> {
        self.client()?.ping(host).await
    }

    /// Deletes what `reference` names: the manifest, and with it all its tags, or the tag only.
    pub async fn delete(&self, reference: &RegistryRef, tag_only: bool) -> Result<()> {
        let client = self.client()?;
        let reference = client.primary(reference)?;
        if let (true, Some(tag)) = (tag_only, reference.tag()) {
            return client.delete_tag(&reference, tag).await;
        }
        let digest = match reference.digest() {
            Some(digest) => digest.clone(),
            None => client
                .head_manifest(&reference)
                .await?
                .map(|d| d.digest)
                .ok_or_else(|| Error::new(Kind::NotFound, format!("{reference} does not exist")))?,
        };
        client.delete_manifest(&reference, &digest).await
    }

    /// Where an image is to go.
    pub async fn destination(&self, reference: &Reference) -> Result<Box<dyn Destination>> {
        Ok(match reference {
            Reference::Registry(r) => {
                let client = self.client()?;
                Box::new(RegistryDestination::new(client.clone(), client.primary(r)?))
            }
            Reference::Store(name) => Box::new(self.session.store()?.destination(Some(store_name(name)?))),
            Reference::Layout { path, tag } => {
                let layout = Layout::create(path)?;
                Box::new(LayoutDestination::new(layout, tag.clone(), reference.to_string()))
            }
            Reference::Host { keeper, name } => {
                Box::new(HostDestination::create(*keeper, name, &std::env::temp_dir())?)
            }
            Reference::Dir { path } => Box::new(DirDestination::create(path)?),
            Reference::OciArchive { path, tag } => Box::new(OciArchiveDestination::create(path, tag.clone())?),
            Reference::DockerArchive { path, names } => {
                Box::new(DockerArchiveDestination::create(path, names.clone())?)
            }
        })
    }
}
