"""What things say, kept so that it can be searched. Knows no app: each app says what its things say in a `said.py`,
and its models are `Findable`, so that a change is marked in the transaction that makes it. `hub.search` asks.
"""
