//! Layers written anew with another compression, as they stream.

use crate::error::{Context, Error, Kind};
use crate::image::file::{ChunkWriter, stream_from};
use crate::image::{BlobReader, ByteStream};
use crate::layer::{Compression, Compressor, Decoder, Limits};
use crate::oci::{Descriptor, Digest, media_type};

/// The layer that `reader` yields, decompressed and compressed anew. The stream fails at
/// its end if the plain bytes are not those of `diff_id`. It takes `threads` threads (0: one
/// a core), on which the bytes do not depend.
pub fn recompressed(
    reader: BlobReader,
    descriptor: &Descriptor,
    diff_id: Option<Digest>,
    compression: Compression,
    threads: usize,
) -> ByteStream {
    let what = format!("layer {}", descriptor.digest);
    let encoding = media_type::layer_encoding(&descriptor.media_type);
    // Made here, on the runtime, and used on the blocking thread.
    let source = reader.into_sync();
    stream_from(move |send| {
        let encoding = encoding
            .ok_or_else(|| Error::new(Kind::Unsupported, format!("{what} is of a kind that cannot be converted")))?;
        let mut plain = Decoder::new(source, encoding, &Limits::default())?;
        let mut out = Compressor::new(ChunkWriter::new(send), compression, threads)?;
        std::io::copy(&mut plain, &mut out).context(|| format!("convert {what}"))?;
        let (_, done) = out.finish()?;
        match diff_id {
            Some(diff_id) if diff_id != done.diff_id => Err(Error::new(
                Kind::Integrity,
                format!("{what} unpacks to {}, but the image's config says {diff_id}", done.diff_id),
            )),
            _ => Ok(()),
        }
    })
}
