//! Makes sure that the folder of the build is there, and builds this crate again when what is in it changes.

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=ui/dist");
    std::fs::create_dir_all("ui/dist")
}
