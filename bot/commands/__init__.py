"""The commands of `wenxun`, one duty a file."""
