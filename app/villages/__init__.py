"""The village site: collective funds, assets and resources, decisions, subsidies and works of each village."""
