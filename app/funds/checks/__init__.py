"""What a row of funds must hold, whether it came by form, sheet or REST, and what follows from it."""
