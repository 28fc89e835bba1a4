"""The written answer, for those who have an LLM: asked for, checked sentence by sentence, never needed."""
