"""Record kinds on the screen and over REST: one reading, one writing, for both."""
