"""Pages in English: whole messages of templates and code, looked up where they are shown."""
