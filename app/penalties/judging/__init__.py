"""The engine of discretion: facts in, range and reasons out; no database, no Flask."""
