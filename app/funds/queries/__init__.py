"""What pages and figures of funds ask: direction, volume, velocity."""
