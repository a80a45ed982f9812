"""The doors for other programs, and what keeps order at them: HTTP, OpenAI's API, MCP."""
