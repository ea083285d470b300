"""The clock: jobs of the domains, run by one leader among several processes on either database."""
