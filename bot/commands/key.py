"""`wenxun key`: a key that nobody can guess, and what to set for it."""

import click

from bot.keys import new_key


@click.command("key")
def key_command() -> None:
    """造一个密钥，和写进设置的散列。 Make a key, and the hash to set for it."""
    key, hashed = new_key()
    click.echo(f"密钥，只给用它的人，这里不留：{key}")
    click.echo(f"写进设置的散列：WENXUN_API_KEYS='[\"{hashed}\"]' 或 WENXUN_ADMIN_KEY={hashed}")
