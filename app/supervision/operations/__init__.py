"""The only writers of supervision: alerts, follow-ups, settings, saved filters."""
