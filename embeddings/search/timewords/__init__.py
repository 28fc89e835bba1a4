"""The grammar that `dates` reads a question with: tables of words and what stretch of days each names."""
