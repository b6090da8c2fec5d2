"""Log-in through a broker: OpenID Connect or SAML says who somebody is and where they work.

`claims` reads what a broker said, `organisations` finds the municipality, and the verb in
`portal.actions.welcoming` decides who that is here. `oidc` and `saml` speak the protocols.
"""
