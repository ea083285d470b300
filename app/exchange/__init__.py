"""Exchange: what one installation hands to another, signed, in order and so that anybody can check it."""
