"""What went wrong, and whether it was put right."""

from demo.people import ASK_PAGE, DANIEL, DELIVERY_PAGE, NADIA, RUTH, SHELF_PAGE, THEO, TOMASZ
from demo.telling import (
    JONAS,
    MARA,
    SUPPORT,
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

COMPLAINTS: tuple[Story, ...] = (
    Story(
        "demo-wrong-oak",
        Opening(37, "10:54", RUTH, SUPPORT, SHELF_PAGE),
        "My Moss shelf came today, FW-10271. I ordered natural oak and this is smoked.",
        (
            takes(39, JONAS),
            jonas(
                64, "Hello Ruth, I am sorry. The order says natural, we packed the wrong one. That is on us."
            ),
            asks(51, "I have already unpacked all of it. What happens now?"),
            jonas(46, "We bring the natural one and take this away in the same visit. You pack nothing."),
            asks(42, "How long? My books are in boxes since the move."),
            passes(
                35, JONAS, MARA, "Wrong finish, our mistake. Can the next van to Dublin take a natural Moss?"
            ),
            mara(
                190,
                "Hello Ruth, Mara here. It is on the van that leaves tonight, with you in eight working days.",
            ),
            mara(37, "Please put the smoked one up until then and use it. Marks do not matter."),
            asks(68, "Oh, that is decent. So I need not live out of boxes."),
            mara(33, "No. Write here when it stands, so that I know it is right this time."),
            asks(29, "I will. Thank you."),
            closes(80, MARA),
            rates(60, 5, "They made a mistake and then did everything right."),
        ),
    ),
    Story(
        "demo-scratch",
        Opening(28, "16:04", THEO, SUPPORT, ASK_PAGE),
        "The crew left an hour ago and there is a scratch of 20 cm across the new table. FW-10339.",
        (
            takes(44, JONAS),
            jonas(58, "Hello Théo, I am sorry, that is no way to start. Can you feel it with a fingernail?"),
            asks(49, "A little. You see it only when the sun is on it, but it is new."),
            jonas(63, "Two ways: a joiner planes and oils it at your place, or we bring another top."),
            asks(77, "I do not want the house full of people again. Is there something else?"),
            passes(38, JONAS, MARA, "He would rather keep it. Can we take something off? The top is 1290."),
            mara(
                72,
                "Hello Théo, Mara here. Then keep it with €120 back, and the joiner is yours any time later.",
            ),
            asks(110, "That is fair. I agree."),
            mara(41, "The money is on its way, five days at most. And the crew has been told."),
            closes(90, MARA),
            rates(75, 4, "Annoying, but fairly settled."),
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
            notes(30, JONAS, "Second missing bracket in two weeks, both from the Tuesday batch. Told Ruth."),
            jonas(
                58,
                "I understand. The tracking link comes by e-mail within the hour; I look at it again tomorrow at noon.",
            ),
            closes(600, JONAS),
            rates(900, 2, "Friendly, but I took a day off for this."),
        ),
    ),
    Story(
        "demo-late-twice",
        Opening(19, "9:06", DANIEL, SUPPORT, DELIVERY_PAGE),
        "FW-10402 was promised for two mornings now. Nobody came, nobody called. Where is my table?",
        (
            takes(160, JONAS),
            jonas(70, "Good morning Daniel. I am sorry, you waited twice. I call the depot in Prague now."),
            asks(35, "You said the same the first time, on the phone."),
            jonas(
                480,
                "It stands in Prague. The first time the van broke down, the second time it was left off the list.",
            ),
            asks(52, "So it was forgotten."),
            jonas(41, "Yes, it was forgotten."),
            asks(66, "I took two days off. Who pays me for them?"),
            passes(
                45,
                JONAS,
                MARA,
                "Two missed days, our depot's fault. He wants his days off paid, that is not mine to decide.",
            ),
            mara(95, "Hello Daniel, Mara here. I can give back the €49 and €60 more. Wages I cannot pay."),
            asks(48, "That is not even one day."),
            mara(
                57,
                "I know it is not. It comes tomorrow between 8:00 and 12:00, and I call you when it leaves.",
            ),
            asks(39, "I will not stay at home a third time. Cancel the order."),
            mara(
                120,
                "It is cancelled, and €1,339 go back to your card today. I am sorry that it ends like this.",
            ),
            notes(
                50, MARA, "Lost through the Prague depot, the third time this year. Ruth speaks with them."
            ),
            closes(40, MARA),
            rates(35, 1, "Two days off work and no table. Polite people do not replace a driver."),
        ),
    ),
    Story(
        "demo-brackets-here",
        Opening(17, "13:52", TOMASZ, SUPPORT, SHELF_PAGE),
        "Hello, the brackets came the next morning as you said. The shelf is fixed, the children can climb.",
        (
            takes(40, JONAS),
            jonas(49, "Hello Tomasz, thank you for telling me. They had better not: a board carries 25 kg."),
            asks(36, "The small one weighs 11. But understood."),
            jonas(32, "I am sorry again about your day off. A bottle of oil is in the post for you."),
            asks(41, "That was not necessary. Thank you."),
            closes(60, JONAS),
        ),
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
)
