"""The command line: one file a command, words of the glossary, `--json` everywhere. Computes nothing."""
