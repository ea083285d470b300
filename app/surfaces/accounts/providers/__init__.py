"""Log-in by others: the county's identity provider, directory or gateway tells who somebody is, beside our own passwords."""
