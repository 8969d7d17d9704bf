"""Addresses of challenges, votes and tailored lectures."""

from django.urls import URLPattern, path

from serai.portal.programme.views.challenges import following, lectures, listing, raising, voting

AT = "programmes/<slug:slug>/challenges/"
ONE = f"{AT}<int:pk>/"
LECTURE = f"{AT}lectures/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(AT, listing.challenges, name="challenges"),
    path(f"{AT}new/", raising.raise_new, name="raise_challenge"),
    path(f"{AT}similar/", raising.similar, name="similar_challenges"),
    path(f"{AT}votes/", voting.votes, name="votes"),
    path(f"{AT}votes/close/", voting.close, name="close_votes"),
    path(f"{AT}demand/", lectures.lecture_demand, name="lecture_demand"),
    path(f"{AT}demand/ask/", lectures.ask, name="ask_lecture"),
    path(LECTURE, lectures.lecture, name="lecture"),
    path(f"{LECTURE}ask/", lectures.ask_more, name="ask_another"),
    path(f"{LECTURE}answers/<int:contributor>/", lectures.answer, name="answer_lecture"),
    path(ONE, following.challenge, name="challenge"),
    path(f"{ONE}edit/", raising.edit, name="edit_challenge"),
    path(f"{ONE}merge/", following.merge, name="merge_challenge"),
    path(f"{ONE}judge/", following.judge, name="judge_challenge"),
    path(f"{ONE}sessions/", following.link, name="link_sessions"),
    path(f"{ONE}thread/", following.add_entry, name="add_thread_entry"),
    path(f"{ONE}thread/<int:entry>/", following.edit_entry, name="thread_entry"),
]
