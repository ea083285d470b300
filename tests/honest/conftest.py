"""The penalty items of the tests of penalties, for stories that cross domains."""

from tests.penalties.conftest import benchmark, draft, in_force, power, reviewed, street, tale

__all__ = ["benchmark", "draft", "in_force", "power", "reviewed", "street", "tale"]
