"""A Django admin change list over the alerts."""
