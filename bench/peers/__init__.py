"""The peers of the list benchmarks, with the settings that their tutorials give; each answers in a process of its own."""
