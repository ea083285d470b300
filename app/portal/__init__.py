"""The public portal: what everybody may see and do without an account."""
