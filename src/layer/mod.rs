//! The layer engine: deterministic tar in and out, parallel compression, both
//! digests in one pass, whiteouts, the table of contents and the merged Tree.
//! Synchronous: plain `Read` and `Write`, used from blocking threads.

mod alone;
pub mod chunked;
pub mod compress;
pub mod decompress;
pub mod entry;
pub mod pax;
pub mod sparse;
pub mod tar_read;
pub mod tar_write;
pub mod toc;
pub mod tree;
pub mod writer;

pub use compress::{Compressed, Compression, Compressor};
pub use decompress::{Archive, Decoder, Limits, sniff};
pub use entry::{Entry, EntryKind, Timestamp};
pub use tar_read::{Names, TarReader};
pub use toc::{Toc, for_each_content};
pub use tree::{NodeRef, Tree};
pub use writer::{FinishedLayer, LayerWriter, Placed};
