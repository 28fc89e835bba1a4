"""The learned numbers by which an answer is chosen, beside what made them."""

#: What each feature of `bot.evidence` adds to a clause's score. From 13,116 questions to 4,180 passages by
#: `python -m bot.fit_answering FOLDER`; the best clause holds the answer of 72 % of the 1,229 held-out questions.
#: "defines" is set by hand: no question to learn from asks 什么是….
CLAUSE = {
    "clause C": -1.45,
    "clause P": -1.11,
    "clause CA": 2.42,
    "clause PA": 0.54,
    "clause CS": 0.41,
    "clause PS": 0.51,
    "sentence C": 0.02,
    "sentence P": 0.93,
    "sentence CA": -0.01,
    "sentence PA": 0.47,
    "sentence CS": 0.74,
    "around C": 0.07,
    "around P": 0.01,
    "around CA": 0.98,
    "before C": 0.33,
    "before P": 0.42,
    "after P": 0.40,
    "near C": -0.33,
    "near CA": 0.75,
    "typed": 2.73,
    "passing": 0.81,
    "unit": 3.62,
    "head": 0.45,
    "first": 0.41,
    "order": 0.31,
    "ends": 0.37,
    "cue": 0.52,
    "several": 1.88,
    "defines": 4.00,
}
#: Which hit answers: the score below the first hit's as a share of it, and the score of its best clause. Learned in the
#: same way over the five hits of 1,500 training questions; rank and coverage of the question added nothing.
HIT_GAP = -13.1
HIT_BEST_CLAUSE = 0.5
#: How much it counts that the reader (`bot.reader`) is sure of the hit.
HIT_ODDS = 0.5
#: What each of `bot.confidence.Signs` adds to the log-odds that the question has an answer in the hits, by
#: `python -m bot.fit_confidence` from 547 questions over 19,541 articles (75 without an answer), 501 near misses, 300
#: training questions asked with and without their article, and 501 short questions over encyclopaedia texts. Each half
#: of the 547 is told apart by weights fitted without it with AUROC .90. "said" counts for much: those who know a story
#: well enough to name it closely mostly ask what was reported. Signs for sums of money, the share of the question left
#: unsaid, the hit's score and the gap to the next added nothing.
CONFIDENCE = {
    "reader": 0.369,
    "unsaid_word": -10.504,
    "missing_names": -0.641,
    "missing_numbers": -2.082,
    "open_question": 1.495,
    "keywords": 0.100,
    "said": 3.893,
}
CONFIDENCE_BIAS = -9.133
