"""Ledgers (台账): what a county administrator defines in the browser is kept, watched and published, without code."""
