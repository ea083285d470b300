"""Files of banks and treasuries: read by their headings, checked to the last line, taken over once."""
