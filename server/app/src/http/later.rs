//! Later acts: commands of people who have a seat and no WebSocket.

use std::time::Instant;

use axum::{Json, extract::State};
use live::{Arrival, Input};
use protocol::{
    AuditKind, Command, CommandId, CommandResult, ErrorCode, Later, ParticipantId, Refusal, Role,
    http::{LaterCommand, SessionState},
};
use store::{SeatRow, SessionRow};
use tokio::sync::oneshot;

use super::{
    auth::{By, SeatIn},
    error::{Body, HttpResult},
    ledger::Act,
};
use crate::{
    after_class::admit_later_act,
    clock::unix_now,
    context::App,
    refusal,
    session::{Message, Sender},
    takes,
};

/// `POST /api/sessions/{id}/commands`. Whoever watches the video of an announcement says nothing there.
pub async fn act(
    State(app): State<App>,
    SeatIn(seat): SeatIn,
    By(agent): By,
    Body(LaterCommand { id, anchor, mut command }): Body<LaterCommand>,
) -> HttpResult<Json<CommandResult>> {
    if !app.rates.reads.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited.into());
    }
    let row = app.store.session(seat.session).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if !row.kind.is_listed() {
        return Err(ErrorCode::Forbidden.into());
    }
    admit_later_act(&app.store, &row, &seat).await?;
    takes::offer(&app, &seat, &mut command, unix_now()).await?;
    let edit = edit(&command);
    let hands_in = matches!(command, Command::HandIn { .. } | Command::HandInTogether { .. });
    let counts = matches!(command, Command::AnswerPoll { .. });
    let act = if counts { Act::by(&app, &row, &seat).await? } else { None };
    let later = Later { unix: unix_now(), anchor };
    let mut doers = vec![seat.participant];
    let input = async {
        let company = company_of(&app, &row, &seat, &command).await?;
        doers.extend(company.iter().map(|other| other.participant));
        Ok::<_, Refusal>(Input::Later {
            participant: seat.participant,
            name: seat.name.clone(),
            role: seat.role,
            consent: seat.consent,
            near_ban: seat.near_ban,
            later,
            company,
            command,
        })
    };
    let by = (seat.participant, id);
    let running = match row.state {
        SessionState::Scheduled => Err(ErrorCode::NotBegun.into()),
        SessionState::Live => app.hub.session(row.id, Role::Guest).await,
        SessionState::Ended | SessionState::Closed => Err(ErrorCode::SessionEnded.into()),
    };
    let noted = match running {
        Ok(sender) => {
            act_live(&sender, by, input.await?).await?;
            true
        }
        Err(refusal) if refusal.code == ErrorCode::SessionEnded => {
            let done = app.ended.act(row.id, by, input).await?;
            if done && hands_in {
                app.end_company(row.id, doers).await;
            }
            if let Some(kind) = edit.filter(|_| done) {
                app.store.note_edit(&seat, kind, &agent, unix_now()).await.map_err(refusal::store)?;
            }
            done
        }
        Err(refusal) => return Err(refusal.into()),
    };
    if let Some(act) = act.filter(|_| noted) {
        act.note(&app).await;
    }
    Ok(Json(CommandResult::Done))
}

/// Those who do this with the holder of a seat. Refused if that seat was an account's that is erased meanwhile: their name was read before.
async fn company_of(app: &App, row: &SessionRow, seat: &SeatRow, command: &Command) -> Result<Vec<Arrival>, Refusal> {
    if seat.person.is_some() {
        let now = app.store.seat(seat.session, seat.participant).await.map_err(refusal::store)?;
        now.filter(|now| now.person == seat.person).ok_or(ErrorCode::Unauthorized)?;
    }
    app.company(row, seat, command).await
}

/// As what the log notes a command that changes a recording. It is refused while class is live.
fn edit(command: &Command) -> Option<AuditKind> {
    Some(match command {
        Command::CutOut { .. } => AuditKind::RecordingCut,
        Command::UndoCut { .. } => AuditKind::CutUndone,
        Command::HideRoom { hidden: true, .. } => AuditKind::RoomHidden,
        Command::HideRoom { hidden: false, .. } => AuditKind::RoomShown,
        _ => return None,
    })
}

/// While class is live its actor decides. If class ends meanwhile, the client is asked to try again.
async fn act_live(sender: &Sender, command: (ParticipantId, CommandId), input: Input) -> Result<(), Refusal> {
    let (reply, done) = oneshot::channel();
    let message = Message::Later { input: Box::new(input), command, reply };
    sender.send(message).await.map_err(|_| ErrorCode::Draining)?;
    done.await.map_err(|_| ErrorCode::Draining)?
}
