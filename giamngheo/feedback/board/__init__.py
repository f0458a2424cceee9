"""The board for everybody: one page in the shared folder that says who has reported, for every month of the plan."""

from giamngheo.feedback.board.page import board_page, grid
from giamngheo.feedback.board.writing import BOARD_NAME, write_board

__all__ = ["BOARD_NAME", "board_page", "grid", "write_board"]
