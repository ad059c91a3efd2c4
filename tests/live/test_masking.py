from __future__ import annotations

import pytest

from mltui.live.masking import is_secret, masked_address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://me:pass@host/x", "https://•••@host/x"),
        ("https://me:p@ss@host/x", "https://•••@host/x"),
        ("https://me:pa/ss@host", "https://•••@host"),
        ("https://me:pa ss@host", "https://•••@host"),
        ("s3://k:s+/x@host", "s3://•••@host"),
        ("me:p@/ss@host:9000", "•••@host:9000"),
        ("token@host", "token@host"),
        ("https://host:9000/x", "https://host:9000/x"),
        ("note: ask me@lab", "note: ask me@lab"),
    ],
)
def test_nothing_of_a_login_is_shown_of_an_address(address: str, shown: str):
    assert masked_address(address) == shown


@pytest.mark.parametrize(
    "name",
    [
        *("password", "Args/password", "password2", "dbPassword", "db_passwords", "passwd", "pwd"),
        *("DB_PWD", "passphrase", "db_pass", "credentials", "aws_creds", "client_secret"),
        *("api-key", "api_key", "apiKey", "APIKey", "APIkey", "apikey2", "API key", "account_key"),
        *("secret_key", "aws_secret_access_key", "AWS_ACCESS_KEY_ID", "private.key", "ssh_keys"),
        *("azure_connection_string", "AZURE_STORAGE_KEY", "auth_key"),
        # A token alone lets somebody in, and so does that of a service, whatever it is called.
        *("token", "hf_token", "HF_TOKEN_2", "auth_token", "hfToken", "use_auth_token"),
        *("wandb_token", "token_for_upload", "access_tokens", "new_token", "token_id"),
        *("slack_tokens", "bot_tokens", "session_tokens", "service-tokens", "Args/slackTokens"),
        *("dbpass", "DBPASS", "sshpass", "PGPASS", "mysql_userpass", "Args/dbpass", "dbpass_prod"),
        *("dbpwd", "DB_PWD", "mysqlPwd"),
    ],
)
def test_names_of_secrets_are_known_however_they_are_written(name: str):
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        # How many pieces of text, and what makes them.
        *("max_tokens", "num_tokens", "maxTokens", "tokens", "tokens_per_batch", "Args/num_token"),
        *("tokenizer", "tokenizer_name", "tokenization", "loss_per_token"),
        # The pieces that a model knows by name, and their numbers: everybody may know them.
        *("eos_token", "pad_token", "unk_token", "pad_token_id", "token_ids", "token_type"),
        *("max_new_tokens", "tokens_per_second", "Args/tokens", "total_tokens", "maxNewTokens"),
        *("add_special_tokens", "input_tokens", "output_tokens", "prompt_tokens", "n_tokens"),
        *("pad_tokens", "eos_tokens", "bos_tokens", "unk_tokens", "mask_tokens", "min_tokens"),
        *("context_tokens", "vocab_tokens", "train_tokens", "eval_tokens", "batch_tokens"),
        *("token_dropout", "time_to_first_token", "decoder_start_token_id"),
        *("pass_rate", "passes", "bypass", "keyboard", "key", "n_keys", "sort_key", "secretary"),
        *("forward_pass", "backwardPass", "first_pass", "second_pass", "n_pass", "lowpass"),
        *("highpass", "bandpass", "multipass", "encompass", "compass", "Args/bypass", "low_pass"),
        *("cwd", "author", "lr", "", "λ", "compass/lr"),
    ],
)
def test_ordinary_names_are_none(name: str):
    assert not is_secret(name)
