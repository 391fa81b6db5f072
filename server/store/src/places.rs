//! Places for seats: how many a session has, how many of them one network can have, and which seat is given up for another.

use protocol::{
    Role, SessionId,
    limits::{RESERVED_FOR_MEMBERS, RESERVED_FOR_STAFF, SEATS, SEATS_OF_ADDRESS},
};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::{columns::unsigned, error::StoreError};

/// What the database keeps of a network from which seats of a session are taken: 24 bits of a digest. It tells networks of one
/// session apart. Two of a thousand have the same once in thirty sessions, and share what each could have. As 256 addresses of
/// IPv4 have each value, and other ones in each session, nobody reads from the database from where people came.
pub(crate) fn network_key(session: SessionId, network: &str) -> i64 {
    let digest = Sha256::new().chain_update(session.0).chain_update(network).finalize();
    i64::from(u32::from_be_bytes([0, digest[0], digest[1], digest[2]]))
}

/// Makes room for a seat that is taken from this network. Fails with [`StoreError::Full`].
///
/// There are [`SEATS`] in all, the last [`RESERVED_FOR_STAFF`] for staff, and in the class of a course some for its members. A network whose seats come to half of those that are left
/// gives up one of its own for each further one, so that a few networks never have all. The seat that was used longest ago
/// goes first, and none whose holder was in class: see the column `idle_since`.
pub(crate) async fn make_room(
    tx: &mut AnyConnection,
    session: SessionId,
    role: Role,
    network: Option<i64>,
) -> Result<(), StoreError> {
    let most = match role {
        Role::Instructor | Role::Assistant => SEATS,
        Role::Student | Role::Observer => SEATS - RESERVED_FOR_STAFF,
        Role::Guest if is_of_course(tx, session).await? => SEATS - RESERVED_FOR_STAFF - RESERVED_FOR_MEMBERS,
        Role::Guest => SEATS - RESERVED_FOR_STAFF,
    };
    let (taken, of_network) = taken(tx, session, network).await?;
    let left = most.saturating_sub(taken);
    if network.is_some() && of_network >= SEATS_OF_ADDRESS.max(left / 2) {
        return give_up(tx, session, network).await;
    }
    if left == 0 { give_up(tx, session, None).await } else { Ok(()) }
}

async fn is_of_course(tx: &mut AnyConnection, session: SessionId) -> Result<bool, StoreError> {
    let course: Option<Option<String>> = sqlx::query_scalar("SELECT course FROM sessions WHERE id = $1")
        .bind(session.to_string())
        .fetch_optional(tx)
        .await?;
    Ok(course.flatten().is_some())
}

/// How many seats are taken, in all and from this network. A seat that was revoked is none.
async fn taken(tx: &mut AnyConnection, session: SessionId, network: Option<i64>) -> Result<(usize, usize), StoreError> {
    let (all, of_network): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), COUNT(CASE WHEN network = $2 THEN 1 END) FROM seats WHERE session = $1 AND revoked = 0",
    )
    .bind(session.to_string())
    .bind(network)
    .fetch_one(tx)
    .await?;
    Ok((unsigned(all) as usize, unsigned(of_network) as usize))
}

/// Gives up the seat, of those that may be, that was used longest ago; if a network is given, of its seats. The seat's
/// tokens are deleted with it, and its number is not given again.
async fn give_up(tx: &mut AnyConnection, session: SessionId, network: Option<i64>) -> Result<(), StoreError> {
    // `idle_since` is asked twice: somebody may come into class with the seat between the two.
    let given_up = sqlx::query(
        "DELETE FROM seats WHERE session = $1 AND idle_since IS NOT NULL AND participant =
         (SELECT participant FROM seats
          WHERE session = $1 AND idle_since IS NOT NULL AND revoked = 0 AND ($2 IS NULL OR network = $2)
          ORDER BY idle_since, participant LIMIT 1)",
    )
    .bind(session.to_string())
    .bind(network)
    .execute(tx)
    .await?;
    if given_up.rows_affected() > 0 { Ok(()) } else { Err(StoreError::Full) }
}
