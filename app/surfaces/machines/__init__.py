"""What programs ask for beside rows: changes since a mark, many rows at once, the same call twice, messages of what happened."""
