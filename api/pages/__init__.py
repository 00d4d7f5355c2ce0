"""Pages for a browser: the calculator, the glossary and the models; no script, no other host."""
