//! Builders on many machines, one step: whoever begins it says so in the repository of steps, and
//! the others wait for what it makes instead of doing the same.
//!
//! A claim is the tag `claim-KEY`, on a manifest whose annotations say who claims, how often it
//! was renewed and when. A registry has no compare-and-swap, so: look; if nobody has claimed, put
//! one's own claim; let a moment pass; look again. Whose claim is there then does the step: of
//! several that wrote at once, the last. If two believe so after all, both do the step, which
//! costs time and breaks nothing: what a step makes is named by its digest.
//!
//! The claim is renewed while the step runs. A claim that does not change for the length of a
//! lease, by the clock of who looks at it, is that of a dead builder. Clocks of two machines are
//! compared for one thing only: a claim that is older than many leases is not waited for at all.
//! No builder waits longer than it was told to, and none waits for a registry that does not answer.

use super::{FarCache, Hit, open};
use crate::build::cache::Key;
use crate::error::{Kind, Result};
use crate::image::Node;
use crate::image::artifact::Artifact;
use crate::image::memory::Overlay;
use crate::oci::Platform;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// The type of the artifact.
const CLAIM: &str = "application/vnd.imgtool.claim.v1";
/// The annotation with what it says.
const SAYS: &str = "imgtool.claim";
/// What tags of claims begin with.
pub const CLAIM_TAG: &str = "claim-";
/// As long as two claims that cross each other may be on their way.
const SETTLE: Duration = Duration::from_millis(120);
/// How often a step is asked for that another builder works on: at first, and at most.
const POLL: (Duration, Duration) = (Duration::from_millis(150), Duration::from_secs(2));

/// How builders share work.
#[derive(Debug, Clone, Copy)]
pub struct Sharing {
    /// A builder that says nothing for so long is dead.
    pub lease: Duration,
    /// A step that another builder works on is waited for so long.
    pub wait: Duration,
}

/// Whose step it is.
#[allow(clippy::large_enum_variant)] // one exists at a time
pub(in crate::build) enum Turn {
    /// Ours. [`FarCache::release`] says that we are done with it.
    Ours,
    /// Another builder works on it.
    Theirs,
    /// It is done.
    Done(Hit),
}

/// What a claim says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Says {
    /// Who.
    by: String,
    /// How often it was renewed.
    beat: u64,
    /// When, in seconds since 1970, by the clock of whoever said it.
    at: u64,
    /// The step is not worked on any more.
    #[serde(default)]
    over: bool,
}

/// The claims of a build.
pub(super) struct Claims {
    sharing: Sharing,
    me: String,
    /// What we claim, and what renews it.
    held: Mutex<HashMap<Key, AbortHandle>>,
    /// What others claim, and since when it has been the same.
    seen: Mutex<HashMap<Key, (Says, Instant)>>,
}

impl Claims {
    pub(super) fn new(sharing: Sharing) -> Claims {
        let random = || RandomState::new().build_hasher().finish();
        let me = format!("{:016x}{:016x}", random(), random());
        Claims { sharing, me, held: Mutex::default(), seen: Mutex::default() }
    }

    fn says(&self, beat: u64, over: bool) -> Says {
        let at = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Says { by: self.me.clone(), beat, at, over }
    }

    /// Does whoever said this still live, as far as one can tell?
    fn is_alive(&self, key: &Key, says: &Says) -> bool {
        if says.over {
            return false;
        }
        let now = self.says(0, false).at;
        if now.saturating_sub(says.at) > 60 + 10 * self.sharing.lease.as_secs() {
            return false;
        }
        let mut seen = self.seen.lock().unwrap_or_else(|e| e.into_inner());
        let entry = seen.entry(*key).or_insert_with(|| (says.clone(), Instant::now()));
        if entry.0 != *says {
            *entry = (says.clone(), Instant::now());
        }
        entry.1.elapsed() < self.sharing.lease
    }

    /// Not the same for any two builders: they shall not ask at the same moments.
    fn jitter(&self, base: Duration) -> Duration {
        let share = u32::from_str_radix(self.me.get(..2).unwrap_or("0"), 16).unwrap_or(0);
        base + base * share / 512
    }
}

fn tag(key: &Key) -> String {
    format!("{CLAIM_TAG}{}", key.hex())
}

impl FarCache {
    /// Shares the work on steps with other builders that do.
    pub fn shared(mut self, sharing: Sharing) -> FarCache {
        self.claims = self.repository.is_some().then(|| Arc::new(Claims::new(sharing)));
        self
    }

    /// Are steps claimed?
    pub(in crate::build) fn shares(&self) -> bool {
        self.claims.is_some()
    }

    /// How long a step of another builder is waited for.
    pub(in crate::build) fn patience(&self) -> Duration {
        self.claims.as_ref().map_or(Duration::ZERO, |c| c.sharing.wait)
    }

    /// Asks for the right to do a step. A repository that does not answer gives it.
    pub(in crate::build) async fn claim(&self, key: &Key) -> Turn {
        match self.try_claim(key).await {
            Ok(turn) => turn,
            Err(e) => {
                self.complain(&e);
                Turn::Ours
            }
        }
    }

    async fn try_claim(&self, key: &Key) -> Result<Turn> {
        let Some(claims) = &self.claims else { return Ok(Turn::Ours) };
        if let Some(hit) = self.made_meanwhile(key).await? {
            return Ok(Turn::Done(hit));
        }
        match self.claimed(key).await? {
            Some(says) if says.by != claims.me && claims.is_alive(key, &says) => return Ok(Turn::Theirs),
            _ => {}
        }
        let looked = Instant::now();
        self.say(key, claims.says(0, false)).await?;
        // Who was slow to speak may have spoken over somebody who has begun: that one speaks again soon.
        let slow = looked.elapsed() > SETTLE / 2;
        tokio::time::sleep(claims.jitter(if slow { SETTLE * 4 } else { SETTLE })).await;
        match self.claimed(key).await? {
            Some(says) if says.by != claims.me && !says.over => return Ok(Turn::Theirs),
            _ => {}
        }
        // Whoever had it may have come to its end while we looked.
        if let Some(hit) = self.made_meanwhile(key).await? {
            return Ok(Turn::Done(hit));
        }
        self.renew(key);
        Ok(Turn::Ours)
    }

    /// Says again and again that we are at it.
    fn renew(&self, key: &Key) {
        let (Some(claims), Some(repository)) = (self.claims.clone(), self.repository.clone()) else { return };
        let (mine, key) = (claims.clone(), *key);
        let task = tokio::spawn(async move {
            let usual = claims.sharing.lease / 4;
            for beat in 1.. {
                // At first soon, for those whose claim came late.
                tokio::time::sleep(if beat <= 2 { usual.min(SETTLE * 2) } else { usual }).await;
                // A line that is broken for a moment costs nothing: there are three more in a lease.
                if let Ok(node) = node(&claims.says(beat, false)) {
                    let _ = repository.put(&tag(&key), node).await;
                }
            }
        });
        let mut held = mine.held.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(old) = held.insert(key, task.abort_handle()) {
            old.abort();
        }
    }

    /// We are done with a step: what it made can be found, or nothing will come of it.
    pub(in crate::build) async fn release(&self, key: &Key) {
        let Some(claims) = &self.claims else { return };
        let held = claims.held.lock().unwrap_or_else(|e| e.into_inner()).remove(key);
        let Some(task) = held else { return };
        task.abort();
        // Who waits sees it at once, and otherwise at the end of the lease.
        let _ = self.say(key, claims.says(u64::MAX, true)).await;
    }

    /// Waits a moment for what another builder works on; `times` says how often that was done.
    pub(in crate::build) async fn look_later(&self, times: u32) {
        let Some(claims) = &self.claims else { return };
        let pause = POLL.0.saturating_mul(1 << times.min(6)).min(POLL.1);
        tokio::time::sleep(claims.jitter(pause.min(claims.sharing.lease / 4))).await;
    }

    /// Asked anew each time: what was not there may be there now.
    async fn made_meanwhile(&self, key: &Key) -> Result<Option<Hit>> {
        let Some(repository) = &self.repository else { return Ok(None) };
        let Some(node) = repository.get(&format!("step-{}", key.hex())).await? else { return Ok(None) };
        let opened = open(node, &Platform::host()).await?;
        Ok(self.hit(&opened, key))
    }

    async fn claimed(&self, key: &Key) -> Result<Option<Says>> {
        let Some(repository) = &self.repository else { return Ok(None) };
        Ok(repository.get(&tag(key)).await?.and_then(|node| says(&node)))
    }

    async fn say(&self, key: &Key, says: Says) -> Result<()> {
        match &self.repository {
            Some(repository) => repository.put(&tag(key), node(&says)?).await,
            None => Ok(()),
        }
    }
}

fn node(says: &Says) -> Result<Node> {
    let text = serde_json::to_string(says)
        .map_err(|e| crate::error::Error::new(Kind::Internal, "write a claim").because(e))?;
    let annotations = BTreeMap::from([(SAYS.to_string(), text)]);
    Artifact { artifact_type: Some(CLAIM.into()), annotations, ..Artifact::default() }.node(Overlay::new())
}

/// Whatever lies there and is no claim counts for nothing.
fn says(node: &Node) -> Option<Says> {
    let Node::Image(image) = node else { return None };
    serde_json::from_str(image.manifest.annotations.get(SAYS)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::far::Repository;
    use crate::event::Silent;
    use async_trait::async_trait;

    /// A repository in memory.
    #[derive(Default)]
    struct Tags(Mutex<HashMap<String, Node>>);

    #[async_trait]
    impl Repository for Tags {
        async fn get(&self, tag: &str) -> Result<Option<Node>> {
            Ok(self.0.lock().unwrap().get(tag).cloned())
        }
        async fn put(&self, tag: &str, node: Node) -> Result<()> {
            self.0.lock().unwrap().insert(tag.into(), node);
            Ok(())
        }
    }

    fn builder(tags: &Arc<Tags>, lease_ms: u64) -> FarCache {
        let sharing = Sharing { lease: Duration::from_millis(lease_ms), wait: Duration::from_secs(3600) };
        FarCache::new(Some(tags.clone()), None, Arc::new(Silent)).shared(sharing)
    }

    #[tokio::test]
    async fn one_has_it_until_it_is_done() {
        let tags = Arc::new(Tags::default());
        let (a, b, key) = (builder(&tags, 2000), builder(&tags, 2000), Key::base(&[]));
        assert!(matches!(a.claim(&key).await, Turn::Ours));
        assert!(matches!(b.claim(&key).await, Turn::Theirs));
        // As long as it is renewed, however long that is.
        tokio::time::sleep(Duration::from_millis(2500)).await;
        assert!(matches!(b.claim(&key).await, Turn::Theirs));
        a.keep_step(&key, None).await;
        a.release(&key).await;
        assert!(matches!(b.claim(&key).await, Turn::Done(Hit { layer: None })));
    }

    #[tokio::test]
    async fn whoever_writes_last_of_two_has_it() {
        let tags = Arc::new(Tags::default());
        let (a, b, key) = (builder(&tags, 2000), builder(&tags, 2000), Key::base(&[]));
        let (one, other) = tokio::join!(a.claim(&key), b.claim(&key));
        let ours = [one, other].iter().filter(|t| matches!(t, Turn::Ours)).count();
        assert_eq!(ours, 1);
    }

    #[tokio::test]
    async fn what_fails_is_given_up_and_the_dead_hold_nobody_up() {
        let tags = Arc::new(Tags::default());
        let (a, b, key) = (builder(&tags, 2000), builder(&tags, 2000), Key::base(&[]));
        assert!(matches!(a.claim(&key).await, Turn::Ours));
        a.release(&key).await;
        assert!(matches!(b.claim(&key).await, Turn::Ours));
        // It dies: nothing is renewed any more.
        b.claims.as_ref().unwrap().held.lock().unwrap().remove(&key).unwrap().abort();
        assert!(matches!(a.claim(&key).await, Turn::Theirs));
        tokio::time::sleep(Duration::from_millis(2200)).await;
        assert!(matches!(a.claim(&key).await, Turn::Ours));
    }

    #[tokio::test]
    async fn old_claims_and_nonsense_are_not_waited_for() {
        let tags = Arc::new(Tags::default());
        let (a, key) = (builder(&tags, 2000), Key::base(&[]));
        let old = Says { by: "x".into(), beat: 3, at: 1_000_000, over: false };
        tags.put(&tag(&key), node(&old).unwrap()).await.unwrap();
        assert!(matches!(a.claim(&key).await, Turn::Ours));
        let other = Artifact { artifact_type: Some(CLAIM.into()), ..Artifact::default() };
        let key = Key::base(&[crate::oci::Digest::sha256(b"")]);
        tags.put(&tag(&key), other.node(Overlay::new()).unwrap()).await.unwrap();
        assert!(matches!(a.claim(&key).await, Turn::Ours));
    }
}
