"""How the goods get up the stairs, and when."""

from demo.people import (
    ASK_PAGE,
    BART,
    DELIVERY_PAGE,
    ELENA,
    ELLEN,
    HOME_PAGE,
    KARI,
    NEIGHBOUR,
    OSKAR,
    YOUSSEF,
)
from demo.telling import (
    JONAS,
    MARA,
    SUPPORT,
    Opening,
    Story,
    asks,
    chooses,
    closes,
    jonas,
    mara,
    notes,
    offers,
    passes,
    rates,
    remembers,
    takes,
)

DELIVERY: tuple[Story, ...] = (
    Story(
        "demo-move-the-day",
        Opening(40, "11:27", OSKAR, SUPPORT, DELIVERY_PAGE),
        "Hello, FW-10266 comes tomorrow and I am in bed with a fever. Can it come next week?",
        (
            takes(23, JONAS),
            offers(
                41,
                JONAS,
                "Hello Oskar, of course, it is not noon yet. Which day is better, each from 12:00 to 16:00?",
                "Next Wednesday",
                "Next Thursday",
                "The week after",
            ),
            chooses(37, "Next Wednesday"),
            jonas(26, "Moved. The driver calls half an hour before. Get well soon."),
            closes(50, JONAS),
        ),
    ),
    Story(
        "demo-old-table",
        Opening(34, "16:51", BART, SUPPORT, DELIVERY_PAGE),
        "Do you take the old table with you? It is beech, 2 m, quite heavy. Order FW-10302.",
        (
            takes(36, JONAS),
            jonas(44, "Hello Bart, yes, for €60. Is it in one piece, and on which floor?"),
            asks(53, "One piece, second floor. The legs can be unscrewed."),
            jonas(49, "Then the two of them manage. Please clear it, they unscrew the legs themselves."),
            asks(38, "Where does it go?"),
            jonas(
                42,
                "If it is sound, to a second home, a workshop in Ghent sees to that. If not, it is recycled.",
            ),
            asks(31, "Nice. Please put it on the bill."),
            jonas(33, "Done, the new confirmation is in your mailbox."),
            closes(45, JONAS),
        ),
    ),
    Story(
        "demo-vindu",
        Opening(30, "10:05", KARI, SUPPORT, DELIVERY_PAGE),
        "Hei, vi har bestilt Ask på 220 (FW-10318), og trappa er bare 80 cm i svingen. Går det?",
        (
            takes(27, JONAS),
            jonas(
                43, "Hei Kari. Ikke i trappa: plata trenger 85 cm, selv uten bein. Har dere et stort vindu?"
            ),
            asks(96, "Ja, i stua. 110 bredt og 130 høyt, i andre etasje mot hagen."),
            passes(
                31,
                JONAS,
                MARA,
                "220 through a window, second floor, garden side. Can you plan the van with the lift?",
            ),
            mara(
                49, "Hei Kari, Mara her. Det går fint. Vi tar med heisen på bilen. Kan vi kjøre inn i hagen?"
            ),
            asks(44, "Ja, porten er 3 m bred. Koster det ekstra?"),
            mara(28, "Nei, det er med. De trenger bare en halvtime mer."),
            asks(35, "Så bra. Da tar jeg ned gardinene."),
            mara(32, "Takk, det hjelper. Sjåføren ringer en halvtime før."),
            closes(60, MARA),
            rates(90, 5, "De fant en vei da trappa var for smal."),
        ),
    ),
    Story(
        "demo-driver-calls",
        Opening(25, "13:33", YOUSSEF, SUPPORT, DELIVERY_PAGE),
        "السلام عليكم، طلبي FW-10355 يصل غدًا. هل يتصل السائق قبل الوصول؟ الجرس عندنا معطل.",
        (
            takes(38, JONAS),
            jonas(59, "وعليكم السلام يوسف. نعم، يتصل قبل الوصول بنصف ساعة تقريبًا. كتبت له أن الجرس معطل."),
            asks(45, "شكرًا. نحن في الطابق الرابع بلا مصعد، هل تُحمل الطاولة إلى الغرفة؟"),
            jonas(51, "نعم، يحملها شخصان إلى الغرفة ويركبانها ويأخذان الكرتون معهما. كل هذا ضمن السعر."),
            asks(40, "ممتاز، هذا كل ما أردت معرفته."),
            closes(50, JONAS),
        ),
    ),
    Story(
        "demo-stairs",
        Opening(16, "14:02", ELLEN, SUPPORT, DELIVERY_PAGE, "https://www.google.com/"),
        "Hi, my table comes next week (FW-10482). Third floor, no lift, and the staircase turns twice.",
        (
            takes(31, JONAS),
            jonas(50, "Hi Ellen, of course. Is there anything else the crew should know?"),
            asks(66, "The landing looks narrow to me. I paid for carrying it up."),
            remembers(9, JONAS, "Third floor, no lift. Ring before you come."),
            passes(
                31,
                JONAS,
                MARA,
                "She paid for carry-in. The top will not pass an 85 cm turn unless the legs come off.",
            ),
            mara(
                48,
                "Hello Ellen, Mara here. I look after deliveries. How wide is the landing at the second turn?",
            ),
            asks(180, "92 cm from wall to rail."),
            mara(
                35,
                "Then it fits with the legs off. The crew carries it up and puts them back on, that is included.",
            ),
            asks(27, "Perfect. And Saturday?"),
            mara(
                58,
                "Saturday works, between 9:00 and 13:00. I have changed it, you get the confirmation in a minute.",
            ),
            asks(33, "That was easy. Thank you both."),
            closes(45, MARA),
            rates(30, 5, "Two people, one answer. Very good."),
        ),
    ),
    Story(
        "demo-where-is-it",
        Opening(11, "14:21", ELENA, SUPPORT, HOME_PAGE),
        "Hello, I ordered two Lom chairs, FW-10447. It is the seventh working day and the link shows Vienna.",
        (
            takes(46, JONAS),
            jonas(
                62, "Hello Elena. Vienna is where they change vans. Let me ask whether yours has left there."
            ),
            jonas(
                340,
                "It left at six this morning. To Sofia that is a day and a half, so tomorrow in the afternoon.",
            ),
            asks(57, "I am at work until five. Can they come after that?"),
            jonas(
                48, "I asked for the last stop of the day, about 17:30. The driver calls half an hour before."
            ),
            asks(36, "That is very kind. I wait for the call."),
            notes(40, JONAS, "Look at FW-10447 tomorrow at 17:00, call the driver if he is not in Sofia."),
            closes(35, JONAS),
            rates(420, 4, "I had to ask, but then all was clear."),
        ),
    ),
    Story(
        "demo-shukran",
        Opening(7, "11:09", YOUSSEF, SUPPORT, ASK_PAGE),
        "مرحبًا جوناس، الطاولة رائعة والعمال كانوا لطفاء. متى أدهنها بالزيت أول مرة؟",
        (
            takes(34, JONAS),
            jonas(
                56, "أهلًا يوسف، سعيد بذلك. بعد نصف سنة تقريبًا، ثم مرتين في السنة. الزجاجة جاءت مع الطاولة."
            ),
            asks(48, "وكم أنتظر بعد الدهن؟"),
            jonas(43, "امسح الزيت بعد عشر دقائق، ثم اتركها عشرة أيام حتى تجف تمامًا."),
            asks(30, "شكرًا جزيلًا لكم."),
            closes(40, JONAS),
            rates(25, 5, "خدمة طيبة وجواب واضح."),
        ),
    ),
    Story(
        "demo-next-door",
        Opening(4, "17:12", NEIGHBOUR, SUPPORT, HOME_PAGE),
        "A box from you stands at my door, but it is for my neighbour at number 14. What do I do?",
        (
            takes(28, JONAS),
            jonas(39, "Thank you for writing. If you can keep it until tonight, I call your neighbour now."),
            asks(50, "Sure, I am at home. It is the blue door."),
            jonas(130, "She is happy and comes over at six."),
            closes(45, JONAS),
        ),
    ),
)
