"""The data's path from configuration to findings; the command line, tasks and API call these."""
