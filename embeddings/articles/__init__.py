"""Reading articles: one loader a format behind one `read`, cleaning, chunking, reprints."""

from embeddings.articles.reader import read
from embeddings.articles.skips import Note, Skip

__all__ = ["Note", "Skip", "read"]
