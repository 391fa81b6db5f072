//! Carries notices to devices.

use std::sync::Arc;

use axum::http::StatusCode;
use protocol::{NoticeKind, limits};
use serde_json::json;
use store::{PushDevice, StoreError, TakenMail, Way};

use super::{
    endpoint::Reach,
    sending::{Push, push},
    vapid::VapidKey,
};
use crate::{
    clock::TaskClock,
    mail::{
        letter::Letter,
        notice::Notice,
        notice_writing::{self, Short, Sources},
        postman::{Carrier, Outcome},
    },
};

/// What it works with.
pub struct Pusher {
    /// Where notices have from what they say.
    pub sources: Arc<Sources>,
    /// The key of this server.
    pub key: Arc<VapidKey>,
    /// Where pushes may go.
    pub reach: Reach,
    /// The clock of what is planned.
    pub clock: TaskClock,
}

impl Carrier for Pusher {
    const WAY: Way = Way::Push;
    const AT_ONCE: usize = limits::PUSHES_AT_ONCE;

    async fn carry(&self, mail: &TakenMail, letter: &Letter) -> Result<Outcome, StoreError> {
        let (Letter::Notice(notice), Ok(id)) = (letter, mail.recipient.parse()) else { return Ok(Outcome::Dropped) };
        let device = self.sources.store.push_device(id, self.clock.now()).await?;
        let Some(device) = device.filter(|device| device.person.0 == notice.person) else {
            return Ok(Outcome::Dropped);
        };
        let short = notice_writing::write_short(&self.sources, notice, self.clock.now()).await?;
        match short {
            Some(short) => self.push(mail, notice, &device, short).await,
            None => Ok(Outcome::Dropped),
        }
    }
}

impl Pusher {
    async fn push(
        &self,
        mail: &TakenMail,
        notice: &Notice,
        device: &PushDevice,
        Short { title, text, link }: Short,
    ) -> Result<Outcome, StoreError> {
        let (store, now) = (&self.sources.store, self.clock.now());
        let said = json!({ "title": title, "body": text, "link": link, "tag": mail.id });
        let seconds = mail.useless_unix.saturating_sub(now) / 1_000;
        let sent = Push { text: said.to_string(), seconds, urgency: urgency(notice.kind) };
        let outcome = match push(&device.keys, self.reach, &self.key, sent, now).await {
            Ok(status) if status.is_success() => Outcome::Sent,
            // Its browser takes no pushes any more (RFC 8030, section 7.3).
            Ok(StatusCode::GONE | StatusCode::NOT_FOUND) => {
                store.forget_push_device(device.id).await?;
                return Ok(Outcome::Dropped);
            }
            Ok(status) if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
                Outcome::Later(format!("the push service says {status}"))
            }
            Ok(status) => Outcome::Refused(format!("the push service says {status}")),
            Err(error) => Outcome::Later(format!("{error:#}")),
        };
        store.note_push(device.id, outcome == Outcome::Sent).await?;
        Ok(outcome)
    }
}

/// A class that begins or runs does not wait until the device is used again.
fn urgency(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::ClassReminder | NoticeKind::ClassBegan | NoticeKind::ClassChanged => "high",
        _ => "normal",
    }
}
