"""Affairs disclosure (办事公开): what each organisation must publish, whether it did, and what the public asks."""
