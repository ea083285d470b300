"""Holding to account (问责): what is proposed after an alert was right, decided by another inspector, appealed and answered."""
