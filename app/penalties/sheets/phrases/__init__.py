"""Reading the penalties that laws and benchmark tables state in words: whole, or not at all.

A text is consumed from left to right; one word that no pattern takes refuses all of it, for half a penalty
would be a wrong one. 以上 and 以下 include the number, 超过 and 不满 do not (Civil Code art. 1259).
"""

from app.penalties.sheets.phrases.clauses import Clause, Condition, Fine, in_words
from app.penalties.sheets.phrases.reader import read_penalty

__all__ = ["Clause", "Condition", "Fine", "in_words", "read_penalty"]
