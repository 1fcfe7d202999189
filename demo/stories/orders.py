"""Invoices, returns and what else is on paper."""

from demo.people import ANNA, BAG_PAGE, CLAIRE, MARC
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

ORDERS: tuple[Story, ...] = (
    Story(
        "demo-two-invoices",
        Opening(21, "9:36", ANNA, SUPPORT, BAG_PAGE),
        "Good morning, the first four chairs are here, thank you. Our bookkeeper asks for one invoice per delivery.",
        (
            takes(42, JONAS),
            jonas(
                66,
                "Good morning Anna. For FW-10324: one over four chairs now, one over eight when they leave?",
            ),
            asks(54, "Yes, and the €49 on the first one, please."),
            jonas(
                88, "Both are in your mailbox: €1,565 with the delivery, and €3,032 with the date left open."
            ),
            asks(73, "She is happy. How are the other eight?"),
            passes(
                30,
                JONAS,
                MARA,
                "Invoices are done. She asks about the other eight, you have the workshop's list.",
            ),
            mara(
                58,
                "Hello again Anna. The frames are bent and drying, the seats are cut. They leave as promised.",
            ),
            asks(34, "Perfect, thank you both."),
            closes(65, MARA),
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
        "demo-remboursement",
        Opening(3, "15:44", CLAIRE, SUPPORT, BAG_PAGE),
        "Bonjour, vous avez repris ma lampe Glim il y a six jours (FW-10420) et je n'ai pas encore l'argent.",
        (
            takes(29, JONAS),
            jonas(
                57,
                "Bonjour Claire. Nous avions promis cinq jours, vous avez raison. Je regarde tout de suite.",
            ),
            jonas(210, "Le virement attendait une signature chez nous. C'est notre faute, je suis désolé."),
            asks(44, "D'accord. Et maintenant ?"),
            jonas(51, "C'est signé et parti : 210 € sur votre compte demain matin."),
            notes(35, JONAS, "Refunds wait when Ruth is away. Asked her to let Mara sign below €500."),
            asks(62, "Merci. La table fumée, elle, reste : elle est magnifique."),
            jonas(31, "Cela fait plaisir à lire. Bonne soirée, Claire."),
            closes(60, JONAS),
            rates(45, 4, "Un jour de retard, mais une explication franche."),
        ),
    ),
)
