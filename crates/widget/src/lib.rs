#![doc = include_str!("../README.md")]

use std::borrow::Cow;

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "dist"]
struct Script;

#[derive(Embed)]
#[folder = "demo"]
struct Demo;

/// What was built: `widget.js`, `form.js` or the types, `hydra.d.ts`; `None` before the first build.
pub fn script(name: &str) -> Option<Cow<'static, [u8]>> {
    Script::get(name).map(|file| file.data)
}

/// A file of the demo site.
pub fn demo(path: &str) -> Option<Cow<'static, [u8]>> {
    Demo::get(path).map(|file| file.data)
}
