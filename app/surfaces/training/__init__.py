"""The training room: a copy of the program with invented places, wiped every night, in which a clerk learns by doing."""
