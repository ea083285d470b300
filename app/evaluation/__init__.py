"""Evaluation: who differs from the others by more than chance, and how units rank under several weights."""
