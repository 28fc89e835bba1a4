"""The learned numbers by which an answer is chosen, beside what made them."""

#: What each feature of `bot.evidence` adds to a clause's score. From 13,116 questions to 4,180 passages of news and 508
#: to encyclopaedia texts by `python -m bot.fit_answering FOLDER OTHERS`. The stretch chosen by them holds the answer of
#: 91 % of the 1,229 held-out questions to news and 85 % of the 494 held-out ones to encyclopaedia texts.
#: "defines" is set by hand: no question to learn from asks 什么是….
CLAUSE = {
    "clause C": -0.78,
    "clause P": -2.43,
    "clause CA": 2.22,
    "clause PA": 0.65,
    "clause CS": -0.10,
    "clause PS": 1.77,
    "sentence C": -0.61,
    "sentence P": 0.82,
    "sentence CA": -0.47,
    "sentence PA": 0.72,
    "sentence CS": 1.60,
    "around C": -0.14,
    "around P": 0.22,
    "around CA": 1.07,
    "before C": 0.01,
    "before P": 0.53,
    "after P": 0.24,
    "near C": -0.38,
    "near CA": 0.80,
    "typed": 2.68,
    "passing": 0.70,
    "unit": 3.66,
    "head": 0.38,
    "first": -0.01,
    "order": -0.20,
    "ends": 0.36,
    "cue": 0.45,
    "several": 2.10,
    "defines": 4.00,
}
#: Which hit answers: the score below the first hit's as a share of it, and the score of its best clause. Learned in the
#: same way over the five hits of 1,500 training questions; rank and coverage of the question added nothing.
HIT_GAP = -13.1
HIT_BEST_CLAUSE = 0.5
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
