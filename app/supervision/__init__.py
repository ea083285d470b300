"""Electronic supervision: alerts, their queue, and the follow-up to the end."""
