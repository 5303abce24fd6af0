//! Layers as directories: unpacking entries onto a directory handle so that nothing outside of it
//! is ever touched, walking an overlay upper directory back into entries, and removing trees.
//!
//! An unpacked layer has overlayfs form, usable with the mount option `userxattr` by root and
//! rootless alike: a whiteout is the character device 0:0, an opaque directory carries the
//! attribute `user.overlay.opaque=y`.

mod adopt;
#[cfg(test)]
mod agreement;
mod dir;
mod pile;
mod remove;
mod unpack;
mod walk;
mod whiteout;

pub use adopt::adopt;
pub use dir::{Place, Root};
pub use pile::{Placed, Snapshot, pile};
pub use remove::{remove_contents, remove_shallow, remove_tree};
pub use unpack::{IdMap, Unpacker};
pub use walk::{MtimeRule, Upper};

/// The attribute that makes a directory opaque.
pub(crate) const OPAQUE: &str = "user.overlay.opaque";

/// Is the extended attribute the own bookkeeping of overlayfs or fuse-overlayfs? It must neither come from a layer
/// (it would redirect or hide what the layer does not own) nor get into one.
pub(crate) fn is_overlay_xattr(name: &[u8]) -> bool {
    [&b"user.overlay."[..], b"trusted.overlay.", b"user.fuseoverlayfs."].iter().any(|own| name.starts_with(own))
}

/// A path for messages.
pub(crate) fn shown(path: &[u8]) -> String {
    format!("/{}", String::from_utf8_lossy(path))
}
