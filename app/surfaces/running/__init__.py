"""Running the platform for years: whether it is well, what is measured of it, what it writes down of itself."""
