"""What is true for every domain; knows no Flask."""
