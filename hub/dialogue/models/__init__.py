from hub.dialogue.models.comments import Comment, Reaction
from hub.dialogue.models.mentions import Mention
from hub.dialogue.models.threads import Discussed, Following, Thread, number_of_comments

__all__ = ["Comment", "Discussed", "Following", "Mention", "Reaction", "Thread", "number_of_comments"]
