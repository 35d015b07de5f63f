"""What does this page say, and which figures does it vouch for?"""
