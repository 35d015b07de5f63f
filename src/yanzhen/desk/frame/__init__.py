"""The frame that all rooms share: base templates, parts, pictures, styles, the home page."""
