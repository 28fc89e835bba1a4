"""The installed command as its own process: what it loads, and how it ends."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.commands.opening import Parts
from tests import newsroom
from tests.commands import Run as Start
from tests.commands import processes

_WENXUN = Path(sys.executable).with_name("wenxun")
_INTERRUPTED = "\n错误：已中断，原有索引和设置没有改动。\n"


@pytest.fixture
def start(newsroom_parts: Parts, tmp_path: Path) -> Iterator[Start]:
    """Give a way to start the command in an empty folder; what still runs at the end is killed."""
    with processes(tmp_path) as run:
        yield partial(run, settings={"INDEX_DIR": str(newsroom_parts.index_dir)})


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no account of memory to read")
def test_asking_loads_no_torch_and_little_else(start: Start) -> None:
    """Neither torch, nor what would bring it along, nor the servers; at most 400 MB in all."""
    code = (
        "import json, pathlib, re, sys\n"
        "from bot.cli import main\n"
        "try:\n    main(['ask', '云川大桥何时正式通车？', '--json'])\n"
        "except SystemExit as ended:\n    status = ended.code\n"
        "heavy = {'torch', 'sentence_transformers', 'jieba', 'fastapi', 'telegram'} & set(sys.modules)\n"
        # The most that this process ever held, in kB; `getrusage` would count what it was forked from.
        "most = re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]\n"
        "print(json.dumps([status, sorted(heavy), int(most) // 1024]))\n"
    )
    out, err = start(sys.executable, "-c", code).communicate()
    answer, (status, heavy, megabytes) = map(json.loads, out.splitlines())
    assert (answer["results"][0]["article_id"], status, heavy, err) == ("bridge-open", 0, [], "")
    assert megabytes <= 400


def test_wrong_input_is_one_line_and_no_traceback(start: Start) -> None:
    """Also from the installed command itself."""
    asking = start(_WENXUN, "ask", "桥", "--since", "2024-13-01")
    out, err = asking.communicate()
    assert (asking.returncode, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("错误：--since 的值不对：「2024-13-01」不是一个日期")


def test_interrupting_a_rebuild(start: Start, newsroom_parts: Parts, tmp_path: Path) -> None:
    """Ctrl-C in the middle: one sentence, status 1, nothing left behind, and the old index answers."""
    path = tmp_path / "many.jsonl"
    row = {"title": "渡轮时刻", "published": "2024-01-01"}
    path.write_text(
        "".join(
            json.dumps({**row, "body": f"鹭汀{n}号渡轮清晨六点开船，傍晚七点收班。" * 8}) + "\n" for n in range(20_000)
        ),
        encoding="utf-8",
    )
    index_dir = tmp_path / "index"
    first = start(_WENXUN, "rebuild", newsroom.write(tmp_path), "--index", index_dir)
    first.communicate()
    assert first.returncode == 0
    before = (index_dir / "CURRENT").read_bytes()
    second = start(_WENXUN, "rebuild", path, "--index", index_dir)
    _until(second, lambda: any(index_dir.glob(".making-*/*")))
    second.send_signal(signal.SIGINT)
    out, err = second.communicate()
    assert (second.returncode, out, err) == (1, "", _INTERRUPTED)
    assert (index_dir / "CURRENT").read_bytes() == before
    assert not list(index_dir.glob(".making-*"))
    out, _ = start(_WENXUN, "ask", "云川大桥何时正式通车？", "--json", "--index", index_dir).communicate()
    assert json.loads(out)["results"][0]["article_id"] == "bridge-open"


def test_a_server_ends_with_ctrl_c(start: Start) -> None:
    """It answers, and Ctrl-C is no error."""
    serving = start(_WENXUN, "serve", "--port", "0")
    assert serving.stderr is not None
    said = next(line for line in serving.stderr if "就绪" in line)
    url = said.split("：")[1].split("/ ")[0]
    with urllib.request.urlopen(f"{url}/v1/ask?q=%E4%BA%91%E5%B7%9D%E5%A4%A7%E6%A1%A5") as response:
        assert json.load(response)["results"][0]["article_id"].startswith("bridge-")
    serving.send_signal(signal.SIGINT)
    _, err = serving.communicate()
    assert serving.returncode == 0
    assert err.endswith("问讯已停止。\n")
    assert "Traceback" not in err


def test_a_reader_that_goes_away(start: Start, tmp_path: Path) -> None:
    """`wenxun search | head -1`: no complaint, and nothing hangs."""
    rows = "".join(json.dumps({"qid": n, "question": "云川大桥海棠港青岚省"}) + "\n" for n in range(300))
    (tmp_path / "q.jsonl").write_text(rows, encoding="utf-8")
    searching = start(_WENXUN, "search", "--batch", "q.jsonl")
    assert searching.stdout is not None
    assert searching.stdout.readline().startswith('{"qid": 0')
    searching.stdout.close()
    assert searching.stderr is not None
    assert searching.stderr.read() == ""
    assert searching.wait() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_is_full(start: Start) -> None:
    """One sentence that says where to look."""
    with Path("/dev/full").open("w") as full:
        asking = start(_WENXUN, "ask", "云川大桥", stdout=full)
        _, err = asking.communicate()
    assert asking.returncode == 1
    assert err.startswith("错误：输出写不下去：")
    assert err.count("\n") == 1


def _until(process: "subprocess.Popen[str]", reached: Callable[[], bool]) -> None:
    """Watch a process until something is reached; it must not have ended before."""
    until = time.monotonic() + 120
    while not reached():
        assert time.monotonic() < until
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(process.communicate())
