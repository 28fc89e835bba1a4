from datetime import date
from decimal import Decimal

import pytest

from bot.llm.facts import names, negative, numbers, quoted, unknown_numbers


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,380万吨", 13_800_000, "吨"),
        ("两万一千辆", 21_000, "辆"),
        ("2.1万辆", 21_000, "辆"),
        ("21000辆", 21_000, "辆"),
        ("百分之五十", 50, "%"),
        ("50％", 50, "%"),
        ("三亿二千万元", 320_000_000, "元"),
        ("二〇三一年", 2031, "年"),
        ("十二号", 12, "日"),
        ("第七届", 7, ""),
    ],
)
def test_a_number_is_its_value_however_it_is_written(text: str, value: int, unit: str) -> None:
    """Figures, characters and scales come to one value."""
    assert numbers(text) == {(Decimal(value), unit)}


def test_words_that_count_nothing_are_no_numbers() -> None:
    """一个, 十分 and 万一 name no amount."""
    assert numbers("一个老百姓十分担心，万一下雨呢") == frozenset()


def test_the_day_of_publication_completes_days() -> None:
    """28日 in a report of 2 May is of April."""
    known = numbers("28日贯通", date(2031, 5, 2))
    assert (Decimal(4), "月") in known
    assert (Decimal(2031), "年") in known


def test_a_number_with_another_unit_is_unknown() -> None:
    """7.4米 is not 7.4公里; a unit that was left out does not matter."""
    known = numbers("全长7.4公里，来自23个国家")
    assert unknown_numbers(numbers("7.4米"), known) == {(Decimal("7.4"), "米")}
    assert unknown_numbers(numbers("23国"), known) == frozenset()
    assert unknown_numbers(numbers("13国"), known) == {(Decimal(13), "")}


def test_names_and_quotations_are_found() -> None:
    """Places, persons and Latin words are names; quotation and title marks hold quotations."""
    assert "c919" in set(names("首架Ｃ９１９客机"))
    assert "北京" in set(names("他昨天到了北京"))
    assert list(quoted("他说“路 通了”，并读了《山路》")) == ["路通了", "山路"]


@pytest.mark.parametrize(("text", "denies"), [("没有发生事故", True), ("他拒绝回答", True), ("不少人到场", False)])
def test_denial(text: str, denies: bool) -> None:
    """Only words that deny count, not every 不."""
    assert negative(text) is denies
