"""Log-in by others: real providers on the loopback, and some that lie."""
