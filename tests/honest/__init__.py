"""For each monitoring point the honest course of events that comes nearest to it and must raise nothing."""
