//! Who is expected in a class: its owner, and whoever is on the roster of its course.

use std::time::Duration;

use live::Expected;
use protocol::SessionId;
use store::{SessionRow, Store, StoreError};
use tokio::sync::mpsc::WeakSender;

use crate::session::Message;

/// How often a class that runs is told who is expected now: two queries a minute for each class.
pub const ASKED_EVERY: Duration = Duration::from_secs(60);

/// Who is expected in a class at this moment.
pub async fn expected(store: &Store, row: &SessionRow) -> Result<Expected, StoreError> {
    let members = match row.course {
        Some(course) => store.members(course).await?,
        None => 0,
    };
    Ok(Expected { members, staff_names: staff_names(store, row).await? })
}

/// Tells a class that runs now and then who is expected, until it is over.
pub async fn follow(store: Store, id: SessionId, class: WeakSender<Message>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        if class.strong_count() == 0 {
            return;
        }
        let now = async {
            let row = store.session(id).await?;
            Ok(match row {
                Some(row) => Some(expected(&store, &row).await?),
                None => None,
            })
        };
        match now.await {
            Ok(Some(expected)) => {
                let Some(class) = class.upgrade() else { return };
                if class.send(Message::Expect(expected)).await.is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                let error: StoreError = error;
                tracing::warn!(session = %id, %error, "a class could not be told who is expected");
            }
        }
    }
}

/// The names of whoever may come as staff.
pub async fn staff_names(store: &Store, row: &SessionRow) -> Result<Vec<String>, StoreError> {
    let mut names = vec![row.owner_name.clone()];
    if let Some(course) = row.course {
        names.extend(store.staff_names(course).await?);
    }
    Ok(names)
}
