"""The chat window and the reading page; both are handed the desk they ask."""

import os

# Gradio calls home at launch unless it finds this when it is first imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
