"""The addresses of accounts: everybody's own, and those of all for who keeps them."""

from django.urls import path

from people.accounts import board, checking, own

urlpatterns = [
    path("account/", own.page, name="account"),
    path("account/password/", own.password, name="account_password"),
    path("account/second/", own.second_factors, name="account_factors"),
    path("account/second/app/", own.code_app, name="account_code_app"),
    path("account/second/passkey/", own.passkey, name="account_passkey"),
    path("account/second/recovery/", own.new_recovery_codes, name="account_recovery"),
    path("account/second/remove/", own.remove, name="account_factor_remove"),
    path("account/sessions/end/", own.end_session, name="account_session_end"),
    path("account/news/read/", own.read_news, name="account_news_read"),
    path("accounts/", board.page, name="accounts"),
    path("accounts/first-passwords/", board.give, name="accounts_give"),
    path("accounts/second-factors/", board.policy, name="account_policy"),
    path("accounts/check/", checking.page, name="account_check"),
    path("accounts/check/minutes/", checking.keep, name="account_check_keep"),
    path("accounts/check/<int:check>/", checking.minutes, name="account_minutes"),
    path("accounts/resets/<int:reset>/", board.decide, name="account_reset_decide"),
    path("accounts/<int:staff>/", board.account, name="account_of"),
    path("accounts/<int:staff>/suspend/", board.suspend, name="account_suspend"),
    path("accounts/<int:staff>/reactivate/", board.reactivate, name="account_reactivate"),
    path("accounts/<int:staff>/sessions/end/", board.end_sessions, name="account_sessions_end"),
    path("accounts/<int:staff>/reset/<slug:kind>/", board.reset, name="account_reset"),
]
