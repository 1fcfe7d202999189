"""What the widget says: one table of words in the browser, whatever was loaded before."""

from visitors.widget_texts import CONSENT, FRAME, LAUNCHER, PAGE, PARTS, SHELL


def test_a_word_means_the_same_in_every_part() -> None:
    meant: dict[str, set[str]] = {}
    for table in (LAUNCHER, SHELL, FRAME, PAGE, CONSENT, *PARTS.values()):
        for key, text in table.items():
            meant.setdefault(key, set()).add(text)
    assert {key: texts for key, texts in meant.items() if len(texts) > 1} == {}
