"""The tests; a password costs them next to nothing: 80 thousandths of a second each, thousands of times, prove nothing."""

from werkzeug.security import generate_password_hash

CHEAP_HASH = "scrypt:128:1:1"
"""As in production but for the work factor; set before the program is imported, which makes a hash at once."""

generate_password_hash.__defaults__ = (CHEAP_HASH, 16)
