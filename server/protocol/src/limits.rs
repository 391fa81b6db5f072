//! Every bound that a client can run into, in one place. Each is enforced by the server and tested.

use crate::ids::Millis;

/// A WebSocket frame up, in bytes. An SDP offer with four sending lines and 50 slots has about 60 kB.
pub const FRAME_BYTES: usize = 128 * 1024;
/// A chat message, in bytes of UTF-8.
pub const CHAT_TEXT_BYTES: usize = 8 * 1024;
/// All chat of one session, in bytes of UTF-8: it is kept in memory while the session is live. A class that writes ten
/// messages of 100 bytes every second comes to this in four and a half hours.
pub const CHAT_SESSION_BYTES: usize = 16 * 1024 * 1024;
/// Of [`CHAT_SESSION_BYTES`], bytes that only staff can fill: somebody who floods the chat does not silence them.
pub const CHAT_FOR_STAFF_BYTES: usize = CHAT_SESSION_BYTES / 8;
/// Somebody who is not staff has written at most what is left for all of them, divided by this. So nobody uses up what
/// belongs to all: whoever comes last still has some thousand messages after one author who writes all they can, and some
/// hundred after a [`PRESENT`] of such authors.
pub const CHAT_SHARE: usize = 16;
/// Chat of somebody who is not staff, in bytes of UTF-8: at once. Everybody in class gets each message.
pub const CHAT_BYTES_BURST: usize = 2 * CHAT_TEXT_BYTES;
/// See [`CHAT_BYTES_BURST`]: sustained per second. Nobody types so fast.
pub const CHAT_BYTES_PER_SECOND: u32 = 512;
/// Of [`CHAT_BYTES_BURST`], what somebody can write at once whatever others do, some sentences; of the rest, all people in class
/// together have [`CLASS_CHAT_BYTES_BURST`]. Each byte goes to everybody: without this, 300 guests from one link made 700 MB of
/// the 2.4 MB that they wrote.
pub const OWN_CHAT_BYTES_BURST: u32 = 512;
/// See [`OWN_CHAT_BYTES_BURST`]: sustained per second.
pub const OWN_CHAT_BYTES_PER_SECOND: u32 = 32;
/// Chat of all in class who are not staff, in bytes, beyond [`OWN_CHAT_BYTES_BURST`] of each: at once. Some of the longest
/// messages.
pub const CLASS_CHAT_BYTES_BURST: usize = 16 * CHAT_TEXT_BYTES;
/// See [`CLASS_CHAT_BYTES_BURST`]: sustained per second. With everybody [`PRESENT`], 4 MB a second go out.
pub const CLASS_CHAT_BYTES_PER_SECOND: u32 = 8 * 1024;
/// The detail of a refusal, in bytes of UTF-8: what is wrong, and little of what was sent.
pub const REFUSAL_DETAIL_BYTES: usize = 200;
/// A name, in characters.
pub const NAME_CHARS: usize = 60;
/// A session's title, in characters.
pub const TITLE_CHARS: usize = 120;
/// A password, in bytes: at least.
pub const PASSWORD_MIN_BYTES: usize = 8;
/// A password, in bytes: at most (argon2 hashes all of it).
pub const PASSWORD_MAX_BYTES: usize = 256;
/// Messages in a live snapshot: enough to fill a panel; the journal has the rest.
pub const CHAT_IN_SNAPSHOT: usize = 200;
/// The text of these messages, in bytes of UTF-8: everybody who comes in gets them, and the class waits while they are put
/// together. A screen of chat has about 2 kB.
pub const CHAT_IN_SNAPSHOT_BYTES: usize = 64 * 1024;
/// Seats in one session, those included whose holders have left. Once all are taken, whoever comes gets the seat that was used
/// longest ago, of those whose holders have not been in class and have not written later: people who only watch the
/// recording, and links that were opened and not used. A seat of somebody who was removed counts no more.
pub const SEATS: usize = 2_000;
/// Of [`SEATS`] and of [`PRESENT`], places that only staff can take: somebody who floods a class by its join link does
/// not lock its instructor out.
pub const RESERVED_FOR_STAFF: usize = 20;
/// In a class of a course to which guests may come, places of [`PRESENT`] that no guest takes as long as so many of the roster are
/// not there yet, and places of [`SEATS`] that no guest ever takes: half a class.
pub const RESERVED_FOR_MEMBERS: usize = 300;
/// Seats that one address (IPv6: one /64 network) can have in any session. Beyond, it can have half as many as are left: alone
/// 660, which is a full class and some who watch; four addresses that take all they can, one after the other, leave 391. An
/// address that has its part gives up one of its own seats, of those that can be, for each further one.
pub const SEATS_OF_ADDRESS: usize = 10;
/// That somebody watches the recording is noted so often in their seat, so that others are given up before theirs: of a class
/// of [`PRESENT`] who all watch, two write each second.
pub const SEAT_USE_NOTED_MS: Millis = 5 * 60_000;
/// People whom the journal of one session knows: twice [`SEATS`], because whoever was removed gives up a seat, and not the
/// name under which they wrote.
pub const PEOPLE: usize = 2 * SEATS;
/// Guests who take seats in one session from one address (IPv6: from one /64 network): at once. A school of 500 behind
/// one address comes in within a minute; fewer than [`PRESENT`], so that one address alone does not fill a class.
pub const JOINS_BURST: u32 = 550;
/// One more of [`JOINS_BURST`] is allowed after each of these intervals.
pub const JOINS_REFILL_MS: Millis = 10_000;
/// People present in one session at a time.
pub const PRESENT: usize = 600;
/// People who wait to be admitted at a time, beside those who are [`PRESENT`]: somebody who floods the waiting room
/// keeps nobody out who has a seat, and a class of 200 can come at once.
pub const WAITING: usize = 200;
/// A person whose connection gives no sign of life for so long is marked as away: all see it within 3 s of the loss.
pub const AWAY_MS: Millis = 2_500;
/// After a restart of the server everybody has so long to come back before they are marked as away: clients wait some
/// seconds between their tries.
pub const AWAY_AFTER_RESTART_MS: Millis = 15_000;
/// The server pings each client so often, to hear of it: twice within [`AWAY_MS`].
pub const PING_MS: Millis = 1_000;
/// How long a lost connection keeps its seat.
pub const GRACE_MS: Millis = 60_000;
/// A session in which nobody is present ends by itself after this; so does one whose server is away for as long.
pub const EMPTY_SESSION_MS: Millis = 15 * 60_000;
/// A study room in which nobody is present ends by itself after this: time to come back from a lost connection.
pub const EMPTY_STUDY_MS: Millis = 5 * 60_000;
/// The slowest playback at a study table, in hundredths: players play no slower.
pub const TABLE_SPEED_MIN: u16 = 50;
/// The fastest playback at a study table, in hundredths: what is faster is not counted.
pub const TABLE_SPEED_MAX: u16 = 300;
/// A video of an announcement ends by itself after this: nobody watches a longer one before going on to a class, and a lecture has no such
/// bound.
pub const CLIP_MS: Millis = 5 * 60_000;
/// A video that no announcement has is deleted after this: whoever recorded it goes on writing on the same day, or records another.
pub const CLIP_UNUSED_MS: Millis = 24 * 3_600_000;
/// The latest videos of one person in a course that are kept though no announcement has them: some takes. Older ones are deleted as another
/// is begun.
pub const CLIPS_UNUSED: usize = 5;
/// A class whose staff have all gone ends by itself after this, or goes off the record, unless its settings let it go on
/// recorded: time to change rooms or restart a computer, and no more of a recording without its teacher.
pub const WITHOUT_STAFF_MS: Millis = 10 * 60_000;
/// A request for news of a journal is answered after this at the latest, though there are none: below the minute after
/// which common proxies give up (nginx: `proxy_read_timeout`).
pub const NEWS_WAIT_MS: Millis = 25_000;
/// An ended session that nobody has asked anything of for so long is let go of; the next request has it loaded again.
pub const LATER_IDLE_MS: Millis = 5 * 60_000;
/// Clients ping once in each of these. A client that sends nothing for three of them counts as gone.
pub const HEARTBEAT_MS: Millis = 5_000;
/// Commands of one participant: sustained per second.
pub const COMMANDS_PER_SECOND: u32 = 20;
/// Commands of one participant: at once. Pings and malformed frames count too.
pub const COMMANDS_BURST: u32 = 60;
/// Frames beyond [`COMMANDS_BURST`] that are refused one by one with `rate_limited`. One more ends the connection with a
/// `bye` of that code. Their number grows back by [`COMMANDS_PER_SECOND`].
pub const REFUSALS_BURST: u32 = 400;
/// Commands of one seat, of those that were carried out, that are remembered: a client that sends one of them again is told
/// its first result, also by a server that was killed meanwhile. More than a client can send before it notices, after three
/// [`HEARTBEAT_MS`], that its connection is dead.
pub const COMMANDS_REMEMBERED: usize = 512;
/// Offers of a media connection of one participant: at once. A page makes one when it comes, and one each time that it shows
/// more pictures than before; a connection may fail a few times.
pub const OFFERS_BURST: u32 = 10;
/// One more of [`OFFERS_BURST`] is allowed after each of these intervals. Packets wait for no offer; this spares the thread that
/// answers them, which serves everybody.
pub const OFFERS_REFILL_MS: Millis = 5_000;
/// Offers of one participant that wait to be answered, beside one that is being answered: a page has one under way, and a
/// second one when it begins anew meanwhile.
pub const OFFERS_WAITING: usize = 2;
/// Lines of all offers that are answered and whose connections are not there yet, with a few more for each connection: 35 MB. A
/// page's first offer has some twenty and connects within a second, so that this is a hundred pages that come in one second. Where
/// there is no room, offers wait; the network that has most gives way to who has fewer.
pub const UNCONNECTED_LINES: usize = 3_000;
/// A connection is there within this time after its offer was answered, or it is given up: a page gives up after eight seconds.
pub const CONNECT_MS: Millis = 10_000;
/// An offer waits for room at most this long, then it is refused.
pub const OFFER_WAITS_MS: Millis = 5_000;
/// Processor time that the offers of one participant may take at once, in microseconds. A page's first offer takes 3 to 8 ms, one
/// with all slots up to 20: ten of the largest are as many as [`OFFERS_BURST`], and a slow machine has some to spare.
pub const OFFER_CPU_BURST_US: u32 = 300_000;
/// Of [`OFFER_CPU_BURST_US`], microseconds that grow back in a second: a hundred participants who send the most costly offers
/// again and again take half a processor, from nobody who speaks.
pub const OFFER_CPU_US_PER_SECOND: u32 = 5_000;
/// Of [`COMMANDS_PER_SECOND`], those by which somebody who is not staff makes events: each is written to disk and sent
/// to the class. A person at a keyboard makes fewer.
pub const FACTS_PER_SECOND: u32 = 4;
/// Such commands at once: enough to come in with everything on, and to press push-to-talk in haste.
pub const FACTS_BURST: u32 = 30;
/// Of [`FACTS_BURST`], such commands that everybody can give at once whatever others do; of the others, all people in class
/// together have [`CLASS_FACTS_BURST`]. A call for help is never refused for this.
pub const OWN_FACTS_BURST: u32 = 10;
/// One more of [`OWN_FACTS_BURST`] is there after each of these intervals.
pub const OWN_FACTS_REFILL_MS: Millis = 2_000;
/// Such commands of all in class who are not staff, beyond [`OWN_FACTS_BURST`] of each: at once. A class of [`PRESENT`]
/// gives some each when something begins.
pub const CLASS_FACTS_BURST: usize = 3 * PRESENT;
/// See [`CLASS_FACTS_BURST`]: sustained per second. Each is told to everybody.
pub const CLASS_FACTS_PER_SECOND: u32 = 100;
/// Chat messages of one participant: within [`CHAT_WINDOW_MS`].
pub const CHAT_IN_WINDOW: usize = 10;
/// The window of [`CHAT_IN_WINDOW`].
pub const CHAT_WINDOW_MS: Millis = 10_000;
/// Reactions of one participant are at least this far apart.
pub const REACTION_GAP_MS: Millis = 500;
/// Receive slots in one connection.
pub const SLOTS: usize = 60;
/// Sizes of one participant's recorded pictures: at once. Each begins new files. A size changes when a window is resized,
/// and when the network gets better or worse. A picture of one size more is recorded again with the first keyframe that
/// is within the limit.
pub const RECORDED_SIZES_BURST: u32 = 8;
/// One more of [`RECORDED_SIZES_BURST`] is allowed after each of these intervals.
pub const RECORDED_SIZES_REFILL_MS: Millis = 2_000;
/// Recorded files of one participant's pictures a second. A camera and a screen make one, and two while somebody forces
/// a keyframe of each every second.
pub const RECORDED_FILES_PER_SECOND: u32 = 3;
/// Recorded files of one participant's pictures at once: a track that is switched on and off a few times.
pub const RECORDED_FILES_BURST: u32 = 30;
/// Recorded bytes of one participant's pictures a second: 6 Mbit/s. Browsers send a camera with 1.7 and a screen with 2.5.
/// Who sends more is seen by the class, and recorded in part.
pub const RECORDED_BYTES_PER_SECOND: u32 = 750_000;
/// Recorded bytes of one participant's pictures at once: eight seconds' worth, or some keyframes of a large screen.
pub const RECORDED_BURST_BYTES: u32 = 8 * RECORDED_BYTES_PER_SECOND;
/// Recorded files of a session's pictures a second, without those of staff and of whom the spotlight is on: each costs the
/// disk two syncs, of which a slow one does a hundred a second. Fifty cameras make 25.
pub const RECORDED_FILES_OF_SESSION_PER_SECOND: u32 = 60;
/// Recorded files of a session's pictures at once: fifty cameras that come together, each with some keyframes.
pub const RECORDED_FILES_OF_SESSION_BURST: u32 = 600;
/// Recorded bytes of a session's pictures a second, counted likewise: 80 Mbit/s, which is 47 cameras at their best.
pub const RECORDED_BYTES_OF_SESSION_PER_SECOND: u32 = 10_000_000;
/// Recorded bytes of a session's pictures at once: eight seconds' worth.
pub const RECORDED_BURST_OF_SESSION_BYTES: u32 = 8 * RECORDED_BYTES_OF_SESSION_PER_SECOND;
/// Recorded files of one track of sound a second. One that is on makes one in two seconds.
pub const RECORDED_SOUND_FILES_PER_SECOND: u32 = 2;
/// Recorded files of one track of sound at once: somebody who presses push-to-talk in haste.
pub const RECORDED_SOUND_FILES_BURST: u32 = 60;
/// Recorded bytes of one track of sound a second: 768 kbit/s. Opus has 510 at most, and browsers send 32 to 96.
pub const RECORDED_SOUND_BYTES_PER_SECOND: u32 = 96_000;
/// Recorded bytes of one track of sound at once: ten seconds' worth.
pub const RECORDED_SOUND_BURST_BYTES: u32 = 10 * RECORDED_SOUND_BYTES_PER_SECOND;
/// While the disk of the recordings has less free, cameras are recorded of staff and of whom the spotlight is on alone. At
/// thirty cameras it takes some three minutes from here to [`FREE_FOR_CAMERAS_BYTES`].
pub const FREE_FOR_ALL_CAMERAS_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// While the disk has less free, no cameras are recorded.
pub const FREE_FOR_CAMERAS_BYTES: u64 = 1024 * 1024 * 1024;
/// While the disk has less free, no screens are recorded either. Voices and the sound of the class have what is left down to
/// [`FREE_FOR_SOUND_BYTES`]: hours.
pub const FREE_FOR_SCREENS_BYTES: u64 = 512 * 1024 * 1024;
/// While the disk has less free, nothing is recorded, sound neither. Class goes on, and what people write has the rest:
/// some megabytes an hour.
pub const FREE_FOR_SOUND_BYTES: u64 = 128 * 1024 * 1024;
/// Twenty milliseconds of a mix are quiet when their mean level is more than so many decibels below that of a square wave of
/// full scale: the bound for what playback leaves out as silence. Browsers send speech at 18 to 30 below, and a voice that is a
/// tenth as loud at 40 to 50; the noise of a microphone that is open is at 55 and below, and most of it is not sent.
pub const QUIET_DECIBELS: u32 = 50;
/// Hellos of one seat: at once. Each costs the server a snapshot; a person with a bad network needs one now and then.
pub const HELLOS_BURST: u32 = 30;
/// One more of [`HELLOS_BURST`] is allowed after each of these intervals.
pub const HELLOS_REFILL_MS: Millis = 2_000;
/// Bytes that may wait to be sent to one client: some of the largest snapshots, or half a minute of a class in which five
/// hundred things of 300 bytes happen each second. A client that falls further behind is disconnected with `too_slow`, and
/// comes back with a snapshot.
pub const OUTGOING_BYTES_OF_CLIENT: usize = 4 * 1024 * 1024;
/// Bytes that may wait to be sent to all clients of a server: a snapshot of a full class for each of some hundred people who
/// come at once. Beyond, a client may have [`OUTGOING_BYTES_WHEN_SHORT`] waiting, and no more: a client that reads is not
/// cut off for clients that do not.
pub const OUTGOING_BYTES: usize = 128 * 1024 * 1024;
/// See [`OUTGOING_BYTES`]: a large snapshot.
pub const OUTGOING_BYTES_WHEN_SHORT: usize = 512 * 1024;
/// The latest events of a session that are kept for clients that come back, at most [`RESUME_BYTES`] of JSON: a client that
/// misses more gets a snapshot. A full class into its rooms and back is two for each person who is [`PRESENT`], and people
/// talk meanwhile.
pub const RESUME_EVENTS: usize = 3 * PRESENT;
/// See [`RESUME_EVENTS`]: some times a snapshot of a full class.
pub const RESUME_BYTES: usize = 1024 * 1024;
/// Requests for timeline, journal and manifest of one seat, together: at once. The first look at a busy day's journal
/// is a hundred pages; then a viewer asks for news of both each second. Files of the recording do not count.
pub const READS_BURST: u32 = 300;
/// One more of [`READS_BURST`] is allowed after each of these intervals.
pub const READS_REFILL_MS: Millis = 100;
/// What a seat reads of journal and manifest, in KiB before compression: at once. Four hours of a busy class come to some
/// 8 MiB, and a page that is reloaded reads them again.
pub const READ_KIB_BURST: u32 = 32 * 1024;
/// One more of [`READ_KIB_BURST`] is allowed after each of these intervals: 250 KiB a second.
pub const READ_KIB_REFILL_MS: Millis = 4;
/// [`READ_KIB_BURST`] of one address (IPv6: of one /64 network): a class of 500 behind one address that catches up on the
/// same afternoon. It comes back within four minutes, at some 4 MiB a second.
pub const READ_KIB_BURST_OF_ADDRESS: u32 = 1024 * 1024;
/// The time after which all of [`READ_KIB_BURST_OF_ADDRESS`] is there again.
pub const READ_KIB_OF_ADDRESS_FULL_MS: Millis = 4 * 60_000;
/// Pages of journal and manifest that are put together for one seat at a time: a viewer reads one of each. Half of the
/// server's processors put pages together, and all seats take their turn there.
pub const PAGES_OF_SEAT: usize = 2;
/// Events in one page of `GET …/journal`.
pub const JOURNAL_PAGE: usize = 1_000;
/// Text of the events in one page of `GET …/journal`, in bytes: the page ends with the event that comes to it.
pub const JOURNAL_PAGE_BYTES: usize = 256 * 1024;
/// Pages of journals and manifests that the server keeps compressed, in bytes in all: those of some twenty classes of four hours,
/// so that each is compressed once for all who catch up.
pub const COMPRESSED_PAGES_BYTES: usize = 32 * 1024 * 1024;
/// Keys of recorded media are made anew after each of these intervals, and are the same for all until then, so that what they open is
/// fetched once for all by a proxy. A key is good for two of them at most: whoever may not watch any more has none after a minute.
pub const MEDIA_KEY_PERIOD_MS: Millis = 30_000;
/// How long the end of a manifest is the same for all who read it with a key: a part of the seconds by which they are behind class.
pub const MANIFEST_EDGE_MS: Millis = 500;
/// Pages of manifests that the server keeps for those who read them with keys, in bytes in all: all of some twenty classes of four hours.
pub const AUDIENCE_LINES_BYTES: usize = 32 * 1024 * 1024;
/// Lines in one page of `GET …/manifest`: six minutes of twenty tracks, some 240 kB.
pub const MANIFEST_PAGE: usize = 2_000;
/// Whoever opens a recording to everybody with the link says until when, at most so far ahead: a year. Nothing is open for ever
/// because somebody forgot it.
pub const OPEN_RECORDING_MOST_MS: Millis = 366 * 24 * 3_600_000;
/// The deadline for later answers to a poll is at most so far ahead: a year.
pub const LATE_ANSWERS_AHEAD_MS: Millis = 366 * 24 * 3_600_000;
/// Where staff open it in class, it is open for so long after the end, unless they say otherwise then.
pub const OPEN_RECORDING_MS: Millis = 30 * 24 * 3_600_000;
/// Connections to the web at a time, where the system lets the process have so many files: a class of [`PRESENT`] with
/// the seven that a browser opens, four times.
pub const CONNECTIONS: usize = 16_384;
/// Of [`CONNECTIONS`], those over which no request has come yet, at a time: each costs 30 kB, and nobody is known to stand behind
/// it. An honest one sends its request at once; where there are more, the client that has most loses its oldest.
pub const SILENT_CONNECTIONS: usize = 2_000;
/// Connections of one client, unless it is the proxy, and never more than half of what there is: a full class behind one address.
pub const CONNECTIONS_OF_CLIENT: usize = 7 * PRESENT;
/// A connection over which nothing has gone for so long is closed. The WebSocket of a class never is: see
/// [`HEARTBEAT_MS`].
pub const IDLE_CONNECTION_MS: Millis = 60_000;
/// The headers of an HTTP request arrive within this time, counted from the connection's start or from the last answer.
pub const REQUEST_HEADERS_MS: Millis = 10_000;
/// The body of an HTTP request arrives within this time, counted from its headers: 2 MiB over a line of 70 kB a second. One that
/// comes byte by byte would hold its connection, and what has come, for as long as its sender likes.
pub const REQUEST_BODY_MS: Millis = 30_000;
/// Bytes that are read of an HTTP connection ahead of its handling; longer headers are refused. A browser's have about 2 kB.
pub const REQUEST_BUFFER_BYTES: usize = 32 * 1024;
/// WebSockets that have not said hello yet, at a time: each costs some memory, and nobody is known to stand behind it. They
/// have one [`HEARTBEAT_MS`] to say it.
pub const STRANGERS: usize = 2_000;
/// Of [`STRANGERS`], those of one address: a school of [`PRESENT`] behind one address comes back at once.
pub const STRANGERS_OF_ADDRESS: usize = 700;
/// Bytes that a WebSocket may send before it is let into class: its hello.
pub const HELLO_BYTES: usize = 2 * 1024;
/// An HTTP request body, in bytes.
pub const BODY_BYTES: usize = 64 * 1024;
/// A seat's token is good for this long: a class and a term of catching up.
pub const TOKEN_LIFETIME_MS: Millis = 180 * 24 * 3_600_000;
/// A sign-in cookie is good for this long.
pub const SIGN_IN_LIFETIME_MS: Millis = 30 * 24 * 3_600_000;
/// Browsers in which one person is signed in. One more signs out of that which was used longest ago: a person has a few, and
/// reads the list of them.
pub const SIGN_INS_OF_PERSON: u32 = 50;
/// Passkeys of one person: one for each device, and some on keys.
pub const PASSKEYS_OF_PERSON: usize = 20;
/// How long a device may take to answer, as WebAuthn recommends where the device checks who holds it
/// (<https://www.w3.org/TR/webauthn-3/#ref-for-dom-publickeycredentialcreationoptions-timeout>).
pub const CEREMONY_MS: Millis = 300_000;
/// Answers of devices that the server waits for, some 2 kB each. One more takes the place of the oldest.
pub const CEREMONIES: usize = 4_000;
/// Ceremonies that one address (IPv6: one /64 network) begins: at once. A class behind one address signs in within its first
/// minutes.
pub const CEREMONIES_BURST: u32 = 300;
/// One more of [`CEREMONIES_BURST`] is allowed after each of these intervals.
pub const CEREMONIES_REFILL_MS: Millis = 2_000;
/// That a sign-in is used is written at most this often: every request uses it.
pub const SIGN_IN_USE_NOTED_MS: Millis = 3_600_000;
/// A deleted recording can be restored for this long, and is erased then: whoever deleted it by mistake is asked for it in the next
/// week's class at the latest, and whoever wants it gone need not ask when.
pub const BIN_MS: Millis = 7 * 24 * 3_600_000;
/// Breakout rooms opened at once, at most; at least one.
pub const ROOMS_AT_ONCE: usize = 50;
/// Breakout rooms of one session in all: twenty times the most at once.
pub const ROOMS: usize = 1_000;
/// A room's name, in characters.
pub const ROOM_NAME_CHARS: usize = 60;
/// A room's task, in bytes of UTF-8.
pub const TASK_BYTES: usize = 2_000;
/// What is handed in for a room's task, in bytes of UTF-8: two pages.
pub const WORK_BYTES: usize = 4_000;
/// How often a room, or a person later, hands in anew: each time is kept. The last one can be taken back.
pub const WORK_VERSIONS: usize = 20;
/// How many hand in one piece of work later together: more than are in a breakout room.
pub const WORK_AUTHORS: usize = 12;
/// What is handed in during a session, in bytes of UTF-8: a page from each of 500 people.
pub const WORK_SESSION_BYTES: usize = 1_000_000;
/// A text of staff to all who wait, in characters: the journal keeps it once for each of them.
pub const WAITING_TEXT_CHARS: usize = 500;
/// The reason of a call for help, in characters.
pub const REASON_CHARS: usize = 200;
/// The longest time of a room, an activity, a poll, a countdown: a day.
pub const DURATION_MS: Millis = 24 * 3_600_000;
/// Polls of one session, prepared ones included.
pub const POLLS: usize = 300;
/// Polls open at a time.
pub const POLLS_OPEN: usize = 60;
/// A question, in characters.
pub const QUESTION_CHARS: usize = 500;
/// Choices of a question: at least.
pub const CHOICES_MIN: usize = 2;
/// Choices of a question, steps of a scale: at most.
pub const CHOICES_MAX: usize = 20;
/// A choice or a label, in characters.
pub const CHOICE_CHARS: usize = 200;
/// An answer in words, in characters.
pub const ANSWER_CHARS: usize = 140;
/// The largest number as an answer, either side of zero, in thousandths: exact in a browser's numbers (2^53).
pub const ANSWER_THOUSANDTHS: i64 = 1_000_000_000_000_000;
/// The points of a quiz question, at most.
pub const POINTS: u32 = 100;
/// An explanation, in characters.
pub const EXPLANATION_CHARS: usize = 1_000;
/// Fewer answers to an anonymous poll than this are not shown: they would tell who said what.
pub const ANONYMOUS_BALLOTS: usize = 3;
/// Answers that come later than class are told by so many people at a time to whoever is not staff: fewer would tell who said what.
pub const LATE_GROUP: usize = 3;
/// Stretches off the record in one session: far more than a class has, and few enough to be told to everybody who comes.
pub const OFF_RECORD: usize = 200;
/// A new take, and the stretch in whose place it stands, last for so long at least: what is shorter cannot be chosen, and of a take of minutes in
/// the place of a moment no cursor could choose a part.
pub const TAKE_LEAST_MS: Millis = 1_000;
/// Stretches that are cut out of one recording at a time: one a minute of the longest classes.
pub const CUTS: usize = 300;
/// Chapters that staff name or hide in one session: one a minute of the longest classes.
pub const CHAPTERS: usize = 300;
/// Activities in an agenda.
pub const ACTIVITIES: usize = 50;
/// The slowest slow mode: ten minutes.
pub const CHAT_GAP_MS: Millis = 600_000;
/// Failed sign-ins for one account from one address (IPv6: from one /64 network): at once. They grow back evenly within
/// [`SIGN_IN_REFILL_MS`]. Nobody elsewhere can use up the attempts of the account's owner.
pub const SIGN_IN_ATTEMPTS: u32 = 10;
/// Failed sign-ins from one address, whatever the account: at once. They grow back evenly within [`SIGN_IN_REFILL_MS`].
pub const SIGN_IN_ATTEMPTS_OF_ADDRESS: u32 = 100;
/// All attempts to sign in have grown back after this.
pub const SIGN_IN_REFILL_MS: Millis = 15 * 60_000;
/// Addresses and seats whose requests the server counts at a time. Beyond, the client that has been quiet for longest is
/// forgotten: made-up addresses fill no memory, and turn nobody away.
pub const COUNTED_CLIENTS: usize = 10_000;
/// A course's description, in bytes of UTF-8: a page of text.
pub const COURSE_TEXT_BYTES: usize = 8 * 1024;
/// Domains of mail addresses with which people come into one course: a school has some, and those of its partners.
pub const JOIN_DOMAINS: usize = 20;
/// The colours among which a course has one.
pub const COURSE_COLOURS: u8 = 8;
/// Courses that one person makes: a career of them.
pub const COURSES_OF_PERSON: usize = 500;
/// Sessions of one course, planned ones included: two a day for more than a year.
pub const SESSIONS_OF_COURSE: usize = 1_000;
/// What is to be done before one session: more than anybody does before a class, and a list that is still a page.
pub const PREPARATION_ITEMS: usize = 30;
/// A text of preparation, in bytes of UTF-8: a page.
pub const PREPARATION_TEXT_BYTES: usize = 8 * 1024;
/// The address of a link of preparation, in bytes: what browsers and proxies carry.
pub const PREPARATION_LINK_BYTES: usize = 2_000;
/// A file on a list of preparation: slides with pictures, or a chapter as it was scanned.
pub const FILE_BYTES: usize = 16 * 1024 * 1024;
/// Such files that are uploaded at a time: [`FILE_BYTES`] of memory each. One more is refused with `rate_limited`.
pub const FILES_AT_ONCE: usize = 4;
/// All files of one course together: a term of slides.
pub const FILES_OF_COURSE_BYTES: u64 = 1024 * 1024 * 1024;
/// What was removed from a session's preparation, from a course's announcements or its board, is restored within this time, and gone after it: whoever
/// removed the wrong one sees that on the same day.
pub const RESTORABLE_MS: Millis = 24 * 3_600_000;
/// The days that one person is given after the deadline of all: a term, which somebody may be ill for.
pub const EXTENSION_DAYS: u16 = 180;
/// A page that plays a recording reports what it has played at this interval: a person who closes it without a word loses no more,
/// and a hundred people who watch are ten small writes a second.
pub const LEDGER_BEAT_MS: Millis = 10_000;
/// Real time that a person may have left to report: some reports that were lost on the way come with the next one.
pub const LEDGER_SPARE_MS: Millis = 3 * LEDGER_BEAT_MS;
/// The slowest playback that is counted, in hundredths.
pub const LEDGER_SPEED_MIN: u16 = 25;
/// The fastest playback that is counted, in hundredths. Nobody understands more; what is played faster counts as far as this would
/// have come.
pub const LEDGER_SPEED_MAX: u16 = 300;
/// What is missing between two stretches that somebody watched is not missed when it is no longer: players land on frames, and networks
/// are late by less.
pub const LEDGER_JOIN_MS: Millis = 1_000;
/// Stretches of one class that somebody watched, apart from one another, of which the server keeps track: more than anybody jumps.
pub const LEDGER_STRETCHES: usize = 500;
/// Reports of one person that are taken at once: twenty tabs of theirs come back with the network.
pub const LEDGER_BEATS_BURST: u32 = 30;
/// One more of [`LEDGER_BEATS_BURST`] is taken after each of these intervals.
pub const LEDGER_BEATS_REFILL_MS: Millis = 1_000;
/// Classes whose journals are counted for one page, of those that nobody has counted so far: after an upgrade there are many, and the page
/// has the others when it asks again.
pub const LEDGER_CLASSES_AT_ONCE: usize = 10;
/// Classes of a course of which its staff see insights on one page: those of a term with three a week.
pub const INSIGHT_CLASSES: usize = 45;
/// What fewer students did not follow is not shown on the timeline: staff would know who it was.
pub const CONFUSION_PEOPLE: usize = 3;
/// The timeline of confusion has parts of this length: shorter than what is explained in one go, longer than it takes to say that one is
/// lost.
pub const CONFUSION_PART_MS: Millis = 30_000;
/// What is left of a class is cut into parts that are no longer, but for what is needed to end with a chapter: who comes home from work
/// has an hour, and something else to do in it, too.
pub const CATCH_UP_PART_MS: Millis = 25 * 60_000;
/// A part of what is left goes through what may be left out, where that is not longer: silences are the player's matter, and a class has
/// some thousand of them.
pub const CATCH_UP_JOIN_MS: Millis = 30_000;
/// Questions that come back on one page: some minutes of work.
pub const PRACTICE_SHOWN: usize = 10;
/// A question comes back as long as its class is not over for longer: what nobody did in two months is no reminder any more.
pub const PRACTICE_FOR_MS: Millis = 60 * 24 * 3_600_000;
/// Classes whose questions come back to a person, the latest ones: five courses with three classes a week for four weeks.
pub const PRACTICE_CLASSES: usize = 60;
/// The stretch of class that explains a question: half of it before the question was put, half of it afterwards; where staff say at which
/// moment it is explained, all of it from there on.
pub const PRACTICE_STRETCH_MS: Millis = 40_000;
/// What a person asks of practice at once, questions and answers: a page with all of its questions answered, in some tabs.
pub const PRACTICE_BURST: u32 = 60;
/// One more of [`PRACTICE_BURST`] is taken after each of these intervals.
pub const PRACTICE_REFILL_MS: Millis = 1_000;
/// Days without class of one course, a week of them as one: more than any school year has.
pub const HOLIDAYS: usize = 100;
/// Sessions in each list of what comes next and what was lately: more than anybody looks through.
pub const HOME_SESSIONS: usize = 20;
/// Classes for which *Home* tells staff how many students are missing: a week of them. The ledger of every student is read for that.
pub const HOME_COUNTS: usize = 5;
/// Students whose ledgers are read for that, of all of these classes together; the last class is counted in any case. *Home* is asked for every
/// ten seconds: two classes of a large lecture would take longer than its pages may.
pub const HOME_COUNTED: u32 = 1_000;
/// The text of an announcement, in bytes of UTF-8: as much as a message in class.
pub const ANNOUNCEMENT_BYTES: usize = CHAT_TEXT_BYTES;
/// What people are told before they are recorded, in bytes of UTF-8: a page of print, which is more than anybody reads before a class.
pub const CONSENT_TEXT_BYTES: usize = 4 * 1024;
/// Former versions of it that owners are shown: those of some years.
pub const CONSENT_VERSIONS_LISTED: usize = 50;
/// Announcements that a course makes within a day, those included that are deleted or come later: each is a mail to all of its
/// members, and nobody reads more.
pub const ANNOUNCEMENTS_OF_DAY: usize = 10;
/// Announcements in one page of a course.
pub const ANNOUNCEMENTS_PAGE: usize = 10;
/// An announcement is made at most so long ahead: a year.
pub const ANNOUNCEMENT_AHEAD_MS: Millis = 366 * 24 * 3_600_000;
/// What members have not seen is new on their home page for so long. Whoever comes into a course late finds older ones on its page.
pub const ANNOUNCEMENT_NEW_MS: Millis = 30 * 24 * 3_600_000;
/// Announcements on the home page: more than anybody looks through.
pub const HOME_ANNOUNCEMENTS: usize = 20;
/// Answers to one's own questions on the home page: the next ones follow as these are read.
pub const HOME_ANSWERS: usize = 5;
/// What is written on the board of a course at once, in bytes of UTF-8: as much as a message in class.
pub const POST_BYTES: usize = CHAT_TEXT_BYTES;
/// Posts that one person writes on the board of a course within a day, those included that are deleted: a lively seminar's most active
/// member writes some twenty.
pub const POSTS_OF_DAY: usize = 100;
/// What one person says of a class to have convinced them: a class has some questions of two rounds, each with a handful to read.
pub const CONVINCED_OF_CLASS: usize = 50;
/// How many of what convinced somebody in a class are listed: those that convinced most. A page shows five for each question.
pub const CONVINCED_SHOWN: usize = 300;
/// Replies of one thread: beyond, a new thread is easier to read.
pub const REPLIES: usize = 500;
/// Characters of all that is written in one thread: its page is loaded whole, again and again. That is a book of a hundred pages.
pub const THREAD_CHARS: usize = 200_000;
/// Threads in one page of a board.
pub const THREADS_PAGE: usize = 30;
/// What is searched for on a board, in characters.
pub const FIND_CHARS: usize = 100;
/// Sessions in one calendar that other programs read: the latest that there are.
pub const CALENDAR_SESSIONS: usize = 2_000;
/// Requests for calendars of one address (IPv6: of one /64 network): at once. The calendar services of some companies ask for
/// all of their people, from few addresses.
pub const CALENDARS_BURST: u32 = 300;
/// One more of [`CALENDARS_BURST`] is allowed after each of these intervals.
pub const CALENDARS_REFILL_MS: Millis = 1_000;
/// Lines of one roster, those of people included who left: the largest lectures have some two thousand people, and each
/// can be replaced once.
pub const ROSTER: usize = 4_000;
/// Lines in one page of a roster.
pub const ROSTER_PAGE: usize = 100;
/// Seats that a guest makes those of their account at once: as many as a browser has after a term of daily classes.
pub const SEATS_CLAIMED: usize = 100;
/// Pronouns, in characters: two or three sets, written out.
pub const PRONOUNS_CHARS: usize = 40;
/// The name of a group in a roster, in characters.
pub const GROUP_CHARS: usize = 60;
/// A file that is imported to a roster, in bytes: [`ROSTER`] lines of 60 bytes.
pub const IMPORT_BYTES: usize = 240 * 1024;
/// The errors that an import names; it counts the rest.
pub const IMPORT_ERRORS: usize = 100;
/// The lifetime of an invitation: the weeks before a term.
pub const INVITATION_LIFETIME_MS: Millis = 60 * 24 * 3_600_000;
/// Invitations to the server that nobody has taken so far.
pub const INVITATIONS: usize = 1_000;
/// Accounts with a password that one address (IPv6: one /64 network) makes by links: at once. A class behind one address
/// signs up within its first minutes.
pub const ACCOUNTS_BURST: u32 = 300;
/// One more of [`ACCOUNTS_BURST`] is allowed after each of these intervals.
pub const ACCOUNTS_REFILL_MS: Millis = 60_000;
/// A link that an owner hands to somebody to choose a new password is good for this long: until they meet, or write to each other.
pub const HANDED_LINK_LIFETIME_MS: Millis = 24 * 3_600_000;
/// A link that was sent by e-mail to sign in or to choose a password is good for this long, from when it is sent.
pub const MAIL_LINK_LIFETIME_MS: Millis = 15 * 60_000;
/// A link that confirms an address is good for this long: people read their mail once a day.
pub const ADDRESS_LINK_LIFETIME_MS: Millis = 24 * 3_600_000;
/// Mails that wait to be sent: two of the largest rosters.
pub const MAILS_WAITING: usize = 10_000;
/// Mails to one address within [`MAILS_OF_ADDRESS_MS`]; further ones are not sent, whoever asks for them, so that nobody's mailbox
/// is flooded.
pub const MAILS_OF_ADDRESS: usize = 20;
/// See [`MAILS_OF_ADDRESS`].
pub const MAILS_OF_ADDRESS_MS: Millis = 3_600_000;
/// Links by e-mail for one account that are asked for from one address (IPv6: one /64 network): at once.
pub const MAIL_ASKS: u32 = 5;
/// Links by e-mail that are asked for from one address, whatever the account: at once. A class behind one address asks in its
/// first minutes.
pub const MAIL_ASKS_OF_ADDRESS: u32 = 100;
/// All of [`MAIL_ASKS`] and of [`MAIL_ASKS_OF_ADDRESS`] has grown back after this.
pub const MAIL_ASKS_REFILL_MS: Millis = 15 * 60_000;
/// Clicks of one address (IPv6: of one /64 network) that stop a kind of notices: at once. Mail programs send them from few addresses
/// for all of their people; a secret cannot be guessed at any rate, and each click is a search in the database.
pub const UNSUBSCRIBES_BURST: u32 = 200;
/// One more of [`UNSUBSCRIBES_BURST`] is allowed after each of these intervals.
pub const UNSUBSCRIBES_REFILL_MS: Millis = 1_000;
/// Invitations that one person sends by e-mail: at once. Each of the largest roster once, and some again.
pub const MAILED_INVITATIONS_BURST: u32 = 5_000;
/// One more of [`MAILED_INVITATIONS_BURST`] is allowed after each of these intervals.
pub const MAILED_INVITATIONS_REFILL_MS: Millis = 20_000;
/// Entries in one page of the log that staff read.
pub const AUDIT_PAGE: usize = 50;
/// How long an entry of that log is kept: a school year, and the months in which somebody asks what happened in it.
pub const AUDIT_KEPT_MS: Millis = 400 * 24 * 3_600_000;
/// Guests of one class who are noted in the log for coming or watching: at once. Members are noted whatever guests do.
pub const AUDIT_GUESTS_BURST: u32 = 2_000;
/// One more of [`AUDIT_GUESTS_BURST`] is noted after each of these intervals: made-up guests fill the log slowly.
pub const AUDIT_GUESTS_REFILL_MS: Millis = 60_000;
/// Days for which the classes of a course are kept after its term, or after its last class when it has none: until marks are given,
/// and complaints about them are over.
pub const RETENTION_DAYS: u32 = 90;
/// The most days that instructors choose for that: ten years.
pub const RETENTION_DAYS_MAX: u32 = 3_650;
/// Instructors are told so long before classes are deleted.
pub const RETENTION_NOTICE_MS: Millis = 14 * 24 * 3_600_000;
/// The address at which a browser takes pushes, in bytes: those of browsers have up to 500.
pub const PUSH_ENDPOINT_BYTES: usize = 2_000;
/// Pushes that one server sends at a time: each waits for a service elsewhere, and one that does not answer holds up no others.
pub const PUSHES_AT_ONCE: usize = 8;
/// A picture that somebody uploads as their photo, in bytes: what phones make of 12 megapixels, in their best quality.
pub const PHOTO_BYTES: usize = 8 * 1024 * 1024;
/// Such a picture, in pixels: what phones take unless they are told otherwise has 12 million. While it is decoded, a pixel takes four
/// bytes, and a JPEG of several passes six more: 160 MB for the largest.
pub const PHOTO_PIXELS: u64 = 16_000_000;
/// Pictures that are decoded at a time: each takes a processor for up to a second, and that much memory.
pub const PHOTOS_AT_ONCE: usize = 1;
/// Pictures that are uploaded at a time, or wait to be decoded: [`PHOTO_BYTES`] of memory each. One more is refused with `rate_limited`.
pub const PHOTOS_WAITING: usize = 8;
/// The width and height of a photo as its person sees it, in pixels.
pub const PHOTO_SIDE: u32 = 256;
/// The width and height of a photo beside a name, in pixels: 32 on screens that show three for one.
pub const PHOTO_SMALL_SIDE: u32 = 96;
/// Pictures that one person uploads: at once. Some tries until the face is in the middle.
pub const PHOTOS_BURST: u32 = 10;
/// One more of [`PHOTOS_BURST`] is allowed after each of these intervals.
pub const PHOTOS_REFILL_MS: Millis = 60_000;
/// Changes of their own name by one person: at once. Each is noted in the activity logs of their courses.
pub const RENAMES_BURST: u32 = 10;
/// One more of [`RENAMES_BURST`] is allowed after each of these intervals.
pub const RENAMES_REFILL_MS: Millis = 60_000;
/// Exports of people's data that one server sends at a time: each reads its recordings as fast as somebody's line takes them.
pub const EXPORTS: usize = 4;
/// Exports of one person's data: at once.
pub const EXPORTS_BURST: u32 = 5;
/// One more of [`EXPORTS_BURST`] is allowed after each of these intervals: a download that broke off is tried again.
pub const EXPORTS_REFILL_MS: Millis = 15 * 60_000;
/// Recordings that one server sends to staff as files at a time: each reads the disk as fast as somebody's line takes it, beside classes that run.
pub const DOWNLOADS: usize = 4;
/// As many are sent to students, where their courses let them.
pub const DOWNLOADS_OF_STUDENTS: usize = 4;
/// Of these for one person: a second one would only take the line of the first.
pub const DOWNLOADS_OF_PERSON: usize = 1;
/// An MP4 file is made while the disk has so much free: twice what recording needs for all cameras, so that no class misses it.
pub const FREE_FOR_MP4_BYTES: u64 = 2 * FREE_FOR_ALL_CAMERAS_BYTES;
/// An MP4 file is kept for so long, and then can be made again: it takes about as much room as what it is made of.
pub const MP4_KEPT_MS: Millis = 30 * 24 * 3_600_000;
/// Bits a second of the pictures of an MP4 file, at most: text stays sharp at 1280x720, and an hour has at most 1.1 GB.
pub const MP4_BITS_PER_SECOND: u32 = 2_500_000;
/// Making a minute of an MP4 file takes at most so long; it takes some 20 s of one core. Whatever takes longer is ended.
pub const MP4_PART_MS: Millis = 15 * 60_000;
/// Joining the parts of a file with its sound takes at most so long: of a class of 24 hours some 20 minutes.
pub const MP4_JOIN_MS: Millis = 2 * 3_600_000;
