"""What the shop sells."""

from demo.catalogue import Choice, Option, Picture, Product, Review

WOOD = Choice(
    "finish",
    "Finish",
    (
        Option("natural", "Natural oak"),
        Option("smoked", "Smoked oak", 40),
        Option("black", "Black oak", 40),
    ),
    usual="natural",
    swatches=True,
)

ASK = Product(
    slug="ask-dining-table",
    name="Ask dining table",
    short="Ask",
    kind="Dining tables",
    price=1290,
    line="Solid oak, seats four to eight",
    summary="Solid oak, planed and oiled by hand in Bergen. Seats six, and eight with the extension leaf.",
    pictures=(
        Picture("table-room.webp", "The Ask table with four Lom chairs under a white lamp", cutout=False),
        Picture("table-side.webp", "The Ask table from the long side, with a vase", cutout=False),
        Picture("table-detail.webp", "Corner of the Ask table: the leg meets the top", cutout=False),
        Picture("table-bench.webp", "The Ask table with the Lund bench along one side", cutout=False),
        Picture("table-smoked.webp", "The Ask table in smoked oak"),
    ),
    card=Picture("table-natural.webp", "The Ask table in natural oak"),
    choices=(
        Choice(
            "finish",
            "Finish",
            (
                Option("natural", "Natural oak", 0, picture="table-room.webp"),
                Option("smoked", "Smoked oak", 100, picture="table-smoked.webp"),
                Option("black", "Black oak", 100),
            ),
            usual="natural",
            swatches=True,
        ),
        Choice(
            "length",
            "Length",
            (
                Option("160", "160 cm", -100, "seats 4"),
                Option("180", "180 cm", 0, "seats 6"),
                Option("220", "220 cm", 200, "seats 8"),
            ),
            usual="180",
            hint="width 90 cm, height 74 cm",
        ),
    ),
    details={
        "Wood": "European oak, FSC certified, boards of full length",
        "Top": "28 mm thick, bevelled underneath",
        "Weight": "38 kg at 160 cm, 43 kg at 180 cm, 54 kg at 220 cm",
        "Legs": "Four bolts each; they come off with the key in the drawer",
        "Extension leaf": "50 cm, stored on its own hooks, €240",
        "Care": "Oil twice a year; a bottle comes with the table",
    },
    goes_with=("lom-chair", "lund-bench", "glim-lamp", "moss-shelf"),
    reviews=(
        Review(
            "Ellen B.",
            "Hamburg",
            5,
            "Two people carried it up three floors and put the legs on. Calmer grain than in the pictures.",
        ),
        Review(
            "Pieter V.",
            "Utrecht",
            5,
            "A year with two small children. One evening with the oil and it looked new.",
        ),
        Review(
            "Sofia M.",
            "Bologna",
            4,
            "Beautiful top. The extension leaf is a little lighter, it darkens with time.",
        ),
    ),
    score="4.8",
    review_count=212,
)

LOM = Product(
    slug="lom-chair",
    name="Lom chair",
    short="Lom",
    kind="Chairs",
    price=279,
    line="Bent oak back, wool seat",
    summary="A light dining chair with a bent oak back. The wool seat comes off for cleaning.",
    pictures=(
        Picture("chair.webp", "The Lom chair in natural oak with an undyed wool seat"),
        Picture("table-room.webp", "Four Lom chairs around the Ask table", cutout=False),
    ),
    card=Picture("chair.webp", "The Lom chair in natural oak with an undyed wool seat"),
    choices=(
        WOOD,
        Choice(
            "seat",
            "Seat",
            (
                Option("undyed", "Undyed wool", 0, "off-white"),
                Option("moss", "Moss wool", 0, "grey-green"),
                Option("leather", "Leather", 60, "cognac"),
            ),
            usual="undyed",
            hint="height 46 cm",
        ),
    ),
    details={
        "Size": "49 cm wide, 52 cm deep, 79 cm high, seat at 46 cm",
        "Weight": "5.2 kg, carries 130 kg",
        "Wood": "European oak, FSC certified; the back is one bent piece",
        "Seat": "Wool from Røros on a woven base, held by four buttons",
        "Feet": "Felt pads included, a spare set under the seat",
        "Care": "Wash the cover at 30 degrees, oil the frame once a year",
    },
    goes_with=("ask-dining-table", "lund-bench", "krakk-stool", "glim-lamp"),
    reviews=(
        Review(
            "Henrik D.",
            "Aarhus",
            5,
            "Six of them for four years. One back came loose; Jonas sent the glue and a clamp.",
        ),
        Review("Ines C.", "Porto", 5, "Lighter than it looks, and quiet on a stone floor."),
        Review(
            "Lukas M.",
            "Graz",
            4,
            "Comfortable for a long dinner. I would like the seat two centimetres deeper.",
        ),
    ),
    score="4.7",
    review_count=168,
)

LUND = Product(
    slug="lund-bench",
    name="Lund bench",
    short="Lund",
    kind="Benches",
    price=540,
    line="For the long side of the Ask",
    summary="Three people on one piece of oak. Slides under the Ask table, or stands in the hall.",
    pictures=(
        Picture("bench.webp", "The Lund bench in natural oak"),
        Picture("table-bench.webp", "The Lund bench along the Ask table", cutout=False),
    ),
    card=Picture("bench.webp", "The Lund bench in natural oak"),
    choices=(
        WOOD,
        Choice(
            "length",
            "Length",
            (
                Option("140", "140 cm", -40, "fits Ask 160"),
                Option("160", "160 cm", 0, "fits Ask 180"),
                Option("200", "200 cm", 60, "fits Ask 220"),
            ),
            usual="160",
            hint="depth 34 cm, height 45 cm",
        ),
    ),
    details={
        "Weight": "14 kg at 160 cm, carries 300 kg",
        "Wood": "European oak, FSC certified, one board",
        "Legs": "Turned, wedged from above",
        "Care": "Oil once a year",
    },
    goes_with=("ask-dining-table", "lom-chair", "glim-lamp", "krakk-stool"),
)

KRAKK = Product(
    slug="krakk-stool",
    name="Krakk stool",
    short="Krakk",
    kind="Chairs",
    price=169,
    line="Three legs, never wobbles",
    summary="Stands on any floor, because it has three legs. Also a bedside table, or a plant stand.",
    pictures=(Picture("stool.webp", "The Krakk stool in natural oak"),),
    card=Picture("stool.webp", "The Krakk stool in natural oak"),
    choices=(WOOD,),
    details={
        "Size": "36 cm across, 45 cm high",
        "Weight": "3.1 kg, carries 130 kg",
        "Wood": "Offcuts of the Ask tops, so the grain differs",
        "Care": "Oil when it looks dry",
    },
    goes_with=("ask-dining-table", "lom-chair", "moss-shelf", "glim-lamp"),
)

MOSS = Product(
    slug="moss-shelf",
    name="Moss shelf",
    short="Moss",
    kind="Shelves",
    price=690,
    line="Five boards, no tools",
    summary="Five boards hang in two ladders and lock by their own weight. Ten minutes, no tools.",
    pictures=(Picture("shelf.webp", "The Moss shelf with books and a vase"),),
    card=Picture("shelf.webp", "The Moss shelf with books and a vase"),
    choices=(WOOD,),
    details={
        "Size": "84 cm wide, 32 cm deep, 190 cm high",
        "Weight": "27 kg, each board carries 25 kg",
        "Wood": "European oak, FSC certified",
        "Wall": "Two brackets are included; please use them where children live",
    },
    goes_with=("ask-dining-table", "krakk-stool", "glim-lamp", "lund-bench"),
    days=4,
)

GLIM = Product(
    slug="glim-lamp",
    name="Glim lamp",
    short="Glim",
    kind="Lamps",
    price=210,
    line="Spun steel, warm light",
    summary="A spun steel shade keeps the light on the table and out of your eyes.",
    pictures=(
        Picture("lamp.webp", "The Glim lamp in fjord green"),
        Picture("table-room.webp", "A white Glim lamp above the Ask table", cutout=False),
    ),
    card=Picture("lamp.webp", "The Glim lamp in fjord green"),
    choices=(
        Choice(
            "colour",
            "Colour",
            (Option("fjord", "Fjord green"), Option("white", "White")),
            usual="fjord",
            swatches=True,
        ),
    ),
    details={
        "Size": "42 cm across, 24 cm high, 3 m of textile cord",
        "Bulb": "E27, up to 60 W; one of 7 W and 2700 K is included",
        "Hanging": "Ceiling cup and hook included",
        "Care": "A dry cloth",
    },
    goes_with=("ask-dining-table", "lom-chair", "moss-shelf", "lund-bench"),
)

PRODUCTS: dict[str, Product] = {product.slug: product for product in (ASK, LOM, LUND, KRAKK, MOSS, GLIM)}
