"""The types of the storage settings. They carry secrets: never show them whole."""

from __future__ import annotations

from mltui.api.types.base import ApiObject


class AwsBucket(ApiObject):
    """The settings of one S3 bucket."""

    acl: str | None = None
    """The access control list."""
    bucket: str | None = None
    """The bucket's name."""
    host: str | None = None
    """The host, of what is compatible with S3."""
    key: str | None = None
    """The access key."""
    multipart: bool | None = None
    """Whether to upload in parts; true by default."""
    region: str | None = None
    """The AWS region."""
    secret: str | None = None
    """The secret key."""
    secure: bool | None = None
    """Whether to use TLS; true by default."""
    subdir: str | None = None
    """The path for which the settings are."""
    token: str | None = None
    """The access token; a secret."""
    use_credentials_chain: bool | None = None
    """Whether to use the machine's own login."""
    verify: bool | None = None
    """Whether to verify the certificate; true by default."""
    profile: str | None = None
    """The profile of the machine's own login."""


class Aws(ApiObject):
    """The settings of AWS S3 and of what is compatible with it."""

    buckets: list[AwsBucket] | None = None
    """The settings of single buckets."""
    key: str | None = None
    """The access key."""
    region: str | None = None
    """The AWS region."""
    secret: str | None = None
    """The secret key."""
    token: str | None = None
    """The access token; a secret."""
    use_credentials_chain: bool | None = None
    """Whether to use the machine's own login."""


class AzureContainer(ApiObject):
    """The settings of one Azure container."""

    account_key: str | None = None
    """The account's key; a secret."""
    account_name: str | None = None
    """The account's name."""
    container_name: str | None = None
    """The container's name."""


class Azure(ApiObject):
    """The settings of Azure storage."""

    containers: list[AzureContainer] | None = None
    """The settings of single containers."""


class GoogleBucket(ApiObject):
    """The settings of one Google Cloud bucket."""

    bucket: str | None = None
    """The bucket's name."""
    credentials_json: str | None = None
    """The text of the file of credentials; a secret."""
    project: str | None = None
    """The project's name at Google."""
    subdir: str | None = None
    """The path for which the settings are."""


class Google(ApiObject):
    """The settings of Google Cloud storage."""

    buckets: list[GoogleBucket] | None = None
    """The settings of single buckets."""
    credentials_json: str | None = None
    """The text of the file of credentials; a secret."""
    project: str | None = None
    """The project's name at Google."""
