"""Each thing that can be wrong is spotted, and said with what to do about it."""

import asyncio
import json
import shutil
import socket
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.commands import findings_of_telegram
from bot.commands.findings import Finding
from bot.commands.findings_of_engine import engine
from bot.commands.findings_of_places import articles, space, writable
from bot.commands.findings_of_telegram import clock, telegram
from bot.commands.opening import Parts
from embeddings.index.building import go_live
from tests.botapi.server import TOKEN, BotApi, Fault
from tests.terminal import Run


@pytest.fixture
def copied(newsroom_parts: Parts, tmp_path: Path) -> Path:
    """Copy the newsroom's index, for a test to spoil."""
    shutil.copytree(newsroom_parts.index_dir, tmp_path / "copied")
    return tmp_path / "copied"


def wrong(run: Run, *arguments: object) -> list[str]:
    """Run doctor, which must fail, and give what it says is needed."""
    ran = run("doctor", *arguments)
    assert ran.status == 1
    return [line[2:] for line in ran.out.splitlines() if line.startswith("✗")]


def ask_telegram(prepare: Callable[[BotApi], object], token: str = TOKEN) -> list[Finding]:
    """Ask a Bot API server on this machine."""

    async def ask() -> list[Finding]:
        async with BotApi() as api:
            prepare(api)
            return await asyncio.to_thread(lambda: list(telegram(SecretStr(token), api.base_url)))

    return asyncio.run(ask())


def remake(index_dir: Path, **changes: object) -> None:
    """Make the index one whose manifest says something else, properly signed."""
    (live,) = index_dir.glob("g*")
    manifest = json.loads((live / "manifest.json").read_text(encoding="utf-8")) | changes
    making = index_dir / ".making-g000002"
    live.rename(making)
    text = json.dumps(manifest)
    (making / "manifest.json").write_text(text, encoding="utf-8")
    digest = subprocess.run(["sha256sum", making / "manifest.json"], capture_output=True, text=True, check=True)
    go_live(making, digest.stdout.split()[0])


def test_a_missing_index(run: Run) -> None:
    """Told with the command that makes one."""
    assert wrong(run, "--index", "none") == ["还没有索引（none），请先运行 wenxun rebuild。"]


@pytest.mark.parametrize("name", ["articles.sqlite", "sparse/words", "dense.faiss", "manifest.json"])
def test_a_damaged_file(run: Run, copied: Path, name: str) -> None:
    """One bit anywhere is found, and its file named."""
    (live,) = copied.glob("g*")
    (path,) = live.glob(f"**/{name}")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert wrong(run, "--index", copied) == [
        f"索引文件 {Path(name).name} 缺失或已损坏，请运行 wenxun rebuild 重建索引。"
    ]


def test_an_old_format(run: Run, copied: Path) -> None:
    """Told by its number, before anything else of the index is believed."""
    remake(copied, format=0)
    (said,) = wrong(run, "--index", copied)
    assert said.startswith("索引的格式版本是 0")
    assert said.endswith("请运行 wenxun rebuild 重建索引。")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"encoder_id": "other"}, "索引是用另一个模型（other）建的"),
        ({"encoder_digest": "0"}, "索引是用另一个版本的同名模型建的"),
        ({"segmenter": "other"}, "索引是用另一个版本的分词或另一份用户词典建的"),
    ],
)
def test_a_wrong_model(run: Run, copied: Path, changes: dict[str, object], said: str) -> None:
    """Named, with the way out."""
    remake(copied, **changes)
    (line,) = wrong(run, "--index", copied)
    assert line.startswith(said)
    assert "wenxun rebuild" in line


def test_an_index_of_the_future(run: Run, copied: Path) -> None:
    """An index built later than now shows that the clock is behind."""
    remake(copied, built_at=(datetime.now(UTC) + timedelta(hours=3)).isoformat(timespec="seconds"))
    (said,) = wrong(run, "--index", copied)
    assert said.startswith("这台机器的时钟比这个索引建成的时间慢 180 分钟：")


def test_no_disk_space(tmp_path: Path) -> None:
    """What is free is compared with what a rebuild takes."""
    free = shutil.disk_usage(tmp_path).free
    assert space(tmp_path / "index", room=1).good
    finding = space(tmp_path / "index", room=2 * free)
    assert (finding.good, finding.needed) == (False, True)
    assert f"重建索引约要 {2 * free >> 20:,} MB：请腾出空间" in finding.text


def test_an_unwritable_folder(tmp_path: Path) -> None:
    """A folder in which nothing can be written is told by name; one that can be made later is good."""
    assert list(writable(tmp_path, tmp_path / "not" / "yet")) == []
    (finding,) = writable(Path("/proc/self/fdinfo"), tmp_path)
    assert (finding.good, finding.needed) == (False, True)
    assert finding.text.startswith("不能在文件夹 /proc/self/fdinfo 里写")
    assert "换一个文件夹" in finding.text


def test_articles_that_are_missing(tmp_path: Path) -> None:
    """A folder that is not there, or is empty, is told; one with a file is good."""
    assert articles(tmp_path / "none").text.endswith("不存在：放入文章，或设 WENXUN_ARTICLES_DIR")
    assert articles(tmp_path).text.endswith("是空的：放入文章，再运行 wenxun rebuild")
    (tmp_path / "a.txt").write_text("桥", encoding="utf-8")
    assert articles(tmp_path) == Finding(True, False, f"文章文件夹 {tmp_path}")


def test_telegram_that_answers() -> None:
    """The bot is named; nothing is wrong with the clock."""
    assert ask_telegram(lambda api: None) == [Finding(True, False, "Telegram 有应答，机器人是 @wenxun_bot")]


def test_a_bad_token() -> None:
    """Refused by Telegram, and told with who gives another; the token is not shown."""
    (finding,) = ask_telegram(lambda api: None, token="123456:no-such-secret")
    assert (finding.good, finding.needed) == (False, True)
    assert finding.text == "Telegram 不认这个 WENXUN_TELEGRAM_TOKEN：请向 @BotFather 核对或换一个"


def test_telegram_out_of_order() -> None:
    """A fault of Telegram's own is no fault here."""
    (finding,) = ask_telegram(lambda api: api.fail("getMe", Fault("status", 502)))
    assert (finding.good, finding.needed) == (False, False)
    assert finding.text == "Telegram 暂时不能应答（502）：请过一会儿再试"


@pytest.mark.parametrize("token", [TOKEN, "a token\nwith a line break"])
def test_unreachable_telegram(token: str) -> None:
    """Told without the token, and with what still works."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (finding,) = telegram(SecretStr(token), f"http://127.0.0.1:{port}/bot")
    assert (finding.good, finding.needed) == (False, False)
    assert finding.text.startswith("连不上 Telegram（")
    assert "代理" in finding.text
    assert token not in finding.text


@pytest.mark.parametrize(("ahead", "said"), [(7200, "慢 120 分钟"), (-600, "快 10 分钟")])
def test_a_clock_far_off(ahead: float, said: str) -> None:
    """Telegram's own clock is the measure."""
    good, finding = ask_telegram(lambda api: api.set_clock(ahead))
    assert good.good
    assert finding.text.startswith(f"这台机器的时钟比Telegram{said}：")
    assert "校准系统时间" in finding.text


def test_a_clock_a_little_off_is_good() -> None:
    """Minutes do not move yesterday."""
    now = datetime.now(UTC)
    assert list(clock(now, "Telegram", now + timedelta(minutes=4))) == []


def test_unreachable_milvus() -> None:
    """Told by host and port, without the password, and with the way back; one that listens is good."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert list(engine(f"http://127.0.0.1:{port}")) == [Finding(True, True, f"Milvus（127.0.0.1:{port}）连得上")]
    for uri in (f"http://root:geheim@127.0.0.1:{port}", f"https://127.0.0.1:{port}/default", "http://127.0.0.1:99999"):
        (finding,) = engine(uri)
        assert (finding.good, finding.needed) == (False, True)
        assert finding.text.startswith("连不上 Milvus（127.0.0.1:")
        assert "或去掉 WENXUN_ENGINE_URI" in finding.text
        assert "geheim" not in finding.text
    assert list(engine(None)) == []


def test_milvus_in_a_file(tmp_path: Path) -> None:
    """The file is made when it is missing; its folder is not."""
    assert [one.good for one in engine(str(tmp_path / "a.db"))] == [True]
    (finding,) = engine(str(tmp_path / "none" / "a.db"))
    assert not finding.good
    assert "不存在，请先建好它" in finding.text


def test_nobody_is_asked_without_a_token(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings for it, no connection is made at all."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(findings_of_telegram, "BASE_URL", "http://127.0.0.1:9/bot")
    assert run("doctor").status == 0
