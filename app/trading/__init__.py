"""Public resource trading: a works tender from the project to the contract, its bids sealed for five holders."""
