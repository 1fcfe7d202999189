"""Oil, wool and what years do to a chair."""

from demo.people import (
    ASK_PAGE,
    ELLEN,
    GIULIA,
    HENRIK,
    LAMP_PAGE,
    LAURA,
    LOM_PAGE,
    LUKAS,
    MATEO,
    SIGRID,
    SOFIA,
)
from demo.telling import JONAS, SUPPORT, Opening, Story, asks, closes, jonas, rates, takes

CARE: tuple[Story, ...] = (
    Story(
        "demo-white-ring",
        Opening(39, "15:02", MATEO, SUPPORT, ASK_PAGE, "https://www.google.com/"),
        "Hello, a hot pan left a white ring on our Ask. My mother in law comes on Sunday.",
        (
            takes(25, JONAS),
            jonas(
                46, "Hello Mateo, Jonas here. That comes out. Is the wood dry, and do you have the green pad?"
            ),
            asks(49, "Dry, yes. The pad is in the drawer with the key."),
            jonas(55, "Good. Leave the table for a day, then rub lightly along the grain, never in circles."),
            jonas(34, "Wait an hour, oil the whole top thinly, wipe it after ten minutes."),
            asks(63, "The whole top, not only the ring?"),
            jonas(40, "The whole top. Otherwise you have a dark ring where the white one was."),
            asks(37, "Understood. And dinner on it on Sunday?"),
            jonas(33, "With a cloth on it, yes. The oil needs ten days until it minds nothing."),
            asks(28, "The cloth was her present anyway. Gracias, Jonas."),
            closes(60, JONAS),
            rates(500, 5, "It is gone. She did not see anything."),
        ),
    ),
    Story(
        "demo-red-wine",
        Opening(32, "9:13", LAURA, SUPPORT, LOM_PAGE),
        "Good morning, red wine on an undyed wool seat since last night. Is there hope?",
        (
            takes(31, JONAS),
            jonas(39, "Good morning Laura, some. Open the four buttons and take the cover off the base."),
            asks(120, "It is off. The base is dry."),
            jonas(
                47, "Soak it for an hour in cold water with a spoon of wool soap, then wash it at 30 degrees."
            ),
            asks(41, "And if I still see it?"),
            jonas(
                36, "Then a new cover is €45. Moss wool fits the same buttons, wine is harder to find on it."
            ),
            asks(45, "I try the soap first. Thank you."),
            closes(70, JONAS),
        ),
    ),
    Story(
        "demo-arvet-bord",
        Opening(24, "12:26", SIGRID, SUPPORT, ASK_PAGE),
        "Hei, jeg har arvet et Ask-bord etter tanta mi. Det er grått og tørt. Kan det reddes?",
        (
            takes(33, JONAS),
            jonas(
                52, "Hei Sigrid. Nesten alltid. Er plata hel, eller er det sprekker du kan kjenne med neglen?"
            ),
            asks(140, "Ingen sprekker, men to svarte flekker der det sto planter."),
            jonas(61, "Da holder det å pusse lett langs årene og olje to ganger, med et døgn imellom."),
            jonas(
                44,
                "Flekkene blir svakere, men forsvinner neppe. En snekker kan høvle plata hvis de plager deg.",
            ),
            asks(58, "De kan bli. Hun hadde alltid geranium der. Hvor får jeg tak i oljen?"),
            jonas(
                47,
                "Jeg sender en flaske og en grønn pute til deg. Det koster ingenting så lenge du har bordet.",
            ),
            asks(39, "Tusen takk, jeg ble helt rørt."),
            closes(65, JONAS),
            rates(80, 5, "De kjente bordet igjen etter alle disse årene."),
        ),
    ),
    Story(
        "demo-baby-oil",
        Opening(23, "14:05", SOFIA, SUPPORT, ASK_PAGE),
        "Is the oil safe for a baby who bites the table? She is at that age.",
        (
            takes(35, JONAS),
            jonas(44, "Hi Sofia, Jonas here. Once it is dry, yes: it is tested for toys under EN 71-3."),
            jonas(
                38,
                "Fresh oil needs ten days to harden. Ours is on for three weeks before a table leaves the workshop.",
            ),
            asks(51, "And when I oil it again myself?"),
            jonas(46, "Wipe it off after ten minutes, then ten days of eating elsewhere. Then she may bite."),
            asks(28, "Perfect. She will be told."),
            closes(60, JONAS),
            rates(25, 5),
        ),
    ),
    Story(
        "demo-dimmer",
        Opening(15, "17:41", GIULIA, SUPPORT, LAMP_PAGE),
        "Hello, our Glim hangs and is beautiful, but the bulb flickers on the dimmer.",
        (
            takes(20, JONAS),
            jonas(
                45,
                "Hello Giulia. The bulb in the box is not made for dimmers, that is all. Which socket, E27?",
            ),
            asks(38, "Yes, E27. Which one should I buy?"),
            jonas(42, "Any E27 that says dimmable, 7 W and 2700 K. Or I post you one, it costs nothing."),
            asks(34, "Post it please, then it is the right one."),
            jonas(26, "It goes out tomorrow."),
            closes(50, JONAS),
        ),
    ),
    Story(
        "demo-sitzhoehe",
        Opening(12, "09:51", LUKAS, SUPPORT, LOM_PAGE),
        "Guten Morgen, kann man den Bezug vom Lom-Stuhl selbst wechseln? Nach vier Jahren ist er etwas dünn.",
        (
            takes(44, JONAS),
            jonas(
                57, "Guten Morgen, Herr Meier. Ja, vier Knöpfe, kein Werkzeug. Ein neuer Bezug kostet 45 €."
            ),
            asks(49, "Gibt es die alte Farbe noch, das helle Grau?"),
            jonas(88, "Nicht mehr im Verkauf, aber im Lager liegen noch elf Stück. Wie viele brauchen Sie?"),
            asks(23, "Vier, bitte."),
            jonas(
                70, "Sind zurückgelegt. Ich schicke Ihnen die Rechnung per E-Mail, am Montag gehen sie raus."
            ),
            asks(31, "Herzlichen Dank, das hatte ich nicht erwartet."),
            closes(40, JONAS),
            rates(55, 5, "Ersatzteile nach vier Jahren, so soll es sein."),
        ),
    ),
    Story(
        "demo-bezuege-da",
        Opening(5, "13:18", LUKAS, SUPPORT, LOM_PAGE),
        "Grüß Gott, die vier Bezüge sind angekommen. Passen perfekt, man sieht keinen Unterschied. Danke.",
        (
            takes(48, JONAS),
            jonas(37, "Grüß Gott, Herr Meier, danke für die Nachricht. Dann auf die nächsten vier Jahre."),
            closes(120, JONAS),
        ),
    ),
    Story(
        "demo-heated-room",
        Opening(3, "10:22", ELLEN, SUPPORT, ASK_PAGE),
        "Hello again, the table stands and everybody admires it. The air is dry when we heat, does it need more oil?",
        (
            takes(26, JONAS),
            jonas(43, "Hello Ellen, good to hear. Twice a year is enough, best in autumn and in spring."),
            asks(47, "And next to the radiator?"),
            jonas(50, "Leave half a metre, and keep the leaf in the same room so that both dry alike."),
            asks(31, "I will turn the table then. Greetings to Mara."),
            jonas(24, "I pass them on. Enjoy the first dinner with all eight."),
            closes(55, JONAS),
        ),
    ),
    Story(
        "demo-quiet-chair",
        Opening(1, "12:15", HENRIK, SUPPORT, LOM_PAGE),
        "The back of one chair moves a little since last week. Number four of six, bought in 2022.",
        (
            takes(27, JONAS),
            jonas(43, "Hi Henrik. Does it click when you lean back, or only move?"),
            asks(39, "It clicks once, then it is quiet."),
            jonas(
                55, "One dowel has let go, the wood is fine. I post you glue, a clamp and a page of pictures."
            ),
            asks(41, "I can do that. What does it cost?"),
            jonas(24, "Nothing, repairs are for life. Clamp it over night, sit on it after breakfast."),
            asks(52, "Ha. Agreed, thank you Jonas."),
            closes(65, JONAS),
            rates(35, 5, "Four years later and still no bill."),
        ),
    ),
)
