"""From an achievement and the facts of one award to a signed Open Badges 3.0 credential.

`issuing.prepare` lints and compiles a template for one version of an achievement; `Template.issue` signs with it.
"""
