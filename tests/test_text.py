"""Normalisation for matching."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from embeddings.text import normalise


@given(st.text("，：；！？（）…％\u3000aＡ1 中\u0338\u0301\u3099かﬀ①\n", max_size=30) | st.text(max_size=60))
@example("＜\u0338；\u0338")
def test_width_and_case_are_folded_as_unicode_says(text: str) -> None:
    """However it is made fast, what comes out is compatibility composition in small letters."""
    assert normalise(text) == unicodedata.normalize("NFKC", text).lower()
