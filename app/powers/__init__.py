"""The power catalogue: what every office may do, in immutable versions."""
