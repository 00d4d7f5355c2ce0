"""Reports: counts from storage, rates with intervals from metrics, cards from the catalog."""
