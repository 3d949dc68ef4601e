"""The HTTP door: `create_app` in server.py, one module per subject in routes/."""
