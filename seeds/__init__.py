"""Demo data: real places, real laws, invented people and cases; everything goes through the platform's own verbs."""
