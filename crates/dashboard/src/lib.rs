#![doc = include_str!("../README.md")]

use std::borrow::Cow;

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "ui/dist"]
struct Files;

/// A file of the built dashboard.
#[derive(Debug)]
pub struct File {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of the bytes, for `ETag`.
    pub hash: [u8; 32],
}

/// The file at `path` (`index.html`, `assets/…`); `None` when there is none, or the dashboard was not built.
pub fn file(path: &str) -> Option<File> {
    Files::get(path).map(|file| File { bytes: file.data, hash: file.metadata.sha256_hash() })
}
