"""Makes the bundled model's files; used by `ingest.embedding.build_model`, never at run time.

weights ─▶ vocabulary ─▶ graph │ folder
"""
