import json

from bot.render import as_json
from bot.schema import Answer


def test_object_of_an_answer(found: Answer) -> None:
    """The object is the one that `search --batch` promises, and survives JSON."""
    record = as_json(found)
    assert json.loads(json.dumps(record)) == record
    assert record == {
        "abstained": False,
        "answer": "青川大桥5月6日合龙。",
        "results": [
            {
                "article_id": "bridge",
                "title": "青川大桥<合龙>",
                "published": "2024-05-06T18:30",
                "source": "青川日报",
                "url": "https://example.org/a?x=1&y=2",
                "passage": "青川大桥5月6日合龙。",
                "start": 5,
                "end": 16,
                "score": 1.234568,
                "also": ["bridge-2"],
            },
            {
                "article_id": "bulletin",
                "title": "快讯",
                "published": None,
                "source": None,
                "url": "javascript:alert(1)",
                "passage": "稻米丰收。",
                "start": 0,
                "end": 5,
                "score": 0.5,
                "also": [],
            },
        ],
        "window": {"since": "2024-05-01", "until": "2024-05-31", "words": "2024年5月"},
        "outside": False,
    }


def test_object_of_a_refusal(empty: Answer) -> None:
    """A refusal has no answer and says that it abstained."""
    assert as_json(empty) == {"abstained": True, "answer": None, "results": []}
