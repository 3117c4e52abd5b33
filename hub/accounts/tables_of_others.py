"""What the tables of Django and of allauth hold about people."""

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention

WITH_ACCOUNT = Retention("as long as the account")
DATA_HANDLING = {
    "admin.LogEntry": DataHandling(
        Purpose.EVIDENCE,
        WITH_ACCOUNT,
        internal="content_type object_id object_repr action_flag change_message",
        staff="action_time user",
    ),
    "auth.Group": DataHandling(Purpose.ACCOUNTS, FOR_GOOD, internal="name"),
    "auth.Permission": DataHandling(
        Purpose.ACCOUNTS, FOR_GOOD, internal="name content_type codename"
    ),
    "contenttypes.ContentType": DataHandling(
        Purpose.OPERATION, FOR_GOOD, internal="app_label model"
    ),
    "sessions.Session": DataHandling(
        Purpose.ACCOUNTS,
        Retention(
            "until the browser is closed, eight hours at most, and an hour",
            by="hub.accounts.tasks.erase_sessions",
        ),
        internal="expire_date",
        staff="session_data",
        credential="session_key",
    ),
    "account.EmailAddress": DataHandling(
        Purpose.ACCOUNTS, WITH_ACCOUNT, internal="verified primary", staff="user email"
    ),
    "account.EmailConfirmation": DataHandling(
        Purpose.ACCOUNTS, WITH_ACCOUNT, internal="email_address created sent", credential="key"
    ),
    "mfa.Authenticator": DataHandling(
        Purpose.ACCOUNTS,
        Retention("until the factor is removed, or the account"),
        internal="type",
        staff="user created_at last_used_at",
        credential="data",
    ),
    "socialaccount.SocialAccount": DataHandling(
        Purpose.ACCOUNTS,
        WITH_ACCOUNT,
        internal="provider",
        staff="user uid last_login date_joined extra_data",
    ),
    "socialaccount.SocialApp": DataHandling(
        Purpose.ACCOUNTS,
        Retention("stays empty: the provider is named in the settings"),
        internal="provider provider_id name client_id key settings",
        credential="secret",
    ),
    "socialaccount.SocialToken": DataHandling(
        Purpose.ACCOUNTS,
        Retention("stays empty: no token of a provider is kept"),
        internal="app expires_at",
        staff="account",
        credential="token token_secret",
    ),
}
