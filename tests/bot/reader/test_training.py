"""What the reader learns from: cases with and without their answer."""

import json
import random
from pathlib import Path

import pytest

from bot.reader.training import Case, by_answer, cases, example, main, unanswered, without
from embeddings.encoding.late_interaction import shipped

#: Twelve stories, each with its own name, day and sum.
_MORE = (
    "沿线居民以后出行更加方便，公交公司将开通三条新线路，学校和医院也会增加班车，"
    "周边村镇的农产品可以更快运进城里，当地旅游业也有望迎来新的发展机会。"
)
STORIES = [
    (f"{name}大桥通车", f"{name}大桥{day}日正式通车。{name}大桥总投资{day + 20}亿元，全长三公里。{_MORE}", day)
    for day, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑", start=1)
]


def corpus(folder: Path) -> Path:
    """Write the stories with two questions each."""
    passages = [{"passage_id": str(day), "title": title, "passage": text} for title, text, day in STORIES]
    questions = [
        {"passage_id": str(day), "question": question, "answer": answer}
        for title, _, day in STORIES
        for question, answer in ((f"{title[:3]}哪天通车", f"{day}日"), (f"{title[:3]}花了多少钱", f"{day + 20}亿元"))
    ]
    for name, rows in (("passages", passages), ("questions", questions)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_sentences_are_parted_by_the_answer() -> None:
    """A sentence that holds any of the places of the answer answers."""
    text = "一号开工。二号通车，三号开放。二号下雨。"
    answering, idle = by_answer(text, "二号")
    assert [text[slice(*span)] for span in answering] == ["二号通车，三号开放。", "二号下雨。"]
    assert [text[slice(*span)] for span in idle] == ["一号开工。"]
    assert without(text, set(answering)) == "一号开工。"
    assert by_answer(text, "四号") == ([], [(0, 5), (5, 15), (15, 20)])


def test_an_example_marks_every_place_of_the_answer() -> None:
    """Tokens that share a character with it are marked, in the text alone."""
    text = "大桥5月2日通车。5月2日晴。"
    made = example(shipped(), "哪天通车", "5月2日快讯", text, "5月2日")
    marked = [
        (start, end)
        for start, end, is_in in zip(made.given.starts, made.given.ends, made.answers, strict=True)
        if is_in
    ]
    assert "".join(text[start:end] for start, end in marked) == "5月2日5月2日"
    assert not example(shipped(), "哪天通车", "", text, "6月3日").answers.any()
    assert not example(shipped(), "哪天通车", "", text, "").answers.any()


def test_cases_hold_the_same_question_with_and_without_its_answer(tmp_path: Path) -> None:
    """Every twelfth passage is held out; neither the cut passage nor rivals hold the answer."""
    made = list(cases(shipped(), corpus(tmp_path), random.Random(0)))
    assert len(made) == 24
    assert sum(is_held_out for is_held_out, _ in made) == 2
    for _, case in made:
        assert case.answered.answers.any()
        assert case.cut is not None
        assert not case.cut.answers.any()
        assert case.rivals
        assert not any(rival.answers.any() for rival in case.rivals)
        assert case.rivals[0].given.question.kind == case.answered.given.question.kind


def test_a_question_without_its_answer_is_the_cut_passage_or_a_rival() -> None:
    """Each has its turn; what there is not is not given."""
    whole, cut, rival = (example(shipped(), "哪天通车", "", text, "") for text in ("一日通车。", "晴。", "雨。"))
    chance = random.Random(0)
    given = {id(unanswered(Case(whole, cut, [rival]), chance)) for _ in range(20)}
    assert given == {id(cut), id(rival)}
    assert unanswered(Case(whole, None, [rival]), chance) is rival
    assert unanswered(Case(whole, cut, []), chance) is cut
    assert unanswered(Case(whole, None, []), chance) is None


def test_training_repeats_itself_and_tells_how_well_it_judges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same seed writes the same weights, and each round prints a line."""
    corpus(tmp_path)
    for name in ("a", "b"):
        main(tmp_path, tmp_path / name, epochs=2)
    lines = capsys.readouterr().out.splitlines()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert lines[:2] == lines[2:]
    assert all(line.startswith("loss ") and "best token answers" in line for line in lines)
