"""Stock, prices and far countries: what people ask before they order."""

from demo.people import (
    ANJA,
    ANNA,
    ASK_PAGE,
    BENCH_PAGE,
    DELIVERY_PAGE,
    FREYA,
    HOME_PAGE,
    JOOST,
    LATE_VISITOR,
    LOM_PAGE,
    PIETER,
    SOMEBODY,
)
from demo.telling import MARA, SALES, VISITOR, Opening, Story, asks, closes, mara, notes, rates, takes

BUYING: tuple[Story, ...] = (
    Story(
        "demo-twelve-chairs",
        Opening(38, "13:07", ANNA, SALES, LOM_PAGE, "https://www.linkedin.com/"),
        "Hello, we need twelve Lom chairs for a meeting room in Tampere. Black oak, leather seat.",
        (
            takes(33, MARA),
            mara(
                57, "Hello Anna. That chair is €379: 279, plus 40 for the black oak and 60 for the leather."
            ),
            mara(28, "Twelve come to €4,548 with VAT, and €49 for the delivery to Finland."),
            asks(71, "Are twelve of them in stock?"),
            mara(96, "Four are. The other eight would be made for you, that takes five weeks."),
            asks(64, "Could you send the four first? We have guests at the end of the month."),
            mara(42, "Yes. Four leave now and take eight working days, you pay the delivery only once."),
            notes(
                25,
                MARA,
                "Two deliveries, charge one. Leather of all twelve from one batch, told the workshop.",
            ),
            asks(58, "Very good. Do they mark a wooden floor? People here lean back."),
            mara(
                47, "There is felt under every foot and a spare set under the seat. And each carries 130 kg."
            ),
            asks(39, "And the leather, does coffee come out?"),
            mara(
                53, "Wiped at once, yes. After an hour it stays as a shadow; the cognac hides it fairly well."
            ),
            asks(44, "Honest. Can we pay by invoice?"),
            mara(36, "Yes, thirty days. Write the company's name in the order and tick invoice."),
            asks(51, "Done, FW-10324. Thank you Mara."),
            closes(80, MARA),
            rates(60, 5, "She thought of the four chairs first and the bill later."),
        ),
    ),
    Story(
        "demo-iceland",
        Opening(36, "16:12", FREYA, SALES, DELIVERY_PAGE),
        "Hi, do you ship to Reykjavík? I only find the EU and Scandinavia on the page.",
        (
            takes(41, MARA),
            mara(50, "Hi Freyja, I am sorry, not yet. Our vans go as far as the table on that page says."),
            asks(62, "What if I send a forwarder to Bergen?"),
            mara(
                58,
                "Then we pack it for the sea, free, and they collect it. The repairs for life stay yours too.",
            ),
            asks(35, "I will ask what that costs. Thanks."),
            closes(90, MARA),
            rates(30, 3),
        ),
    ),
    Story(
        "demo-too-late",
        Opening(18, "12:04", LATE_VISITOR, SALES, ASK_PAGE, "https://www.google.com/"),
        "Hi, is the 220 in black oak in stock? I would order today.",
        (
            asks(420, "Hello, is somebody there?"),
            asks(780, "I have to go back to work. Never mind."),
            takes(540, MARA),
            mara(
                45, "I am sorry, I was at the workshop and saw this half an hour late. Yes, two are in stock."
            ),
            mara(40, "If you come back, write here: I keep one aside for you for three days."),
            notes(
                30,
                MARA,
                "Nobody covers sales over lunch. Asked Ruth whether Jonas can look in from 12 to 13.",
            ),
            closes(720, MARA),
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
        "demo-zwei-mehr",
        Opening(13, "15:16", ANJA, SALES, LOM_PAGE),
        "Guten Tag, Tisch und Stühle sind da und wunderschön. Jetzt fehlen mir doch zwei Lom für Gäste.",
        (
            takes(21, MARA),
            mara(46, "Guten Tag, Frau Vogel, das freut mich. Dieselben, Eiche natur mit ungefärbter Wolle?"),
            asks(32, "Genau die. Fallen dafür Versandkosten an?"),
            mara(
                29, "Nein, zwei kosten 558 € und ab 500 € ist es frei. Sechs Werktage wie beim letzten Mal."
            ),
            asks(41, "Sehr gut, ich bestelle gleich."),
            closes(60, MARA),
        ),
    ),
    Story(
        "demo-nobody",
        Opening(9, "17:56", SOMEBODY, SALES, HOME_PAGE),
        "Hei, er butikken i Bergen åpen på lørdag?",
        (closes(410, VISITOR),),
    ),
    Story(
        "demo-leaf-later",
        Opening(6, "9:58", JOOST, SALES, ASK_PAGE),
        "Can I add the extension leaf later, or has the table to be made for it?",
        (
            takes(15, MARA),
            mara(
                40,
                "Every Ask has the rails and the hooks, so you can add it any time. It is 50 cm and costs €240.",
            ),
            asks(58, "So why would I buy it now?"),
            mara(
                55,
                "Two reasons: it comes from the same log, and with the table it travels free. Later it is €49.",
            ),
            asks(47, "Clear. And in three years the colour differs?"),
            mara(38, "At first. A month in the light and you have to look for the difference."),
            asks(26, "Then with the table. Bedankt."),
            closes(75, MARA),
        ),
    ),
)
