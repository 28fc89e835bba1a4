"""Asking and reading over HTTP."""

import httpx

from bot.render import as_json
from bot.schema import Query
from bot.service import Service

QUESTION = "白鹭岭隧道全长多少公里？"


def test_a_date_given_in_part_is_completed(client: httpx.Client) -> None:
    """The day of the article says the year; the words stay as they are."""
    told = client.post("/v1/ask", json={"question": "白鹭岭隧道哪天贯通的？", "k": 1}).json()
    assert told["answer"][slice(*told["span"])] == "5月2日"
    assert told["note"] == "5月2日＝2024年5月2日"


def test_an_answer_carries_its_words_its_article_and_the_reprints(client: httpx.Client) -> None:
    """The answer stands in the passage, which stands in the body; reprints keep their own outlet and day."""
    response = client.post("/v1/ask", json={"question": QUESTION, "k": 1})
    assert response.status_code == 200
    told = response.json()
    assert told["abstained"] is False
    assert told["answer"] == "白鹭岭隧道5月2日全线贯通，全长7.4公里。"
    assert told["answer"][slice(*told["span"])] == "7.4公里"
    assert told["note"] is None
    assert told["window"] is None
    assert told["outside"] is False
    assert told["conversation_id"] is None
    assert told["index"] == {
        "generation": told["index"]["generation"],
        "built_at": told["index"]["built_at"],
        "articles": 5,
        "passages": told["index"]["passages"],
        "newest": "2024-09-18",
    }
    (result,) = told["results"]
    assert (result["article_id"], result["title"]) == ("tunnel-open", "白鹭岭隧道贯通")
    assert (result["source"], result["published"]) == ("山城日报", "2024-05-02T18:30")
    assert result["url"] == "https://example.org/tunnel?page=1&x=2"
    assert result["also"] == ["tunnel-open-again"]
    assert result["reprints"] == [
        {
            "article_id": "tunnel-open-again",
            "title": "白鹭岭隧道昨日贯通",
            "published": "2024-05-03",
            "source": "东江晚报",
            "url": None,
        }
    ]
    body = client.get("/v1/articles/tunnel-open").json()["body"]
    assert body[result["start"] : result["end"]] == result["passage"]
    assert told["answer"] in result["passage"]


def test_both_ways_of_asking_give_what_the_service_gives(client: httpx.Client, service: Service) -> None:
    """POST, GET and `Service.ask` agree on answer and results."""
    expected = as_json(service.ask(Query(QUESTION, k=3)))
    posted = client.post("/v1/ask", json={"question": QUESTION, "k": 3}).json()
    got = client.get("/v1/ask", params={"q": QUESTION, "k": 3}).json()
    for told in (posted, got):
        assert told["answer"] == expected["answer"]
        assert told["abstained"] == expected["abstained"]
        shared = [{name: result[name] for name in expected["results"][0]} for result in told["results"]]
        assert shared == expected["results"]


def test_days_and_outlet_are_walls(client: httpx.Client) -> None:
    """Nothing outside the days or from another outlet comes back."""
    within = client.get("/v1/ask", params={"q": "白鹭岭隧道", "since": "2024-09-01", "until": "2024-09-30"}).json()
    assert [result["article_id"] for result in within["results"]] == ["tunnel-traffic"]
    paper = client.post("/v1/ask", json={"question": "白鹭岭隧道", "source": "山城日报"}).json()
    assert {result["source"] for result in paper["results"]} == {"山城日报"}


def test_nothing_found_is_an_answer_and_no_error(client: httpx.Client) -> None:
    """Where no article may answer, the reply is a refusal without results, status 200."""
    response = client.post("/v1/ask", json={"question": QUESTION, "until": "2001-01-01"})
    assert response.status_code == 200
    told = response.json()
    assert (told["abstained"], told["answer"], told["span"], told["results"]) == (True, None, None, [])


def test_the_time_in_the_question_is_told(client: httpx.Client) -> None:
    """A month in the question comes back as the window that was searched."""
    told = client.get("/v1/ask", params={"q": "2024年9月白鹭岭隧道有什么消息？"}).json()
    assert told["window"] == {"since": "2024-09-01", "until": "2024-09-30", "words": "2024年9月"}


def test_an_article_is_read_whole_and_known_again(client: httpx.Client) -> None:
    """Every stored field comes back, what is no web address is no link; the ETag saves the second reading."""
    response = client.get("/v1/articles/library")
    assert response.json() == {
        "id": "library",
        "title": "南湖图书馆延长开放时间",
        "published": "2024-08-14",
        "source": "山城日报",
        "url": None,
        "authors": [],
        "dateline": None,
        "body": "南湖图书馆从8月20日起每晚开放到十点，<img src=x onerror=alert(1)>自习座位增加到460个。",
    }
    again = client.get("/v1/articles/library", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/v1/articles/library", headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_any_id_can_be_read(client: httpx.Client) -> None:
    """Ids may hold slashes and number signs."""
    assert client.get("/v1/articles/letters%2F2019%237").json()["title"] == "一封没有日期的读者来信"


def test_long_replies_are_compressed_when_asked(client: httpx.Client) -> None:
    """Whoever accepts gzip gets gzip."""
    response = client.get("/v1/ask", params={"q": "白鹭岭隧道"}, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    plain = client.get("/v1/ask", params={"q": "白鹭岭隧道"}, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.json()["answer"] == response.json()["answer"]
