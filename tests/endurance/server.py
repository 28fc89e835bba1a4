"""`wenxun serve`, with Telegram at another address: `python -m tests.endurance.server BOT_API_ADDRESS [OPTION...]`."""

import sys
from functools import partial

from bot.cli import main
from bot.commands import telegram

if __name__ == "__main__":
    telegram.build_application = partial(telegram.build_application, base_url=sys.argv[1])  # type: ignore[assignment]
    main(["serve", *sys.argv[2:]])
