"""Find the passages that may answer a question.

question ◀ matching ◀ ranking ◀ reranking ◀ retriever
"""
