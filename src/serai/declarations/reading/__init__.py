"""Reading files of declarations: Parquet, CSV, XLSX, Arrow and ASYCUDA SAD XML."""

from serai.declarations.reading.read import OnBad, UnknownCodes, batches, read

__all__ = ["OnBad", "UnknownCodes", "batches", "read"]
