//! Random classes keep every promise of `live`.

use std::{collections::BTreeSet, num::NonZero, ops::Range, panic::resume_unwind, thread};

use sim_tests::run::{CHECK_EVERY, Failure, run};

/// Classes in a usual run.
const SEEDS: u64 = 60;
/// Last steps of a failing plan that are printed.
const SHOWN_STEPS: usize = 12;

#[test]
fn random_classes_keep_their_promises() {
    if let Some(seed) = number("MERIDIAN_SIM_SEED") {
        let summary = run(seed, 1).unwrap_or_else(|failure| explain(seed, &failure));
        eprintln!("seed {seed}: {} steps, {} events, all is well", summary.steps, summary.events);
        return;
    }
    let seeds = number("MERIDIAN_SIM_SEEDS").unwrap_or(SEEDS);
    let (mut steps, mut events, mut seen) = (0, 0, BTreeSet::new());
    for summary in
        on_all_processors(0..seeds, |seed| run(seed, CHECK_EVERY).unwrap_or_else(|failure| explain(seed, &failure)))
    {
        steps += summary.steps;
        events += summary.events;
        seen.extend(summary.seen);
    }
    eprintln!("{steps} steps, {events} events");
    // A simulation in which nothing happens proves nothing.
    let expected = "SessionStarted Interrupted SessionEnded Joined Left AwayChanged ConsentChanged TrackChanged Speaking HandRaised \
        HandLowered Reacted ChatSent SpotlightSet Forbidden RateLimited TextInvalid TextTooLong NameInvalid TooLarge Full \
        UnknownParticipant UnknownTrack UnknownSlot BadSdp Removed HandsLowered AskedToUnmute UnmuteRevoked ChatDeleted ShareAsked \
        MayShareSet RoleChanged Renamed SettingsChanged WaitBegan WaitEnded WaitingTold Moved RoomsOpened \
        ArrivalsExpected RoomTimeSet RoomsClosed HelpAsked HelpEnded WorkHandedIn VoiceToAllSet NotNow Locked Banned Waiting \
        PlanInvalid UnknownRoom RoomGone NotFound PollPrepared PollDiscarded PollStarted PollKeySet BallotCast PollClosed \
        LateAnswersSet PollTallied ResultsShared AgendaSet ActivityStarted ActivityExtended ActivityEnded ChapterSet ChapterHidden OffRecordSet PlaybackSet TogetherSet FeedbackSet UnknownPoll \
        QuestionInvalid AnswerInvalid NothingToDo";
    let missing: Vec<_> = expected.split_whitespace().filter(|kind| !seen.contains(*kind)).collect();
    assert!(missing.is_empty(), "never seen: {missing:?}");
}

/// What comes of each of these seeds, in no order.
fn on_all_processors<T: Send>(seeds: Range<u64>, each: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let share = |first| {
            let (seeds, each) = (seeds.clone().skip(first).step_by(processors), &each);
            scope.spawn(move || seeds.map(each).collect::<Vec<T>>())
        };
        let shares: Vec<_> = (0..processors).map(share).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

fn number(variable: &str) -> Option<u64> {
    let value = std::env::var(variable).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{variable}={value} is not a number")))
}

fn explain(seed: u64, failure: &Failure) -> ! {
    let steps = failure.prefix.len();
    for (i, step) in failure.prefix.iter().enumerate().skip(steps.saturating_sub(SHOWN_STEPS)) {
        eprintln!("step {}: {step:?}", i + 1);
    }
    panic!(
        "seed {seed} fails after {steps} steps: {}\nreplay with MERIDIAN_SIM_SEED={seed} cargo test -p sim-tests",
        failure.message
    );
}
