"""Benchmarks: one command each, medians and ratios in one run."""
