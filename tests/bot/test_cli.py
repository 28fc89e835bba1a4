"""Every wrong input is one clear sentence on stderr and exit status 1; nothing is half done."""

import json
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models

from bot.cli import cli
from bot.commands.opening import Parts
from embeddings.index.generations import read_current
from tests.terminal import Fails, Run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "没有「nosuch」这个命令，用法见 wenxun --help。"),
        (["rebuilt"], "没有「rebuilt」这个命令（是不是 rebuild？），用法见 wenxun --help。"),
        (["--nosuch"], "没有 --nosuch 这个选项，用法见 wenxun --help。"),
        (
            ["ask", "桥", "--untill", "2024-01-01"],
            "没有 --untill 这个选项（是不是 --until？），用法见 wenxun ask --help。",
        ),
        (["ask", "桥", "路"], "多出了「路」：问题或路径里有空格时，请用引号括起来，用法见 wenxun ask --help。"),
        (["ask", "桥", "-k"], "-k 后面要有一个值，而且只有一个，用法见 wenxun --help。"),
        (["ask", "桥", "-k", "0"], "-k 的值不对：要 1 到 50 之间的整数，用法见 wenxun ask --help。"),
        (["ask", "桥", "-k", "很多"], "-k 的值不对：要 1 到 50 之间的整数，用法见 wenxun ask --help。"),
        (["search"], "缺少 --batch，用法见 wenxun search --help。"),
        (["eval"], "缺少 QUESTIONS，用法见 wenxun eval --help。"),
        (["search", "--batch", "."], "--batch 的值不对：要一个文件，不是文件夹，用法见 wenxun search --help。"),
        (["serve", "--port", "65536"], "--port 的值不对：要 0 到 65535 之间的整数，用法见 wenxun serve --help。"),
        (["eval", "x", "--part", "半"], "--part 的值不对：只能是 tune、report、all 之一，用法见 wenxun eval --help。"),
    ],
)
def test_wrong_usage(fails: Fails, arguments: list[str], said: str) -> None:
    """It names what is wrong, what was perhaps meant, and where the usage stands."""
    assert fails(*arguments) == said


@pytest.mark.parametrize("day", ["2024-13-01", "2023-02-29", "昨天", "2024/05/02", ""])
def test_days_that_do_not_exist(fails: Fails, day: str) -> None:
    """A day is written as the sentence shows."""
    said = f"--since 的值不对：「{day}」不是一个日期，请写成 2024-05-02 的样子，用法见 wenxun ask --help。"
    assert fails("ask", "桥", "--since", day) == said


def test_index_must_be_a_folder(fails: Fails, tmp_path: Path) -> None:
    """A file is not taken for one, by option or by setting."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert fails("ask", "桥", "--index", "file").startswith("--index 的值不对：要一个文件夹，不是文件")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "问题是空的，请写一句想问的话。"),
        ("问" * 10_000, "问题太长（10000 字），请缩到 500 字以内。"),
        ("\udcff\udcfe", "问题里有残缺的字符，请检查输入的编码，再问一次。"),
    ],
)
def test_questions_that_cannot_be_asked(fails: Fails, question: str, said: str) -> None:
    """Of 0 or 10,000 characters, or of bytes that are no text."""
    assert fails("ask", question) == said


def test_days_the_wrong_way_round(fails: Fails) -> None:
    """The sentence says to swap them."""
    said = fails("ask", "桥", "--since", "2024-05-02", "--until", "2024-05-01")
    assert said == "开始日期 2024-05-02 晚于结束日期 2024-05-01，请对调。"


@pytest.mark.parametrize("command", [["ask", "桥"], ["search", "--batch", "q.jsonl"], ["serve", "--port", "0"]])
def test_no_index_yet(fails: Fails, tmp_path: Path, command: list[str]) -> None:
    """Whoever needs an index says how to get one."""
    (tmp_path / "q.jsonl").write_text('{"qid": 1, "question": "桥"}', encoding="utf-8")
    assert fails(*command, "--index", "none") == "还没有索引（none），请先运行 wenxun rebuild。"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ABSTAIN_BELOW", "abc", "设置 WENXUN_ABSTAIN_BELOW 的值不对，要写 0 到 1 之间的数；请改正或去掉它。"),
        ("ABSTAIN_BELOW", "1.5", "设置 WENXUN_ABSTAIN_BELOW 的值不对，要写 0 到 1 之间的数；请改正或去掉它。"),
        (
            "API_KEYS",
            "geheim",
            '设置 WENXUN_API_KEYS 的值不对，要写成 JSON 数组，如 ["甲钥","sha256:……"]；请改正或去掉它。',
        ),
        ("SEGMENTER", "pkuseg", "设置 WENXUN_SEGMENTER 的值不对，要写 rjieba 或 jieba；请改正或去掉它。"),
        ("MODEL", "/no/such", "没有这个模型文件夹：/no/such。请检查 WENXUN_MODEL，或去掉它以使用自带模型。"),
        (
            "USER_DICTIONARY",
            "none.txt",
            "用户词典 none.txt 读不出来，请让 WENXUN_USER_DICTIONARY 指向一个 UTF-8 的文本文件，或去掉它。",
        ),
    ],
)
def test_settings_that_cannot_be_used(
    fails: Fails, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """The sentence names the setting, and never shows a value that may be secret."""
    monkeypatch.setenv(f"WENXUN_{name}", value)
    assert fails("ask", "桥") == said


def test_an_env_file_that_is_no_text(fails: Fails, tmp_path: Path) -> None:
    """It is read from the working folder and refused by name."""
    (tmp_path / ".env").write_bytes(b"WENXUN_MODEL=\xff\xfe")
    assert fails("ask", "桥").startswith("当前文件夹里的 .env 读不出来")


def test_the_index_of_another_model(fails: Fails, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused with the name of the model that made it, and what to run."""
    folder = tmp_path / "small"
    folder.mkdir()
    Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": np.zeros((1, 2), np.float32)}, folder / "model.safetensors")
    (folder / "modules.json").write_text('[{"type": "x.StaticEmbedding"}]', encoding="utf-8")
    monkeypatch.setenv("WENXUN_MODEL", str(folder))
    said = "索引是用另一个模型（wenxun-static）建的，请运行 wenxun rebuild 重建索引，或把 WENXUN_MODEL 改回去。"
    assert fails("ask", "桥") == said


def test_a_port_in_use(fails: Fails) -> None:
    """The sentence says to take another."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = fails("serve", "--port", port)
    assert said == f"不能监听 127.0.0.1:{port}：端口 {port} 已经有别的程序在用，请用 --port 换一个。"


@pytest.mark.parametrize("host", ["a..b", "203.0.113.7"])
def test_a_host_that_is_not_here(fails: Fails, host: str) -> None:
    """Neither what is no name nor an address of another machine."""
    assert f"{host} 不是本机的地址" in fails("serve", "--host", host)


def test_telegram_without_a_token(fails: Fails) -> None:
    """The sentence says where to get one."""
    assert fails("telegram").startswith("没有设 WENXUN_TELEGRAM_TOKEN：向 @BotFather 要一个 token")


def test_no_command_shows_the_commands(run: Run) -> None:
    """Help is no error."""
    ran = run()
    assert (ran.status, ran.err) == (0, "")
    assert all(f"\n  {name} " in ran.out for name in ("rebuild", "ask", "search", "chat", "eval", "serve", "doctor"))


@pytest.mark.parametrize("name", cli.list_commands(click.Context(cli)))
def test_every_command_explains_itself(name: str) -> None:
    """In Chinese first."""
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert "\u4e00" <= shown.output.split("\n\n")[1].strip()[0] <= "\u9fff"


def test_the_index_is_untouched_by_all_this(newsroom_parts: Parts) -> None:
    """Still the generation that was built at the beginning, with the manifest it had."""
    current = read_current(newsroom_parts.index_dir)
    manifest = json.loads((newsroom_parts.index_dir / current.name / "manifest.json").read_text(encoding="utf-8"))
    assert (current.name, manifest["articles"]) == ("g000001", 12)
