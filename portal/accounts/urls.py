"""Addresses of the pages about accounts."""

from django.urls import path

from portal.accounts import administration, colleagues, invitations, passwords, proofs, security

urlpatterns = [
    path("log-ind/kode/", proofs.second_factor, name="second-factor"),
    path("log-ind/igen/", proofs.prove_again, name="prove-again"),
    path("invitation/<str:token>/", invitations.accept, name="invitation"),
    path("glemt-adgangskode/", passwords.forgotten, name="forgotten-password"),
    path("ny-adgangskode/<str:uidb64>/<str:token>/", passwords.new, name="new-password"),
    path("min-side/sikkerhed/", security.overview, name="security"),
    path("min-side/adgangskode/", passwords.change, name="change-password"),
    path("min-side/e-mail/", security.change_email, name="change-email"),
    path("min-side/e-mail/<str:token>/", security.confirm_email, name="confirm-new-email"),
    path("min-side/log-ud-overalt/", security.log_out_everywhere, name="log-out-everywhere"),
    path("min-side/log-ud/<int:pk>/", security.log_out_there, name="log-out-there"),
    path("min-side/kode/", proofs.set_up, name="second-factor-set-up"),
    path("min-side/kode/fjern/", proofs.remove, name="second-factor-remove"),
    path("min-kommune/", colleagues.my_municipality, name="my-municipality"),
    path("brugere/<int:pk>/luk/", colleagues.close, name="close-account"),
    path("brugere/<int:pk>/aabn/", colleagues.open_again, name="open-account"),
    path("invitationer/<int:pk>/traek-tilbage/", colleagues.withdraw, name="withdraw-invitation"),
    path("invitationer/<int:pk>/send-igen/", colleagues.send_again, name="invite-again"),
    path("administration/brugere/", administration.people, name="people"),
    path("administration/brugere/inviter/", administration.invite, name="invite-person"),
    path("administration/brugere/<int:pk>/", administration.person, name="person"),
    path(
        "administration/brugere/<int:pk>/fjern-kode/",
        administration.remove_factor,
        name="remove-factor",
    ),
    path("administration/domaener/", administration.domains, name="domains"),
    path(
        "administration/domaener/<int:pk>/fjern/",
        administration.remove_domain,
        name="remove-domain",
    ),
]
