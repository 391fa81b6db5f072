//! Pages of manifests for an audience: each is put together once for all who ask for it in the same moment.

use axum::body::Bytes;
use protocol::{
    Millis, Refusal, SessionId,
    limits::{AUDIENCE_LINES_BYTES, MANIFEST_EDGE_MS, MEDIA_KEY_PERIOD_MS},
};
use quick_cache::{Weighter, sync::Cache};

use super::Key;

/// What a page comes to, about.
const USUAL_BYTES: usize = 8 * 1024;

/// Which page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinesOf {
    /// Of which session.
    pub session: SessionId,
    /// For whom.
    pub key: Key,
    /// The line at which it begins.
    pub line: u32,
}

/// A page.
#[derive(Debug, Clone)]
pub struct LinesPage {
    /// Itself, as JSON.
    pub json: Bytes,
    /// The same compressed, unless that is longer.
    pub gzip: Option<Bytes>,
    /// Whether there is more after it, or nothing ever will be: it stays as it is, unless staff edit the recording.
    pub is_closed: bool,
}

/// When a page was put together: those that are closed are good for a period, those at the end for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Time {
    Period(Millis),
    Moment(Millis),
}

/// The pages.
pub struct Lines(Cache<(LinesOf, Time), LinesPage, ByLength>);

#[derive(Clone)]
struct ByLength;

impl Weighter<(LinesOf, Time), LinesPage> for ByLength {
    fn weight(&self, of: &(LinesOf, Time), page: &LinesPage) -> u64 {
        (size_of_val(of) + page.json.len() + page.gzip.as_ref().map_or(0, Bytes::len)) as u64
    }
}

impl Default for Lines {
    fn default() -> Self {
        Lines(Cache::with_weighter(AUDIENCE_LINES_BYTES / USUAL_BYTES, AUDIENCE_LINES_BYTES as u64, ByLength))
    }
}

impl Lines {
    /// The page, as it was put together for somebody else, or by `make`. Whoever asks while it is put together waits for it.
    pub async fn of(
        &self,
        of: LinesOf,
        now_unix: Millis,
        make: impl Future<Output = Result<LinesPage, Refusal>>,
    ) -> Result<LinesPage, Refusal> {
        let closed = (of, Time::Period(now_unix / MEDIA_KEY_PERIOD_MS));
        if let Some(page) = self.0.get(&closed) {
            return Ok(page);
        }
        let open = (of, Time::Moment(now_unix / MANIFEST_EDGE_MS));
        let page = self.0.get_or_insert_async(&open, make).await?;
        if page.is_closed {
            self.0.insert(closed, page.clone());
        }
        Ok(page)
    }

    /// Forgets the pages of a session.
    pub fn forget(&self, session: SessionId) {
        self.0.retain(|(of, _), _| of.session != session);
    }
}

#[cfg(test)]
mod tests {
    use protocol::{ErrorCode, RoomId};
    use uuid::Uuid;

    use super::*;

    fn of(session: u128) -> LinesOf {
        let key = Key { room: RoomId::MAIN, whole: false, edits: 0 };
        LinesOf { session: SessionId(Uuid::from_u128(session)), key, line: 0 }
    }

    async fn ask(lines: &Lines, of: LinesOf, now: Millis, text: &'static str, is_closed: bool) -> Bytes {
        let page = LinesPage { json: Bytes::from_static(text.as_bytes()), gzip: None, is_closed };
        lines.of(of, now, async { Ok(page) }).await.unwrap().json
    }

    #[tokio::test]
    async fn the_end_is_put_together_anew_after_a_moment_and_what_is_closed_after_a_period() {
        let lines = Lines::default();
        assert_eq!(ask(&lines, of(1), 0, "a", false).await, "a");
        assert_eq!(ask(&lines, of(1), MANIFEST_EDGE_MS - 1, "b", false).await, "a");
        assert_eq!(ask(&lines, of(1), MANIFEST_EDGE_MS, "c", true).await, "c");
        assert_eq!(ask(&lines, of(1), MEDIA_KEY_PERIOD_MS - 1, "d", true).await, "c");
        assert_eq!(ask(&lines, of(2), 0, "other", false).await, "other");
        assert_eq!(ask(&lines, of(1), MEDIA_KEY_PERIOD_MS, "e", true).await, "e");
        lines.forget(of(1).session);
        assert_eq!(ask(&lines, of(1), MEDIA_KEY_PERIOD_MS, "f", true).await, "f");
        assert_eq!(ask(&lines, of(2), 0, "again", false).await, "other");
    }

    #[tokio::test]
    async fn of_many_who_ask_at_once_one_puts_it_together_and_a_refusal_is_not_kept() {
        let lines = Lines::default();
        let refused = lines.of(of(1), 0, async { Err(ErrorCode::RateLimited.into()) }).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::RateLimited);
        let slow = async {
            tokio::task::yield_now().await;
            Ok(LinesPage { json: Bytes::from_static(b"once"), gzip: None, is_closed: false })
        };
        let second = async { panic!("put together twice") };
        let (first, second) = tokio::join!(biased; lines.of(of(1), 0, slow), lines.of(of(1), 0, second));
        assert_eq!((first.unwrap().json, second.unwrap().json), ("once".into(), "once".into()));
    }
}
