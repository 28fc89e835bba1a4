"""The tokenizer of a model folder, loaded once for all parts of the model that share it."""

from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

#: Its name in a model folder.
TOKENIZER = "tokenizer.json"


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load a folder's tokenizer, without padding or truncation; an unchanged file is read only once.

    What is wrong with a file comes out as the library raises it, which is no narrower than Exception.
    """
    path = folder / TOKENIZER
    stamp = path.stat()
    return _load(str(path), stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=2)
def _load(path: str, changed: int, size: int) -> Tokenizer:
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    # Some damage shows only at the first word that is not in the vocabulary.
    tokenizer.encode("\ue000 词 a1")
    return tokenizer
