"""Online penalties: the standard speaks, the officer explains."""
