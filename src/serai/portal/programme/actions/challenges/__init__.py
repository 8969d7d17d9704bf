"""What is done with challenges: raised, voted on, merged, taken up by lectures, answered."""

from serai.portal.programme.actions.challenges.answer_lecture import answer_lecture
from serai.portal.programme.actions.challenges.ask_lecture import ask_another, ask_lecture
from serai.portal.programme.actions.challenges.follow import (
    add_thread_entry,
    change_thread_entry,
    link_sessions,
    mark_answered,
    remove_thread_entry,
    reopen_challenge,
)
from serai.portal.programme.actions.challenges.merge import merge_challenges
from serai.portal.programme.actions.challenges.raise_challenge import (
    edit_challenge,
    raise_challenge,
)
from serai.portal.programme.actions.challenges.vote import close_votes, give_votes, reopen_votes

__all__ = [
    "add_thread_entry",
    "answer_lecture",
    "ask_another",
    "ask_lecture",
    "change_thread_entry",
    "close_votes",
    "edit_challenge",
    "give_votes",
    "link_sessions",
    "mark_answered",
    "merge_challenges",
    "raise_challenge",
    "remove_thread_entry",
    "reopen_challenge",
    "reopen_votes",
]
