"""From a declaration to a screen: Flask-AppBuilder lives here, and nowhere else."""
