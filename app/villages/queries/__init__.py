"""Questions about villages."""
