"""Pure, versioned analysis: brands, ranks and citations in the text of an answer; no I/O."""
