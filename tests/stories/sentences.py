"""What is said in the walk through every state, in three scripts: one from right to left, one without spaces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentences:
    """One conversation of the shop, as its visitor and its staff say it."""

    departments: tuple[str, str, str]
    order: str
    name: str
    first: str
    stock: tuple[str, str]
    stairs: str
    fits: str
    choose: str
    replies: tuple[str, str]
    here: str
    cards: tuple[tuple[str, str, str], tuple[str, str, str]]
    where: str
    fields: tuple[str, str, str]
    woods: tuple[str, str]
    when: str
    draft: str
    waits: str
    bye: str
    later: str
    praise: str


SENTENCES = {
    "en": Sentences(
        departments=("Sales", "Support", "Workshop"),
        order="Order number",
        name="Ingrid Solheim",
        first="Is the Ask table in stock in smoked oak, 180 cm?",
        stock=("Four left in smoked oak, 180 cm.", "They leave on Thursday: https://fjordwood.example/ask"),
        stairs="Stairs are 102 cm wide. Will it fit?",
        fits="It will, the top is 90 cm. We carry it up to any floor, free of charge.",
        choose="Shall I keep one for you?",
        replies=("Reserve one", "Show it in natural oak"),
        here="Both are here until Thursday.",
        cards=(
            ("Ask in smoked oak", "180 cm, four left", "This one"),
            ("Ask in natural oak", "200 cm", "That one"),
        ),
        where="Where shall it go?",
        fields=("Your name", "E-mail", "Wood"),
        woods=("Smoked oak", "Natural oak"),
        when="When may we come?",
        draft="Keep one until Friday?",
        waits="Written without a network",
        bye="Your table is set for Thursday. Sleep well in the new flat.",
        later="One more thing: the oil is in the parcel.",
        praise="She checked the stairs with me",
    ),
    "ar": Sentences(
        departments=("المبيعات", "الدعم", "الورشة"),
        order="رقم الطلب",
        name="ليلى حداد",
        first="هل طاولة Ask بطول 180 سم متوفّرة بخشب البلوط المدخّن؟",
        stock=("نعم، بقيت أربع بطول 180 سم.", "تُشحن يوم الخميس: https://fjordwood.example/ask"),
        stairs="عرض الدرج 102 سم، هل تمرّ؟",
        fits="نعم، عرض الطاولة 90 سم. نحملها إلى بيتك في أي طابق دون رسوم إضافية.",
        choose="هل أحتفظ لك بواحدة؟",
        replies=("احجز واحدة", "أرني البلوط الطبيعي"),
        here="كلتاهما هنا حتى يوم الخميس.",
        cards=(
            ("طاولة Ask بلوط مدخّن", "180 سم، بقيت أربع", "هذه"),
            ("طاولة Ask بلوط طبيعي", "200 سم", "تلك"),
        ),
        where="إلى أين نوصلها؟",
        fields=("الاسم", "البريد الإلكتروني", "الخشب"),
        woods=("بلوط مدخّن", "بلوط طبيعي"),
        when="متى يمكننا المجيء؟",
        draft="هل تحتفظون بواحدة حتى الجمعة؟",
        waits="كُتبت بلا شبكة",
        bye="موعد طاولتك يوم الخميس. هنيئًا لك بالبيت الجديد.",
        later="أمر أخير: الزيت داخل الطرد.",
        praise="تحققت معي من عرض الدرج",
    ),
    "ja": Sentences(
        departments=("販売", "サポート", "工房"),
        order="注文番号",
        name="佐藤 愛子",
        first="Askテーブルのスモークオーク、180cmは在庫がありますか？",
        stock=(
            "はい、180cmのスモークオークは残り4台です。",
            "木曜日に出荷します: https://fjordwood.example/ask",
        ),
        stairs="階段の幅は102cmです。通りますか？",
        fits="通ります。天板は90cmです。どの階でも追加料金なしでお部屋までお運びします。",
        choose="1台お取り置きしましょうか？",
        replies=("1台取り置く", "ナチュラルオークを見る"),
        here="どちらも木曜日まで店頭にあります。",
        cards=(
            ("Ask スモークオーク", "180cm、残り4台", "こちら"),
            ("Ask ナチュラルオーク", "200cm", "そちら"),
        ),
        where="お届け先を教えてください。",
        fields=("お名前", "メールアドレス", "木の種類"),
        woods=("スモークオーク", "ナチュラルオーク"),
        when="いつお伺いすればよいですか？",
        draft="金曜日まで取り置きできますか？",
        waits="回線のないところで書きました",
        bye="木曜日にお届けします。新しいお部屋でごゆっくりお過ごしください。",
        later="もう一つ、オイルは箱の中に入っています。",
        praise="階段の幅まで一緒に確認してくれました",
    ),
}
