"""Points of a county's own (自建监察点): questions over case facts, versioned, tried on history before they watch."""
