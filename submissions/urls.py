"""Addresses of submissions: reading, sharing, and reviewing them."""

from django.urls import path

from submissions.views import (
    editions,
    files,
    living,
    mail_choices,
    matching,
    mine,
    reading,
    reviewing,
    searching,
    sharing,
    synonyms,
    using,
)

urlpatterns = [
    path("soeg/", searching.search, name="search"),
    path("kommuner/<slug:slug>/laer-af/", matching.learn_from, name="learn-from"),
    path("bidrag/", reading.submissions, name="submissions"),
    path("bidrag/<slug:slug>/", reading.submission, name="submission"),
    path("bidrag/<slug:slug>/udgaver/", editions.editions_of, name="editions"),
    path("bidrag/<slug:slug>/udgave/<int:number>/", editions.edition, name="edition"),
    path("bidrag/<slug:slug>/ny-udgave/", editions.begin, name="begin-edition"),
    path(
        "bidrag-status/<str:token>/ny-udgave/", editions.begin_by_link, name="begin-edition-by-link"
    ),
    path("bidrag/<slug:slug>/i-brug/", living.still_running, name="still-running"),
    path("i-brug/<str:token>/", living.running_by_link, name="running-by-link"),
    path(
        "bidrag-status/<str:token>/i-brug/",
        living.still_running_by_status,
        name="still-running-by-status",
    ),
    path("bidrag/<slug:slug>/kontakt/", living.contact, name="submission-contact"),
    path("bidrag-status/<str:token>/kontakt/", living.contact_by_link, name="contact-by-link"),
    path("bidrag/filer/<int:pk>/", files.attachment, name="attachment"),
    path("bidrag/filer/<int:pk>/side/<int:number>.png", files.picture, name="file-picture"),
    path("del-din-integrationsviden/", sharing.share, name="share"),
    path("del-din-integrationsviden/rapport/", sharing.share_report, name="share-report"),
    path("del-din-integrationsviden/metode/", sharing.share_method, name="share-method"),
    path("del-din-integrationsviden/tak/", sharing.thanks, name="share-thanks"),
    path("bekraeft/<str:token>/", mine.confirm_email, name="confirm-email"),
    path("bidrag-status/<str:token>/", mine.status_by_link, name="submission-status"),
    path("bidrag-status/<str:token>/ret/", mine.edit_by_link, name="edit-by-link"),
    path(
        "bidrag-status/<str:token>/traek-tilbage/", mine.withdraw_by_link, name="withdraw-by-link"
    ),
    path("bidrag/<slug:slug>/tag-i-brug/", using.adopt, name="adopt"),
    path("bidrag/<slug:slug>/spoerg/", using.ask, name="ask"),
    path("ibrugtagning/<int:pk>/", using.adoption, name="adoption"),
    path("ibrugtagning/<int:pk>/maaned/", using.change_month, name="adoption-month"),
    path("ibrugtagning/<int:pk>/fortael/", using.tell, name="adoption-tell"),
    path("ibrugtagning/<int:pk>/afslut/", using.end, name="adoption-end"),
    path("ibrugtagning/<int:pk>/fortryd/", using.take_back, name="adoption-take-back"),
    path("ibrugtagning/<int:pk>/skjul/", using.hide_story, name="adoption-hide"),
    path("svar/<str:token>/", using.answer, name="answer"),
    path("mails/<str:token>/", mail_choices.by_link, name="mail-choices"),
    path("min-side/mails/", mail_choices.mine, name="mail-settings"),
    path("mine-bidrag/", mine.my_submissions, name="my-submissions"),
    path("mine-bidrag/<int:pk>/", mine.my_submission, name="my-submission"),
    path("mine-bidrag/<int:pk>/ret/", mine.edit, name="edit-submission"),
    path("mine-bidrag/<int:pk>/traek-tilbage/", mine.withdraw, name="withdraw-submission"),
    path("redaktion/", reviewing.queue, name="review"),
    path("redaktion/ordliste/", synonyms.word_list, name="synonyms"),
    path("redaktion/ordliste/<int:pk>/", synonyms.line, name="synonym"),
    path("redaktion/<int:pk>/", reviewing.review, name="review-submission"),
    path("redaktion/<int:pk>/ret/", reviewing.correct, name="correct-submission"),
    path("redaktion/<int:pk>/naeste/", reviewing.next_up, name="review-next"),
    path("redaktion/<int:pk>/filer/<int:file>/", reviewing.file, name="review-file"),
]
