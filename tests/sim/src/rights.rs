//! The commands that each role may send, written down apart from `live::permission`.

use protocol::{Command, ParticipantId, Role, chat::ChatTo};

/// Command, then who may send it: `all`, `staff`, `instructor`, `class` (those who are not staff). A command with a
/// target has a line for each: the sender's own, another person's, or the recipients.
const TABLE: &str = "
    leave                   all
    set_consent             all
    admit                   staff
    tell_waiting            staff
    send_chat room          all
    send_chat staff         all
    send_chat person        all
    send_chat everywhere    staff
    delete_message          all
    offer                   all
    watch                   all
    set_track               all
    mute_track own          all
    mute_track another's    staff
    raise_hand              all
    lower_hand own          all
    lower_hand another's    staff
    lower_all_hands         staff
    call_next               staff
    react                   all
    set_spotlight           staff
    open_rooms              staff
    close_rooms             staff
    extend_rooms            staff
    enter_room              all
    move_person             staff
    ask_for_help            all
    hand_in                 class
    hand_in_together        class
    end_help own            all
    end_help another's      staff
    set_voice_to_all        staff
    prepare_poll            staff
    discard_poll            staff
    start_poll              staff
    answer_poll             class
    close_poll              staff
    share_results           staff
    set_agenda              staff
    start_activity          staff
    extend_activity         staff
    end_activity            staff
    set_chapter             staff
    hide_chapter            staff
    remove_chapter          staff
    set_off_record          staff
    cut_out                 staff
    undo_cut                staff
    hide_room               staff
    set_late_answers        staff
    set_feedback            class
    set_playback            all
    set_together            class
    ask_to_unmute           staff
    mute_all                staff
    ask_to_share            all
    set_may_share           staff
    set_role                instructor
    rename                  staff
    change_settings         staff
    remove                  staff
    clear_guests            staff
    end_session             instructor
    close_session           instructor
    reopen_session          instructor
";

/// The commands that are also later acts.
const LATER: [&str; 15] = [
    "send_chat",
    "delete_message",
    "start_poll",
    "answer_poll",
    "hand_in",
    "hand_in_together",
    "set_chapter",
    "hide_chapter",
    "remove_chapter",
    "cut_out",
    "undo_cut",
    "hide_room",
    "set_late_answers",
    "close_session",
    "reopen_session",
];

/// Whether this command can be a later act.
pub fn is_done_later(command: &Command) -> bool {
    let json = serde_json::to_value(command).expect("commands are JSON");
    LATER.iter().any(|name| json["do"] == *name)
}

/// Whether the role may send this command by the table.
pub fn may(role: Role, by: ParticipantId, command: &Command) -> bool {
    let line = line(by, command);
    let who = TABLE.lines().find_map(|row| row.trim().strip_prefix(&line)?.strip_prefix("  ").map(str::trim));
    match who.unwrap_or_else(|| panic!("the table has no line {line:?}")) {
        "all" => true,
        "staff" => role == Role::Instructor || role == Role::Assistant,
        "instructor" => role == Role::Instructor,
        "class" => role == Role::Student || role == Role::Guest,
        other => panic!("{line} {other}?"),
    }
}

/// Whether a command that the table permits may be forbidden nevertheless: by its target.
pub fn depends_on_target(command: &Command) -> bool {
    matches!(
        command,
        Command::SendChat { to: ChatTo::Person { .. }, .. }
            | Command::DeleteMessage { .. }
            | Command::MuteTrack { .. }
            | Command::MovePerson { .. }
            | Command::Rename { .. }
            | Command::SetRole { .. }
            | Command::Remove { .. }
    )
}

/// The person to whom the command does something that nobody below them may do.
pub fn commanded(command: &Command) -> Option<ParticipantId> {
    let json = serde_json::to_value(command).expect("commands are JSON");
    let whom = match json["do"].as_str()? {
        "mute_track" => &json["track"]["participant"],
        "move_person" | "rename" | "set_role" | "remove" => &json["participant"],
        _ => return None,
    };
    Some(ParticipantId(u32::try_from(whom.as_u64()?).ok()?))
}

/// The name of the line for a command.
fn line(by: ParticipantId, command: &Command) -> String {
    let name = serde_json::to_value(command).expect("commands are JSON")["do"].as_str().expect("a name").to_owned();
    let of = |owner: ParticipantId| if owner == by { " own" } else { " another's" };
    let target = match command {
        Command::SendChat { to: ChatTo::Room { .. }, .. } => " room",
        Command::SendChat { to: ChatTo::Staff, .. } => " staff",
        Command::SendChat { to: ChatTo::Person { .. }, .. } => " person",
        Command::SendChat { to: ChatTo::Everywhere, .. } => " everywhere",
        Command::MuteTrack { track } => of(track.participant),
        Command::LowerHand { participant } | Command::EndHelp { participant } => of(*participant),
        _ => "",
    };
    name + target
}
