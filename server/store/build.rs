//! Rebuilds when a migration is added: `sqlx::migrate!` embeds them, and Cargo does not watch that folder by itself.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
