"""One module a format: each yields the drafts of a file, or the reasons why there are none."""
