//! The groups of a course, for the breakout rooms of its class.

use std::time::Instant;

use axum::{Json, extract::State};
use protocol::{
    Action, ErrorCode,
    groups::{Group, GroupMember},
};
use store::GroupedStudent;

use super::{auth::SeatIn, error::HttpResult};
use crate::{context::App, refusal};

/// `GET /api/sessions/{id}/groups`
pub async fn of_class(State(app): State<App>, SeatIn(seat): SeatIn) -> HttpResult<Json<Vec<Group>>> {
    if !live::permission::allows(seat.role, Action::Rooms) {
        return Err(ErrorCode::Forbidden.into());
    }
    if !app.rates.reads.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    let mut groups: Vec<Group> = Vec::new();
    for GroupedStudent { group, name, participant } in
        app.store.grouped_students(seat.session).await.map_err(refusal::store)?
    {
        let member = GroupMember { name, participant };
        match groups.last_mut() {
            Some(last) if last.name == group => last.members.push(member),
            _ => groups.push(Group { name: group, members: vec![member] }),
        }
    }
    Ok(Json(groups))
}
