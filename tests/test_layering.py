"""The rooms import one way, and nothing heavy is reached on the way to an answer."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# In the order data flows; a file may import from its own room and from those before it.
ROOMS = [
    "embeddings.schema",
    "embeddings.errors",
    "embeddings.text",
    "embeddings.articles",
    "embeddings.encoding",
    "embeddings.index",
    "embeddings.search",
    "embeddings.evaluation",
    "bot",
]
LEAVES = 3
SURFACES = ["bot.api", "bot.telegram_bot", "bot.telegram_handlers", "bot.commands"]
# The commands start the surfaces; surfaces do not know each other.
STARTERS = "bot.commands"


def modules() -> dict[str, ast.Module]:
    """Every module of the project, by its dotted name."""
    files = [*(ROOT / "embeddings").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
    return {".".join(f.relative_to(ROOT).with_suffix("").parts): ast.parse(f.read_text("utf-8")) for f in files}


def first_party(tree: ast.AST) -> list[str]:
    """Names of our own that a piece of code imports."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return [name for name in names if name.split(".")[0] in ("bot", "embeddings")]


def room_of(name: str) -> int | None:
    """Place of the room that holds a name, in the order data flows."""
    return next((i for i, room in enumerate(ROOMS) if name == room or name.startswith(room + ".")), None)


def test_each_room_imports_only_from_rooms_before_it() -> None:
    """`articles` knows no index, `embeddings` knows no bot, and so on down the order."""
    wrong = []
    for module, tree in modules().items():
        own = room_of(module)
        for name in first_party(tree):
            other = room_of(name)
            if own is None or other is None:
                continue
            if other > own or (own < LEAVES and other != own):
                wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_surfaces_do_not_know_each_other() -> None:
    """The API, the Telegram bot and the commands meet in the service alone."""

    def surface(name: str) -> str | None:
        if name.startswith("bot.api"):
            return "bot.api"
        if name.startswith("bot.telegram"):
            return "bot.telegram_bot"
        return "bot.commands" if name.startswith("bot.commands") else None

    wrong = [
        f"{module} imports {name}"
        for module, tree in modules().items()
        for name in first_party(tree)
        if surface(module) not in (None, STARTERS) and surface(name) not in (None, surface(module))
    ]
    assert wrong == []


def test_no_first_party_import_hides_in_a_function() -> None:
    """What a file needs of the project stands at its head."""
    hidden = [
        f"{module}: {name}"
        for module, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for name in first_party(function)
    ]
    assert hidden == []


def test_there_are_no_import_circles() -> None:
    """Every module can be put before all that import it."""
    trees = modules()
    edges = {
        module: {name if name in trees else name.rpartition(".")[0] for name in first_party(tree)} & trees.keys()
        for module, tree in trees.items()
    }
    left = dict(edges)
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]
    assert left == {}


@pytest.mark.parametrize("module", ["bot.cli", "bot.service", "embeddings.encoding.encoder"])
def test_torch_is_not_reached_by_import(module: str) -> None:
    """Whoever only asks never pays for torch or sentence-transformers."""
    heavy = ("torch", "sentence_transformers", "transformers")
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_server_loads_no_bot_unless_it_runs_one() -> None:
    """What Telegram and assistants need stays out of every server process that has no use for it."""
    code = "import sys, bot.commands.serve; print([m for m in ('telegram', 'mcp') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_no_file_is_too_long() -> None:
    """A file has one duty; at 300 lines a second one has crept in."""
    long = {
        str(file.relative_to(ROOT)): lines
        for room in ("bot", "embeddings")
        for file in (ROOT / room).rglob("*.py")
        if (lines := len(file.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}
