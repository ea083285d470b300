"""Sealing of bids: for five holders, three open; knows no database and no screen."""
