"""Take files in: read, clean, cut, embed and keep them."""

import os

# onnxruntime keeps a device id and a queue of usage events for its maker unless told not to before
# it is imported; nothing here speaks to the internet.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
