"""Edges of the chain graph proposed from text: what is made from what, what goes into what, who makes it, who supplies whom.

Plain functions on text; nothing here knows pages, tables or the desk. A proposal is no fact: a person confirms it.
"""
