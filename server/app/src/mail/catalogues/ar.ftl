# العربية

greeting = مرحبًا { $name }،
greeting-without-name = مرحبًا،
stop = إيقاف الرسائل من هذا النوع

sign-in =
    .subject = رابط تسجيل الدخول إلى { $server }
    .before = طلب أحدهم، ولعله أنت، تسجيل الدخول إلى { $server } بهذا العنوان.
    .action = تسجيل الدخول
    .after =
        يعمل الرابط مرة واحدة خلال 15 دقيقة.

        إن لم تكن أنت من طلب ذلك فلا داعي لفعل شيء: لا يدخل أحد من دون هذه الرسالة.
password =
    .subject = اختيار كلمة مرور جديدة في { $server }
    .before = طلب أحدهم، ولعله أنت، العودة إلى حسابك في { $server }.
    .action = اختيار كلمة مرور جديدة
    .after =
        يعمل الرابط مرة واحدة خلال 15 دقيقة، ويُسجَّل الخروج عندها من جميع الأجهزة.

        إن لم تكن أنت من طلب ذلك فلا داعي لفعل شيء: تبقى كلمة مرورك كما هي.
confirm-address =
    .subject = تأكيد عنوانك في { $server }
    .before = يوجد في { $server } حساب يُراد له أن يستخدم العنوان { $email }.
    .action = تأكيد هذا العنوان
    .after =
        يعمل الرابط مرة واحدة خلال يوم.

        إن لم يكن الحساب حسابك فلا تفتح الرابط، وإلا أخذ الحساب عنوانك.
address-changed =
    .subject = تغيّر عنوانك في { $server }
    .before = من الآن فصاعدًا يكون تسجيل الدخول إلى { $server } بالعنوان { $email }، وتصل الرسائل إليه.
    .after = إن لم تكن أنت من غيّره فأخبر القائمين على { $server } فورًا.
password-changed =
    .subject = تغيّرت كلمة مرورك في { $server }
    .before = تغيّرت كلمة مرور حسابك في { $server }، وسُجِّل الخروج من جميع الأجهزة الأخرى.
    .action = اختيار كلمة مرور أخرى
    .after =
        إن كنت أنت من غيّرها فلا داعي لفعل شيء.

        وإن لم تكن أنت فاختر كلمة مرور أخرى فورًا، وأخبر القائمين على { $server }.
passkey-added =
    .subject = أُضيف مفتاح مرور إلى حسابك في { $server }
    .before = أُضيف مفتاح مرور إلى حسابك في { $server }: من يملكه يسجّل الدخول دون كلمة مرورك.
    .action = الاطلاع على حسابك
    .after =
        إن كنت أنت من أضافه فلا داعي لفعل شيء.

        وإن لم تكن أنت فأزل مفتاح المرور من هناك فورًا، وغيّر كلمة مرورك.
passkey-removed =
    .subject = أُزيل مفتاح مرور من حسابك في { $server }
    .before = أُزيل مفتاح مرور من حسابك في { $server }: لم يعد أحد يسجّل الدخول به.
    .action = الاطلاع على حسابك
    .after =
        إن كنت أنت من أزاله فلا داعي لفعل شيء.

        وإن لم تكن أنت فغيّر كلمة مرورك فورًا: عندها يُسجَّل الخروج من جميع الأجهزة الأخرى.
server-invitation =
    .subject = دعوة من { $by } إلى { $server }
    .before = يدعوك { $by } إلى { $server }، حيث تُعقد الدروس مباشرة ويمكن مشاهدتها لاحقًا.
    .action = قبول الدعوة
    .after =
        يعمل الرابط مرة واحدة، وهو لك وحدك.

        إن كنت لا تعرف { $by } فلا داعي لفعل شيء.
course-invitation =
    .subject = دعوة من { $by } إلى { $course }
    .before = يدعوك { $by } إلى المقرر { $course } في { $server }.
    .action = الانضمام إلى المقرر
    .after =
        يعمل الرابط مرة واحدة، وهو لك وحدك.

        إن كنت لا تعرف { $by } فلا داعي لفعل شيء.
course-admission =
    .subject = أنت الآن في { $course }
    .before = طلبت الانضمام إلى المقرر { $course } في { $server }، وقد قُبل طلبك.
    .action = فتح المقرر
    .after = تصلك هذه الرسالة لأنك طلبت الانضمام.
classes-expire =
    .subject = تُحذف دروس { $course } في { $date }
    .before =
        تنتهي قريبًا المدة التي تُحفظ فيها دروس { $course }. في { $date } يحذفها { $server } نهائيًا: تسجيلاتها وكل ما كُتب فيها.

        إن أردت حفظها مدة أطول فغيّر ذلك قبلها في إعدادات المقرر.
    .action = فتح إعدادات المقرر
    .after = تصلك هذه الرسالة لأنك تدرّس المقرر.

class-reminder =
    .subject = { $course }: يبدأ { $title } الساعة { $start }
    .before =
        يبدأ { $title } من { $course } قريبًا:

        { $when }
    .action = الذهاب إلى الدرس
    .after = تصلك هذه الرسالة لأن حضورك متوقع في { $course }.
announcement =
    .subject = { $course }: { $title }
    .before =
        أُعلن في { $course }:

        { $title }

        { $text }

        { $by }
    .action = فتح المقرر
    .after = تصلك هذه الرسالة لأنك عضو في { $course }.
with-video = مع فيديو مدته { $length }: شاهده في المقرر.
recording-waits =
    .subject = { $course }: { $title } بانتظارك
    .before =
        انتهى { $title } من { $course } وتسجيله متاح. بقي لك لتكتمل مشاركتك:

        { $left }
    .action = المتابعة من حيث توقفت
    .after =
        ما تشاهده وتجيب عنه لاحقًا يُحسب كأنك كنت حاضرًا.

        تصلك هذه الرسالة لأنك عضو في { $course }.
deadline-near =
    .subject = { $course }: ينتهي موعد { $title } يوم { $until }
    .before =
        تنتهي قريبًا مهلة استدراك { $title } من { $course }. بقي لك لتكتمل مشاركتك:

        { $left }
    .action = المتابعة من حيث توقفت
    .after = تصلك هذه الرسالة لأنك عضو في { $course }.
question-answered =
    .subject = { $course }: جواب عن { $title }
    .before =
        سألت في منتدى { $course }: { $title }

        أجاب { $by }:

        { $text }
    .action = فتح الجواب
    .after = تصلك هذه الرسالة لأنك سألت.
answered-in-class = في الدرس: { $title }، عند { $moment }.
weekly-digest =
    .subject = أسبوعك في { $server }
    .before = { $week }
    .action = الذهاب إلى دروسك
    .after = تصلك هذه الرسالة أيام الأحد حين يوجد ما يُقال.
first-class =
    .subject = { $course }: جرّب جهازك قبل الدرس الأول
    .before =
        درسك الأول في { $course } هو { $title }:

        { $when }

        افتح صفحته قبل ذلك وتحقق من عمل الكاميرا والميكروفون والصوت. يستغرق ذلك دقيقة، ولا يراك أحد ولا يسمعك.
    .action = تجربة الجهاز
    .after = تصلك هذه الرسالة مرة واحدة لأنك جديد في { $course }.
class-began =
    .subject = { $course }: بدأ { $title } من دونك
    .before =
        بدأ { $title } من { $course } ولم تحضر بعد:

        { $when }
    .action = الانضمام إلى الدرس الآن
    .after = تصلك هذه الرسالة لأن حضورك متوقع في { $course }.
class-changed =
    .subject = { $course }: { $what }
    .before =
        تغيّر شيء في { $course }.

        { $changes }
    .action = عرض جميع دروس المقرر
    .after = تصلك هذه الرسالة لأن حضورك متوقع في { $course }.

moved =
    نُقل { $title } إلى
    { $when }
    وكان موعده
    { $was }
    .short = نُقل { $title }
shifted =
    تتبع ساعات مكان المقرر قواعد غير التي كانت. يحتفظ { $title } بموعده هناك، وهو الآن
    { $when }
    .short = تغيّر وقت { $title } لديك
cancelled =
    أُلغي { $title }. وكان موعده
    { $was }
    .short = أُلغي { $title }
cancelled-because =
    أُلغي { $title }: { $reason }
    وكان موعده
    { $was }
    .short = أُلغي { $title }
restored =
    سيُعقد { $title } بعد كل شيء:
    { $when }
    .short = سيُعقد { $title } بعد كل شيء
classes-changed =
    { $count ->
        [zero] لم يتغيّر أي درس
        [one] تغيّر درس واحد
        [two] تغيّر درسان
        [few] تغيّرت { $count } دروس
        [many] تغيّر { $count } درسًا
       *[other] تغيّر { $count } درس
    }
more-changed =
    { $count ->
        [zero] لم يتغيّر درس آخر.
        [one] تغيّر درس آخر.
        [two] تغيّر درسان آخران.
        [few] تغيّرت { $count } دروس أخرى.
        [many] تغيّر { $count } درسًا آخر.
       *[other] تغيّر { $count } درس آخر.
    }

seconds = { $count } ث
minutes = { $count } د
hours = { $count } س
hours-and-minutes = { $hours } س { $minutes } د
polls =
    { $count ->
        [zero] لا استطلاعات
        [one] استطلاع واحد
        [two] استطلاعان
        [few] { $count } استطلاعات
        [many] { $count } استطلاعًا
       *[other] { $count } استطلاع
    }
response = رد على أحد الزملاء
both = { $one } و{ $other }
three = { $one } و{ $other } و{ $last }
left-until = { $left }، حتى { $until }

part-coming = دروسك في الأيام السبعة القادمة:
part-left = ما بقي لك لتستدركه:
part-questions = أسئلة تنتظر جوابًا:
part-more = و{ $count } غيرها
line-coming = { $when }: { $title } ({ $course })
line-left = { $title } ({ $course }): { $left }
line-questions = { $course }: { $count }

weekday =
    { $number ->
        [1] الاثنين
        [2] الثلاثاء
        [3] الأربعاء
        [4] الخميس
        [5] الجمعة
        [6] السبت
       *[7] الأحد
    }
month =
    { $number ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }
date = { $day } { $month } { $year }
day = { $weekday }، { $day } { $month }
day-of-year = { $weekday }، { $day } { $month } { $year }
span = { $day }، { $from }–{ $to } ({ $zone })
start = { $day }، { $from } ({ $zone })
weekday-at = { $weekday } الساعة { $time }
moment = { $day }، { $time }
moment-and-there = { $day }، { $time } بتوقيتك ({ $there } في { $place })
weekday-time = { $weekday } { $time }
