"""Search over everything that has been published: Chinese by pairs of characters, words, pinyin initials.

Jieba misses most place names, trigrams miss words of two characters; pairs find what a substring search
finds, by index, on both engines.
"""

from app.kernel.search.finding import FOUND_TO, Found, Page, Wanted, search_texts
from app.kernel.search.models import PublishedText
from app.kernel.search.showing import Piece, highlighted, snippet
from app.kernel.search.sources import TextSource, rebuild_index
from app.kernel.search.words import LONGEST_QUERY, Query, read_query
from app.kernel.search.writing import Text, forget_text, forget_texts, index_text, index_texts

__all__ = [
    "FOUND_TO",
    "LONGEST_QUERY",
    "Found",
    "Page",
    "Piece",
    "PublishedText",
    "Query",
    "Text",
    "TextSource",
    "Wanted",
    "forget_text",
    "forget_texts",
    "highlighted",
    "index_text",
    "index_texts",
    "read_query",
    "rebuild_index",
    "search_texts",
    "snippet",
]
