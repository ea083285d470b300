"""Questions that pages, figures and commands may ask of supervision."""
