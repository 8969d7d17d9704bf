"""Letters on the console, as people read them: where no mail server is named, and in the demonstration."""

from django.core.mail import EmailMessage
from django.core.mail.backends import console

LINE = "─" * 72


class EmailBackend(console.EmailBackend):
    """Writes the text of a message as it is; as it travels, Cyrillic would be unreadable."""

    def write_message(self, message: EmailMessage) -> None:
        """To whom, about what, the text, and the names of what is attached."""
        parts = [
            LINE,
            f"To: {', '.join(message.to)}",
            f"Subject: {message.subject}",
            "",
            str(message.body).strip(),
        ]
        parts += [f"[{part.get_filename()}]" for part in message.message().iter_attachments()]
        self.stream.write("\n".join([*parts, LINE, ""]))
