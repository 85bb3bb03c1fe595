"""Talk about things: comments, answers, reactions and mentions. Knows no app: a thing that is talked about inherits
`Discussed`, and whoever may see the thing may see what is said about it. See `models/threads.py`.
"""
