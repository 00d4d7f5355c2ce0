"""The words of Namedrop as frozen dataclasses; standard library only, no I/O."""
