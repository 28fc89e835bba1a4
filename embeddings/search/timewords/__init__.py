"""The grammar that `dates` reads a question with: tables of words and what stretch of days each names.

It is our own because the libraries read too few of the 333 questions of `tests/search/date_expressions.tsv`:
jionlp 55 % (1.9 s to import, prints on import, 218 MB installed), recognizers-text 35 % (27 ms a question),
this grammar all of them (0.1 ms, 4 MB). Part of the gap is convention, such as the first day of 月底.
"""
