//! Pages of journals and manifests that were compressed lately. A class that catches up reads the same pages, as does somebody who
//! reads one page over and over: each is compressed once.
//!
//! What is kept is found by the hash of the page itself. So a page with a text that was deleted meanwhile, or of a reader who
//! may see less, is another page.

use axum::body::Bytes;
use protocol::limits;
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

/// A page that is shorter is compressed in less time than it takes to look for it, and is mostly the end of a class that runs: it
/// does not come again.
const KEPT_BYTES: usize = 16 * 1024;
/// What a page comes to, about, when it is compressed.
const USUAL_BYTES: usize = 32 * 1024;

/// The SHA-256 of a page.
type Hash = [u8; 32];

/// The pages.
pub struct CompressedPages(Cache<Hash, Bytes, ByLength>);

#[derive(Clone)]
struct ByLength;

impl Weighter<Hash, Bytes> for ByLength {
    fn weight(&self, hash: &Hash, page: &Bytes) -> u64 {
        (hash.len() + page.len()) as u64
    }
}

impl Default for CompressedPages {
    fn default() -> Self {
        let most = limits::COMPRESSED_PAGES_BYTES;
        CompressedPages(Cache::with_weighter(most / USUAL_BYTES, most as u64, ByLength))
    }
}

impl CompressedPages {
    /// The page compressed by `compress`, now or before. Whoever asks for a page that is being compressed waits for it.
    pub fn of(&self, page: &[u8], compress: impl FnOnce(&[u8]) -> Option<Bytes>) -> Option<Bytes> {
        if page.len() < KEPT_BYTES {
            return compress(page);
        }
        let hash: Hash = Sha256::digest(page).into();
        self.0.get_or_insert_with(&hash, || compress(page).ok_or(())).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_compressed_once_and_another_by_itself() {
        let pages = CompressedPages::default();
        let long = |letter: &str| letter.repeat(KEPT_BYTES).into_bytes();
        let short = |page: &[u8]| Some(Bytes::copy_from_slice(&page[..1]));
        let again = |_: &[u8]| panic!("compressed again");
        assert_eq!(pages.of(&long("a"), short).unwrap(), "a");
        assert_eq!(pages.of(&long("a"), again).unwrap(), "a");
        assert_eq!(pages.of(&long("b"), short).unwrap(), "b");
        assert_eq!(pages.of(&long("c"), |_| None), None, "it cannot be made shorter");
        assert_eq!(pages.of(&long("c"), short).unwrap(), "c");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let pages = CompressedPages::default();
        let half_of_all = limits::COMPRESSED_PAGES_BYTES / USUAL_BYTES / 2;
        for number in 0..6 * half_of_all {
            let page = format!("{number:0>width$}", width = KEPT_BYTES);
            pages.of(page.as_bytes(), |_| Some(vec![0; USUAL_BYTES].into()));
        }
        assert!(pages.0.weight() <= limits::COMPRESSED_PAGES_BYTES as u64);
        assert!(pages.0.len() > half_of_all / 2, "{} are kept", pages.0.len());
    }
}
