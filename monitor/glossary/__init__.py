"""The words about models in Portuguese, English and Spanish, as reviewed package data."""
