"""What others make from the description: a generated client, generated requests."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.api.conftest import ADMIN, Served

LOCAL = {**os.environ, "NO_PROXY": "127.0.0.1", "PYTHONUTF8": "1"}


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *command],
        cwd=folder,
        env=LOCAL,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_generated_client_makes_a_call(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client made from /openapi.json asks, and reads answers and problems as its own types."""
    pytest.importorskip("openapi_python_client")
    description = tmp_path / "openapi.json"
    with served.client() as client:  # the tool itself waits five seconds for it, which a busy machine may take
        description.write_bytes(client.get("/openapi.json", timeout=60).content)
    made = run(
        "openapi_python_client", "generate", "--path", str(description),
        "--meta", "none", "--output-path", str(tmp_path / "generated_wenxun"), folder=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    call = importlib.import_module("generated_wenxun.api.ask.ask")
    models = importlib.import_module("generated_wenxun.models")
    client = importlib.import_module("generated_wenxun").Client(base_url=served.url, timeout=60)
    answer = call.sync(client=client, body=models.AskBody(question="白鹭岭隧道全长多少公里？"))
    assert answer.results[0].source == "山城日报"
    problem = call.sync(client=client, body=models.AskBody(question=""))
    assert problem.detail == "问题要有 1 到 500 个字，请改好再问。"
    client.get_httpx_client().close()


def test_generated_requests_meet_no_crash_and_nothing_undescribed(served: Served, tmp_path: Path) -> None:
    """Every reply to requests made from the description, right and wrong ones, is as described; none is a 5xx."""
    pytest.importorskip("schemathesis")
    # Left out: that every request which fits the schema is taken. No schema can say that since is not after until.
    result = run(
        "schemathesis.cli", "run", f"{served.url}/openapi.json", "--max-examples", "8", "--seed", "1",
        "--exclude-checks", "positive_data_acceptance", "--exclude-path", "/v1/rebuild",
        "--header", f"Authorization: Bearer {ADMIN}", "--generation-database", "none", folder=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-6000:]
