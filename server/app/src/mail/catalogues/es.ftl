# Español.

greeting = Hola, { $name }:
greeting-without-name = Hola:
stop = No recibir más correos de este tipo

sign-in =
    .subject = Su enlace para entrar en { $server }
    .before = Alguien, probablemente usted, ha pedido entrar en { $server } con esta dirección.
    .action = Entrar
    .after =
        El enlace sirve una vez, durante 15 minutos.

        Si no fue usted, no tiene que hacer nada: sin este correo nadie puede entrar.
password =
    .subject = Elija una contraseña nueva para { $server }
    .before = Alguien, probablemente usted, ha pedido volver a entrar en su cuenta de { $server }.
    .action = Elegir una contraseña nueva
    .after =
        El enlace sirve una vez, durante 15 minutos. Al usarlo se cierra la sesión en todos los dispositivos.

        Si no fue usted, no tiene que hacer nada: su contraseña sigue siendo la misma.
confirm-address =
    .subject = Confirme su dirección para { $server }
    .before = En { $server } hay una cuenta que va a usar la dirección { $email }.
    .action = Confirmar esta dirección
    .after =
        El enlace sirve una vez, durante un día.

        Si la cuenta no es suya, no abra el enlace: la cuenta se quedaría con su dirección.
address-changed =
    .subject = Se ha cambiado su dirección en { $server }
    .before = A partir de ahora se entra en { $server } con la dirección { $email }, y los correos llegan allí.
    .after = Si no la cambió usted, avise enseguida a quien administra { $server }.
password-changed =
    .subject = Se ha cambiado su contraseña de { $server }
    .before = Se ha cambiado la contraseña de su cuenta de { $server }, y se ha cerrado la sesión en todos los demás dispositivos.
    .action = Elegir otra contraseña
    .after =
        Si fue usted, no tiene que hacer nada.

        Si no fue usted, elija enseguida otra contraseña y avise a quien administra { $server }.
passkey-added =
    .subject = Se ha añadido una llave de acceso a su cuenta de { $server }
    .before = Se ha añadido una llave de acceso a su cuenta de { $server }: quien la tiene entra sin su contraseña.
    .action = Ver su cuenta
    .after =
        Si fue usted, no tiene que hacer nada.

        Si no fue usted, quite allí la llave de acceso enseguida y cambie su contraseña.
passkey-removed =
    .subject = Se ha quitado una llave de acceso de su cuenta de { $server }
    .before = Se ha quitado una llave de acceso de su cuenta de { $server }: ya nadie entra con ella.
    .action = Ver su cuenta
    .after =
        Si fue usted, no tiene que hacer nada.

        Si no fue usted, cambie enseguida su contraseña: así se cierra la sesión en todos los demás dispositivos.
server-invitation =
    .subject = { $by } le invita a { $server }
    .before = { $by } le invita a { $server }, donde las clases se dan en directo y se pueden ver después.
    .action = Aceptar la invitación
    .after =
        El enlace sirve una vez y es solo para usted.

        Si no conoce a { $by }, no tiene que hacer nada.
course-invitation =
    .subject = { $by } le invita a { $course }
    .before = { $by } le invita al curso { $course } en { $server }.
    .action = Unirse al curso
    .after =
        El enlace sirve una vez y es solo para usted.

        Si no conoce a { $by }, no tiene que hacer nada.
course-admission =
    .subject = Ya está en { $course }
    .before = usted pidió unirse al curso { $course } en { $server }, y ha sido admitido en él.
    .action = Abrir el curso
    .after = Recibe este correo porque pidió unirse.
classes-expire =
    .subject = Las clases de { $course } se borran el { $date }
    .before =
        Pronto termina el tiempo durante el que se conservan las clases de { $course }. El { $date } { $server } las borra para siempre: sus grabaciones y todo lo que se escribió en ellas.

        Si deben conservarse más tiempo, cámbielo antes en los ajustes del curso.
    .action = Abrir los ajustes del curso
    .after = Recibe este correo porque imparte el curso.

class-reminder =
    .subject = { $course }: { $title } empieza a las { $start }
    .before =
        { $title }, de { $course }, empieza pronto:

        { $when }
    .action = Ir a clase
    .after = Recibe este correo porque se le espera en { $course }.
announcement =
    .subject = { $course }: { $title }
    .before =
        Se ha anunciado en { $course }:

        { $title }

        { $text }

        { $by }
    .action = Abrir el curso
    .after = Recibe este correo porque forma parte de { $course }.
with-video = Con un vídeo de { $length }: míralo en el curso.
recording-waits =
    .subject = { $course }: { $title } le espera
    .before =
        { $title }, de { $course }, ha terminado y su grabación ya está disponible. Para la participación completa le queda:

        { $left }
    .action = Continuar donde lo dejó
    .after =
        Lo que vea y responda después cuenta como si hubiera estado allí.

        Recibe este correo porque forma parte de { $course }.
deadline-near =
    .subject = { $course }: el plazo de { $title } termina el { $until }
    .before =
        Pronto termina el plazo para ponerse al día con { $title }, de { $course }. Para la participación completa le queda:

        { $left }
    .action = Continuar donde lo dejó
    .after = Recibe este correo porque forma parte de { $course }.
question-answered =
    .subject = { $course }: una respuesta a { $title }
    .before =
        Usted preguntó en el foro de { $course }: { $title }

        { $by } respondió:

        { $text }
    .action = Abrir la respuesta
    .after = Recibe este correo porque hizo la pregunta.
answered-in-class = En clase: { $title }, en { $moment }.
weekly-digest =
    .subject = Su semana en { $server }
    .before = { $week }
    .action = Ir a sus clases
    .after = Recibe este correo los domingos, cuando hay algo que contar.
first-class =
    .subject = { $course }: pruebe su equipo antes de la primera clase
    .before =
        Su primera clase de { $course } es { $title }:

        { $when }

        Abra antes su página y compruebe si funcionan la cámara, el micrófono y el sonido. Lleva un minuto, y nadie le ve ni le oye.
    .action = Probar el equipo
    .after = Recibe este correo una sola vez, porque es nuevo en { $course }.
class-began =
    .subject = { $course }: { $title } ha empezado sin usted
    .before =
        { $title }, de { $course }, ha empezado y usted todavía no está:

        { $when }
    .action = Entrar en clase ahora
    .after = Recibe este correo porque se le espera en { $course }.
class-changed =
    .subject = { $course }: { $what }
    .before =
        Algo ha cambiado en { $course }.

        { $changes }
    .action = Ver todas las clases del curso
    .after = Recibe este correo porque se le espera en { $course }.

moved =
    { $title } se traslada a
    { $when }
    Iba a ser
    { $was }
    .short = { $title } cambia de hora
shifted =
    Los relojes del lugar del curso siguen otras reglas que antes. { $title } conserva allí su hora, y ahora es
    { $when }
    .short = { $title } es a otra hora para usted
cancelled =
    { $title } se cancela. Iba a ser
    { $was }
    .short = { $title } se cancela
cancelled-because =
    { $title } se cancela: { $reason }
    Iba a ser
    { $was }
    .short = { $title } se cancela
restored =
    { $title } se celebra finalmente:
    { $when }
    .short = { $title } se celebra finalmente
classes-changed =
    { $count ->
        [one] { $count } clase ha cambiado
       *[other] { $count } clases han cambiado
    }
more-changed =
    { $count ->
        [one] Una clase más ha cambiado.
       *[other] { $count } clases más han cambiado.
    }

seconds = { $count } s
minutes = { $count } min
hours = { $count } h
hours-and-minutes = { $hours } h { $minutes } min
polls =
    { $count ->
        [one] { $count } encuesta
       *[other] { $count } encuestas
    }
response = una respuesta a un compañero
both = { $one } y { $other }
three = { $one }, { $other } y { $last }
left-until = { $left }, hasta el { $until }

part-coming = Sus clases de los próximos siete días:
part-left = Lo que le queda para ponerse al día:
part-questions = Preguntas que esperan respuesta:
part-more = y { $count } más
line-coming = { $when }: { $title } ({ $course })
line-left = { $title } ({ $course }): { $left }
line-questions = { $course }: { $count }

weekday =
    { $number ->
        [1] lunes
        [2] martes
        [3] miércoles
        [4] jueves
        [5] viernes
        [6] sábado
       *[7] domingo
    }
month =
    { $number ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    }
date = { $day } de { $month } de { $year }
day = { $weekday } { $day } de { $month }
day-of-year = { $weekday }, { $day } de { $month } de { $year }
span = { $day }, { $from }–{ $to } ({ $zone })
start = { $day }, { $from } ({ $zone })
weekday-at = { $weekday } a las { $time }
moment = { $day }, { $time }
moment-and-there = { $day }, { $time } en su zona ({ $there } en { $place })
weekday-time = { $weekday } { $time }
