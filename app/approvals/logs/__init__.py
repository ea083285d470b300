"""Event logs of other systems, read into cases, steps, clocks and the trail."""
