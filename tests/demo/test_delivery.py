from datetime import date

from demo import delivery


def test_the_van_does_not_come_on_sundays() -> None:
    saturday = date(2026, 11, 21)
    assert delivery.earliest(saturday, days=1) == date(2026, 11, 23)


def test_there_are_four_days_to_choose_from_and_the_first_is_the_earliest() -> None:
    thursday = date(2026, 11, 19)
    slots = delivery.slots(thursday, days=2)
    assert [slot.day.day for slot in slots] == [21, 23, 24, 25]
    assert slots[0].day == delivery.earliest(thursday, days=2)
