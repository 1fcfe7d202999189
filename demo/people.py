"""Who wrote to the shop, and from which of its pages."""

from demo.telling import Page, Person

ELLEN = Person("ellen", "Ellen Brandt", "ellen.brandt@posteo.example", "en-GB", "Europe/Berlin")
SOFIA = Person("sofia", "Sofia Marchetti", "sofia.marchetti@posta.example", "en", "Europe/Rome")
HENRIK = Person("henrik", "Henrik Dahl", "henrik@dahl.example", "da", "Europe/Copenhagen")
LUKAS = Person("lukas", "Lukas Meier", "lukas.meier@post.example", "de-AT", "Europe/Vienna")
TOMASZ = Person("tomasz", "Tomasz Wójcik", "t.wojcik@poczta.example", "en", "Europe/Warsaw")
NADIA = Person("nadia", "Nadia Osman", "nadia.osman@mail.example", "en-GB", "Europe/London")
INES = Person("ines", "Ines Carvalho", "ines@carvalho.example", "en", "Europe/Lisbon")
PIETER = Person("pieter", timezone="Europe/Amsterdam", locale="nl")
SOMEBODY = Person("somebody", locale="nb", timezone="Europe/Oslo")
MARC = Person("marc", "Marc Dubois", "marc.dubois@courriel.example", "fr", "Europe/Paris")

ASK_PAGE = Page("ask-dining-table/", "Ask dining table – Fjordwood")
LOM_PAGE = Page("lom-chair/", "Lom chair – Fjordwood")
BENCH_PAGE = Page("lund-bench/", "Lund bench – Fjordwood")
SHELF_PAGE = Page("moss-shelf/", "Moss shelf – Fjordwood")
DELIVERY_PAGE = Page("delivery/", "Delivery and assembly – Fjordwood")
HOME_PAGE = Page("", "Oak tables from Bergen – Fjordwood")
BAG_PAGE = Page("bag/", "Your bag – Fjordwood")
