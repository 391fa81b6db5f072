//! Who is expected in a class: its owner, and whoever is on the roster of its course.

use live::Expected;
use store::{SessionRow, Store, StoreError};

/// Who is expected in a class at this moment.
pub async fn expected(store: &Store, row: &SessionRow) -> Result<Expected, StoreError> {
    let members = match row.course {
        Some(course) => store.members(course).await?,
        None => 0,
    };
    Ok(Expected { members, staff_names: staff_names(store, row).await? })
}

/// The names of whoever may come as staff.
pub async fn staff_names(store: &Store, row: &SessionRow) -> Result<Vec<String>, StoreError> {
    let mut names = vec![row.owner_name.clone()];
    if let Some(course) = row.course {
        names.extend(store.staff_names(course).await?);
    }
    Ok(names)
}
