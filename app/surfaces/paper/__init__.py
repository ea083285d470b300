"""Written documents on paper: from the frozen values of a document to a PDF of official layout."""

from app.surfaces.paper.press import Press, PrintFault, keep_paper, paper_of, print_waiting

__all__ = ["Press", "PrintFault", "keep_paper", "paper_of", "print_waiting"]
