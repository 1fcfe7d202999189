"""Conversations that have ended, as they could have been at a furniture shop."""

from demo.people import (
    ASK_PAGE,
    BAG_PAGE,
    BENCH_PAGE,
    DELIVERY_PAGE,
    ELLEN,
    HENRIK,
    HOME_PAGE,
    INES,
    LOM_PAGE,
    LUKAS,
    MARC,
    NADIA,
    PIETER,
    SHELF_PAGE,
    SOFIA,
    SOMEBODY,
    TOMASZ,
)
from demo.telling import (
    JONAS,
    MARA,
    SALES,
    SUPPORT,
    VISITOR,
    Opening,
    Story,
    asks,
    closes,
    jonas,
    mara,
    notes,
    passes,
    rates,
    takes,
)

STORIES: tuple[Story, ...] = (
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
                "Then you have 210 and 55 cm at each end. Seven sit well, the eighth shares a corner with a leg.",
            ),
            asks(90, "We are eight only twice a year. The 160 then. Does the leaf have the same colour?"),
            mara(52, "Same log, but it sees less light. Leave it in for the first month and it catches up."),
            asks(30, "Good to know, thank you Mara."),
            closes(75, MARA),
            rates(40, 5, "Knew the table by heart."),
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
        "demo-bracket",
        Opening(20, "11:18", TOMASZ, SUPPORT, SHELF_PAGE),
        "One of the two wall brackets is missing, order FW-10311. I have small children and wanted to fix it today.",
        (
            takes(140, JONAS),
            jonas(
                55,
                "Hello Tomasz. That should not happen, least of all with the brackets. I send two today by express.",
            ),
            asks(42, "They will not be here today, will they?"),
            jonas(
                37,
                "No, tomorrow before 12:00. Until then please lay the lowest two boards only, then it cannot tip.",
            ),
            asks(75, "I had planned it for this afternoon. Well."),
            notes(30, JONAS, "Second missing bracket in two weeks, both from the Tuesday batch. Told Karin."),
            jonas(
                58,
                "I understand. The tracking link comes by e-mail within the hour; I look at it again tomorrow at noon.",
            ),
            closes(600, JONAS),
            rates(900, 2, "Friendly, but I took a day off for this."),
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
            passes(
                40,
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
        "demo-netherlands",
        Opening(14, "16:37", PIETER, SALES, BENCH_PAGE),
        "Do you deliver the Lund bench to the Netherlands?",
        (
            takes(18, MARA),
            mara(
                29,
                "Yes, free from €500, so the bench alone qualifies. Six working days to Utrecht or Amsterdam.",
            ),
            asks(40, "Super. Is smoked oak darker than in the picture?"),
            mara(
                61,
                "A little warmer. I can post you two samples, natural and smoked, they are free. Where should they go?",
            ),
            asks(85, "I will order them on the site. Thanks."),
            closes(120, MARA),
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
        "demo-nobody",
        Opening(9, "17:56", SOMEBODY, SALES, HOME_PAGE),
        "Hei, er butikken i Bergen åpen på lørdag?",
        (closes(410, VISITOR),),
    ),
    Story(
        "demo-crack",
        Opening(8, "13:24", NADIA, SUPPORT, ASK_PAGE),
        "There is a crack in the left front leg of our Ask. About 6 cm, along the grain. It was not there in October.",
        (
            takes(29, MARA),
            mara(
                47, "Hello Nadia. I am sorry to read that. Is it at the top near the bolt, or further down?"
            ),
            asks(58, "At the top, it starts right at the bolt."),
            passes(
                34,
                MARA,
                JONAS,
                "Sounds like the bolt was overtightened at delivery. Ours to put right, she has not touched it.",
            ),
            jonas(
                52,
                "Hi Nadia, Jonas from repairs. That comes from our side, the bolt was too tight. You get a new leg.",
            ),
            jonas(26, "The table is safe to use until then, please do not lift it at that corner."),
            asks(44, "Will somebody come, or do I do it myself?"),
            jonas(
                63,
                "As you like. Five minutes with the key in the drawer; or a joiner comes on Thursday at 16:00.",
            ),
            asks(95, "Thursday please. I do not trust myself with keys."),
            jonas(39, "Booked: Thursday 16:00. He brings the leg and oils the top while he is there."),
            closes(180, JONAS),
            rates(600, 4),
        ),
    ),
    Story(
        "demo-invoice",
        Opening(5, "10:09", MARC, SUPPORT, BAG_PAGE),
        "Bonjour, is it possible to have the invoice FW-10391 in the name of my company? I forgot to write it.",
        (
            takes(52, JONAS),
            jonas(61, "Bonjour Marc, yes. Please write the name, the address and the VAT number here."),
            asks(130, "Atelier Dubois SARL, 14 rue des Lilas, 69003 Lyon. FR 12 345678901."),
            jonas(74, "Thank you. The corrected invoice is in your mailbox, the old one is cancelled."),
            asks(48, "Received. Very quick."),
            closes(30, JONAS),
            rates(20, 5),
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
