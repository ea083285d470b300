"""Flows in tables: definitions in versions, steps by duty, and the visits of running cases."""
