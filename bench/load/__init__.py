"""The program under load as staff and citizens bring it, beside a bare page: ``python -m bench.load``."""
