"""What is asked about intersessional activities."""

from serai.portal.programme.forms.intersessional.completions import (
    ColumnsForm,
    HoursForm,
    UploadForm,
)
from serai.portal.programme.forms.intersessional.entries import AnswerForm, EntryForm

__all__ = ["AnswerForm", "ColumnsForm", "EntryForm", "HoursForm", "UploadForm"]
