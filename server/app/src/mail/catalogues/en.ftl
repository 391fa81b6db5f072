# The words of letters. What stands in braces is filled in. $name: to whom a letter goes, $server: the host of the server, $by: who
# invites or wrote something, $email: the address of which it speaks, $title: of a class or a thread, $when and $start: its time.

greeting = Hello { $name },
greeting-without-name = Hello,
stop = No more mails of this kind

sign-in =
    .subject = Your link to sign in to { $server }
    .before = somebody, most likely you, asked to sign in to { $server } with this address.
    .action = Sign in
    .after =
        The link works once, within 15 minutes.

        If it was not you, there is nothing to do: without this mail nobody comes in.
password =
    .subject = Choose a new password for { $server }
    .before = somebody, most likely you, asked to come back into your account on { $server }.
    .action = Choose a new password
    .after =
        The link works once, within 15 minutes. All devices are signed out then.

        If it was not you, there is nothing to do: your password stays as it is.
confirm-address =
    .subject = Confirm your address for { $server }
    .before = there is an account on { $server } that is to use the address { $email }.
    .action = Confirm this address
    .after =
        The link works once, within a day.

        If the account is not yours, do not open the link: it would get your address.
address-changed =
    .subject = Your address on { $server } was changed
    .before = from now on you sign in to { $server } with the address { $email }, and mail goes there.
    .after = If it was not you who changed it, tell whoever runs { $server } at once.
password-changed =
    .subject = Your password on { $server } was changed
    .before = the password of your account on { $server } was changed, and all other devices were signed out.
    .action = Choose another password
    .after =
        If it was you, there is nothing to do.

        If it was not you, choose another password at once, and tell whoever runs { $server }.
passkey-added =
    .subject = A passkey was added to your account on { $server }
    .before = a passkey was added to your account on { $server }: whoever has it signs in without your password.
    .action = Look at your account
    .after =
        If it was you, there is nothing to do.

        If it was not you, remove the passkey there at once, and change your password.
passkey-removed =
    .subject = A passkey was removed from your account on { $server }
    .before = a passkey was removed from your account on { $server }: nobody signs in with it any more.
    .action = Look at your account
    .after =
        If it was you, there is nothing to do.

        If it was not you, change your password at once: that signs out all other devices.
server-invitation =
    .subject = { $by } invites you to { $server }
    .before = { $by } invites you to { $server }, where classes are held live and can be watched later.
    .action = Accept the invitation
    .after =
        The link works once, and is for you alone.

        If you do not know { $by }, there is nothing to do.
course-invitation =
    .subject = { $by } invites you to { $course }
    .before = { $by } invites you to the course { $course } on { $server }.
    .action = Join the course
    .after =
        The link works once, and is for you alone.

        If you do not know { $by }, there is nothing to do.
course-admission =
    .subject = You are in { $course }
    .before = you asked to join the course { $course } on { $server }, and its staff have let you in.
    .action = Open the course
    .after = You get this because you asked to join.
classes-expire =
    .subject = Classes of { $course } are deleted on { $date }
    .before =
        the time for which classes of { $course } are kept is over soon. On { $date } { $server } deletes them for good: their recordings, and all that was written in them.

        If they are to be kept longer, change that in the settings of the course before.
    .action = Open the settings of the course
    .after = You get this because you teach the course.

class-reminder =
    .subject = { $course }: { $title } begins at { $start }
    .before =
        { $title } of { $course } begins soon:

        { $when }
    .action = Go to class
    .after = You get this because you are expected in { $course }.
announcement =
    .subject = { $course }: { $title }
    .before =
        this was announced in { $course }:

        { $title }

        { $text }

        { $by }
    .action = Open the course
    .after = You get this because you belong to { $course }.
with-video = With a video of { $length }: watch it in the course.
recording-waits =
    .subject = { $course }: { $title } waits for you
    .before =
        { $title } of { $course } is over, and its recording is there. For full participation you have left:

        { $left }
    .action = Go on where you stopped
    .after =
        What you watch and answer later counts as if you had been there.

        You get this because you belong to { $course }.
deadline-near =
    .subject = { $course }: { $title } is due on { $until }
    .before =
        the time to catch up on { $title } of { $course } is over soon. For full participation you have left:

        { $left }
    .action = Go on where you stopped
    .after = You get this because you belong to { $course }.
question-answered =
    .subject = { $course }: an answer to { $title }
    .before =
        you asked on the board of { $course }: { $title }

        { $by } answered:

        { $text }
    .action = Open the answer
    .after = You get this because you asked.
answered-in-class = In class: { $title }, at { $moment }.
weekly-digest =
    .subject = Your week on { $server }
    .before = { $week }
    .action = Go to your classes
    .after = You get this on Sundays, where there is something to say.
first-class =
    .subject = { $course }: test your set-up before your first class
    .before =
        your first class of { $course } is { $title }:

        { $when }

        Open its page before then and see whether your camera, your microphone and your sound work. It takes a minute, and nobody sees or hears you.
    .action = Test your set-up
    .after = You get this once, because you are new in { $course }.
class-began =
    .subject = { $course }: { $title } has begun without you
    .before =
        { $title } of { $course } has begun, and you are not there yet:

        { $when }
    .action = Join class now
    .after = You get this because you are expected in { $course }.
class-changed =
    .subject = { $course }: { $what }
    .before =
        something has changed in { $course }.

        { $changes }
    .action = See all classes of the course
    .after = You get this because you are expected in { $course }.

# What has changed of a class: in lines, and in a subject.
moved =
    { $title } is moved to
    { $when }
    It was to be
    { $was }
    .short = { $title } is moved
shifted =
    The clocks of the course follow other rules than before. { $title } keeps its time there, and is now
    { $when }
    .short = { $title } is at another time for you
cancelled =
    { $title } is cancelled. It was to be
    { $was }
    .short = { $title } is cancelled
cancelled-because =
    { $title } is cancelled: { $reason }
    It was to be
    { $was }
    .short = { $title } is cancelled
restored =
    { $title } takes place after all:
    { $when }
    .short = { $title } takes place after all
classes-changed =
    { $count ->
        [one] { $count } class has changed
       *[other] { $count } classes have changed
    }
more-changed =
    { $count ->
        [one] One more class has changed.
       *[other] { $count } more classes have changed.
    }

# What is left of a class, and until when.
seconds = { $count } sec
minutes = { $count } min
hours = { $count } hr
hours-and-minutes = { $hours } hr { $minutes } min
polls =
    { $count ->
        [one] { $count } poll
       *[other] { $count } polls
    }
response = a response to a classmate
both = { $one } and { $other }
three = { $one }, { $other } and { $last }
left-until = { $left }, due { $until }

# The parts of a weekly digest.
part-coming = Your classes of the next seven days:
part-left = What you have left to catch up on:
part-questions = Questions that wait for an answer:
part-more = and { $count } more
line-coming = { $when }: { $title } ({ $course })
line-left = { $title } ({ $course }): { $left }
line-questions = { $course }: { $count }

# Times. $time, $from and $to are clock times: 18:00.
weekday =
    { $number ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
month =
    { $number ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
date = { $day } { $month } { $year }
day = { $weekday }, { $day } { $month }
day-of-year = { $weekday }, { $day } { $month } { $year }
span = { $day }, { $from }–{ $to } ({ $zone })
start = { $day }, { $from } ({ $zone })
weekday-at = { $weekday } at { $time }
moment = { $day }, { $time }
moment-and-there = { $day }, { $time } your time ({ $there } in { $place })
weekday-time = { $weekday } { $time }
