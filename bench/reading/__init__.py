"""The examiner of ``yanzhen.reading``: clean articles, a generator that damages them, a scorer.

Nothing here looks at how the reading is done: it goes by the page's JSON alone.
"""
