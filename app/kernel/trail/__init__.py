"""The trail before a doubter: verified row by row, rooted, signed, and proved to outsiders."""
