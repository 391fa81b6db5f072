# Deutsch.

greeting = Guten Tag { $name },
greeting-without-name = Guten Tag,
stop = Keine solchen E-Mails mehr

sign-in =
    .subject = Ihr Link zum Anmelden bei { $server }
    .before = jemand, vermutlich Sie selbst, möchte sich mit dieser Adresse bei { $server } anmelden.
    .action = Anmelden
    .after =
        Der Link gilt einmal und 15 Minuten lang.

        Falls Sie das nicht waren, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein.
password =
    .subject = Neues Passwort für { $server } wählen
    .before = jemand, vermutlich Sie selbst, möchte wieder in Ihr Konto bei { $server } kommen.
    .action = Neues Passwort wählen
    .after =
        Der Link gilt einmal und 15 Minuten lang. Alle Geräte werden dabei abgemeldet.

        Falls Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.
confirm-address =
    .subject = Bestätigen Sie Ihre Adresse für { $server }
    .before = bei { $server } gibt es ein Konto, das die Adresse { $email } verwenden soll.
    .action = Diese Adresse bestätigen
    .after =
        Der Link gilt einmal und einen Tag lang.

        Falls das nicht Ihr Konto ist, öffnen Sie den Link nicht: Das Konto bekäme sonst Ihre Adresse.
address-changed =
    .subject = Ihre Adresse bei { $server } wurde geändert
    .before = ab jetzt melden Sie sich bei { $server } mit der Adresse { $email } an, und dorthin gehen auch E-Mails.
    .after = Falls Sie das nicht selbst geändert haben, melden Sie sich sofort bei den Leuten, die { $server } betreiben.
password-changed =
    .subject = Ihr Passwort für { $server } wurde geändert
    .before = das Passwort Ihres Kontos bei { $server } wurde geändert, und alle anderen Geräte wurden abgemeldet.
    .action = Ein anderes Passwort wählen
    .after =
        Falls Sie das waren, müssen Sie nichts tun.

        Falls nicht, wählen Sie sofort ein anderes Passwort, und melden Sie sich bei den Leuten, die { $server } betreiben.
passkey-added =
    .subject = Ihr Konto bei { $server } hat einen neuen Passkey
    .before = zu Ihrem Konto bei { $server } kam ein Passkey hinzu: Wer ihn hat, meldet sich ohne Ihr Passwort an.
    .action = Konto ansehen
    .after =
        Falls Sie das waren, müssen Sie nichts tun.

        Falls nicht, entfernen Sie den Passkey dort sofort, und ändern Sie Ihr Passwort.
passkey-removed =
    .subject = Ein Passkey Ihres Kontos bei { $server } wurde entfernt
    .before = ein Passkey Ihres Kontos bei { $server } wurde entfernt: Mit ihm meldet sich niemand mehr an.
    .action = Konto ansehen
    .after =
        Falls Sie das waren, müssen Sie nichts tun.

        Falls nicht, ändern Sie sofort Ihr Passwort: Dann werden alle anderen Geräte abgemeldet.
server-invitation =
    .subject = { $by } lädt Sie zu { $server } ein
    .before = { $by } lädt Sie zu { $server } ein. Dort findet Unterricht live statt und lässt sich später ansehen.
    .action = Einladung annehmen
    .after =
        Der Link gilt einmal und nur für Sie.

        Falls Sie { $by } nicht kennen, müssen Sie nichts tun.
course-invitation =
    .subject = { $by } lädt Sie zu { $course } ein
    .before = { $by } lädt Sie zum Kurs { $course } auf { $server } ein.
    .action = Dem Kurs beitreten
    .after =
        Der Link gilt einmal und nur für Sie.

        Falls Sie { $by } nicht kennen, müssen Sie nichts tun.
course-admission =
    .subject = Sie sind im Kurs { $course }
    .before = Sie haben darum gebeten, dem Kurs { $course } auf { $server } beizutreten, und wurden aufgenommen.
    .action = Kurs öffnen
    .after = Sie bekommen diese E-Mail, weil Sie um Aufnahme gebeten haben.
classes-expire =
    .subject = Stunden von { $course } werden am { $date } gelöscht
    .before =
        die Zeit, für die Stunden von { $course } aufbewahrt werden, ist bald um. Am { $date } löscht { $server } sie endgültig: ihre Aufzeichnungen und alles, was darin geschrieben wurde.

        Sollen sie länger bleiben, ändern Sie das vorher in den Einstellungen des Kurses.
    .action = Einstellungen des Kurses öffnen
    .after = Sie bekommen diese E-Mail, weil Sie den Kurs unterrichten.

class-reminder =
    .subject = { $course }: { $title } beginnt um { $start }
    .before =
        { $title } aus { $course } beginnt bald:

        { $when }
    .action = Zur Stunde
    .after = Sie bekommen diese E-Mail, weil Sie in { $course } erwartet werden.
announcement =
    .subject = { $course }: { $title }
    .before =
        in { $course } wurde angekündigt:

        { $title }

        { $text }

        { $by }
    .action = Kurs öffnen
    .after = Sie bekommen diese E-Mail, weil Sie zu { $course } gehören.
with-video = Mit einem Video von { $length }: Sie sehen es im Kurs.
recording-waits =
    .subject = { $course }: { $title } wartet auf Sie
    .before =
        { $title } aus { $course } ist vorbei, und die Aufzeichnung ist da. Zur vollen Teilnahme fehlt Ihnen noch:

        { $left }
    .action = Dort weitermachen, wo Sie waren
    .after =
        Was Sie später ansehen und beantworten, zählt so, als wären Sie dabei gewesen.

        Sie bekommen diese E-Mail, weil Sie zu { $course } gehören.
deadline-near =
    .subject = { $course }: Frist für { $title } am { $until }
    .before =
        die Zeit zum Nachholen von { $title } aus { $course } ist bald um. Zur vollen Teilnahme fehlt Ihnen noch:

        { $left }
    .action = Dort weitermachen, wo Sie waren
    .after = Sie bekommen diese E-Mail, weil Sie zu { $course } gehören.
question-answered =
    .subject = { $course }: eine Antwort auf { $title }
    .before =
        Sie haben im Forum von { $course } gefragt: { $title }

        { $by } hat geantwortet:

        { $text }
    .action = Antwort öffnen
    .after = Sie bekommen diese E-Mail, weil Sie gefragt haben.
answered-in-class = Im Unterricht: { $title }, bei { $moment }.
weekly-digest =
    .subject = Ihre Woche bei { $server }
    .before = { $week }
    .action = Zu Ihren Stunden
    .after = Sie bekommen diese E-Mail sonntags, wenn es etwas zu sagen gibt.
first-class =
    .subject = { $course }: Testen Sie vor der ersten Stunde Ihre Technik
    .before =
        Ihre erste Stunde in { $course } ist { $title }:

        { $when }

        Öffnen Sie vorher ihre Seite und sehen Sie nach, ob Kamera, Mikrofon und Ton funktionieren. Das dauert eine Minute, und niemand sieht oder hört Sie.
    .action = Technik testen
    .after = Sie bekommen diese E-Mail einmal, weil Sie neu in { $course } sind.
class-began =
    .subject = { $course }: { $title } hat ohne Sie begonnen
    .before =
        { $title } aus { $course } hat begonnen, und Sie sind noch nicht da:

        { $when }
    .action = Jetzt teilnehmen
    .after = Sie bekommen diese E-Mail, weil Sie in { $course } erwartet werden.
class-changed =
    .subject = { $course }: { $what }
    .before =
        in { $course } hat sich etwas geändert.

        { $changes }
    .action = Alle Stunden des Kurses ansehen
    .after = Sie bekommen diese E-Mail, weil Sie in { $course } erwartet werden.

moved =
    { $title } ist verschoben auf
    { $when }
    Geplant war
    { $was }
    .short = { $title } ist verschoben
shifted =
    Die Uhren am Ort des Kurses folgen anderen Regeln als bisher. { $title } behält dort die Uhrzeit und ist jetzt
    { $when }
    .short = { $title } ist für Sie zu einer anderen Zeit
cancelled =
    { $title } fällt aus. Geplant war
    { $was }
    .short = { $title } fällt aus
cancelled-because =
    { $title } fällt aus: { $reason }
    Geplant war
    { $was }
    .short = { $title } fällt aus
restored =
    { $title } findet doch statt:
    { $when }
    .short = { $title } findet doch statt
classes-changed =
    { $count ->
        [one] { $count } Stunde hat sich geändert
       *[other] { $count } Stunden haben sich geändert
    }
more-changed =
    { $count ->
        [one] Eine weitere Stunde hat sich geändert.
       *[other] { $count } weitere Stunden haben sich geändert.
    }

seconds = { $count } Sek.
minutes = { $count } Min.
hours = { $count } Std.
hours-and-minutes = { $hours } Std. { $minutes } Min.
polls =
    { $count ->
        [one] { $count } Umfrage
       *[other] { $count } Umfragen
    }
response = eine Antwort auf einen Beitrag anderer
both = { $one } und { $other }
three = { $one }, { $other } und { $last }
left-until = { $left }, bis { $until }

part-coming = Ihre Stunden der nächsten sieben Tage:
part-left = Was Sie noch nachholen können:
part-questions = Fragen, die auf eine Antwort warten:
part-more = und { $count } mehr
line-coming = { $when }: { $title } ({ $course })
line-left = { $title } ({ $course }): { $left }
line-questions = { $course }: { $count }

weekday =
    { $number ->
        [1] Montag
        [2] Dienstag
        [3] Mittwoch
        [4] Donnerstag
        [5] Freitag
        [6] Samstag
       *[7] Sonntag
    }
month =
    { $number ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    }
date = { $day }. { $month } { $year }
day = { $weekday }, { $day }. { $month }
day-of-year = { $weekday }, { $day }. { $month } { $year }
span = { $day }, { $from }–{ $to } Uhr ({ $zone })
start = { $day }, { $from } Uhr ({ $zone })
weekday-at = { $weekday } um { $time } Uhr
moment = { $day }, { $time } Uhr
moment-and-there = { $day }, { $time } Uhr Ihrer Zeit ({ $there } Uhr in { $place })
weekday-time = { $weekday } { $time }
