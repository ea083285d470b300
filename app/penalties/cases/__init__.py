"""The penalty case: from the clue to the archive."""
