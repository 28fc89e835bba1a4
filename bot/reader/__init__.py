"""Reading a passage for a question: which words answer, and whether any do."""
