"""Reading, indexing and searching Chinese news: articles in, ranked passages out."""
