"""Every address of the hub, and what each person in the cast is answered there.

One row an address and method: the name, the thing it is about, and the status for each column. An address of the
resolver without a row fails the suite (`test_house_rules.py`), and so does a method without a row that is let in. The
thing is an attribute of the world of `canaries.build()`. A POST is sent without fields: 200 and 422 mean "let in, and
told what is missing", 302 means "done", or, in the first column, "sign in first".

    out   = signed out                    ola  = editor of the unit         kari  = its leader
    sara  = works in another branch       eva  = its chief editor           dag   = its deputy
    amina = works in a unit below it      nils = leads and edits next door  helge = leads above it
    siri  = shared services               hilde = HR                        ivar  = IT
"""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

COLUMNS = ["out", "sara", "amina", "ola", "eva", "nils", "kari", "dag", "helge", "siri", "hilde", "ivar"]

# Columns as in COLUMNS. A method without a row is answered 405, signed out 302.
TABLE = """
front              GET    -           302  200  200  200  200  200  200  200  200  200  200  200
waiting            GET    -           302  200  200  200  200  200  200  200  200  200  200  200
profile            GET    -           302  404  404  404  404  404  404  404  404  200  404  200
profile            POST   -           302  404  404  404  404  404  404  404  404  200  404  200
accessibility      GET    -           200  200  200  200  200  200  200  200  200  200  200  200
robots             GET    -           200  200  200  200  200  200  200  200  200  200  200  200
manifest           GET    -           200  200  200  200  200  200  200  200  200  200  200  200
sign-in            GET    -           200  302  302  302  302  302  302  302  302  302  302  302
sign-in            POST   -           200  302  302  302  302  302  302  302  302  302  302  302
sign-in-as         POST   -           404  404  404  404  404  404  404  404  404  404  404  404
sign-out           POST   -           302  302  302  302  302  302  302  302  302  302  302  302
language           POST   -           302  302  302  302  302  302  302  302  302  302  302  302
code               GET    -           200  200  200  200  200  200  200  200  200  200  200  200
code               POST   -           200  200  200  200  200  200  200  200  200  200  200  200
code-password      GET    -           302  302  302  302  302  302  302  302  302  302  302  302
code-password      POST   -           302  302  302  302  302  302  302  302  302  302  302  302
forgotten          GET    -           200  200  200  200  200  200  200  200  200  200  200  200
forgotten          POST   -           200  200  200  200  200  200  200  200  200  200  200  200
forgotten-sent     GET    -           200  200  200  200  200  200  200  200  200  200  200  200
reset-link         GET    -           410  410  410  410  410  410  410  410  410  410  410  410
reset-password     GET    -           410  410  410  410  410  410  410  410  410  410  410  410
reset-password     POST   -           410  410  410  410  410  410  410  410  410  410  410  410
own-page           GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-kept           GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-details        GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-details        POST   -           302  200  200  200  200  200  200  200  200  200  200  200
own-email          GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-email          POST   -           302  200  200  200  200  200  200  200  200  200  200  200
own-password       GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-password       POST   -           302  200  200  200  200  200  200  200  200  200  200  200
own-mail           GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-mail           POST   -           302  200  200  200  200  200  200  200  200  200  200  200
mail-stop          GET    -           404  404  404  404  404  404  404  404  404  404  404  404
mail-stop          POST   -           404  404  404  404  404  404  404  404  404  404  404  404
outbox             GET    -           302  404  404  404  404  404  404  404  404  404  404  200
outbox-again       POST   -           302  404  404  404  404  404  404  404  404  404  404  302
own-photo          GET    -           302  200  200  200  200  200  200  200  200  200  200  200
own-photo          POST   -           302  200  200  200  200  200  200  200  200  200  200  200
own-photo-remove   POST   -           302  302  302  302  302  302  302  302  302  302  302  302
own-sessions-end   POST   -           302  302  302  302  302  302  302  302  302  302  302  302
own-session-end    POST   -           302  404  404  404  404  404  404  404  404  404  404  404
photo              GET    amina       302  404  404  404  404  404  404  404  404  404  404  404
unit-list          GET    -           302  200  200  200  200  200  200  200  200  200  200  200
unit               GET    lokentunet  302  200  200  200  200  200  200  200  200  200  200  200
unit-history       GET    lokentunet  302  200  200  200  200  200  200  200  200  200  200  200
unit-manage        GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-edit          GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-edit          POST   lokentunet  302  404  404  404  404  404  302  404  302  404  302  302
unit-rename        GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-rename        POST   lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-new           GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-new           POST   lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-move          GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-move          POST   lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-merge         GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-merge         POST   lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-close         GET    lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-close         POST   lokentunet  302  404  404  404  404  404  200  404  200  404  200  200
unit-reopen        GET    lokentunet  302  404  404  404  404  404  404  404  404  404  404  404
unit-reopen        POST   lokentunet  302  404  404  404  404  404  404  404  404  404  404  404
unit-publishing    GET    lokentunet  302  404  404  404  200  404  200  200  200  200  404  404
unit-publishing    POST   lokentunet  302  404  404  404  302  404  302  302  302  302  404  404
desk               GET    -           302  404  404  200  200  200  200  200  200  200  404  404
desk-list          GET    -           302  404  404  200  200  200  200  200  200  200  404  404
desk-file          GET    -           302  404  404  200  200  200  200  200  200  200  404  404
desk-reach         GET    -           302  404  404  404  200  200  200  200  200  200  404  404
desk-reach-file    GET    -           302  404  404  404  200  200  200  200  200  200  404  404
desk-page          GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
desk-approve       POST   shown       302  404  404  404  302  404  302  302  302  302  404  404
desk-postpone      POST   shown       302  404  404  404  422  404  422  422  422  422  404  404
desk-hand-over     POST   shown       302  404  404  404  422  404  422  422  422  422  404  404
desk-keep          POST   shown       302  404  404  404  302  404  302  302  302  302  404  404
page-list          GET    lokentunet  302  404  404  200  200  404  200  200  200  200  404  404
page-new           GET    lokentunet  302  404  404  200  200  404  200  200  200  200  404  404
page-new           POST   lokentunet  302  404  404  200  200  404  200  200  200  200  404  404
page-file-describe POST   file        302  404  404  302  302  404  302  302  302  302  404  404
page-file-remove   POST   file        302  404  404  302  302  404  302  302  302  302  404  404
page               GET    shown       302  200  200  200  200  200  200  200  200  200  200  200
page-section       GET    shown       302  200  200  200  200  200  200  200  200  200  200  200
page-review        POST   shown       302  404  404  404  302  404  302  302  302  302  404  404
page-edit          GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-edit          POST   shown       302  404  404  422  422  404  422  422  422  422  404  404
page-draft         POST   shown       302  404  404  422  422  404  422  422  422  422  404  404
page-editing       POST   shown       302  404  404  200  200  404  200  200  200  200  404  404
page-settle        POST   shown       302  404  404  302  302  404  302  302  302  302  404  404
page-preview       GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-publish       GET    shown       302  404  404  404  200  404  200  200  200  200  404  404
page-publish       POST   shown       302  404  404  404  422  404  422  422  422  422  404  404
page-unschedule    POST   shown       302  404  404  404  302  404  302  302  302  302  404  404
page-withdraw      GET    shown       302  404  404  404  200  404  200  200  200  200  404  404
page-withdraw      POST   shown       302  404  404  404  302  404  302  302  302  302  404  404
page-delete        GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-delete        POST   shown       302  404  404  302  302  404  302  302  302  302  404  404
page-settings      GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-settings      POST   shown       302  404  404  422  422  404  422  422  422  422  404  404
page-public        GET    shown       302  404  404  404  200  404  200  200  200  200  404  404
page-public        POST   shown       302  404  404  404  422  404  422  422  422  422  404  404
page-move          GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-move          POST   shown       302  404  404  422  422  404  422  422  422  422  404  404
page-history       GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-compare       GET    shown       302  404  404  302  302  404  302  302  302  302  404  404
page-revision      GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-restore       POST   shown       302  404  404  302  302  404  302  302  302  302  404  404
page-files         GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-files         POST   shown       302  404  404  422  422  404  422  422  422  422  404  404
page-file          GET    file         302  200  200  200  200  200  200  200  200  200  200  200
live               GET    -           302  200  200  200  200  200  200  200  200  200  200  200
notice-list        GET    -           302  200  200  200  200  200  200  200  200  200  200  200
notice-unit        GET    lokentunet  302  200  200  200  200  200  200  200  200  200  200  200
notice-new         GET    lokentunet  302  404  404  200  200  404  200  200  200  200  404  404
notice-new         POST   lokentunet  302  404  404  422  422  404  422  422  422  422  404  404
notice-digest      GET    lokentunet  302  200  200  200  200  200  200  200  200  200  200  200
unit-reach         GET    lokentunet  302  404  404  404  404  404  200  200  200  200  200  404
unit-reach-short   GET    lokentunet  302  404  404  404  404  404  200  200  200  200  200  404
unit-reach-file    GET    lokentunet  302  404  404  404  404  404  200  200  200  200  200  404
notice-file-remove POST   notice_file 302  404  404  404  302  404  302  302  302  302  404  404
notice             GET    notice      302  404  200  200  200  404  200  200  200  200  200  404
notice-in          GET    notice      302  404  200  200  200  404  200  200  200  200  200  404
notice-confirm     POST   notice      302  404  302  302  302  404  302  302  302  302  302  404
notice-poster      GET    notice      302  404  200  200  200  404  200  200  200  200  200  404
notice-edit        GET    notice      302  404  404  404  200  404  200  200  200  200  404  404
notice-edit        POST   notice      302  404  404  404  422  404  422  422  422  422  404  404
notice-translation GET    notice      302  404  404  404  200  404  200  200  200  200  404  404
notice-translation POST   notice      302  404  404  404  422  404  422  422  422  422  404  404
notice-files       GET    notice      302  404  404  404  200  404  200  200  200  200  404  404
notice-files       POST   notice      302  404  404  404  422  404  422  422  422  422  404  404
notice-send        GET    notice      302  404  404  404  302  404  302  302  302  302  404  404
notice-send        POST   notice      302  404  404  404  302  404  302  302  302  302  404  404
notice-unschedule  POST   notice      302  404  404  404  302  404  302  302  302  302  404  404
notice-withdraw    GET    notice      302  404  404  404  200  404  200  200  200  200  404  404
notice-withdraw    POST   notice      302  404  404  404  422  404  422  422  422  422  404  404
notice-delete      GET    notice      302  404  404  404  200  404  200  200  200  200  404  404
notice-delete      POST   notice      302  404  404  404  302  404  302  302  302  302  404  404
notice-reach       GET    notice      302  404  404  404  404  404  200  200  200  200  200  404
notice-reach-file  GET    notice      302  404  404  404  404  404  200  200  200  200  200  404
notice-sheet       GET    notice      302  404  404  404  404  404  200  200  200  200  200  404
notice-told        GET    notice      302  404  404  404  404  404  200  200  200  200  200  404
notice-told        POST   notice      302  404  404  404  404  404  422  422  422  422  422  404
notice-paper       GET    notice      302  404  404  404  404  404  200  200  200  200  200  404
notice-paper       POST   notice      302  404  404  404  404  404  422  422  422  422  422  404
notice-remind      POST   notice      302  404  404  404  404  404  302  302  302  302  302  404
notice-file        GET    notice_file 302  404  200  200  200  404  200  200  200  200  200  404
person-list        GET    -           302  200  200  200  200  200  200  200  200  200  200  200
person             GET    amina       302  200  200  200  200  200  200  200  200  200  200  200
unit-roles         GET    lokentunet  302  200  200  200  200  200  200  200  200  200  200  200
role-give          POST   lokentunet  302  404  404  404  422  404  422  422  422  422  422  422
role-take          GET    lokentunet  302  404  404  404  404  404  404  404  200  404  404  200
role-take          POST   lokentunet  302  404  404  404  404  404  404  404  302  404  404  302
person-code        GET    amina       302  404  404  404  404  404  200  200  200  404  200  200
person-code        POST   amina       302  404  404  404  404  404  200  200  200  404  200  200
project-list       GET    -           302  200  200  200  200  200  200  200  200  200  200  200
project-start      GET    -           302  200  200  200  200  302  200  200  200  200  200  200
project-new        GET    lokentunet  302  404  404  200  200  404  200  200  200  200  404  404
project-new        POST   lokentunet  302  404  404  422  422  404  422  422  422  422  404  404
project            GET    project     302  200  200  200  200  200  200  200  200  200  200  200
project-edit       GET    project     302  404  404  404  404  404  200  404  404  404  404  404
project-edit       POST   project     302  404  404  404  404  404  422  404  404  404  404  404
milestone-add      GET    project     302  404  404  404  404  404  200  404  404  404  404  404
milestone-add      POST   project     302  404  404  404  404  404  422  404  404  404  404  404
milestone-reach    POST   milestone   302  404  404  404  404  404  302  404  404  404  404  404
milestone-remove   POST   milestone   302  404  404  404  404  404  302  404  404  404  404  404
news-new           GET    project     302  404  404  404  404  404  200  404  404  404  404  404
news-new           POST   project     302  404  404  404  404  404  422  404  404  404  404  404
news               GET    news        302  200  200  200  200  200  200  200  200  200  200  200
room               GET    room        302  200  200  404  404  404  200  404  404  404  404  404
room-archive       POST   room        302  404  404  404  404  404  302  404  404  404  404  404
message-post       POST   room        302  404  422  404  404  404  422  404  404  404  404  404
message            GET    message     302  200  200  404  404  404  200  404  404  404  404  404
message            POST   message     302  404  422  404  404  404  404  404  404  404  404  404
message-remove     POST   message     302  404  302  404  404  404  302  404  404  404  404  404
message-pin        POST   message     302  404  302  404  404  404  302  404  404  404  404  404
seat-list          GET    room        302  200  200  404  404  404  200  404  404  404  404  404
seat-list          POST   room        302  404  404  404  404  404  422  404  404  404  404  404
seat               POST   seat        302  404  404  404  404  404  302  404  404  404  404  404
task-list          GET    room        302  200  200  404  404  404  200  404  404  404  404  404
task-list          POST   room        302  404  422  404  404  404  422  404  404  404  404  404
task               GET    task        302  404  200  404  404  404  200  404  404  404  404  404
task               POST   task        302  404  422  404  404  404  422  404  404  404  404  404
task-move          POST   task        302  404  302  404  404  404  302  404  404  404  404  404
plan               GET    room        302  200  200  404  404  404  200  404  404  404  404  404
plan               POST   room        302  404  422  404  404  404  422  404  404  404  404  404
plan-ready         POST   room        302  404  302  404  404  404  302  404  404  404  404  404
plan-shown         POST   room        302  404  404  404  404  404  302  404  404  404  404  404
plan-row           GET    plan_row    302  404  200  404  404  404  200  404  404  404  404  404
plan-row           POST   plan_row    302  404  422  404  404  404  422  404  404  404  404  404
plan-row-move      POST   plan_row    302  404  302  404  404  404  302  404  404  404  404  404
plan-row-media     POST   plan_row    302  404  302  404  404  404  302  404  404  404  404  404
plan-row-notice    GET    plan_row    302  404  200  404  404  404  200  404  404  404  404  404
plan-row-notice    POST   plan_row    302  404  200  404  404  404  302  404  404  404  404  404
plan-row-remove    GET    plan_row    302  404  200  404  404  404  200  404  404  404  404  404
plan-row-remove    POST   plan_row    302  404  302  404  404  404  302  404  404  404  404  404
decision-list      GET    room        302  200  200  404  404  404  200  404  404  404  404  404
decision-list      POST   room        302  404  422  404  404  404  422  404  404  404  404  404
profile-css        GET    -           200  200  200  200  200  200  200  200  200  200  200  200
profile-shield     GET    -           404  404  404  404  404  404  404  404  404  404  404  404
favicon            GET    -           200  200  200  200  200  200  200  200  200  200  200  200
register-list      GET    -           302  404  404  404  404  404  404  404  404  404  200  200
register-list      POST   -           302  404  404  404  404  404  404  404  404  404  422  422
register-run       GET    run         302  404  404  404  404  404  404  404  404  404  200  200
register-apply     POST   run         302  404  404  404  404  404  404  404  404  404  302  302
register-drop      POST   run         302  404  404  404  404  404  404  404  404  404  302  302
register-file      GET    run         302  404  404  404  404  404  404  404  404  404  200  200
help               GET    -           200  200  200  200  200  200  200  200  200  200  200  200
help-guide         GET    -           302  200  200  200  200  200  200  200  200  200  200  200
services           GET    -           302  200  200  200  200  200  200  200  200  200  200  200
service-open       GET    service     302  302  302  302  302  302  302  302  302  302  302  302
service-links      GET    -           302  404  404  404  200  200  200  200  200  200  404  404
service-new        GET    -           302  404  404  404  200  200  200  200  200  200  404  404
service-new        POST   -           302  404  404  404  422  422  422  422  422  422  404  404
service-edit       GET    service     302  404  404  404  200  404  200  200  200  200  404  404
service-edit       POST   service     302  404  404  404  422  404  422  422  422  422  404  404
service-remove     GET    service     302  404  404  404  200  404  200  200  200  200  404  404
service-remove     POST   service     302  404  404  404  422  404  422  422  422  422  404  404
service-restore    POST   service     302  404  404  404  302  404  302  302  302  302  404  404
service-needs      GET    -           302  404  404  404  404  404  404  404  404  200  404  200
service-needs      POST   -           302  404  404  404  404  404  404  404  404  422  404  422
service-need       GET    need        302  404  404  404  404  404  404  404  404  200  404  200
service-need       POST   need        302  404  404  404  404  404  404  404  404  422  404  422
service-need-move  POST   need        302  404  404  404  404  404  404  404  404  302  404  302
service-need-remove POST  need        302  404  404  404  404  404  404  404  404  302  404  302
search             GET    -           302  200  200  200  200  200  200  200  200  200  200  200
search-words       GET    -           302  404  404  404  404  404  404  404  404  200  404  200
search-words       POST   -           302  404  404  404  404  404  404  404  404  422  404  422
search-word-edit   GET    words       302  404  404  404  404  404  404  404  404  200  404  200
search-word-edit   POST   words       302  404  404  404  404  404  404  404  404  422  404  422
search-word-remove POST   words       302  404  404  404  404  404  404  404  404  302  404  302
page-pins          GET    shown       302  404  404  200  200  404  200  200  200  200  404  404
page-pins          POST   shown       302  404  404  422  422  404  422  422  422  422  404  404
page-unpin         POST   shown       302  404  404  302  302  404  302  302  302  302  404  404
dialogue           GET    thread      302  404  302  302  302  404  302  302  302  302  302  404
dialogue-new       GET    thread      302  404  200  200  200  404  200  200  200  200  200  404
dialogue-people    GET    thread      302  404  200  200  200  404  200  200  200  200  200  404
dialogue-write     GET    thread      302  404  200  200  200  404  200  200  200  200  200  404
dialogue-write     POST   thread      302  404  422  422  422  404  422  422  422  422  422  404
dialogue-follow    POST   thread      302  404  302  302  302  404  302  302  302  302  302  404
comment            GET    comment     302  404  302  302  302  404  302  302  302  302  302  404
comment-row        GET    comment     302  404  200  200  200  404  200  200  200  200  200  404
comment-answer     GET    comment     302  404  200  200  200  404  200  200  200  200  200  404
comment-answer     POST   comment     302  404  422  422  422  404  422  422  422  422  422  404
comment-edit       GET    comment     302  404  200  404  404  404  404  404  404  404  404  404
comment-edit       POST   comment     302  404  422  404  404  404  404  404  404  404  404  404
comment-hide       GET    comment     302  404  200  200  200  404  200  200  200  200  404  404
comment-hide       POST   comment     302  404  302  422  422  404  422  422  422  422  404  404
comment-show       POST   comment     302  404  302  302  302  404  302  302  302  302  404  404
comment-react      POST   comment     302  404  302  302  302  404  302  302  302  302  302  404
alert-list         GET    -           302  200  200  200  200  200  200  200  200  200  200  200
alert-now          GET    -           200  200  200  200  200  200  200  200  200  200  200  200
alert-shown        POST   -           204  204  204  204  204  204  204  204  204  204  204  204
alert-new          GET    -           302  404  404  404  404  404  404  404  404  404  404  200
alert-new          POST   -           302  404  404  404  404  404  404  404  404  404  404  422
alert-templates    GET    -           302  404  404  404  404  404  404  404  404  200  404  200
alert-templates    POST   -           302  404  404  404  404  404  404  404  404  422  404  422
alert-template     GET    ready       302  404  404  404  404  404  404  404  404  200  404  200
alert-template     POST   ready       302  404  404  404  404  404  404  404  404  422  404  422
alert-template-delete POST   ready       302  404  404  404  404  404  404  404  404  302  404  302
alert-rule         GET    lokentunet  302  404  404  404  404  404  404  404  404  404  404  200
alert-rule         POST   lokentunet  302  404  404  404  404  404  404  404  404  404  404  302
alert-drills       GET    -           302  404  404  404  404  404  404  404  404  404  404  200
alert-drills-file  GET    -           302  404  404  404  404  404  404  404  404  404  404  200
alert              GET    alert       302  404  200  404  404  404  200  200  200  404  404  200
alert-edit         GET    alert       302  404  404  404  404  404  404  404  404  404  404  302
alert-edit         POST   alert       302  404  404  404  404  404  404  404  404  404  404  302
alert-send         GET    alert       302  404  404  404  404  404  404  404  404  404  404  302
alert-send         POST   alert       302  404  404  404  404  404  404  404  404  404  404  302
alert-update       POST   alert       302  404  404  404  404  404  404  404  404  404  404  422
alert-end          GET    alert       302  404  404  404  404  404  404  404  404  404  404  200
alert-end          POST   alert       302  404  404  404  404  404  404  404  404  404  404  422
alert-delete       GET    alert       302  404  404  404  404  404  404  404  404  404  404  200
alert-delete       POST   alert       302  404  404  404  404  404  404  404  404  404  404  302
alert-read         POST   alert       302  404  302  404  404  404  302  302  302  404  404  302
alert-hide         POST   alert       302  302  302  302  302  302  302  302  302  302  302  302
alert-rollcall     GET    alert       302  404  404  404  404  404  200  200  200  404  404  200
alert-rollcall-sheet GET    alert       302  404  404  404  404  404  200  200  200  404  404  200
alert-rollcall-answer POST   alert       302  404  404  404  404  404  302  302  302  404  404  302
alert-report       GET    alert       302  404  404  404  404  404  404  404  404  404  404  200
alert-report-file  GET    alert       302  404  404  404  404  404  404  404  404  404  404  200
alert-screens      GET    alert       302  404  404  404  404  404  404  404  404  404  404  200
public             GET    -           200  200  200  200  200  200  200  200  200  200  200  200
public-atom        GET    -           200  200  200  200  200  200  200  200  200  200  200  200
public-json        GET    -           200  200  200  200  200  200  200  200  200  200  200  200
public-embedded    GET    -           200  200  200  200  200  200  200  200  200  200  200  200
public-fragment    GET    -           200  200  200  200  200  200  200  200  200  200  200  200
public-unit        GET    skole       200  200  200  200  200  200  200  200  200  200  200  200
public-unit-atom   GET    skole       200  200  200  200  200  200  200  200  200  200  200  200
public-unit-json   GET    skole       200  200  200  200  200  200  200  200  200  200  200  200
public-unit-embedded GET    skole       200  200  200  200  200  200  200  200  200  200  200  200
public-unit-fragment GET    skole       200  200  200  200  200  200  200  200  200  200  200  200
public-page        GET    public_page 200  200  200  200  200  200  200  200  200  200  200  200
public-notice      GET    public_notice 200  200  200  200  200  200  200  200  200  200  200  200
public-notice-in   GET    public_notice 200  200  200  200  200  200  200  200  200  200  200  200
public-page-file   GET    public_file 200  200  200  200  200  200  200  200  200  200  200  200
public-notice-file GET    public_notice_file 200  200  200  200  200  200  200  200  200  200  200  200
healthz            GET    -           200  200  200  200  200  200  200  200  200  200  200  200
readyz             GET    -           200  200  200  200  200  200  200  200  200  200  200  200
"""


@dataclass(frozen=True)
class Row:
    name: str
    method: str
    thing: str  # an attribute of the world, or "-"
    answers: dict[str, int]

    def address(self, world: Any) -> str:
        return reverse(self.name, kwargs=arguments(self.name, world, self.thing))


def rows() -> list[Row]:
    made = []
    for line in TABLE.strip().splitlines():
        name, method, thing, *codes = line.split()
        assert len(codes) == len(COLUMNS), line
        made.append(Row(name, method, thing, dict(zip(COLUMNS, map(int, codes), strict=True))))
    return made


def patterns(resolver: URLResolver | None = None, before: str = "") -> list[tuple[str, str]]:
    """(name, route) of every address; what has no name is named by its route."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((entry.name or route, route))
        else:
            found += patterns(entry, route)
    return found


def arguments(name: str, world: Any, thing: str) -> dict[str, Any]:
    """What an address takes, for a thing of the world: its own number, and what stands further along."""
    subject = getattr(world, thing, None)
    route = dict(patterns())[name]
    given: dict[str, Any] = {}
    if ":pk>" in route:
        given["pk"] = subject.pk
    if "<int:number>" in route:
        given["number"] = 1
    if "<str:name>" in route:
        given["name"] = "fil.txt"
    if "<slug:name>" in route:
        given["name"] = "ansatt"
    if "<int:person>" in route:
        given["person"] = world.amina.pk
    if ":which>" in route:
        given["which"] = "people"
    if "<int:grant>" in route:
        given["grant"] = subject.user_grants.first().pk
    if "<str:number>" in route:
        given["number"] = "1006"
    if "<slug:source>" in route:
        given["source"] = "link"
    if "<slug:kind>" in route:
        given["kind"] = "due"
    if ":language>" in route:
        given["language"] = "en"
    if "<str:mark>" in route:
        given["mark"] = "0" * 12
    if "<str:token>" in route:
        given["token"] = "a-b"
    if "<str:who>" in route:
        given |= {"who": "MQ", "token": "a-b"}
    return given
