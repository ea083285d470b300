"""What the files of a bid say of who made them, and how alike two bids are: pure functions over bytes and texts."""
