"""Which length, which wood, how high: what people ask before they choose."""

from demo.goods import LUND
from demo.people import (
    ANDREI,
    ANJA,
    ASK_PAGE,
    BENCH_PAGE,
    CLAIRE,
    ELLEN,
    GIULIA,
    INES,
    LAMP_PAGE,
    LOM_PAGE,
    MIKKEL,
    PASSER_BY,
    SHELF_PAGE,
    STOOL_PAGE,
)
from demo.telling import MARA, SALES, Opening, Story, asks, chooses, closes, mara, offers, rates, takes

ADVICE: tuple[Story, ...] = (
    Story(
        "demo-sechs-stuehle",
        Opening(41, "9:24", ANJA, SALES, ASK_PAGE, "https://www.ecosia.org/"),
        "Guten Morgen, passen sechs Lom-Stühle an den Ask in 180, oder wird das eng?",
        (
            takes(26, MARA),
            mara(
                52,
                "Guten Morgen, Frau Vogel. Sechs passen gut: zwei an jeder langen Seite, einer an jedem Ende.",
            ),
            asks(47, "Und wie viel Platz brauche ich hinter den Stühlen?"),
            mara(44, "Rechnen Sie in der Länge mit 3 m von Wand zu Wand, dann rückt jeder bequem zurück."),
            asks(38, "Das habe ich. Was macht das zusammen, alles in Eiche natur?"),
            mara(
                49,
                "1290 € für den Tisch und 1674 € für die sechs Stühle, also 2964 €. Die Lieferung ist frei.",
            ),
            asks(83, "Wann wäre es in Bremen?"),
            mara(
                31, "In sechs Werktagen, beides liegt im Lager. Zwei Leute tragen es hoch und bauen es auf."
            ),
            asks(29, "Dann bestelle ich heute Abend. Vielen Dank."),
            closes(70, MARA),
            rates(50, 5, "Schnell und ohne Umschweife."),
        ),
    ),
    Story(
        "demo-bench-for-220",
        Opening(33, "11:46", ANDREI, SALES, BENCH_PAGE),
        "Which Lund goes with the Ask of 220? And how many sit on it?",
        (
            takes(19, MARA),
            offers(
                37,
                MARA,
                "The 200. It slides in between the legs and costs €600 in natural oak.",
                "What is the delivery?",
                product=LUND,
            ),
            mara(24, "Three grown people, or four children. It carries 300 kg."),
            chooses(55, "What is the delivery?"),
            mara(33, "To Cluj €49, because it is over €500. Eight working days, carried to your room."),
            asks(46, "Thank you, I show it to my wife."),
            closes(110, MARA),
        ),
    ),
    Story(
        "demo-lamp-height",
        Opening(31, "17:20", GIULIA, SALES, LAMP_PAGE, "https://www.pinterest.com/"),
        "Good evening, how high should the Glim hang above the table? Our ceiling is at 3.40 m.",
        (
            takes(22, MARA),
            mara(
                48,
                "Good evening Giulia. About 62 cm from the top to the rim, then nobody looks into the bulb.",
            ),
            asks(39, "Is the cord long enough for that?"),
            mara(56, "Yes. With our table of 74 cm you need 1.80 m of it, and there are 3 m."),
            asks(42, "Do I pay the delivery for one lamp?"),
            mara(
                30,
                "To Italy €79, I am afraid. From €500 it is €49, so it is kinder together with a chair or two.",
            ),
            asks(67, "We wanted two Lom anyway. The bulb is in the box?"),
            mara(27, "It is: 7 W, warm white. The hook and the ceiling cup too."),
            asks(33, "Wonderful, then all three."),
            closes(55, MARA),
        ),
    ),
    Story(
        "demo-chene-fume",
        Opening(29, "10:31", CLAIRE, SALES, ASK_PAGE, "https://www.qwant.com/"),
        "Bonjour, votre chêne fumé est-il teinté ? J'ai peur que la couleur parte avec le temps.",
        (
            takes(30, MARA),
            mara(
                54,
                "Bonjour Claire. Non, il est fumé à cœur, sans teinture. Une rayure reste brune elle aussi.",
            ),
            asks(43, "Voilà qui me rassure. Et le prix en 160 ?"),
            mara(
                35,
                "1 290 € : 1 190 € en chêne naturel, plus 100 € pour le fumé. La livraison en France est à 49 €.",
            ),
            asks(61, "Puis-je voir le bois avant ?"),
            mara(40, "Bien sûr, nous vous envoyons des échantillons. C'est gratuit. À quelle adresse ?"),
            asks(74, "8 quai des Brumes, 44000 Nantes. Merci beaucoup."),
            mara(28, "C'est noté, ils partent ce soir."),
            closes(95, MARA),
        ),
    ),
    Story(
        "demo-records",
        Opening(27, "14:48", MIKKEL, SALES, SHELF_PAGE),
        "Would the Moss hold my records? About 400 LPs.",
        (
            takes(24, MARA),
            mara(
                51,
                "Hello Mikkel. In depth yes, 32 cm is just enough for a sleeve. The weight needs some thought.",
            ),
            mara(
                38,
                "A board carries 25 kg, and a full row of 84 cm would be near 70. So about 80 records a board.",
            ),
            asks(66, "Then all five boards are full and no place for books."),
            mara(45, "That is so. With two shelves side by side you have room for both, but that is €1,380."),
            asks(52, "I will start with one and sell some jazz. Does it need screws?"),
            mara(
                34,
                "No, the boards lock by their own weight. With that load please put up both wall brackets.",
            ),
            asks(29, "Will do. Tak for hjælpen."),
            closes(60, MARA),
            rates(35, 5, "First shop that asked what a record weighs."),
        ),
    ),
    Story(
        "demo-which-table",
        Opening(26, "10:42", ELLEN, SALES, ASK_PAGE, "https://duckduckgo.com/"),
        "Hello, which length do I need for eight people at Christmas? The room is 3.20 m long.",
        (
            takes(22, MARA),
            mara(
                48, "Hello, Mara here. Eight sit well at the 180 with its leaf in, and it folds back to six."
            ),
            mara(35, "With the leaf that is 230, which leaves 45 cm at each end of your 3.20 m."),
            asks(64, "That is tight at the ends. And the 160 with the leaf?"),
            mara(
                41,
                "Then you have 210 and 55 cm at each end. Six sit well, two more share a corner with a leg.",
            ),
            asks(90, "We are eight only twice a year. The 160 then. Does the leaf have the same colour?"),
            mara(52, "Same log, but it sees less light. Leave it in for the first month and it catches up."),
            asks(30, "Good to know, thank you Mara."),
            closes(75, MARA),
            rates(40, 5, "Knew the table by heart."),
        ),
    ),
    Story(
        "demo-bathroom",
        Opening(22, "12:39", PASSER_BY, SALES, STOOL_PAGE),
        "Can the Krakk stool stand in a bathroom?",
        (
            takes(17, MARA),
            mara(
                36,
                "Yes, if it dries between showers. Oil it when it looks dry, there perhaps four times a year.",
            ),
            closes(300, MARA),
        ),
    ),
    Story(
        "demo-chairs",
        Opening(2, "15:33", INES, SALES, LOM_PAGE, "https://www.instagram.com/"),
        "I would like six Lom chairs, but can I try one first? There is no shop near Porto.",
        (
            takes(16, MARA),
            mara(
                38,
                "Hello Ines. Order one and sit on it for 30 days. If it stays, the other five ship at once, free.",
            ),
            asks(45, "And if I do not like it?"),
            mara(
                33,
                "Then we fetch it. You keep the carton or not, as you like; the money is back within five days.",
            ),
            asks(57, "Fair. Moss wool or undyed, for a house with a dog?"),
            mara(49, "Moss. It hides what a dog brings in, and both covers wash at 30 degrees."),
            asks(36, "Moss it is. Ordering one now."),
            closes(90, MARA),
            rates(45, 5, "Honest advice."),
        ),
    ),
)
